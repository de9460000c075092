// The side panel: a row of a list opens beside it. Without this the links lead to the full page.
//
// A link has data-panel-link and hx-target with the panel's id; the panel is a .side-panel; what is
// put into it may have a button with data-panel-close.
(() => {
  "use strict";

  const NARROW = "(max-width: 1199.98px)";
  let opener = null;

  // A row opens beside the list when there is room; with a modifier key, or on a narrow screen,
  // the link is an ordinary link. Caught before htmx, which would take every click.
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("[data-panel-link]");
      if (!link) return;
      const plain = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
      if (plain || window.matchMedia(NARROW).matches) {
        event.stopImmediatePropagation();
        return;
      }
      opener = link;
      mark(link.closest("td.verdict, tr"));
    },
    true,
  );

  function mark(place) {
    document.querySelectorAll(".is-selected").forEach((known) => known.classList.remove("is-selected"));
    if (place) place.classList.add("is-selected");
  }

  function closePanel() {
    const panel = document.querySelector(".side-panel:not(:empty)");
    if (!panel || !panel.firstElementChild) return;
    panel.replaceChildren();
    mark(null);
    if (opener && opener.isConnected) opener.focus();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-panel-close]")) closePanel();
  });
  document.addEventListener("keydown", (event) => {
    const inside = document.querySelector("dialog[open], details[data-menu][open]");
    if (event.key === "Escape" && !inside) closePanel();
  });
})();
