// The form of a decision on taking part: what hangs on the organisation and the day is fetched.
// It asks for a whole day only, and a body that is chosen meanwhile stays where it is offered.
(() => {
  "use strict";

  // A day field tells of a change at each key of the year: 0002, 0020, 0202, 2026. Asked before
  // the request is lined up, so that it does not cancel one that is on its way either.
  document.addEventListener("htmx:confirm", (event) => {
    const field = event.detail.triggeringEvent?.target;
    if (field?.type === "date" && !field.validity.valid) event.preventDefault();
  });

  const chosen = new Map();
  const lists = (event) => event.detail.target.querySelectorAll("[data-keep-chosen] select");

  document.addEventListener("htmx:beforeSwap", (event) => {
    chosen.clear();
    for (const list of lists(event)) chosen.set(list.id, list.value);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    for (const list of lists(event)) {
      const value = chosen.get(list.id);
      const isOffered = [...list.options].some((option) => option.value === value);
      if (isOffered) list.value = value;
    }
  });
})();
