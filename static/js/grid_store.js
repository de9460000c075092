// What the grid knows: the keys of its rows in order, the rows that have been fetched, and the state
// of each cell. Rows are fetched in blocks when they come into sight.
(() => {
  "use strict";

  const BLOCK = 100;
  // So many keys keep the address short enough for every server.
  const MOST = 250;
  const fvmGrid = (window.fvmGrid = window.fvmGrid || {});
  const nameOf = (key, field) => `${key} ${field}`;

  // Keys as differences to the one before, and [n] for n that follow one by one.
  function unpacked(parts) {
    const keys = [];
    let last = 0;
    for (const part of parts) {
      if (Array.isArray(part)) for (let left = part[0]; left > 0; left -= 1) keys.push((last += 1));
      else keys.push((last += part));
    }
    return keys;
  }

  fvmGrid.makeStore = (setup) => {
    const columns = new Map(setup.columns.map((column) => [column.name, column]));
    const rows = new Map();
    const marks = new Map();
    const fetching = new Map();
    const listeners = [];
    // Cells that somebody else has just changed, each with the words that say who.
    const news = new Map();
    // The cell that is being edited, and what came for it meanwhile.
    let edited = null;
    let held = null;
    let since = 0;
    let keys = [];
    let places = new Map();

    const changed = (changedKeys) => listeners.forEach((listen) => listen(changedKeys));
    const take = (row) => {
      // Cells that are not saved yet keep what the person wrote: that stands in their marks.
      rows.set(row.key, row);
      return row.key;
    };

    // Columns that cost something are asked for only while they are shown.
    const asked = () => setup.columns.filter((column) => column.readOnly && column.shown);
    const withAsked = (query) => {
      for (const column of asked()) query.append("with", column.name);
      return query;
    };

    async function askRows(wanted) {
      const query = withAsked(new URLSearchParams({ keys: wanted.join(",") }));
      const answer = await fetch(`${setup.urls.rows}?${query}`, {
        headers: { Accept: "application/json" },
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      return (await answer.json()).rows;
    }

    async function fetchRows(wanted) {
      const found = (await askRows(wanted)).map(take);
      // Rows that are gone stay empty, and are not asked for again.
      for (const key of wanted) if (!rows.has(key)) rows.set(key, { key, gone: true, cells: {}, stored: {} });
      return found;
    }

    const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
    const valueIn = (row, field) =>
      Object.hasOwn(row.stored, field) ? row.stored[field] : (row.cells[field] ?? columns.get(field).empty);
    const write = (row, field, text, stored) => {
      if (text === "") delete row.cells[field];
      else row.cells[field] = text;
      row.stored[field] = stored;
    };

    // A row as it now stands, in the place of the one that was known. The cell that is being edited
    // keeps what its person saw, so that saving it is told as a conflict; so does one with a problem.
    function renew(row, words) {
      const before = rows.get(row.key);
      const marked = [];
      for (const [field, { readOnly }] of columns) {
        // What nobody writes is no news: it follows from what somebody wrote.
        if (readOnly) continue;
        const [old, now] = [valueIn(before, field), valueIn(row, field)];
        const isEdited = edited && edited.key === row.key && edited.field === field;
        if (isEdited) held = null;
        if (same(old, now)) continue;
        const text = row.cells[field] ?? "";
        const mark = marks.get(nameOf(row.key, field));
        if (isEdited) {
          held = { key: row.key, field, text, stored: now };
          write(row, field, before.cells[field] ?? "", old);
        } else if (mark && mark.state !== "pending") {
          Object.assign(mark, { state: "conflict", message: setup.texts.changedMeanwhile, current: [text, now] });
        } else {
          marked.push(nameOf(row.key, field));
          news.set(nameOf(row.key, field), words);
        }
      }
      take(row);
      return marked;
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
        const url = `${setup.urls.rows}?${withAsked(new URLSearchParams(query))}`;
        const answer = await fetch(url, { headers: { Accept: "application/json" } });
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        const found = await answer.json();
        keys = unpacked(found.keys);
        since = found.since;
        news.clear();
        places = new Map(keys.map((key, place) => [key, place]));
        rows.clear();
        found.rows.forEach(take);
        return keys;
      },

      // A new row comes after another, or last.
      insert(key, after) {
        const place = (places.get(after) ?? keys.length - 1) + 1;
        keys.splice(place, 0, key);
        places = new Map(keys.map((known, at) => [known, at]));
        return place;
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

      // --- what others do meanwhile
      since: () => since,
      goOn: (record) => (since = record),
      // So much has changed that every row but the edited one is asked for again when it is seen.
      forget(record) {
        since = record;
        for (const key of rows.keys()) if (key !== edited?.key) rows.delete(key);
      },
      // Fetch known rows again and mark what is new in them, with words(key). Null and untouched when
      // isStill says afterwards that something else was written meanwhile.
      async refresh(wanted, isStill, words) {
        const found = [];
        for (let start = 0; start < wanted.length; start += MOST) {
          found.push(...(await askRows(wanted.slice(start, start + MOST))));
        }
        if (!isStill()) return null;
        const marked = found.filter((row) => rows.has(row.key)).flatMap((row) => renew(row, words(row.key)));
        changed(found.map((row) => row.key));
        return { marked, held };
      },
      newsOf: (key, field) => news.get(nameOf(key, field)),
      unmark(names) {
        names.forEach((name) => news.delete(name));
        changed([...new Set(names.map((name) => Number(name.split(" ", 1)[0])))]);
      },
      edits(key, field) {
        edited = { key, field };
        held = null;
      },
      // The edit is over: what was held back is shown, or comes back as a conflict of what was written.
      leaves(isWritten) {
        const row = held && rows.get(held.key);
        if (row && !isWritten) {
          write(row, held.field, held.text, held.stored);
          changed([held.key]);
        }
        edited = held = null;
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
        return row ? valueIn(row, field) : columns.get(field).empty;
      },
      put(key, field, text, stored) {
        const row = rows.get(key);
        if (row) write(row, field, text, stored);
      },
      hasField(key, field) {
        const row = rows.get(key);
        return Boolean(row) && !row.gone && (!row.heading || columns.get(field).headings);
      },
      isEditable(key, field) {
        const row = rows.get(key);
        return setup.canEdit && this.hasField(key, field) && !row.withdrawn && !columns.get(field).readOnly;
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
