// The keys of the cells. Tab is left alone: it goes on to what comes after the grid.
(() => {
  "use strict";

  const fvmGrid = (window.fvmGrid = window.fvmGrid || {});

  fvmGrid.bindKeys = (grid, clipboard) => {
    const arrows = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

    function commands(event) {
      const isControl = event.ctrlKey || event.metaKey;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      if (isControl) {
        return {
          z: () => (event.shiftKey ? grid.redo() : grid.undo()),
          y: () => grid.redo(),
          d: () => clipboard.fillDown(),
          a: () => grid.selectAll(),
          Home: () => grid.moveTo(0, 0, event.shiftKey),
          End: () => grid.moveTo(Infinity, Infinity, event.shiftKey),
          Enter: () => (event.shiftKey ? grid.addRow() : grid.openRow()),
        }[key];
      }
      if (event.altKey) return undefined;
      return {
        F2: () => grid.edit(),
        Enter: () => grid.enter(),
        " ": () => grid.edit(),
        Delete: () => clipboard.clear(),
        Backspace: () => clipboard.clear(),
        Home: () => grid.moveTo(null, 0, event.shiftKey),
        End: () => grid.moveTo(null, Infinity, event.shiftKey),
        PageDown: () => grid.step(grid.pageRows(), 0, event.shiftKey),
        PageUp: () => grid.step(-grid.pageRows(), 0, event.shiftKey),
        "?": () => grid.showKeys(),
        Escape: () => grid.escape(),
      }[key];
    }

    // On the way down, before the table's own keys.
    const onKey = (event) => {
      if (event.target !== grid.holder || grid.isEditing() || event.isComposing) return;
      const arrow = arrows[event.key];
      let command = commands(event);
      if (arrow && !event.altKey) {
        const isFar = event.ctrlKey || event.metaKey;
        command = () =>
          isFar
            ? grid.moveTo(arrow[0] ? arrow[0] * Infinity : null, arrow[1] ? arrow[1] * Infinity : null, event.shiftKey)
            : grid.step(arrow[0], arrow[1], event.shiftKey);
      } else if (!command && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
        command = () => grid.edit(event.key);
      }
      if (!command) return;
      event.preventDefault();
      event.stopPropagation();
      command();
    };
    grid.table.element.addEventListener("keydown", onKey, true);

    // The clipboard belongs to the grid while its cells have focus and none of them is edited.
    const isHere = () => document.activeElement === grid.holder && !grid.isEditing();
    document.addEventListener("copy", (event) => isHere() && clipboard.copy(event, false));
    document.addEventListener("cut", (event) => isHere() && clipboard.copy(event, grid.setup.canEdit));
    document.addEventListener("paste", (event) => isHere() && clipboard.paste(event));

    // A second tap on the same cell opens it, as a double click does.
    let tapped = null;
    grid.table.on("cellClick", (event, cell) => {
      const name = `${cell.getData().id} ${cell.getField()}`;
      if (event.pointerType === "touch" && tapped === name && !grid.isEditing()) grid.enter();
      tapped = name;
    });

    // The toolbar is one stop: arrows go between its buttons.
    const bar = document.querySelector("[data-grid-toolbar]");
    const buttons = () => [...bar.querySelectorAll("button, a")].filter((button) => !button.hidden);
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      const all = buttons();
      const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
      all.forEach((button) => (button.tabIndex = button === next ? 0 : -1));
      next.focus();
      event.preventDefault();
    });
    bar.querySelectorAll("button, a").forEach((button, index) => (button.tabIndex = index ? -1 : 0));
  };
})();
