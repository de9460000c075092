// What others do while the grid is open: asked for now and then, shown in the cells without
// disturbing the one that is being edited, and told in words.
(() => {
  "use strict";

  const fvmGrid = (window.fvmGrid = window.fvmGrid || {});
  const MARKED_MS = 20_000;
  const KINDS = { changed: "Changed", added: "Added", moved: "Moved", withdrawn: "Withdrawn", restored: "Restored" };

  fvmGrid.makeNews = (grid) => {
    const { setup, store, texts } = grid;
    const button = document.querySelector("[data-grid-reload]");
    const plural = (words, count) => words[count === 1 ? 0 : 1].replace("{count}", count);
    let timer = null;
    let isAsking = false;

    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, setup.newsEvery * 1000);
    };

    async function ask() {
      clearTimeout(timer);
      // What is on its way was written against the rows as they stand here: first that, then news.
      if (document.hidden || isAsking || !grid.saver.isIdle()) return later();
      isAsking = true;
      try {
        const since = store.since();
        const answer = await fetch(`${setup.urls.news}?since=${since}`, { headers: { Accept: "application/json" } });
        if (answer.ok && !answer.redirected && answer.status !== 204) await take(await answer.json(), since);
      } catch {
        // Out of reach: the next time asks from the same point.
      }
      isAsking = false;
      later();
    }

    async function take(news, since) {
      const isStill = () => grid.saver.isIdle() && store.since() === since;
      if (news.tooMuch) {
        store.forget(news.since);
        grid.needVisible();
        offer(texts.muchChanged);
        return;
      }
      const by = new Map(news.rows.map(([key, , person]) => [key, news.people[person] ?? texts.you]));
      const words = (key) =>
        texts.changedBy.replace("{person}", by.get(key)).replace("{time}", news.at);
      const known = news.rows.map(([key]) => key).filter((key) => store.row(key));
      const found = await store.refresh(known, isStill, words);
      if (!found) return;
      store.goOn(news.since);
      if (found.marked.length) {
        setTimeout(() => store.unmark(found.marked), MARKED_MS);
      }
      tell(news, by.get(found.held?.key));
    }

    // What concerns the rows at hand, in a sentence a person and kind.
    function tell(news, writerOfMine) {
      const counts = new Map();
      let isOtherOrder = false;
      for (const [key, kind, person] of news.rows) {
        const isHere = store.placeOf(key) !== undefined;
        // Who has made a row here has it in its place.
        const isKnown = (kind === "withdrawn" && !isHere) || (kind === "added" && isHere);
        const isOrder = kind !== "changed" && !isKnown;
        isOtherOrder = isOtherOrder || isOrder;
        // One's own changes, made here or in another window, need no telling.
        if (person === null || !(isHere || isOrder)) continue;
        const words = texts[`somebody${KINDS[kind]}`];
        const name = `${person} ${kind}`;
        const entry = counts.get(name) || { words, person: news.people[person], count: 0 };
        entry.count += 1;
        counts.set(name, entry);
      }
      const said = [...counts.values()]
        .map(({ words, person, count }) => plural(words, count).replace("{person}", person))
        .join(". ");
      if (writerOfMine) grid.say(texts.editedByOther.replace("{person}", writerOfMine), "waiting");
      else if (said) grid.say(said, "news");
      if (isOtherOrder) offer();
    }

    function offer(words) {
      button.hidden = false;
      if (words) grid.say(words, "waiting");
    }

    button.addEventListener("click", async () => {
      const at = grid.active();
      await grid.readAgain();
      grid.say(texts.rowsRead);
      if (at && store.placeOf(at.key) !== undefined) grid.goTo(at.key, at.field);
      else grid.focus();
    });
    document.addEventListener("visibilitychange", () => document.hidden || ask());
    later();
    return { opened: () => (button.hidden = true) };
  };
})();
