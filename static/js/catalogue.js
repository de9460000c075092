// The catalogue's own additions: side panel, search in long lists of boxes. Pages work without.
(() => {
  "use strict";

  const one = (selector, root = document) => root.querySelector(selector);
  let opener = null;

  // A row opens beside the list when there is room; with a modifier key, or on a narrow screen,
  // the link is an ordinary link. Caught before htmx, which would take every click.
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("[data-panel-link]");
      if (!link) return;
      const plain = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
      if (plain || window.matchMedia("(max-width: 1199.98px)").matches) {
        event.stopImmediatePropagation();
        return;
      }
      opener = link;
      mark(link.closest("tr"));
    },
    true,
  );

  function mark(row) {
    document.querySelectorAll("tr.is-selected").forEach((known) => known.classList.remove("is-selected"));
    if (row) row.classList.add("is-selected");
  }

  function closePanel() {
    const panel = one("#requirement-panel");
    if (!panel || !panel.firstElementChild) return false;
    panel.replaceChildren();
    mark(null);
    if (opener && opener.isConnected) opener.focus();
    return true;
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-panel-close]")) closePanel();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !one("dialog[open], details[data-menu][open]")) closePanel();
  });

  // The export is of what the list shows: its links follow the filter.
  document.addEventListener("htmx:pushedIntoHistory", () => {
    document.querySelectorAll("[data-export-link]").forEach((link) => {
      const query = new URLSearchParams(window.location.search);
      query.delete("page");
      link.search = query.toString();
    });
  });

  // On a narrow screen the tree starts folded, so that the list is seen first.
  const foldTree = () => {
    const tree = one("[data-tree-fold]");
    if (tree && window.matchMedia("(max-width: 899.98px)").matches) tree.open = false;
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id === "requirement-browser") foldTree();
  });
  foldTree();

  // On a narrow screen only the search shows until more filters are asked for.
  const filter = one("[data-filter-fold]");
  if (filter && window.matchMedia("(max-width: 899.98px)").matches) {
    const more = one("[data-filter-more]", filter);
    more.hidden = false;
    filter.classList.add("is-folded");
    more.addEventListener("click", () => {
      const folded = filter.classList.toggle("is-folded");
      more.setAttribute("aria-expanded", String(!folded));
    });
  }

  // Long lists of boxes get a field that narrows them; what is chosen stays in sight.
  document.querySelectorAll("[data-choice-list]").forEach((list) => {
    const choices = [...list.querySelectorAll("[data-choice]")];
    const field = one("[data-choice-search]", list);
    if (choices.length < 8) return;
    field.hidden = false;
    const show = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const choice of choices) {
        const text = choice.textContent.toLowerCase();
        const chosen = one("input", choice).checked;
        choice.hidden = !chosen && !words.every((word) => text.includes(word));
      }
    };
    const boxes = one(".choice-list__boxes", list);
    choices.filter((choice) => one("input", choice).checked).reverse().forEach((choice) => boxes.prepend(choice));
    field.addEventListener("input", show);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
  });
})();
