// Needs written from the keyboard: Enter and the last Tab put a need in line to be saved and begin the
// next. The form is never replaced, so nothing that an answer says touches what is being typed.
(() => {
  "use strict";

  const form = document.querySelector("[data-capture]");
  if (!form) return;
  const part = (name) => form.querySelector(`[data-capture-${name}]`);
  const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea")];
  const lists = fields.filter((field) => field.matches("select"));
  const texts = fields.filter((field) => !lists.includes(field));
  const title = form.elements.title;
  const refusals = part("refused");
  const PAUSE_MS = 1000; // so long without a key after Enter, and the person is not typing on

  // What waits to be saved, in the order it was written: {values, errors, isSent, item, token}. One with
  // errors (field → words) is refused: it stands in the page, and lets those after it pass. By its token
  // the server knows a need that it has saved before, when only the answer was lost.
  const line = [];
  let turn = Promise.resolve(); // one request after the other: each writes the session
  let isBroken = false; // the line does not reach the server, and rests until somebody tries again
  let isQuiet = false; // nothing has been done since Enter
  let isLed = false; // focus was moved to a list, and nothing has been chosen there yet
  let typed = {}; // letters there: {list, text, at, before}, the time of the last and the choice before
  let choices = {}; // what the lists go back to once a corrected need is on its way

  const has = () => title.value.trim() !== "";
  const isBegun = () => texts.some((field) => field.value.trim() !== "");
  const put = (values) => {
    for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  };
  const valuesOf = (some) => Object.fromEntries(some.map((field) => [field.name, field.value]));
  const pageOf = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const say = (words) => { document.querySelector("#live").textContent = words; };
  const mark = (isOutside) => {
    part("unsaved").textContent = isOutside && isBegun() ? part("unsaved").dataset.text : "";
  };

  // ---- What the person is told of the line
  const words = (errors) => Object.entries(errors).map(([name, text]) => {
    const label = form.elements[name]?.labels[0].textContent;
    return label ? `${label}: ${text}` : text;
  }).join(" ");
  const itemOf = (need) => {
    const item = refusals.querySelector("template").content.firstElementChild.cloneNode(true);
    item.querySelector("[data-title]").textContent = need.values.title || "…";
    item.querySelector("[data-problem]").textContent = words(need.errors);
    item.querySelector("button").addEventListener("click", () => correct(need));
    return item;
  };
  const show = () => {
    const refused = line.filter((need) => need.errors);
    for (const need of refused.filter((one) => !one.item)) {
      need.item = refusals.querySelector("ul").appendChild(itemOf(need));
    }
    refusals.hidden = !refused.length;
    for (const list of lists) {
      list.ariaInvalid = refused.some((need) => list.name in need.errors) ? "true" : null;
    }
    const rest = line.length - refused.length;
    part("waiting").textContent = rest ? `${part("waiting").dataset.text} ${rest}` : "";
    part("broken").hidden = !isBroken;
  };

  // ---- Refused, and taken up again
  const free = (need) => {
    need.item?.remove();
    need.item = need.errors = null;
  };
  const lead = () => setTimeout(() => {
    const wrong = lists.find((list) => list.hasAttribute("aria-invalid"));
    if (!wrong || !isQuiet || isBegun() || document.activeElement !== title) return;
    wrong.focus();
    isLed = true;
    typed = { text: "", at: -Infinity };
  }, PAUSE_MS);
  // Letters choose there as in every list, and begin anew after a pause. But somebody who writes on
  // writes the next need: once they begin no choice, all of them go to the title.
  const choose = (list, value) => {
    list.value = value;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const writeOn = () => {
    choose(typed.list, typed.before);
    isLed = false;
    title.focus();
    title.value = typed.text + title.value;
  };
  const isTypingOn = (at) => at - typed.at <= PAUSE_MS;
  const typeIn = (list, key, at) => {
    if (!isTypingOn(at)) typed = { text: "", before: list.value, list };
    typed.text += key;
    typed.at = at;
    const begun = typed.text.toLowerCase();
    const options = [...list.options].filter((option) => option.value);
    const meant = options.find((option) => option.text.toLowerCase().startsWith(begun));
    if (meant) choose(list, meant.value);
    else writeOn();
  };
  const refuse = (need, errors) => {
    free(need);
    need.errors = errors;
    show();
    say(`${refusals.dataset.text} ${need.values.title} – ${words(errors)}`);
    lead();
  };
  // What was missing or wrong in a list is what has been chosen in it since.
  const takeUp = () => {
    for (const need of line.filter((one) => one.errors)) {
      for (const { name, value } of lists) {
        if (!(name in need.errors) || !value || value === need.values[name]) continue;
        need.values[name] = value;
        delete need.errors[name];
      }
      if (!Object.keys(need.errors).length) free(need);
    }
    go();
  };
  const correct = (need) => {
    line.splice(line.indexOf(need), 1);
    const chosen = valuesOf(lists);
    if (isBegun()) {
      const begun = { values: valuesOf(fields) };
      line.push(begun);
      refuse(begun, { begun: refusals.dataset.begun });
    }
    choices = { ...chosen, ...choices };
    const own = Object.entries(need.values).filter(([name, value]) => value || !(name in chosen));
    put(Object.fromEntries(own));
    free(need);
    show();
    title.focus();
  };

  // ---- Saving
  const take = async (need) => {
    const body = new FormData(form);
    const sent = { ...need.values, token: need.token };
    for (const [name, value] of Object.entries(sent)) body.set(name, value);
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (answer.status === 422) return refuse(need, await answer.json());
    const page = await pageOf(answer);
    const added = page.querySelector("[data-capture-added]");
    if (!answer.ok || !added) throw new Error(`saving a need: ${answer.status}`);
    line.splice(line.indexOf(need), 1);
    document.querySelector("#captured").replaceWith(page.querySelector("#captured"));
    say(added.textContent);
  };
  // Who has signed in again meanwhile, in another tab, has another secret against forged forms.
  const renew = async () => {
    const page = await pageOf(await fetch(form.action));
    const secret = page.querySelector("[data-capture] [name=csrfmiddlewaretoken]");
    if (secret) form.elements.csrfmiddlewaretoken.value = secret.value;
  };
  const go = () => {
    show();
    turn = turn.then(async () => {
      const need = line.find((one) => !one.errors);
      if (!need || isBroken) return;
      need.isSent = true;
      try {
        if (need.token) await renew();
        need.token ??= String(crypto.getRandomValues(new Uint32Array(4)));
        await take(need);
      } catch {
        isBroken = true;
        say(part("broken").textContent);
      }
      need.isSent = false;
      go();
    });
  };
  const send = () => {
    isBroken = false;
    if (has()) {
      const need = { values: valuesOf(fields) };
      const missing = lists.filter((list) => list.required && !list.value);
      texts.forEach((field) => { field.value = ""; });
      put(choices);
      choices = {};
      line.push(need);
      if (missing.length) {
        refuse(need, Object.fromEntries(missing.map(({ name }) => [name, refusals.dataset.missing])));
      }
    } else if (isBegun()) say(part("untitled").textContent);
    part("untitled").hidden = !isBegun();
    takeUp();
  };
  const next = () => {
    send();
    title.focus();
    isQuiet = true;
  };

  // ---- Keys and other ways to go on
  // A space opens a list, unless it stands between words.
  const isLetter = ({ key, ctrlKey, metaKey, altKey, timeStamp }) =>
    (/^\S$/u.test(key) || (key === " " && isTypingOn(timeStamp)))
    && !ctrlKey && !metaKey && !altKey;
  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    isQuiet = false;
    const isLast = event.target === fields.at(-1) && has();
    if (event.key === "Enter" && fields.includes(event.target) && !event.shiftKey) {
      event.preventDefault();
      next();
    } else if (event.key === "Tab" && !event.shiftKey && isLast) {
      event.preventDefault();
      next();
    } else if (isLed && lists.includes(event.target) && isLetter(event)) {
      event.preventDefault();
      return typeIn(event.target, event.key, event.timeStamp);
    }
    if (!["Shift", "Control", "Alt", "AltGraph", "Meta"].includes(event.key)) isLed = false;
  });
  // Some letters come without a key, as an input method has them, and are put in the title.
  form.addEventListener("input", ({ target, timeStamp }) => {
    if (isLed && target === title && isTypingOn(timeStamp)) writeOn();
  });
  form.addEventListener("pointerdown", () => { isQuiet = isLed = false; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    next();
  });
  form.addEventListener("change", ({ target }) => {
    delete choices[target.name];
    // Some browsers give no focus to a list that is chosen in with the mouse.
    if (lists.includes(target) && target !== document.activeElement) takeUp();
  });
  part("again").addEventListener("click", next);

  // What is left with a title for something else on the page is saved. What is left for nothing, by
  // a click beside everything, or without a title, is told not to be. What is chosen in a list holds
  // once it is left: with the arrow keys one comes by other choices first.
  form.addEventListener("focusin", (event) => {
    mark(false);
    if (!lists.includes(event.target)) takeUp();
  });
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (lists.includes(target)) takeUp();
    if (!relatedTarget || !has()) mark(!form.contains(relatedTarget));
    if (!relatedTarget || form.contains(relatedTarget)) return;
    if (!relatedTarget.closest("[data-paste-fold]")) send();
  });
  window.addEventListener("beforeunload", (event) => {
    if (line.some((need) => !need.isSent)) event.preventDefault();
  });

  // Another occasion: what waits and what is being typed stay, and are saved from that one.
  const settle = async (occasion) => {
    const body = new FormData(occasion);
    const page = await pageOf(await fetch(occasion.action, { method: "POST", body }));
    for (const place of ["[data-occasion]", "#captured"]) {
      document.querySelector(place).replaceWith(page.querySelector(place));
    }
    (document.querySelector("[data-occasion] [data-error-summary]") || title).focus();
  };
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-occasion] form")) return;
    event.preventDefault();
    turn = turn.then(() => settle(event.target)).catch(() => say(part("broken").textContent));
    go();
  }, true);

  // Several rows or columns in the title are rows of a spreadsheet: they are looked at first.
  form.addEventListener("paste", (event) => {
    if (event.target !== title) return;
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    if (!/[\n\t]/.test(text)) return;
    event.preventDefault();
    const paste = document.querySelector("[data-paste-form]");
    paste.elements.text.value = text;
    paste.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-paste-form]")) {
      for (const { name, value } of lists) event.target.elements[name].value = value;
    }
  });

  part("keys").hidden = false;
  title.focus();
})();
