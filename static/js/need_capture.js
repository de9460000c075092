// Needs written from the keyboard: Enter and the last Tab save and begin the next. Pages work without.
(() => {
  "use strict";

  const form = () => document.querySelector("[data-capture]");
  const fields = () => [...form().querySelectorAll("input:not([type=hidden]), select, textarea")];
  const has = () => form().elements.title.value.trim() !== "";
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

  // What is left with something in it is saved, wherever the pointer went.
  document.addEventListener("focusout", (event) => {
    const here = form();
    if (!here?.contains(event.target) || !event.relatedTarget) return;
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
