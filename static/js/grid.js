// The grid of a catalogue: puts its parts together and says how it goes (docs/catalogue.md).
(async () => {
  "use strict";

  const fvmGrid = window.fvmGrid;
  const element = document.querySelector("[data-grid]");
  const source = document.querySelector("#grid-setup");
  if (!element || !source) return;

  const setup = JSON.parse(source.textContent);
  const texts = setup.texts;
  const one = (selector) => document.querySelector(selector);
  const store = fvmGrid.makeStore(setup);
  const grid = { element, setup, texts, store };
  const TAGS = {
    mandatory: "mandatory", desirable: "desirable", information: "information", draft: "draft",
    in_review: "review", approved: "approved", withdrawn: "refused",
  };

  // --- How cells and rows look ---------------------------------------------------------------
  const icon = (name) => {
    const sign = document.createElement("span");
    sign.className = `bi bi-${name}`;
    sign.setAttribute("aria-hidden", "true");
    return sign;
  };

  grid.formatCell = (cell, column) => {
    const key = cell.getData().id;
    const place = cell.getElement();
    const row = store.row(key);
    const mark = store.mark(key, column.name);
    const words = document.createElement("span");
    place.id = `cell-${key}-${column.name.replace(/\s+/g, "_")}`;
    // Not focusable by itself: a click on it then gives the focus to the grid, where the keys are.
    place.removeAttribute("tabindex");
    const news = mark ? undefined : store.newsOf(key, column.name);
    for (const state of ["pending", "refused", "conflict"]) {
      place.classList.toggle(`is-${state}`, mark?.state === state);
    }
    place.classList.toggle("is-news", Boolean(news));
    place.title = news || "";
    place.classList.toggle("is-void", Boolean(row) && !store.hasField(key, column.name));
    place.setAttribute("aria-readonly", String(!store.isEditable(key, column.name)));
    if (mark && mark.state !== "pending") {
      place.setAttribute("aria-invalid", "true");
      place.setAttribute("aria-description", mark.message);
    } else {
      place.removeAttribute("aria-invalid");
      if (news) place.setAttribute("aria-description", news);
      else place.removeAttribute("aria-description");
    }
    const text = store.text(key, column.name);
    const tag = !mark && (column.name === "kind" || column.name === "status") && TAGS[store.stored(key, column.name)];
    words.className = tag && text ? `tag tag--${tag}` : "grid-text";
    words.textContent = column.kind === "long_text" ? text.slice(0, 400) : text;
    const hasProblem = mark && mark.state !== "pending";
    if (!hasProblem && !news) return words;
    const both = document.createElement("span");
    both.className = "grid-text";
    both.append(icon(hasProblem ? "exclamation-triangle-fill" : "pencil-fill"), words);
    return both;
  };

  grid.formatHead = (cell) => {
    const key = cell.getData().id;
    const words = document.createElement("span");
    const place = cell.getElement();
    place.id = `cell-${key}-`;
    place.setAttribute("role", "rowheader");
    words.className = "grid-text";
    words.textContent = store.row(key) ? store.savedText(key, "code") || "–" : "…";
    return words;
  };

  grid.dress = (row) => {
    const key = row.data.id;
    const known = store.row(key);
    const place = row.getElement();
    place.classList.toggle("is-heading", Boolean(known?.heading));
    place.classList.toggle("is-withdrawn", Boolean(known?.withdrawn));
    place.classList.toggle("is-gone", Boolean(known?.gone));
    place.classList.toggle("is-loading", !known);
    place.dataset.depth = Math.min(known?.depth ?? 0, 4);
    place.setAttribute("aria-rowindex", String((store.placeOf(key) ?? 0) + 2));
  };

  store.onChange((keys) => {
    const rows = grid.table.rowManager.rows;
    const editing = grid.table.modules.edit.currentCell;
    for (const key of keys) {
      const row = rows[store.placeOf(key)];
      if (!row || !row.initialized) continue;
      grid.dress(row);
      row.cells.forEach((cell) => cell.loaded && cell !== editing && cell.layoutElement());
    }
    grid.follow();
  });

  // --- What is said ---------------------------------------------------------------------------
  const state = one("[data-grid-state]");
  const retry = one("[data-grid-retry]");
  const problemButton = one("[data-grid-problems]");
  const undoButton = one("[data-grid-undo]");
  const redoButton = one("[data-grid-redo]");
  const plural = (words, count) => words[count === 1 ? 0 : 1].replace("{count}", count);

  grid.say = (text, kind) => {
    state.textContent = text;
    state.className = kind ? `grid-state grid-state--${kind}` : "grid-state";
  };
  grid.describe = (key, field) => {
    const code = store.savedText(key, "code") || store.savedText(key, "title") || String(key);
    return `${code} · ${store.columns.get(field).label}`;
  };
  grid.whyNot = (key, field) => {
    if (!setup.canEdit) return texts.mayNot;
    const row = store.row(key);
    if (!row) return texts.notFetched;
    if (store.columns.get(field).readOnly) return field === "changed" ? texts.setByItself : texts.followsPlace;
    if (row.withdrawn) return texts.withdrawn;
    return store.hasField(key, field) ? texts.mayNot : texts.noSuchField;
  };
  grid.showState = () => {
    const count = store.problems().length;
    problemButton.hidden = count === 0;
    one("[data-grid-problem-count]").textContent = plural(texts.notSaved, count);
    const stacks = grid.saver.stacks();
    for (const [button, label, words, none] of [
      [undoButton, stacks.undo, texts.undo, texts.nothingToUndo],
      [redoButton, stacks.redo, texts.redo, texts.nothingToRedo],
    ]) {
      if (!button) continue;
      button.setAttribute("aria-disabled", String(!label));
      button.title = label ? `${words}: ${label}` : none;
    }
  };

  function tell(news) {
    retry.hidden = news.state !== "waiting";
    const show = (text, kind) => {
      state.textContent = text;
      state.className = `grid-state grid-state--${kind}`;
    };
    if (news.state === "saving") show(plural(texts.saving, news.count), "saving");
    else if (news.state === "waiting") show(`${news.reason} ${plural(texts.waits, news.count)}`, "waiting");
    else if (news.state === "refused") show(news.reason, "refused");
    else if (news.item.cells) {
      const bad = news.said.problems.length;
      const { note } = news.item;
      const words = [
        news.said.cells.length && texts.savedAt.replace("{time}", news.at),
        bad && plural(texts.notSaved, bad),
        news.said.fallen && plural(texts.fallen, news.said.fallen),
        note,
      ];
      if (!news.count || bad || note) show(words.filter(Boolean).join(". "), bad || note ? "refused" : "saved");
    } else if (news.item.action === "add") added(news.item.body.after, news.said.key);
    else settled(news, show);
    grid.showState();
  }

  // After undo or redo: what it was, where it was, and what others had changed meanwhile.
  async function settled({ item, said }, show) {
    const isUndo = item.action === "undo";
    if (!said.label) return show(isUndo ? texts.nothingToUndo : texts.nothingToRedo, "saved");
    const words = `${isUndo ? texts.undone : texts.redone}: ${said.label}`;
    const kept = said.problems.length;
    show(kept ? `${words}. ${plural(texts.keptByOthers, kept)}` : words, kept ? "refused" : "saved");
    if (said.moved) await open();
    const first = said.cells.find(([key]) => store.placeOf(key) !== undefined);
    if (first) grid.goTo(first[0], first[1], false);
  }

  // A new row is in its place at once, with its title ready to be written.
  async function added(after, key) {
    const place = store.insert(key, after);
    await showKeys(store.keys());
    await store.need(place, place, false).catch(() => grid.say(texts.notFetched));
    grid.say(texts.rowAdded.replace("{code}", store.savedText(key, "code")), "saved");
    const fields = grid.fields();
    const first = ["title", "text"].find((name) => fields.includes(name)) ?? fields[0];
    grid.goTo(key, first);
    if (first === "title") grid.edit("");
  }

  // A step from before or from elsewhere may be large and out of sight: it is told and asked for.
  function askFirst(action, step) {
    const dialog = one("#grid-undo");
    const isUndo = action === "undo";
    one("#grid-undo-title").textContent = isUndo ? texts.undoEarlier : texts.redoEarlier;
    one("[data-undo-label]").textContent = grid.saver.stacks()[action];
    one("[data-undo-told]").textContent = step.told;
    one("[data-undo-yes]").textContent = isUndo ? texts.undoIt : texts.redoIt;
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((answer) => {
      const closed = () => {
        grid.focus();
        answer(dialog.returnValue === "yes");
      };
      dialog.addEventListener("close", closed, { once: true });
    });
  }

  // Why approved requirements are pasted over; empty when it is let be.
  function askReason(count) {
    const dialog = one("#grid-fall");
    const field = one("[data-fall-reason]");
    one("#grid-fall-title").textContent = plural(texts.wouldFall, count);
    field.value = "";
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((answer) => {
      const closed = () => {
        grid.focus();
        answer(dialog.returnValue === "yes" ? field.value.trim() : "");
      };
      dialog.addEventListener("close", closed, { once: true });
    });
  }

  // --- The active cell ------------------------------------------------------------------------
  const bar = one("[data-grid-bar]");
  let isFollowing = false;
  grid.follow = () => {
    if (isFollowing) return;
    isFollowing = true;
    requestAnimationFrame(() => {
      isFollowing = false;
      const at = grid.active();
      const cell = at && grid.cellElement(at.key, at.field);
      if (cell) grid.holder.setAttribute("aria-activedescendant", cell.id);
      else grid.holder.removeAttribute("aria-activedescendant");
      bar.firstElementChild.textContent = at ? grid.describe(at.key, at.field) : "";
      bar.lastElementChild.textContent = at ? store.text(at.key, at.field) : "";
      if (at && !grid.isEditing()) problems.follow(at.key, at.field);
      else problems.hide();
    });
  };
  grid.mayEdit = (cell) => store.isEditable(cell.getData().id, cell.getField());
  grid.enter = () => {
    const at = grid.active();
    if (at && !problems.enter(at.key, at.field)) grid.edit();
  };
  grid.escape = () => problems.hide();
  grid.goTo = (key, field, withFocus = true) => {
    const place = store.placeOf(key);
    if (place === undefined) return grid.say(texts.notInSelection);
    const column = grid.fields().indexOf(field);
    grid.moveTo(place, column < 0 ? null : column);
    if (withFocus) grid.focus();
  };
  grid.openRow = () => {
    const at = grid.active();
    if (at) window.open(setup.urls.row.replace("/0/", `/${at.key}/`), "_blank");
  };
  grid.showKeys = () => one("#grid-keys").showModal();
  grid.write = (action, cells, note = "") => {
    if (note && !cells.length) grid.say(note, "refused");
    grid.saver.change(action, cells, note);
  };
  grid.addRow = () => (setup.canEdit ? grid.saver.add(grid.active()?.key ?? null) : grid.say(texts.mayNot));
  grid.undo = () => setup.canEdit && grid.saver.undo();
  grid.redo = () => setup.canEdit && grid.saver.redo();

  // --- Putting it together ----------------------------------------------------------------------
  grid.saver = fvmGrid.makeSaver(setup, store, tell, askFirst, askReason);
  grid.table = await fvmGrid.makeTable(grid);
  fvmGrid.bindMoves(grid);
  const problems = fvmGrid.makeProblems(grid);
  const columns = fvmGrid.makeColumns(grid);
  const clipboard = fvmGrid.makeClipboard(grid);
  fvmGrid.bindKeys(grid, clipboard);

  // One of the headings is in the order of Tab; arrows go between them.
  function fixHeaders() {
    const stop = (chosen) => grid.headers().forEach((header) => (header.tabIndex = header === chosen ? 0 : -1));
    grid.headers().forEach((header) => {
      header.addEventListener("focus", () => stop(header));
    });
    stop(grid.headers()[0]);
    columns.showSort();
    grid.holder.setAttribute("aria-colcount", String(grid.headers().length));
  }
  grid.table.columnManager.element.addEventListener("keydown", (event) => columns.keys(event));
  grid.table.columnManager.element.addEventListener("click", () => grid.focus());
  grid.rebuild = async () => {
    const at = grid.active();
    await grid.table.setColumns(columns.definitions());
    fixHeaders();
    if (at) grid.goTo(at.key, at.field, false);
  };
  grid.table.on("columnMoved", () => columns.reorder(grid.fields()));
  grid.table.on("columnResized", (column) => column.getField() && columns.widen(column.getField(), column.getWidth()));
  for (const event of ["rangeChanged", "rangeAdded"]) grid.table.on(event, () => grid.follow());

  // Rows are fetched when they come into sight.
  let timer = null;
  const needVisible = (grid.needVisible = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const { vDomTop, vDomBottom } = grid.table.rowManager.renderer;
      try {
        await store.need(vDomTop, vDomBottom);
      } catch {
        grid.say(texts.notFetched);
        timer = setTimeout(needVisible, 4000);
      }
    }, 60);
  });
  for (const event of ["scrollVertical", "renderComplete"]) grid.table.on(event, needVisible);
  grid.table.on("scrollVertical", () => problems.hide());

  async function showKeys(keys) {
    await grid.table.setData(keys.map((id) => ({ id })));
    columns.showSort();
    grid.holder.setAttribute("aria-rowcount", String(keys.length + 1));
    one("[data-grid-empty]").hidden = keys.length > 0;
  }
  grid.readAgain = open;
  async function open() {
    element.setAttribute("aria-busy", "true");
    try {
      await showKeys(await store.open(window.location.search));
      news.opened();
      grid.moveTo(0, 0);
      needVisible();
    } catch {
      grid.say(texts.notFetched);
    }
    element.removeAttribute("aria-busy");
  }
  // The filter renews its own line by htmx and the address; the rows follow.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id === "requirement-browser") open();
  });

  // The cells get the room: of the filter only the search shows until more is asked for.
  const filter = one("[data-filter-fold]");
  const more = filter?.querySelector("[data-filter-more]");
  if (more && more.hidden) {
    more.hidden = false;
    const fold = () => {
      const isFolded = filter.classList.toggle("is-folded");
      more.setAttribute("aria-expanded", String(!isFolded));
    };
    more.addEventListener("click", fold);
    if (!one("#requirement-browser .chip")) fold();
  }

  one("[data-grid-add]")?.addEventListener("click", () => grid.addRow());
  undoButton?.addEventListener("click", () => grid.undo());
  redoButton?.addEventListener("click", () => grid.redo());
  retry.addEventListener("click", () => grid.saver.retry());
  problemButton.addEventListener("click", () => problems.list());
  one("[data-grid-columns]").addEventListener("click", () => columns.open());
  one("[data-grid-keys]").addEventListener("click", () => grid.showKeys());
  // The rows of the marked cells, and the address to come back to.
  one("[data-grid-bulk]")?.addEventListener("submit", ({ target }) => {
    const area = grid.area();
    target.elements.keys.value = area ? store.keys().slice(area.top, area.bottom + 1).join(",") : "";
    target.elements.query.value = window.location.search.slice(1);
  });

  element.hidden = false;
  await grid.rebuild();
  grid.showState();
  const news = fvmGrid.makeNews(grid);
  await open();
  element.dataset.ready = "yes";
})();
