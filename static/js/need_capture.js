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
  // What is under way, and what was written while it was: a slow answer takes no letters from the
  // next need, and none from the one after that.
  let underWay = null;
  const waiting = [];

  const taken = () => {
    const here = document.activeElement;
    const isHere = form().contains(here);
    const values = Object.fromEntries(fields().map((field) => [field.name, field.value]));
    return { values, at: isHere ? here.name : "", from: isHere ? here.selectionStart : null };
  };
  const isBegun = (need) => texts.some((name) => need.values[name].trim() !== "");
  const empty = () => texts.forEach((name) => { form().elements[name].value = ""; });
  const fill = (need) => {
    for (const [name, value] of Object.entries(need.values)) form().elements[name].value = value;
    const field = need.at && form().elements[need.at];
    if (!field) return;
    field.focus();
    if (need.from !== null && need.from !== undefined) field.setSelectionRange(need.from, need.from);
  };
  const keep = (isWanted) => {
    const need = taken();
    if (!isBegun(need)) return;
    waiting.push({ ...need, isWanted });
    empty();
  };
  const tellWaiting = () => {
    const place = document.querySelector("[data-capture-waiting]");
    if (place) place.textContent = waiting.length ? place.dataset.text : "";
  };

  const send = () => {
    if (!isSending) {
      form().requestSubmit();
    } else if (has()) {
      const isHere = form().contains(document.activeElement);
      keep(true);
      if (isHere) form().elements.title.focus();
    }
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

  // The need is on its way: its fields are free for the next.
  document.addEventListener("htmx:beforeSend", (event) => {
    if (event.detail.elt !== form()) return;
    isSending = true;
    underWay = taken();
    empty();
    if (waiting.length && !waiting.at(-1).isWanted) fill(waiting.pop());
    else if (underWay.at) form().elements.title.focus();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "need-capture" && underWay) keep(false);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "need-capture" || !underWay) return;
    underWay = null;
    isSending = false;
    begin();
    const wrong = form().querySelector("[aria-invalid=true]");
    if (wrong) {
      tellWaiting();
      wrong.focus();
      return;
    }
    form().elements.title.focus();
    const next = waiting.shift();
    if (next) fill(next);
    if (next?.isWanted) send();
  });
  // Nothing came of it: it stands there again, and what was written since waits for it.
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      if (event.detail.elt !== form() || event.detail.xhr?.status === 422) return;
      keep(false);
      fill(underWay);
      underWay = null;
      isSending = false;
      tellWaiting();
    });
  }
  window.addEventListener("beforeunload", (event) => {
    if (waiting.length) event.preventDefault();
  });

  if (form()) {
    begin();
    form().elements.title.focus();
  }
})();
