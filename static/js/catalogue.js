// The catalogue's own additions: folds on narrow screens, search in long lists of boxes. Pages work without.
(() => {
  "use strict";

  const one = (selector, root = document) => root.querySelector(selector);

  // The export is of what the list shows: its links follow the filter.
  document.addEventListener("htmx:pushedIntoHistory", () => {
    const query = new URLSearchParams(window.location.search);
    query.delete("page");
    document.querySelectorAll("[data-export-link]").forEach((link) => {
      const own = new URLSearchParams(query);
      if (link.dataset.place) own.set("place", link.dataset.place);
      link.search = own.toString();
    });
    document.querySelectorAll("[data-export-form]").forEach((form) => {
      const address = new URL(form.action);
      address.search = query.toString();
      form.action = address.href;
    });
  });

  // Where the tree stands above the list it starts folded, so that the list is seen first.
  const foldTree = () => {
    const tree = one("[data-tree-fold]");
    if (tree && window.matchMedia("(max-width: 1299.98px)").matches) tree.open = false;
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

  // Marked rows stay marked while the list is renewed: those of other pages as hidden fields, as
  // long as the filter is the same; those that a new filter no longer shows are let go.
  const marked = new Set();
  const filterNow = () => {
    const query = new URLSearchParams(window.location.search);
    query.delete("page");
    return query.toString();
  };
  const boxes = () => [...document.querySelectorAll("[data-select-row]")];
  // With Shift the boxes between the last one that was clicked and this one get what this one got.
  let lastClicked = null;
  document.addEventListener("click", (event) => {
    if (!event.target.matches("[data-select-row]")) return;
    const [all, here] = [boxes(), event.target];
    const [from, to] = [all.findIndex((box) => box.value === lastClicked), all.indexOf(here)];
    if (event.shiftKey && from >= 0) {
      all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((box) => (box.checked = here.checked));
    }
    lastClicked = here.value;
  });
  let filterOfMarks = filterNow();
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-select-all], [data-select-row]")) return;
    boxes().forEach((box) => (box.checked ? marked.add(box.value) : marked.delete(box.value)));
  });
  function keepMarks() {
    const shown = new Map(boxes().map((box) => [box.value, box]));
    if (filterNow() !== filterOfMarks) {
      filterOfMarks = filterNow();
      [...marked].filter((key) => !shown.has(key)).forEach((key) => marked.delete(key));
    }
    shown.forEach((box, key) => (box.checked = marked.has(key)));
    const every = one("[data-select-all]");
    if (every) every.checked = shown.size > 0 && [...shown.keys()].every((key) => marked.has(key));
    const name = one("[data-bulk-kept]")?.dataset.bulkKept;
    const kept = [...marked].filter((key) => !shown.has(key)).map((key) => {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: name || "rows", value: key });
      return field;
    });
    one("[data-bulk-kept]")?.replaceChildren(...kept);
  }
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (target.id === "requirement-browser" || one("[data-bulk-kept]", target)) keepMarks();
  });

  // Long lists of boxes get a field that narrows them; what is chosen stays in sight.
  const searchable = (root) => root.querySelectorAll("[data-choice-list]").forEach((list) => {
    const choices = [...list.querySelectorAll("[data-choice]")];
    const field = one("[data-choice-search]", list);
    const asks = one("[data-picker-search]", list);
    if (asks) asks.hidden = false;
    if (!field || choices.length < 8) return;
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
    field.addEventListener("change", (event) => event.stopPropagation());
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
  });
  searchable(document);

  // Enter in a search that the server answers searches; it does not save the form.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-picker-search]")) event.preventDefault();
  });

  // To search among the answers of a condition changes nothing of the filter.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-condition] [data-picker-search]")) event.stopPropagation();
  }, true);

  // A closed condition says what is chosen in it.
  document.addEventListener("change", (event) => {
    const condition = event.target.closest("[data-condition]");
    if (!condition) return;
    const words = one("[data-condition-chosen]", condition);
    const chosen = [...condition.querySelectorAll("[data-choice]")].filter((choice) => one("input", choice).checked);
    if (!chosen.length) words.textContent = words.dataset.anything;
    else if (chosen.length < 3) words.textContent = chosen.map((choice) => choice.textContent.trim()).join(", ");
    else words.textContent = words.dataset.many.replace("{count}", chosen.length);
  });

  // One more condition has come into the bar: it takes the focus.
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target.id !== "further-conditions") return;
    const added = one("#further-conditions");
    searchable(added);
    const focus = one("[data-focus]", added);
    if (!focus) return;
    if (focus.matches("summary")) focus.parentElement.open = true;
    focus.focus();
  });

  // The columns are chosen in a dialog, without leaving the list.
  const dialog = one("[data-columns-dialog]");
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-columns-link]");
    if (dialog && link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const answer = await fetch(link.href, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (!answer?.ok) return window.location.assign(link.href);
      dialog.innerHTML = await answer.text();
      dialog.showModal();
    } else if (dialog && event.target.closest("[data-columns-close]")) {
      event.preventDefault();
      dialog.close();
    }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-columns-form] [data-column-step]");
    if (!button) return;
    event.preventDefault();
    const line = button.closest("[data-column]");
    if (button.dataset.columnStep === "-1") line.previousElementSibling?.before(line);
    else line.nextElementSibling?.after(line);
    const isShown = getComputedStyle(button).visibility === "visible";
    (isShown ? button : one(`[data-column-step="${-Number(button.dataset.columnStep)}"]`, line)).focus();
  });
})();
