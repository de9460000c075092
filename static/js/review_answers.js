// Answers to comments of a review by keyboard. The page works without.
(() => {
  "use strict";

  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const keys = one("[data-own-keys]");
  const list = one("#key-list dl");
  if (keys && list) list.replaceChildren(keys.content.cloneNode(true));

  const comments = () => all("[data-answer]");
  const current = () => document.activeElement?.closest("[data-answer]");

  function move(step) {
    const rows = comments();
    if (!rows.length) return false;
    const place = rows.indexOf(current());
    const next = rows[Math.min(rows.length - 1, Math.max(0, place < 0 ? 0 : place + step))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  function adopt() {
    const form = one("form[data-adopt]", current() ?? document.createElement("div"));
    if (!form) return false;
    form.requestSubmit();
    return true;
  }

  function answer() {
    const fold = current() && one("details.answers__form", current());
    if (!fold) return false;
    fold.open = true;
    (one("input:checked", fold) ?? one("input[type=radio]", fold)).focus();
    return true;
  }

  const actions = { j: () => move(1), k: () => move(-1), a: adopt, r: answer };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat) return;
    if (event.target.closest("textarea, select, input") || one("dialog[open]")) return;
    if (Object.hasOwn(actions, event.key) && actions[event.key]()) event.preventDefault();
  });
})();
