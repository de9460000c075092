// What was not saved: a box beside the cell with both values and the choice, and the list of all.
(() => {
  "use strict";

  const fvmGrid = (window.fvmGrid = window.fvmGrid || {});

  fvmGrid.makeProblems = (grid) => {
    const { store, texts } = grid;
    const box = document.querySelector("#grid-problem");
    const dialog = document.querySelector("#grid-problem-list");
    const list = dialog.querySelector("[data-problem-items]");
    let open = null;

    const button = (text, isFirst, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = `btn btn-sm ${isFirst ? "btn-primary" : "btn-secondary"}`;
      made.textContent = text;
      made.addEventListener("click", () => {
        hide();
        grid.focus();
        act();
      });
      return made;
    };
    const value = (label, text) => {
      const part = document.createElement("div");
      const head = document.createElement("p");
      const body = document.createElement("p");
      part.className = "grid-problem__value";
      head.className = "grid-problem__label";
      head.textContent = label;
      body.textContent = text || texts.empty;
      part.append(head, body);
      return part;
    };

    function drop(mark) {
      if (mark.current) store.put(mark.key, mark.field, ...mark.current);
      store.setMark(mark.key, mark.field, null);
      store.changed([mark.key]);
      grid.showState();
    }

    function show(key, field) {
      const mark = store.mark(key, field);
      const cell = grid.cellElement(key, field);
      if (!mark || mark.state === "pending" || !cell) return hide();
      const message = document.createElement("p");
      message.className = "grid-problem__message";
      message.id = "grid-problem-message";
      message.textContent = mark.message;
      const actions = document.createElement("div");
      actions.className = "grid-problem__actions";
      const parts = [message];
      if (mark.current) {
        parts.push(value(texts.theirs, mark.current[0]), value(texts.mine, mark.mine));
        actions.append(
          button(texts.takeMine, true, () =>
            grid.write("mine", [{ key, field, text: mark.mine, expected: mark.current[1] }]),
          ),
          button(texts.keepTheirs, false, () => drop(mark)),
        );
      } else {
        actions.append(
          button(texts.change, true, () => grid.edit()),
          button(texts.drop, false, () => drop(mark)),
        );
      }
      box.replaceChildren(...parts, actions);
      box.hidden = false;
      open = { key, field };
      const at = cell.getBoundingClientRect();
      const size = box.getBoundingClientRect();
      box.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - size.width - 8))}px`;
      const isBelow = window.innerHeight - at.bottom > size.height + 8;
      box.style.top = `${isBelow ? at.bottom + 4 : Math.max(8, at.top - size.height - 4)}px`;
    }

    function hide() {
      box.hidden = true;
      open = null;
    }

    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      hide();
      grid.focus();
    });

    function fill() {
      const problems = store.problems();
      problems.sort((a, b) => (store.placeOf(a.key) ?? 0) - (store.placeOf(b.key) ?? 0));
      list.replaceChildren(
        ...problems.slice(0, 500).map((mark) => {
          const item = document.createElement("li");
          const go = document.createElement("button");
          go.type = "button";
          go.className = "grid-problem-link";
          const where = document.createElement("strong");
          where.textContent = grid.describe(mark.key, mark.field);
          const why = document.createElement("span");
          why.textContent = mark.message;
          go.append(where, why);
          go.addEventListener("click", () => {
            dialog.close();
            grid.goTo(mark.key, mark.field);
          });
          item.append(go);
          return item;
        }),
      );
    }
    dialog.querySelector("[data-problem-drop]").addEventListener("click", () => {
      store.problems().forEach(drop);
      dialog.close();
      grid.focus();
    });

    return {
      show,
      hide,
      // Enter in a cell with a problem leads into its box.
      enter(key, field) {
        const mark = store.mark(key, field);
        if (!mark || mark.state === "pending") return false;
        show(key, field);
        box.querySelector("button")?.focus();
        return true;
      },
      follow(key, field) {
        if (open && box.contains(document.activeElement)) return;
        show(key, field);
      },
      list() {
        fill();
        dialog.showModal();
      },
    };
  };
})();
