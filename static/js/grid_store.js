// What the grid knows: the keys of its rows in order, the rows that have been fetched, and the state
// of each cell. Rows are fetched in blocks when they come into sight.
(() => {
  "use strict";

  const BLOCK = 100;
  // So many keys keep the address short enough for every server.
  const MOST = 250;
  const fvmGrid = (window.fvmGrid = window.fvmGrid || {});
  const nameOf = (key, field) => `${key} ${field}`;

  fvmGrid.makeStore = (setup) => {
    const columns = new Map(setup.columns.map((column) => [column.name, column]));
    const rows = new Map();
    const marks = new Map();
    const fetching = new Map();
    const listeners = [];
    let keys = [];
    let places = new Map();

    const changed = (changedKeys) => listeners.forEach((listen) => listen(changedKeys));
    const take = (row) => {
      // Cells that are not saved yet keep what the person wrote: that stands in their marks.
      rows.set(row.key, row);
      return row.key;
    };

    async function fetchRows(wanted) {
      const answer = await fetch(`${setup.urls.rows}?keys=${wanted.join(",")}`, {
        headers: { Accept: "application/json" },
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const found = (await answer.json()).rows.map(take);
      // Rows that are gone stay empty, and are not asked for again.
      for (const key of wanted) if (!rows.has(key)) rows.set(key, { key, gone: true, cells: {}, stored: {} });
      return found;
    }

    return {
      columns,
      marks,
      keys: () => keys,
      placeOf: (key) => places.get(key),
      row: (key) => rows.get(key),
      onChange: (listen) => listeners.push(listen),
      changed,

      async open(query) {
        const answer = await fetch(`${setup.urls.rows}${query}`, { headers: { Accept: "application/json" } });
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        const found = await answer.json();
        keys = found.keys;
        places = new Map(keys.map((key, place) => [key, place]));
        rows.clear();
        found.rows.forEach(take);
        return keys;
      },

      // Fetch what is missing between two places, whole blocks at a time.
      async need(from, to, wholeBlocks = true) {
        const first = wholeBlocks ? Math.floor(Math.max(0, from) / BLOCK) * BLOCK : Math.max(0, from);
        const last = wholeBlocks ? Math.ceil((to + 1) / BLOCK) * BLOCK : to + 1;
        const waits = [];
        const missing = [];
        for (const key of keys.slice(first, last)) {
          if (fetching.has(key)) waits.push(fetching.get(key));
          else if (!rows.has(key)) missing.push(key);
        }
        for (let start = 0; start < missing.length; start += MOST) {
          const part = missing.slice(start, start + MOST);
          const work = fetchRows(part)
            .then(changed)
            .finally(() => part.forEach((key) => fetching.delete(key)));
          part.forEach((key) => fetching.set(key, work));
          waits.push(work);
        }
        await Promise.all(waits);
      },
      isLoaded: (from, to) => keys.slice(from, to + 1).every((key) => rows.has(key)),

      // Fetch known rows again: somebody else may have changed them.
      async refresh(wanted) {
        for (let start = 0; start < wanted.length; start += MOST) {
          changed(await fetchRows(wanted.slice(start, start + MOST)));
        }
      },

      // --- cells
      text(key, field) {
        const mark = marks.get(nameOf(key, field));
        if (mark && mark.mine !== undefined) return mark.mine;
        return rows.get(key)?.cells[field] ?? "";
      },
      savedText: (key, field) => rows.get(key)?.cells[field] ?? "",
      stored(key, field) {
        const row = rows.get(key);
        if (row && Object.hasOwn(row.stored, field)) return row.stored[field];
        return row?.cells[field] ?? columns.get(field).empty;
      },
      put(key, field, text, stored) {
        const row = rows.get(key);
        if (!row) return;
        if (text === "") delete row.cells[field];
        else row.cells[field] = text;
        row.stored[field] = stored;
      },
      hasField(key, field) {
        const row = rows.get(key);
        return Boolean(row) && !row.gone && (!row.heading || columns.get(field).headings);
      },
      isEditable(key, field) {
        const row = rows.get(key);
        return setup.canEdit && this.hasField(key, field) && !row.withdrawn;
      },

      // --- marks: {state: "pending" | "refused" | "conflict", mine, message, current}
      mark: (key, field) => marks.get(nameOf(key, field)),
      setMark(key, field, mark) {
        if (mark) marks.set(nameOf(key, field), { key, field, ...mark });
        else marks.delete(nameOf(key, field));
      },
      problems: () => [...marks.values()].filter((mark) => mark.state !== "pending"),
      unsaved: () => marks.size,
    };
  };
})();
