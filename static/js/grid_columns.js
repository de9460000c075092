// The columns: which are shown, in what order and how wide. Remembered for the person.
(() => {
  "use strict";

  const fvmGrid = (window.fvmGrid = window.fvmGrid || {});
  const STEP = 24;
  const [NARROWEST, WIDEST] = [48, 1200];

  fvmGrid.makeColumns = (grid) => {
    const { setup, texts } = grid;
    let columns = setup.columns.map((column) => ({ ...column }));
    let timer = null;

    const shown = () => columns.filter((column) => column.shown);

    // Columns that an address or its view asks for are changed in the address, not for the person.
    function saveInAddress() {
      const names = shown().map((column) => column.name);
      const values = names.some((name) => name.includes(",")) ? names : [names.join(",")];
      const query = new URLSearchParams(window.location.search);
      query.delete("columns");
      values.forEach((value) => query.append("columns", value));
      window.history.replaceState(window.history.state, "", `?${query}`);
      const form = document.querySelector("#requirement-filter");
      form.querySelectorAll("[name=columns]").forEach((input) => input.remove());
      values.forEach((value) => {
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name: "columns", value });
        form.prepend(input);
      });
      document.querySelectorAll("[data-export-link]").forEach((link) => (link.search = query.toString()));
      window.htmx.ajax("GET", window.location.href, { target: "#catalogue-views", swap: "none" });
    }

    function save() {
      if (setup.columnsAreAsked) return saveInAddress();
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const layout = columns.map((column) => [column.name, Math.round(column.width), column.shown]);
        try {
          if (!(await grid.saver.saveLayout(layout))) grid.say(texts.layoutNotSaved);
        } catch {
          grid.say(texts.layoutNotSaved);
        }
      }, 500);
    }

    function definition(column) {
      const editors = { text: fvmGrid.lineEditor, number: fvmGrid.lineEditor, date: fvmGrid.lineEditor };
      const editor = editors[column.kind] || (column.kind === "long_text" ? fvmGrid.textEditor : fvmGrid.choiceEditor);
      return {
        field: column.name,
        title: column.name,
        width: column.width,
        minWidth: NARROWEST,
        headerSort: false,
        hozAlign: column.kind === "number" ? "right" : undefined,
        formatter: (cell) => grid.formatCell(cell, column),
        titleFormatter: () => {
          const title = document.createElement("span");
          title.textContent = column.label;
          return title;
        },
        ...(setup.canEdit && { editor: editor(grid, column), editable: (cell) => grid.mayEdit(cell) }),
      };
    }

    // The grid's own order of what is shown goes into the places that shown columns had.
    function reorder(names) {
      const byName = new Map(columns.map((column) => [column.name, column]));
      const queue = [...names];
      columns = columns.map((column) => (column.shown ? byName.get(queue.shift()) : column));
      save();
    }

    function widen(name, width) {
      const column = columns.find((known) => known.name === name);
      if (!column) return;
      column.width = Math.max(NARROWEST, Math.min(WIDEST, width));
      if (!setup.columnsAreAsked) save();
    }

    // --- The order of the rows: as in the list, once more turns it, a third time gives it up -----
    const order = document.querySelector("#id_sort");

    function sort(name) {
      const column = columns.find((known) => known.name === name);
      if (!column?.sorts) return grid.say(texts.doesNotSort.replace("{column}", column?.label ?? ""));
      const next = { [name]: `-${name}`, [`-${name}`]: "" }[order.value] ?? name;
      if (![...order.options].some((option) => option.value === next)) {
        order.append(new Option(next === name ? column.label : `${column.label} ↓`, next));
      }
      order.value = next;
      order.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function showSort() {
      const name = order.value.replace(/^-/, "");
      // Of changes the newest are wanted first, so that order has the name without a sign.
      const isUp = order.value.startsWith("-") === (name === "changed");
      for (const header of grid.headers()) {
        if (name && header.getAttribute("tabulator-field") === name) {
          header.setAttribute("aria-sort", isUp ? "ascending" : "descending");
        } else header.removeAttribute("aria-sort");
      }
    }

    // A press that does not move is a click; one that moves takes columns along or marks them.
    let pressed = null;
    const head = grid.table.columnManager.element;
    head.addEventListener("mousedown", (event) => (pressed = event));
    head.addEventListener("click", (event) => {
      const name = event.target.closest(".tabulator-col-content")?.closest("[role=columnheader]")?.getAttribute("tabulator-field");
      const isStill = pressed && Math.hypot(event.x - pressed.x, event.y - pressed.y) < 4;
      const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
      if (name && isStill && isPlain) sort(name);
    });

    // --- The dialog ------------------------------------------------------------------------
    const dialog = document.querySelector("#grid-columns");
    const list = dialog.querySelector("[data-column-list]");
    let isChanged = false;
    let isNew = false;

    function fill(focus) {
      list.replaceChildren(
        ...columns.map((column, index) => {
          const item = document.createElement("li");
          const label = document.createElement("label");
          const box = document.createElement("input");
          box.type = "checkbox";
          box.className = "form-check-input";
          box.checked = column.shown;
          box.addEventListener("change", () => {
            column.shown = box.checked;
            isChanged = true;
            // What is read only is fetched with the rows while it is shown.
            setup.columns.find((known) => known.name === column.name).shown = box.checked;
            isNew = isNew || (column.readOnly && box.checked);
          });
          label.append(box, column.label);
          item.append(label);
          for (const [step, icon, words] of [
            [-1, "arrow-up", texts.moveUp],
            [1, "arrow-down", texts.moveDown],
          ]) {
            const button = document.createElement("button");
            button.type = "button";
            button.className = "btn btn-sm btn-link";
            button.dataset.step = step;
            button.setAttribute("aria-label", words.replace("{column}", column.label));
            const sign = document.createElement("span");
            sign.className = `bi bi-${icon}`;
            sign.setAttribute("aria-hidden", "true");
            button.append(sign);
            button.addEventListener("click", () => {
              const other = index + step;
              if (other < 0 || other >= columns.length) return;
              [columns[index], columns[other]] = [columns[other], columns[index]];
              isChanged = true;
              fill([other, step]);
            });
            item.append(button);
          }
          return item;
        }),
      );
      if (focus) list.children[focus[0]].querySelector(`[data-step="${focus[1]}"]`).focus();
    }

    dialog.addEventListener("close", () => {
      if (isChanged) {
        if (!shown().length) columns[0].shown = true;
        isChanged = false;
        save();
        grid.rebuild().then(() => isNew && grid.readAgain()).then(() => (isNew = false));
      }
      grid.focus();
    });
    dialog.querySelector("[data-column-reset]").addEventListener("click", async () => {
      if (!setup.columnsAreAsked) {
        await grid.saver.saveLayout([]);
        return window.location.reload();
      }
      const query = new URLSearchParams(window.location.search);
      query.delete("columns");
      window.location.search = query.toString();
    });

    return {
      shown,
      definitions: () => shown().map(definition),
      reorder,
      widen,
      showSort,
      isKnown: (name) => columns.some((column) => column.name === name),
      open() {
        fill();
        dialog.showModal();
      },

      // Keys in the row of headings: arrows go, Shift widens, Ctrl moves, Enter sorts, Space marks.
      keys(event) {
        const header = event.target.closest("[role=columnheader]");
        if (!header) return;
        const headers = grid.headers();
        const at = headers.indexOf(header);
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        const name = header.getAttribute("tabulator-field");
        if (event.key === "ArrowDown") grid.focus();
        else if (event.key === "Home") headers[0].focus();
        else if (event.key === "End") headers[headers.length - 1].focus();
        else if (event.key === "Enter" && name) sort(name);
        else if (event.key === " " && name) grid.selectColumn(name);
        else if (step && event.shiftKey && name) {
          const column = columns.find((known) => known.name === name);
          widen(name, column.width + step * STEP);
          grid.table.getColumn(name).setWidth(column.width);
        } else if (step && (event.ctrlKey || event.metaKey) && name) {
          const names = shown().map((column) => column.name);
          const from = names.indexOf(name);
          const to = from + step;
          if (to >= 0 && to < names.length) {
            [names[from], names[to]] = [names[to], names[from]];
            reorder(names);
            grid.rebuild().then(() => grid.headers()[to + 1].focus());
          }
        } else if (step) headers[Math.max(0, Math.min(headers.length - 1, at + step))].focus();
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
    };
  };
})();
