// The editors of a cell: one line, several lines, and a field with a list to choose from.
(() => {
  "use strict";

  const fvmGrid = (window.fvmGrid = window.fvmGrid || {});
  const plain = (text) => text.toLowerCase();
  const partsOf = (text) => text.split(";").map((part) => part.trim()).filter(Boolean);

  // What every editor shares: commit once, by key or by leaving; the caret last, as in a
  // spreadsheet, so that what is written there is added. Only a choice is marked, to be replaced.
  function bind(grid, cell, field, typed, cancel, onRendered, isChoice = false) {
    const key = cell.getData().id;
    const name = cell.getField();
    const before = grid.store.text(key, name);
    let isDone = false;
    grid.store.edits(key, name);

    const finish = (move, save) => {
      if (isDone) return;
      isDone = true;
      const text = field.value;
      const isWritten = save && text !== before.replace(/\r\n?/g, "\n");
      cancel();
      grid.store.leaves(isWritten);
      if (isWritten) grid.write("edit", [{ key, field: name, text }]);
      if (move) grid.step(...move);
    };
    field.value = typed ?? before;
    field.setAttribute("aria-label", grid.describe(key, name));
    field.className = "grid-editor";
    field.spellcheck = false;
    field.addEventListener("blur", () => setTimeout(() => finish(null, true)));
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.defaultPrevented || event.isComposing) return;
      if (event.key === "Escape") finish(null, false);
      else if (event.key === "Tab") finish([0, event.shiftKey ? -1 : 1], true);
      else if (event.key === "Enter" && !(field.rows && (event.altKey || event.shiftKey)))
        finish([event.shiftKey ? -1 : 1, 0], true);
      else if (event.key === "Enter") field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
      else return;
      event.preventDefault();
    });
    for (const name of ["copy", "cut", "paste"]) field.addEventListener(name, (event) => event.stopPropagation());
    onRendered(() => {
      field.focus({ preventScroll: true });
      if (isChoice && typed === undefined) field.select();
      else field.setSelectionRange(field.value.length, field.value.length);
      field.scrollTop = field.scrollHeight;
    });
    return finish;
  }

  fvmGrid.lineEditor = (grid) => (cell, onRendered, _success, cancel) => {
    const field = document.createElement("input");
    field.type = "text";
    field.autocomplete = "off";
    bind(grid, cell, field, grid.takeTyped(), cancel, onRendered);
    return field;
  };

  // Several lines float over the grid, as wide as reading needs.
  fvmGrid.textEditor = (grid) => (cell, onRendered, _success, cancel) => {
    const field = document.createElement("textarea");
    field.rows = 5;
    bind(grid, cell, field, grid.takeTyped(), cancel, (then) =>
      onRendered(() => {
        place();
        then();
      }),
    );
    field.classList.add("grid-editor--text");
    const place = () => {
      const at = cell.getElement().getBoundingClientRect();
      const width = Math.min(Math.max(at.width, 420), window.innerWidth - 16);
      field.style.width = `${width}px`;
      field.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - width - 8))}px`;
      field.style.height = "auto";
      const height = Math.min(Math.max(field.scrollHeight + 4, 120), window.innerHeight * 0.5);
      field.style.height = `${height}px`;
      field.style.top = `${Math.max(8, Math.min(at.top, window.innerHeight - height - 8))}px`;
    };
    field.addEventListener("input", place);
    return field;
  };

  // A field with a list: one choice, or several with semicolons between.
  fvmGrid.choiceEditor = (grid, column) => (cell, onRendered, _success, cancel) => {
    const isMany = column.kind === "links";
    const box = document.createElement("div");
    const field = document.createElement("input");
    const list = document.createElement("ul");
    field.type = "text";
    field.autocomplete = "off";
    const typed = grid.takeTyped();
    const finish = bind(grid, cell, field, typed, cancel, onRendered, true);
    // Needs may be thousands: those that match are asked for, and what came is kept by the words.
    const asksAt = column.name === "needs" ? grid.setup.urls.needs : "";
    const answers = new Map();
    const options = [...column.options];
    if (!column.required && !isMany && column.kind !== "yes_no") options.unshift(["", grid.texts.empty]);
    let shown = [];
    let at = -1;
    let isTouched = typed !== undefined;

    field.setAttribute("role", "combobox");
    field.setAttribute("aria-expanded", "true");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", "grid-choices");
    list.id = "grid-choices";
    list.className = "grid-choices";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", column.label);

    async function ask(words) {
      answers.set(words, []);
      try {
        const answer = await fetch(`${asksAt}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(String(answer.status));
        answers.set(words, (await answer.json()).options);
      } catch {
        answers.delete(words);
        grid.say(grid.texts.needsNotFetched);
        return;
      }
      const known = new Set(options.map(([text]) => text));
      options.push(...answers.get(words).filter(([text]) => !known.has(text)));
      if (field.isConnected) {
        show();
        place();
      }
    }

    const lastPart = () => field.value.slice(field.value.lastIndexOf(";") + 1).trim();

    function show() {
      const word = plain(isTouched ? (isMany ? lastPart() : field.value.trim()) : "");
      const chosen = isMany ? partsOf(field.value).map(plain) : [plain(field.value.trim())];
      if (asksAt && !answers.has(word)) ask(word);
      shown = (asksAt ? answers.get(word) ?? [] : options)
        .filter(([text, label]) => asksAt || !word || plain(text).includes(word) || plain(label).includes(word))
        .slice(0, 200);
      // A word that starts an option comes before one that only holds it.
      if (word) shown.sort((a, b) => Number(!plain(a[0]).startsWith(word)) - Number(!plain(b[0]).startsWith(word)));
      if (isTouched && word) at = shown.length ? 0 : -1;
      else if (!isTouched && !isMany) at = shown.findIndex(([text]) => chosen.includes(plain(text)));
      else at = -1;
      list.replaceChildren(
        ...shown.map(([text, label], index) => {
          const item = document.createElement("li");
          item.id = `grid-choice-${index}`;
          item.setAttribute("role", "option");
          item.setAttribute("aria-selected", String(chosen.includes(plain(text)) && text !== ""));
          const word = document.createElement("span");
          word.textContent = text || label;
          item.append(word);
          if (text && label) {
            const more = document.createElement("span");
            more.className = "grid-choices__more";
            more.textContent = label;
            item.append(more);
          }
          item.addEventListener("mousedown", (event) => {
            event.preventDefault();
            at = index;
            pick();
            if (!isMany) finish(null, true);
            else show();
          });
          return item;
        }),
      );
      list.hidden = !shown.length;
      light();
    }

    function light() {
      [...list.children].forEach((item, index) => item.classList.toggle("is-at", index === at));
      const item = list.children[at];
      if (item) {
        item.scrollIntoView({ block: "nearest" });
        field.setAttribute("aria-activedescendant", item.id);
      } else field.removeAttribute("aria-activedescendant");
    }

    function pick() {
      const option = shown[at];
      if (!option) return;
      if (!isMany) {
        field.value = option[0];
        return;
      }
      const known = options.map(([text]) => plain(text));
      const parts = partsOf(field.value);
      // What is half written gives way for what was chosen.
      if (isTouched && parts.length && !known.includes(plain(lastPart()))) parts.pop();
      const place = parts.findIndex((part) => plain(part) === plain(option[0]));
      if (place >= 0) parts.splice(place, 1);
      else parts.push(option[0]);
      field.value = parts.join("; ");
      isTouched = false;
      at = -1;
    }

    // Before the keys that every editor has: those of the list.
    box.addEventListener(
      "keydown",
      (event) => {
        const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
        if (steps[event.key]) {
          at = Math.max(0, Math.min(shown.length - 1, at + steps[event.key]));
          light();
          event.preventDefault();
          event.stopPropagation();
        } else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) {
          const isKnown = isMany && partsOf(field.value).some((part) => plain(part) === plain(shown[at][0]));
          if (!isKnown || !isTouched) pick();
        } else if (event.key === ";" && isMany && at >= 0 && isTouched) {
          pick();
          field.value += "; ";
          show();
          event.preventDefault();
        }
      },
      true,
    );
    field.addEventListener("input", () => {
      isTouched = true;
      show();
    });
    box.className = "grid-choice";
    box.append(field);
    grid.element.append(list);
    const place = () => {
      const rect = cell.getElement().getBoundingClientRect();
      const width = Math.max(rect.width, 220);
      list.style.width = `${width}px`;
      list.style.left = `${Math.max(8, Math.min(rect.left, window.innerWidth - width - 8))}px`;
      const below = window.innerHeight - rect.bottom;
      const height = Math.min(list.scrollHeight + 2, 280);
      list.style.top = `${below > height + 8 ? rect.bottom : Math.max(8, rect.top - height)}px`;
    };
    setTimeout(() => {
      show();
      place();
    });
    field.addEventListener("input", place);
    new MutationObserver((_records, watch) => {
      if (field.isConnected) return;
      list.remove();
      watch.disconnect();
    }).observe(cell.getElement(), { childList: true });
    return box;
  };
})();
