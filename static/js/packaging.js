// The board of packages: cards are dragged between lots. Every card has the same as a list and a
// button, which is all there is without this.
(() => {
  "use strict";

  const frame = document.querySelector("[data-packaging]");
  if (!frame) return;
  const one = (selector) => frame.querySelector(selector);
  const folds = new Map();
  let scrolled = 0;

  function dress() {
    frame.querySelectorAll("[data-grip]").forEach((grip) => (grip.hidden = false));
    if (!window.Sortable) return;
    frame.querySelectorAll("[data-lot]").forEach((list) =>
      window.Sortable.create(list, {
        group: "modules",
        draggable: "[data-module]",
        // The name is a link, and most of what one takes hold of: it is dragged as its card is, and
        // followed when it is pressed.
        ignore: "a, img",
        filter: "summary, select, button",
        preventOnFilter: false,
        ghostClass: "is-dragged",
        sort: false,
        // On a touch screen a drag begins by holding, so that the page can be scrolled.
        delay: 200,
        delayOnTouchOnly: true,
        onEnd: drop,
      }),
    );
  }

  function drop(event) {
    if (event.from === event.to) return;
    window.htmx.ajax("POST", frame.dataset.url, {
      target: "#packaging-board",
      values: {
        module: event.item.dataset.module,
        lot: event.to.dataset.lot,
        expected: event.from.dataset.lot,
      },
    });
  }

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z") return;
    if (event.target.closest("input, textarea, select")) return;
    const undo = one("[data-undo]");
    if (!undo) return;
    event.preventDefault();
    undo.click();
  });

  // The board keeps its place sideways, and what is folded, when it is drawn anew.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "packaging-board") return;
    scrolled = one("[data-board]").scrollLeft;
    // Dragging leaves empty styles, which would be carried over to the new cards and are not allowed.
    frame.querySelectorAll("[style]").forEach((element) => element.removeAttribute("style"));
    frame.querySelectorAll("details[id]").forEach((fold) => folds.set(fold.id, fold.open));
  });
  document.addEventListener("htmx:afterSettle", () => {
    const board = one("[data-board]");
    if (!board || board.dataset.dressed) return;
    board.dataset.dressed = "true";
    board.scrollLeft = scrolled;
    folds.forEach((isOpen, id) => {
      const fold = document.getElementById(id);
      if (fold) fold.open = isOpen;
    });
    dress();
  });
  for (const name of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(name, (event) => {
      if (event.detail.xhr && event.detail.xhr.status === 422) return;
      const note = document.createElement("p");
      note.className = "alert alert-danger";
      note.setAttribute("role", "alert");
      note.textContent = frame.dataset.failed;
      frame.prepend(note);
    });
  }

  one("[data-board]").dataset.dressed = "true";
  dress();
})();
