// Ranges as text: copied to and pasted from a spreadsheet, filled down, cleared.
(() => {
  "use strict";

  const fvmGrid = (window.fvmGrid = window.fvmGrid || {});
  const MOST_CELLS = 20000;
  const MOST_COPIED = 5000;

  // Rows of cells from what a spreadsheet puts on the clipboard: tabs between, quotes around cells
  // that hold tabs, line breaks or quotes.
  fvmGrid.parseTable = (text) => {
    const rows = [[]];
    let cell = "";
    let isQuoted = false;
    let place = 0;
    const end = () => rows[rows.length - 1].push(cell);
    text = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    while (place < text.length) {
      const sign = text[place];
      if (isQuoted) {
        if (sign === '"' && text[place + 1] === '"') {
          cell += '"';
          place += 1;
        } else if (sign === '"') isQuoted = false;
        else cell += sign;
      } else if (sign === '"' && cell === "" && closes(text, place)) isQuoted = true;
      else if (sign === "\t" || sign === "\n") {
        end();
        cell = "";
        if (sign === "\n") rows.push([]);
      } else cell += sign;
      place += 1;
    }
    end();
    return rows;
  };

  // A quote opens a cell only if one follows that closes it: ”12" skärm” is not quoted.
  function closes(text, place) {
    const rest = /^"(?:[^"]|"")*"(?=[\t\n]|$)/.test(text.slice(place));
    return rest;
  }

  const quoted = (text) => (/[\t\n\r"]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

  fvmGrid.makeClipboard = (grid) => {
    const { store, texts } = grid;

    function tableOf(area) {
      const lines = [];
      for (let place = area.top; place <= area.bottom; place += 1) {
        const key = store.keys()[place];
        lines.push(area.fields.map((field) => quoted(store.text(key, field))).join("\t"));
      }
      return lines.join("\n");
    }

    // Cells that differ from what is there, where this person may write.
    function differing(cells) {
      return cells.filter(
        ({ key, field, text }) =>
          store.isEditable(key, field) ? store.text(key, field) !== text : text !== "" && !store.row(key)?.gone && !store.columns.get(field).readOnly,
      );
    }

    async function rowsOf(area) {
      if ((area.bottom - area.top + 1) * area.fields.length > MOST_CELLS) {
        grid.say(texts.tooMany.replace("{most}", MOST_CELLS.toLocaleString("sv")));
        return false;
      }
      try {
        await store.need(area.top, area.bottom, false);
      } catch {
        grid.say(texts.notFetched);
        return false;
      }
      return true;
    }

    async function copy(event, isCut) {
      const area = grid.area();
      if (!area) return;
      event.preventDefault();
      const count = area.bottom - area.top + 1;
      if (count > MOST_COPIED) return grid.say(texts.tooManyCopied.replace("{most}", MOST_COPIED.toLocaleString("sv")));
      if (store.isLoaded(area.top, area.bottom)) event.clipboardData.setData("text/plain", tableOf(area));
      else {
        if (!(await rowsOf(area))) return;
        await navigator.clipboard.writeText(tableOf(area));
      }
      grid.say(texts.copied.replace("{rows}", count).replace("{columns}", area.fields.length));
      if (isCut) clear();
    }

    async function paste(event) {
      const area = grid.area();
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (!area || text === "") return;
      event.preventDefault();
      if (!grid.setup.canEdit) return grid.say(texts.mayNot);
      const table = fvmGrid.parseTable(text);
      const width = Math.max(...table.map((row) => row.length));
      const places = area.bottom - area.top + 1;
      // A range that the table fits in a whole number of times is filled with it.
      const isTiled = places % table.length === 0 && area.fields.length % width === 0;
      const height = isTiled ? places : table.length;
      const visible = grid.fields();
      const from = visible.indexOf(area.fields[0]);
      const fields = isTiled ? area.fields : visible.slice(from, from + width);
      const bottom = Math.min(area.top + height, store.keys().length) - 1;
      const target = { top: area.top, bottom, fields };
      if (!(await rowsOf(target))) return;
      const cells = [];
      for (let place = target.top; place <= bottom; place += 1) {
        const line = table[(place - target.top) % table.length];
        fields.forEach((field, index) => {
          if (index % width < line.length) cells.push({ key: store.keys()[place], field, text: line[index % width] });
        });
      }
      const lost = area.top + height - 1 - bottom;
      const wide = isTiled ? 0 : width - fields.length;
      // It stays to be read beside what was saved: nothing that was pasted is lost unseen.
      const note = [
        lost > 0 && texts.rowsLost[lost === 1 ? 0 : 1].replace("{count}", lost),
        wide > 0 && texts.columnsLost[wide === 1 ? 0 : 1].replace("{count}", wide),
      ];
      grid.select(target.top, bottom, fields);
      grid.write("paste", differing(cells), note.filter(Boolean).join(". "));
    }

    async function fillDown() {
      const area = grid.area();
      if (!area || !grid.setup.canEdit) return;
      // One cell takes what stands above it, as in a spreadsheet.
      const source = area.top === area.bottom ? area.top - 1 : area.top;
      if (source < 0 || !(await rowsOf({ ...area, top: source }))) return;
      const cells = [];
      for (let place = source + 1; place <= area.bottom; place += 1) {
        for (const field of area.fields) {
          const key = store.keys()[place];
          if (store.isEditable(key, field)) cells.push({ key, field, text: store.text(store.keys()[source], field) });
        }
      }
      grid.write("fill", differing(cells));
    }

    async function clear() {
      const area = grid.area();
      if (!area || !grid.setup.canEdit || !(await rowsOf(area))) return;
      const cells = [];
      for (const key of store.keys().slice(area.top, area.bottom + 1)) {
        for (const field of area.fields) if (store.isEditable(key, field)) cells.push({ key, field, text: "" });
      }
      grid.write("clear", differing(cells));
    }

    return { copy, paste, fillDown, clear };
  };
})();
