// Needs written from the keyboard: Enter and the last Tab save and begin the next. Pages work without.
(() => {
  "use strict";

  const form = () => document.querySelector("[data-capture]");
  const fields = () => [...form().querySelectorAll("input:not([type=hidden]), select, textarea")];
  const has = () => form().elements.title.value.trim() !== "";
  const texts = ["title", "current_state", "target_state"];
  const mark = (isOutside) => {
    const place = document.querySelector("[data-capture-unsaved]");
    const isTyped = texts.some((name) => form().elements[name].value.trim() !== "");
    if (place) place.textContent = isOutside && isTyped ? place.dataset.text : "";
  };
  let isSending = false;

  const send = () => {
    if (isSending) return;
    isSending = true;
    form().requestSubmit();
  };
  const begin = () => {
    const keys = document.querySelector("[data-capture-keys]");
    if (keys) keys.hidden = false;
  };

  document.addEventListener("keydown", (event) => {
    if (!form()?.contains(event.target) || event.isComposing) return;
    const isField = fields().includes(event.target);
    if (event.key === "Enter" && isField && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Tab" && !event.shiftKey && event.target === fields().at(-1) && has()) {
      event.preventDefault();
      send();
    }
  });

  // What is left with a title for something else on the page is saved. What is left for nothing, by
  // a click beside everything, or without a title, is told not to be.
  document.addEventListener("focusin", (event) => {
    if (form()?.contains(event.target)) mark(false);
  });
  document.addEventListener("focusout", (event) => {
    const here = form();
    if (!here?.contains(event.target)) return;
    if (!event.relatedTarget || !has()) mark(!here.contains(event.relatedTarget));
    if (!event.relatedTarget) return;
    if (here.contains(event.relatedTarget) || event.relatedTarget.closest("[data-paste-fold]")) return;
    if (has()) send();
  });

  // Several rows or columns in the title are rows of a spreadsheet: they are looked at first.
  document.addEventListener("paste", (event) => {
    if (event.target !== form()?.elements.title) return;
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    if (!/[\n\t]/.test(text)) return;
    event.preventDefault();
    const paste = document.querySelector("[data-paste-form]");
    paste.elements.text.value = text;
    paste.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-paste-form]")) return;
    for (const name of ["perspective", "dimension", "priority"]) {
      event.target.elements[name].value = form().elements[name].value;
    }
  });

  document.addEventListener("htmx:afterRequest", () => { isSending = false; });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "need-capture") return;
    begin();
    const wrong = form().querySelector("[aria-invalid=true]");
    (wrong ?? form().elements.title).focus();
  });

  if (form()) {
    begin();
    form().elements.title.focus();
  }
})();
