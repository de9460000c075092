// The page of one requirement: people are mentioned in comments by typing @ and some of the name, or
// by a list. The page works without.
(() => {
  "use strict";

  const picker = document.querySelector("[data-mention-picker]");
  if (!picker) return;
  picker.hidden = false;
  const list = picker.querySelector("select");
  const names = [...list.options].slice(1).map((option) => option.value);
  const MOST = 8;

  // The half-typed name before the caret: where its @ stands, and who may be meant.
  function halfIn(text) {
    const before = text.value.slice(0, text.selectionStart);
    const found = /(?<![\p{L}\p{N}_.+-])@([^@\n]{0,60})$/u.exec(before);
    if (!found) return null;
    const typed = found[1].toLocaleLowerCase();
    const isMeant = (name) => {
      const known = name.toLocaleLowerCase();
      return known.startsWith(typed) || (typed && known.split(/\s+/).some((part) => part.startsWith(typed)));
    };
    return { start: found.index, typed, people: /^\s/.test(typed) ? [] : names.filter(isMeant).slice(0, MOST) };
  }

  function insert(text, name) {
    const half = halfIn(text);
    // A word that nobody answers to is replaced as well; what is a whole name already stays.
    const isHalf = half && (half.people.length || !/\s/.test(half.typed));
    const start = isHalf ? half.start : text.selectionStart;
    const before = text.value.slice(0, start);
    const gap = before && !/\s$/.test(before) ? " " : "";
    text.setRangeText(`${gap}@${name} `, start, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  }

  const own = picker.closest("form").querySelector("textarea");
  list.addEventListener("change", () => {
    if (!list.value) return;
    insert(own, list.value);
    list.value = "";
  });

  // --- The names while one is typed ------------------------------------------------------------
  const box = document.createElement("ul");
  box.className = "mention-names";
  box.id = "mention-names";
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", picker.querySelector("label").textContent);
  box.hidden = true;
  let writing = null;
  let at = 0;

  function close() {
    box.hidden = true;
    writing?.removeAttribute("aria-activedescendant");
    writing?.removeAttribute("aria-controls");
    writing = null;
  }

  function mark(place) {
    const items = [...box.children];
    at = (place + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    writing.setAttribute("aria-activedescendant", items[at].id);
  }

  function offer(text) {
    const people = halfIn(text)?.people ?? [];
    if (!people.length) return close();
    if (writing !== text) close();
    writing = text;
    text.after(box);
    box.replaceChildren(
      ...people.map((name, index) => {
        const item = document.createElement("li");
        item.id = `mention-name-${index}`;
        item.setAttribute("role", "option");
        item.textContent = name;
        // The text keeps the focus.
        item.addEventListener("mousedown", (event) => event.preventDefault());
        item.addEventListener("click", () => {
          insert(text, name);
          close();
        });
        return item;
      }),
    );
    box.hidden = false;
    text.setAttribute("aria-autocomplete", "list");
    text.setAttribute("aria-controls", box.id);
    mark(0);
  }

  const isComment = (element) => element.matches(".comment-form textarea, .thread textarea");
  document.addEventListener("input", (event) => isComment(event.target) && offer(event.target));
  document.addEventListener("focusout", (event) => event.target === writing && close());
  document.addEventListener("keydown", (event) => {
    if (box.hidden || event.target !== writing || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(at + step);
    else if (event.key === "Enter" || event.key === "Tab") {
      const name = box.children[at].textContent;
      insert(writing, name);
      close();
    } else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
})();
