// The reading screen of a review: keys, and drafts of what is being written. The page works without.
(() => {
  "use strict";

  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  all("[data-needs-script]").forEach((element) => (element.hidden = false));
  const keys = one("[data-own-keys]");
  const list = one("#key-list dl");
  if (keys && list) list.replaceChildren(keys.content.cloneNode(true));

  // --- Drafts: what is half written is kept in this browser until it is sent or discarded --------
  function stored(action) {
    try {
      return action(localStorage);
    } catch {
      return undefined;
    }
  }

  const named = (form) => all("textarea, select, input[type=radio]", form).filter((field) => field.name);
  const valuesOf = (form) =>
    Object.fromEntries(
      named(form)
        .filter((field) => field.type !== "radio" || field.checked)
        .map((field) => [field.name, field.value]),
    );

  function fill(form, values) {
    for (const field of named(form)) {
      if (!Object.hasOwn(values, field.name)) continue;
      if (field.type === "radio") field.checked = field.value === values[field.name];
      else field.value = values[field.name];
    }
  }

  for (const form of all("form[data-draft]")) {
    const key = form.dataset.draft;
    const told = one("[data-draft-told]", form);
    const hasErrors = form.closest("section, details").querySelector("[data-error-summary]");
    const kept = hasErrors ? null : stored((store) => JSON.parse(store.getItem(key) || "null"));
    if (kept) {
      fill(form, kept);
      told.hidden = false;
      const fold = form.closest("details");
      if (fold) fold.open = true;
    }
    form.addEventListener("input", () => {
      const isKept = stored((store) => {
        store.setItem(key, JSON.stringify(valuesOf(form)));
        return true;
      });
      // Where nothing can be kept the page warns before it is left.
      if (isKept) told.hidden = false;
      else form.dataset.warnUnsaved = "";
    });
    const forget = () => stored((store) => store.removeItem(key));
    form.addEventListener("submit", forget);
    all("[data-discard]", form).forEach((link) => link.addEventListener("click", forget));
  }

  // --- Keys -------------------------------------------------------------------------------------
  const press = (element) => {
    if (!element) return false;
    element.click();
    return true;
  };
  const verdict = (choice) => press(one(`[data-verdict] button[value=${choice}]`));

  function comment() {
    const fold = one("[data-comment]");
    if (!fold) return focusIn("#proposal");
    fold.open = true;
    return focusIn("[data-comment]");
  }

  function focusIn(place) {
    const text = one(`${place} textarea`);
    if (!text) return false;
    text.focus();
    text.scrollIntoView({ block: "center" });
    return true;
  }

  const actions = {
    j: () => press(one(".reading__bar a[rel=next]")),
    ArrowRight: () => press(one(".reading__bar a[rel=next]")),
    k: () => press(one(".reading__bar a[rel=prev]")),
    ArrowLeft: () => press(one(".reading__bar a[rel=prev]")),
    a: () => verdict("approve"),
    s: () => verdict("abstain"),
    u: () => verdict("withdrawn"),
    c: comment,
    p: () => focusIn("#proposal") || press(one("[data-propose]")),
    l: () => press(one(".reading__top a")),
  };

  document.addEventListener(
    "keydown",
    (event) => {
      const field = event.target.closest("textarea, input, select");
      if (field && event.key === "Escape") {
        field.blur();
        one("#reading-title")?.focus({ preventScroll: true });
        return;
      }
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field) {
        const form = field.closest("form[data-draft]");
        if (form) {
          event.preventDefault();
          event.stopPropagation();
          form.requestSubmit();
        }
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat) return;
      const isTyping = field && field.type !== "checkbox";
      if (isTyping || event.target.closest("[contenteditable=true]") || one("dialog[open]")) return;
      if (Object.hasOwn(actions, event.key) && actions[event.key]()) event.preventDefault();
    },
    true,
  );

  // What the address or an error points at is where one goes on; else at the requirement itself.
  if (!one("[data-error-summary]") && !location.hash) {
    one("#reading-title")?.focus({ preventScroll: true });
  }
})();
