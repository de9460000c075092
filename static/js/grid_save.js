// Sends what was changed, one set after the other, and says how it went. What cannot be sent waits
// and is tried again; what is refused stays in its cell with the reason.
(() => {
  "use strict";

  const fvmGrid = (window.fvmGrid = window.fvmGrid || {});
  const WAITS = [2, 4, 8, 15, 30];

  // ask(action, step) says whether a step that was made elsewhere or before is to be taken back.
  fvmGrid.makeSaver = (setup, store, tell, ask, askReason) => {
    const queue = [];
    const texts = setup.texts;
    let token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
    let isSending = false;
    let tries = 0;
    let timer = null;
    let stacks = { undo: setup.undo, redo: setup.redo };
    let steps = setup.steps;
    // The steps that were made since the grid was opened: nobody needs to be asked of those.
    const madeHere = new Set();

    // A session that was renewed in another tab has another token: the page is asked for it.
    async function renewToken() {
      const page = await fetch(window.location.href, { redirect: "follow" });
      const found = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(await page.text());
      if (page.redirected) throw new Error(texts.signedOut);
      if (!found) return false;
      token = found[1];
      return true;
    }

    async function post(url, body) {
      return fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" },
        body: JSON.stringify(body),
      });
    }

    function bodyOf(item) {
      if (item.body) return item.body;
      if (!item.cells) return { step: steps[item.action]?.id ?? null };
      return {
        action: item.action,
        reason: item.reason || "",
        // What is approved is what has been shown.
        since: store.since(),
        // What is expected is taken now: an earlier set in the queue may have changed it.
        cells: item.cells.map((cell) => [
          cell.key,
          cell.field,
          cell.text,
          cell.expected !== undefined ? cell.expected : store.stored(cell.key, cell.field),
        ]),
      };
    }

    async function send() {
      if (isSending || !queue.length) return;
      isSending = true;
      clearTimeout(timer);
      const item = queue[0];
      const step = item.cells || item.body ? null : steps[item.action];
      if (step && !madeHere.has(step.id)) {
        if (await ask(item.action, step)) madeHere.add(step.id);
        else queue.shift();
        isSending = false;
        return send();
      }
      tell({ state: "saving", count: waiting() });
      try {
        let answer = await post(item.url, bodyOf(item));
        const isJson = () => (answer.headers.get("Content-Type") || "").includes("json");
        if (answer.status === 403 && (await renewToken())) answer = await post(item.url, bodyOf(item));
        if (answer.redirected) throw new Error(texts.signedOut);
        if (answer.status >= 500 || answer.status === 429) throw new Error(texts.noAnswer);
        const said = isJson() ? await answer.json() : {};
        if (said.isOther) {
          // In another window something else has been done: that is what is asked about.
          remember(said);
          isSending = false;
          return send();
        }
        if (said.asks) {
          // Approvals would fall: nothing is written before the person has said why.
          item.reason = await askReason(said.asks);
          isSending = false;
          if (!item.reason) dropped(queue.shift());
          return send();
        }
        queue.shift();
        tries = 0;
        if (answer.ok) taken(item, said);
        else refused(item, said.error || (answer.status === 403 ? texts.mayNot : texts.notTaken));
      } catch (error) {
        isSending = false;
        const wait = WAITS[Math.min(tries, WAITS.length - 1)];
        tries += 1;
        timer = setTimeout(send, wait * 1000);
        const reason = error.message === texts.signedOut ? texts.signedOut : texts.noAnswer;
        tell({ state: "waiting", count: waiting(), reason });
        return;
      }
      isSending = false;
      if (queue.length) send();
    }

    // A cell that waits in a later set is not settled by an earlier one.
    const waitsLater = (key, field) =>
      queue.some((item) => item.cells && item.cells.some((cell) => cell.key === key && cell.field === field));

    function remember(said) {
      stacks = { undo: said.undo, redo: said.redo };
      steps = said.steps;
    }

    function taken(item, said) {
      const before = steps.undo?.id;
      remember(said);
      const made = item.action === "undo" ? steps.redo : steps.undo;
      if (made && (!item.cells || made.id !== before)) madeHere.add(made.id);
      const keys = new Set();
      for (const [key, field, text, stored] of said.cells || []) {
        store.put(key, field, text, stored);
        if (!waitsLater(key, field) && store.mark(key, field)?.state === "pending") store.setMark(key, field, null);
        keys.add(key);
      }
      for (const problem of said.problems || []) {
        keys.add(problem.row);
        if (waitsLater(problem.row, problem.field)) continue;
        const mine = item.cells ? store.mark(problem.row, problem.field)?.mine : undefined;
        if (mine === undefined) {
          if (problem.current) store.put(problem.row, problem.field, ...problem.current);
          continue;
        }
        store.setMark(problem.row, problem.field, {
          state: problem.current ? "conflict" : "refused",
          mine,
          message: problem.message,
          current: problem.current,
        });
      }
      store.changed([...keys]);
      tell({ state: "saved", at: said.at, count: waiting(), said, item });
    }

    // What was pasted is taken out of its cells again.
    function dropped(item) {
      for (const { key, field } of item.cells) if (!waitsLater(key, field)) store.setMark(key, field, null);
      store.changed(item.cells.map((cell) => cell.key));
      tell({ state: "refused", reason: texts.notPasted, count: waiting(), item });
    }

    function refused(item, message) {
      for (const cell of item.cells || []) {
        if (waitsLater(cell.key, cell.field)) continue;
        store.setMark(cell.key, cell.field, { state: "refused", mine: cell.text, message });
      }
      store.changed((item.cells || []).map((cell) => cell.key));
      tell({ state: "refused", reason: message, count: waiting(), item });
    }

    const waiting = () => queue.reduce((sum, item) => sum + (item.cells ? item.cells.length : 1), 0);

    window.addEventListener("online", () => send());
    window.addEventListener("beforeunload", (event) => {
      if (queue.length || store.unsaved()) event.preventDefault();
    });

    return {
      // cells: [{key, field, text, expected?}]
      // note: what is told of the set when it has been saved.
      change(action, cells, note) {
        if (!cells.length) return;
        for (const cell of cells) store.setMark(cell.key, cell.field, { state: "pending", mine: cell.text });
        store.changed(cells.map((cell) => cell.key));
        queue.push({ url: setup.urls.save, action, cells, note });
        send();
      },
      // A new row after the one with that key.
      add: (after) => (queue.push({ url: setup.urls.add, action: "add", body: { after } }), send()),
      undo: () => (queue.push({ url: setup.urls.undo, action: "undo" }), send()),
      redo: () => (queue.push({ url: setup.urls.redo, action: "redo" }), send()),
      stacks: () => stacks,
      isIdle: () => !queue.length,
      retry: () => send(),
      async saveLayout(columns) {
        const answer = await post(setup.urls.layout, { columns });
        return answer.ok;
      },
    };
  };
})();
