// The catalogue's own additions: folds on narrow screens, search in long lists of boxes. Pages work without.
(() => {
  "use strict";

  const one = (selector, root = document) => root.querySelector(selector);

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
