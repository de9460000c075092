// The tree to work in: rows are chosen, moved, indented, made and renamed by keys. Everything here
// is also a button or a link, and the page works without this as a list of boxes.
(() => {
  "use strict";

  const form = document.querySelector("[data-outline]");
  if (!form) return;
  const part = form.querySelector("#outline-part");
  const one = (selector, root = part) => root.querySelector(selector);
  const rows = () => [...part.querySelectorAll("[data-pk]")];
  const chosen = new Set();
  let current = "";
  let anchor = "";
  let queue = Promise.resolve();
  let waiting = 0;

  function say(text) {
    const live = document.querySelector("#live");
    if (!live) return;
    // The same words twice are told twice.
    live.textContent = "";
    setTimeout(() => (live.textContent = text), 30);
  }

  const countOfChosen = () =>
    `${chosen.size} ${chosen.size === 1 ? form.dataset.selectedOne : form.dataset.selected}`;

  // --- What is shown ------------------------------------------------------------------------
  function dress() {
    const list = one("[data-outline-rows]");
    if (!list) return;
    list.setAttribute("role", "tree");
    list.setAttribute("aria-label", list.dataset.label);
    list.setAttribute("aria-multiselectable", "true");
    const present = new Set();
    for (const row of rows()) {
      present.add(row.dataset.pk);
      row.setAttribute("role", "treeitem");
      row.setAttribute("aria-label", row.dataset.label.replace(/\s+/g, " ").trim());
      row.setAttribute("aria-level", row.dataset.level);
      row.setAttribute("aria-posinset", row.dataset.place);
      row.setAttribute("aria-setsize", row.dataset.siblings);
      if (row.dataset.open) row.setAttribute("aria-expanded", row.dataset.open);
      row.querySelectorAll("a, input").forEach((inner) => (inner.tabIndex = -1));
    }
    for (const key of chosen) if (!present.has(key)) chosen.delete(key);
    if (!present.has(current)) current = rows().length ? rows()[0].dataset.pk : "";
    mark();
    list.querySelectorAll("[data-outline-grip]").forEach((grip) => (grip.hidden = false));
    if (window.Sortable) {
      window.Sortable.create(list, {
        draggable: "[data-pk]", handle: "[data-outline-grip]", ghostClass: "is-dragged", onEnd: drop,
      });
    }
  }

  // A dropped row comes first under an open heading above it, else after the row above it.
  function drop(event) {
    if (event.oldIndex === event.newIndex) return;
    const row = event.item;
    const before = row.previousElementSibling;
    const place = {};
    if (before && before.dataset.open === "true") place.parent = before.dataset.pk;
    else if (before) place.after = before.dataset.pk;
    if (!chosen.has(row.dataset.pk)) chosen.clear();
    current = row.dataset.pk;
    act("drop", place);
  }

  function mark() {
    for (const row of rows()) {
      const isChosen = chosen.has(row.dataset.pk);
      row.setAttribute("aria-selected", String(isChosen));
      row.tabIndex = row.dataset.pk === current ? 0 : -1;
      one("input[name=rows]", row).checked = isChosen;
    }
    const count = document.querySelector("[data-outline-count]");
    count.textContent = chosen.size ? countOfChosen() : "";
    const focus = one("[data-outline-focus]");
    if (focus) focus.value = current;
  }

  const rowOf = (key) => rows().find((row) => row.dataset.pk === key);

  function goTo(row) {
    if (!row) return;
    current = row.dataset.pk;
    mark();
    row.focus();
  }

  // --- Asking the server: one thing after the other, so that quick keys come in order --------
  function ask(make) {
    const asked = current;
    waiting += 1;
    form.setAttribute("aria-busy", "true");
    queue = queue.then(async () => {
      try {
        const { url, body } = make();
        const headers = { "HX-Request": "true" };
        const response = await fetch(url, { method: body ? "POST" : "GET", body, headers });
        if (!response.ok && response.status !== 422) throw new Error(String(response.status));
        show(await response.text(), asked);
      } catch {
        say(form.dataset.failed);
        const message = one("[data-outline-message]");
        message.textContent = form.dataset.failed;
        message.classList.add("outline-message--refused");
      }
      waiting -= 1;
      if (!waiting) form.removeAttribute("aria-busy");
    });
    return queue;
  }

  function show(text, asked) {
    const hadFocus = document.activeElement === document.body || part.contains(document.activeElement);
    part.innerHTML = text;
    const told = one("[data-outline-focus]").value;
    // Who has gone on to another row meanwhile stays there; a new row takes the focus.
    if (told && (current === asked || told !== asked)) current = told;
    dress();
    if (hadFocus) goTo(rowOf(current));
    const message = one("[data-outline-message]").textContent;
    if (message) say(message);
  }

  function act(name, more = {}) {
    const keys = [...chosen];
    const focus = current;
    return ask(() => {
      const body = new FormData();
      for (const field of ["open", "page", "withdrawn", "step"]) body.set(field, one(`input[name=${field}]`).value);
      body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
      body.set("act", name);
      body.set("focus", focus);
      keys.forEach((key) => body.append("rows", key));
      for (const [field, value] of Object.entries(more)) body.set(field, value);
      return { url: form.action, body };
    });
  }

  function toggle(row) {
    current = row.dataset.pk;
    const key = current;
    ask(() => ({ url: one("[data-outline-toggle]", rowOf(key)).href }));
  }

  // --- Writing in place ----------------------------------------------------------------------
  function write(place, label, value, done) {
    const input = document.createElement("input");
    input.className = "form-control form-control-sm outline-row__input";
    input.setAttribute("aria-label", label);
    input.maxLength = 500;
    input.value = value;
    let isOver = false;
    const end = (isKept) => {
      if (isOver) return;
      isOver = true;
      const text = input.value.trim();
      done(isKept && text ? text : null);
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") {
        event.preventDefault();
        end(true);
      } else if (event.key === "Escape") {
        event.preventDefault();
        end(false);
      }
    });
    input.addEventListener("blur", () => end(true));
    place(input);
    input.focus();
    input.select();
  }

  function addRow(sort) {
    if (part.querySelector(".outline-row__input")) return;
    const line = document.createElement("li");
    line.className = "outline-row";
    line.setAttribute("role", "treeitem");
    let list = one("[data-outline-rows]");
    if (!list) {
      list = document.createElement("ol");
      list.className = "outline-rows";
      list.setAttribute("role", "tree");
      one("[data-outline-empty]").replaceWith(list);
    }
    const here = rowOf(current);
    const label = sort === "heading" ? form.dataset.newHeading : form.dataset.newRequirement;
    const put = (input) => {
      line.append(input);
      if (here) {
        let last = here;
        const isUnder = sort !== "heading" && "heading" in here.dataset;
        const depth = Number(here.dataset.level);
        while (!isUnder && last.nextElementSibling && Number(last.nextElementSibling.dataset.level) > depth) {
          last = last.nextElementSibling;
        }
        line.classList.add(`outline-row--${depth + (isUnder ? 1 : 0)}`);
        last.after(line);
      } else list.append(line);
    };
    write(put, label, "", (text) => {
      line.remove();
      if (text) act("create", { title: text, sort, rows: "" });
      goTo(rowOf(current));
    });
  }

  function rename() {
    const row = rowOf(current);
    if (!row || part.querySelector(".outline-row__input")) return;
    const title = one("[data-outline-title]", row);
    const before = title.textContent;
    const put = (input) => {
      title.hidden = true;
      title.after(input);
    };
    write(put, form.dataset.rename, before, (text) => {
      one(".outline-row__input", row).remove();
      title.hidden = false;
      if (text && text !== before) act("rename", { title: text, expected: before });
      goTo(row);
    });
  }

  // --- Keys ----------------------------------------------------------------------------------
  function step(row, by, extend) {
    const all = rows();
    const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(row) + by))];
    if (extend) {
      if (!anchor || !rowOf(anchor)) anchor = row.dataset.pk;
      const [from, to] = [all.indexOf(rowOf(anchor)), all.indexOf(next)].sort((a, b) => a - b);
      chosen.clear();
      all.slice(from, to + 1).forEach((known) => chosen.add(known.dataset.pk));
    } else anchor = "";
    goTo(next);
    if (extend) say(countOfChosen());
  }

  function press(name) {
    form.querySelector(`[data-outline-step=${name}]`).click();
  }

  function above(row) {
    let line = row.previousElementSibling;
    while (line && Number(line.dataset.level) >= Number(row.dataset.level)) line = line.previousElementSibling;
    return line;
  }

  const ALT = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "outdent", ArrowRight: "indent" };
  const PLAIN = {
    ArrowDown: (row, event) => step(row, 1, event.shiftKey),
    ArrowUp: (row, event) => step(row, -1, event.shiftKey),
    Home: () => goTo(rows()[0]),
    End: () => goTo(rows().at(-1)),
    ArrowRight: (row) => {
      if (row.dataset.open === "false") toggle(row);
      else if (row.dataset.open) goTo(row.nextElementSibling);
    },
    ArrowLeft: (row) => (row.dataset.open === "true" ? toggle(row) : goTo(above(row))),
    " ": (row) => {
      if (!chosen.delete(row.dataset.pk)) chosen.add(row.dataset.pk);
      anchor = row.dataset.pk;
      mark();
    },
    // What opens a field or leaves the page waits for what was asked before.
    Enter: (row, event) => queue.then(() => addRow(event.shiftKey ? "heading" : "requirement")),
    F2: () => queue.then(rename),
    Delete: () => queue.then(() => press("withdraw")),
    d: () => queue.then(() => press("split")),
    s: () => queue.then(() => press("merge")),
    l: () => queue.then(() => press("link")),
    e: () => queue.then(() => window.location.assign(`${one("[data-outline-title]", rowOf(current)).href}edit/`)),
    Escape: () => {
      chosen.clear();
      mark();
    },
  };

  part.addEventListener("keydown", (event) => {
    const row = event.target;
    if (!row.matches("[data-pk]")) return;
    const isCommand = event.ctrlKey || event.metaKey;
    let done = null;
    if (isCommand && !event.altKey) {
      const name = event.key.toLowerCase();
      if (name === "z") done = () => act(event.shiftKey ? "redo" : "undo");
      if (name === "y") done = () => act("redo");
      if (name === "a") {
        done = () => {
          rows().forEach((known) => chosen.add(known.dataset.pk));
          mark();
        };
      }
    } else if (event.altKey) {
      if (Object.hasOwn(ALT, event.key)) done = () => act(ALT[event.key]);
    } else if (Object.hasOwn(PLAIN, event.key)) done = PLAIN[event.key];
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
    done(row, event);
  });

  // Focus may also come by a reading aid.
  part.addEventListener("focusin", (event) => {
    if (!event.target.matches("[data-pk]") || event.target.dataset.pk === current) return;
    current = event.target.dataset.pk;
    mark();
  });

  // --- Mouse and touch -------------------------------------------------------------------------
  part.addEventListener("click", (event) => {
    const row = event.target.closest("[data-pk]");
    if (!row || event.target.matches(".outline-row__input")) return;
    if (event.target.closest("[data-outline-toggle]")) {
      event.preventDefault();
      toggle(row);
    } else if (event.target.matches("input[name=rows]")) {
      if (event.target.checked) chosen.add(row.dataset.pk);
      else chosen.delete(row.dataset.pk);
      current = row.dataset.pk;
      mark();
    } else if (!event.target.closest("a")) goTo(row);
  });

  form.addEventListener("click", (event) => {
    const fast = event.target.closest("[data-fast]");
    const made = event.target.closest("[data-outline-new]");
    if (!fast && !made) return;
    event.preventDefault();
    if (fast) act(fast.value);
    else queue.then(() => addRow(made.dataset.outlineNew));
  });
  const button = form.querySelector("[data-outline-rename]");
  button.hidden = false;
  button.addEventListener("click", rename);

  const first = one("[data-outline-focus]").value;
  current = first;
  dress();
  if (first && rowOf(first)) goTo(rowOf(first));
})();
