// Tabulator made to fit: one focusable grid with the active cell told to assistive technology, and
// ranges that are drawn for the rows in sight only, however many there are.
(() => {
  "use strict";

  const fvmGrid = (window.fvmGrid = window.fvmGrid || {});
  const ROW = 32;

  fvmGrid.makeTable = (grid) =>
    new Promise((ready) => {
      const place = grid.element.querySelector("[data-grid-table]");
      const table = new window.Tabulator(place, {
        data: [],
        index: "id",
        nestedFieldSeparator: false,
        height: "100%",
        rowHeight: ROW,
        layout: "fitDataFill",
        columns: [],
        rowHeader: {
          width: 104,
          resizable: true,
          headerSort: false,
          frozen: true,
          formatter: (cell) => grid.formatHead(cell),
          titleFormatter: () => document.createTextNode(grid.texts.number),
        },
        columnDefaults: { resizable: "header" },
        movableColumns: true,
        selectableRange: 1,
        selectableRangeColumns: true,
        selectableRangeRows: true,
        selectableRangeAutoFocus: false,
        editTriggerEvent: "dblclick",
        clipboard: false,
        keybindings: false,
        rowFormatter: (row) => grid.dress(row._row),
      });
      table.on("tableBuilt", () => {
        repair(table, grid);
        ready(table);
      });
    });

  function repair(table, grid) {
    const holder = table.rowManager.element;
    const header = table.columnManager.element;
    // The part that takes the focus is the grid, and its headings belong to it.
    table.element.removeAttribute("role");
    table.element.removeAttribute("aria-owns");
    header.id = "grid-head";
    header.removeAttribute("tabindex");
    header.setAttribute("role", "presentation");
    holder.setAttribute("role", "grid");
    holder.setAttribute("aria-owns", "grid-head");
    holder.setAttribute("aria-label", grid.texts.gridLabel);
    holder.setAttribute("aria-multiselectable", "true");
    if (!grid.setup.canEdit) holder.setAttribute("aria-readonly", "true");

    // A heading that takes the focus is scrolled into sight, and the cells go with it.
    const heads = table.columnManager.contentsElement;
    heads.addEventListener("scroll", () => {
      const most = heads.scrollWidth - heads.clientWidth;
      if (heads.scrollLeft !== holder.scrollLeft && heads.scrollLeft < most) holder.scrollLeft = heads.scrollLeft;
    });

    const ranges = table.modules.selectRange;
    const rowManager = table.rowManager;
    const layout = ranges.layoutElement.bind(ranges);
    const layoutRanges = ranges.layoutRanges.bind(ranges);
    ranges.layoutElement = () => layout(true);
    ranges.getTableRows = () => rowManager.getDisplayRows();
    rowManager.getRowFromPosition = (position) => rowManager.getDisplayRows()[position - 1];
    ranges.layoutRanges = () => {
      const at = ranges.activeRange ? ranges.activeRange.start.row : undefined;
      const { vDomTop, vDomBottom } = rowManager.renderer;
      if (at === undefined || !rowManager.getDisplayRows().length) return;
      layoutRanges();
      const isOut = at < vDomTop || at > vDomBottom;
      ranges.activeRangeCellElement.style.visibility = isOut ? "hidden" : "";
    };
    for (const event of ["scrollVertical", "scrollHorizontal"]) {
      table.on(event, () => requestAnimationFrame(() => ranges.layoutRanges()));
    }
  }

  // Where the cells are, and moving among them.
  fvmGrid.bindMoves = (grid) => {
    const { table, store } = grid;
    const ranges = table.modules.selectRange;
    const rowManager = table.rowManager;
    const holder = rowManager.element;
    const clamp = (number, least, most) => Math.max(least, Math.min(most, number));
    const visible = () => ranges.getTableColumns();

    function reveal(place, column) {
      const row = rowManager.getDisplayRows()[place];
      const { renderer } = rowManager;
      if (!row) return;
      if (place < renderer.vDomTop || place > renderer.vDomBottom) renderer.scrollToRow(row);
      const top = row.getElement().offsetTop;
      if (top < holder.scrollTop) holder.scrollTop = top;
      else if (top + ROW > holder.scrollTop + holder.clientHeight) holder.scrollTop = top + ROW - holder.clientHeight;
      const head = visible()[column].getElement();
      const frozen = ranges.getRowHeaderWidth();
      if (head.offsetLeft - frozen < holder.scrollLeft) holder.scrollLeft = head.offsetLeft - frozen;
      else if (head.offsetLeft + head.offsetWidth > holder.scrollLeft + holder.clientWidth) {
        holder.scrollLeft = Math.min(
          head.offsetLeft + head.offsetWidth - holder.clientWidth,
          head.offsetLeft - frozen,
        );
      }
    }

    Object.assign(grid, {
      holder,
      fields: () => visible().map((column) => column.field).filter(Boolean),
      headers: () => [...table.columnManager.element.querySelectorAll("[role=columnheader]")],
      isEditing: () => Boolean(table.modules.edit.currentCell),
      focus: () => holder.focus({ preventScroll: true }),
      pageRows: () => Math.max(1, Math.floor(holder.clientHeight / ROW) - 1),

      area() {
        const range = ranges.activeRange;
        if (!range || range.top === undefined || Number.isNaN(range.top) || !store.keys().length) return null;
        const fields = visible().slice(range.left, range.right + 1).map((column) => column.field);
        return { top: range.top, bottom: range.bottom, fields: fields.filter(Boolean) };
      },
      // The cell that keys act on: {key, field}.
      active() {
        const range = ranges.activeRange;
        const key = range && store.keys()[range.start.row];
        const field = range && visible()[range.start.col]?.field;
        return key && field ? { key, field } : null;
      },
      // Places count from 0, columns without the frozen one; null stays where it is.
      moveTo(row, column, isExtended = false) {
        if (!store.keys().length) return;
        const range = ranges.activeRange || ranges.addRange();
        const edge = isExtended ? range.end : range.start;
        const place = clamp(row ?? edge.row ?? 0, 0, store.keys().length - 1);
        const at = clamp(column === null ? (edge.col ?? 1) : column + 1, 1, visible().length - 1);
        if (!isExtended) range.setStart(place, at);
        range.setEnd(place, at);
        ranges.selecting = "cell";
        reveal(place, at);
        ranges.layoutElement();
        grid.follow();
      },
      step(rows, columns, isExtended = false) {
        const range = ranges.activeRange;
        const edge = (isExtended ? range?.end : range?.start) || {};
        grid.moveTo((edge.row ?? 0) + rows, (edge.col ?? 1) - 1 + columns, isExtended);
      },
      select(top, bottom, fields) {
        const columns = grid.fields();
        const [first, last] = [columns.indexOf(fields[0]) + 1, columns.indexOf(fields[fields.length - 1]) + 1];
        const range = ranges.activeRange;
        range.setStart(top, first);
        range.setEnd(bottom, last);
        ranges.layoutElement();
        grid.follow();
      },
      selectAll: () => grid.select(0, store.keys().length - 1, grid.fields()),
      selectColumn(name) {
        grid.select(0, store.keys().length - 1, [name]);
        grid.focus();
      },
      cellElement(key, field) {
        const row = rowManager.getDisplayRows()[store.placeOf(key)];
        const element = row?.cells.find((cell) => cell.column.field === field)?.getElement();
        return element?.isConnected ? element : null;
      },
      // The active cell is opened, with what was typed in the place of what stood there.
      edit(typed) {
        const at = grid.active();
        if (!at) return;
        if (!store.isEditable(at.key, at.field)) return grid.say(grid.whyNot(at.key, at.field));
        const range = ranges.activeRange;
        reveal(range.start.row, range.start.col);
        grid.typed = typed;
        ranges.getActiveCell().getComponent().edit();
        grid.typed = undefined;
      },
      takeTyped: () => grid.typed,
    });
  };
})();
