// The page of one requirement: a list of people to mention in a comment. The page works without.
(() => {
  "use strict";

  const picker = document.querySelector("[data-mention-picker]");
  const text = picker && picker.closest("form").querySelector("textarea");
  if (!text) return;
  picker.hidden = false;
  const list = picker.querySelector("select");
  list.addEventListener("change", () => {
    if (!list.value) return;
    const before = text.value.slice(0, text.selectionStart);
    const gap = before && !/\s$/.test(before) ? " " : "";
    text.setRangeText(`${gap}@${list.value} `, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    list.value = "";
    text.focus();
  });
})();
