// Behaviour of every page. Everything here is an addition: the pages work without it.
(() => {
  "use strict";

  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const say = (text) => {
    const live = one("#live");
    if (live) live.textContent = text;
  };
  const isTyping = (target) =>
    target.closest("input, textarea, select, [contenteditable=true], [role=textbox], [role=grid]");

  // --- A folded section opens when one is led to it; on a narrow screen long ones begin folded
  if (window.matchMedia("(max-width: 899.98px)").matches) {
    all("[data-narrow-fold]").forEach((fold) => { fold.open = false; });
  }
  const openAsked = () => {
    const asked = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const folded = [];
    for (let at = asked || null; at; at = at.parentElement) {
      if (at.matches("details:not([open], [data-menu])")) folded.push(at);
    }
    folded.forEach((fold) => { fold.open = true; });
    if (folded.length) asked.scrollIntoView();
  };
  openAsked();
  window.addEventListener("hashchange", openAsked);
  // The address says already where the link leads, so it does not change.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) openAsked();
  });

  // --- Navigation: drawer on narrow screens, folded to icons on wide ones -----------------
  const nav = one("[data-side-nav]");
  const opener = one("[data-nav-open]");
  const behind = ".skip-link, .top-bar, .page"; // what the drawer covers is out of reach meanwhile

  function openDrawer(isOpen) {
    nav.classList.toggle("is-open", isOpen);
    all(behind).forEach((part) => { part.inert = isOpen; });
    opener.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) one("a, button", nav).focus();
    else opener.focus();
  }

  if (nav && opener) {
    opener.setAttribute("role", "button");
    opener.setAttribute("aria-controls", "side-nav");
    opener.setAttribute("aria-expanded", "false");
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      openDrawer(!nav.classList.contains("is-open"));
    });
    opener.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        event.preventDefault();
        openDrawer(true);
      }
    });
    one("[data-nav-close]").addEventListener("click", (event) => {
      event.preventDefault();
      openDrawer(false);
    });
    document.addEventListener("click", (event) => {
      const outside = !nav.contains(event.target) && !opener.contains(event.target);
      if (outside && nav.classList.contains("is-open")) openDrawer(false);
    });
    // On a screen that was turned or widened the navigation stands beside the page.
    window.matchMedia("(min-width: 900px)").addEventListener("change", ({ matches }) => {
      if (matches && nav.classList.contains("is-open")) openDrawer(false);
    });
  }

  // --- Breadcrumbs: on a narrow screen all but the last two wait behind a button -----------
  const crumbs = one(".crumbs");
  if (crumbs && crumbs.children.length > 1 && crumbs.dataset.more) {
    const item = document.createElement("li");
    const more = document.createElement("button");
    item.className = "crumbs__more";
    more.type = "button";
    more.textContent = "…";
    more.setAttribute("aria-label", crumbs.dataset.more);
    more.setAttribute("aria-expanded", "false");
    more.addEventListener("click", () => {
      crumbs.classList.remove("crumbs--folded");
      item.nextElementSibling.querySelector("a")?.focus();
      item.remove();
    });
    item.append(more);
    crumbs.prepend(item);
    crumbs.classList.add("crumbs--folded");
  }

  const fold = one("[data-nav-fold]");
  if (fold) {
    const root = document.documentElement;
    const show = () => fold.setAttribute("aria-pressed", String(root.dataset.nav === "folded"));
    show();
    fold.addEventListener("click", () => {
      root.dataset.nav = root.dataset.nav === "folded" ? "open" : "folded";
      try {
        localStorage.setItem("nav", root.dataset.nav);
      } catch {
        // Private windows may refuse to store; the fold then lasts for the page.
      }
      show();
    });
  }

  // --- Menus of <details>: one open at a time, closed by a click outside ------------------
  document.addEventListener("click", (event) => {
    all("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // --- Keys -------------------------------------------------------------------------------
  function rowsOf(list) {
    return all("[data-row], tbody tr", list).filter((row) => row.offsetParent !== null);
  }

  function moveRow(step) {
    const list = one("[data-row-list]");
    if (!list) return false;
    const rows = rowsOf(list);
    if (!rows.length) return false;
    const current = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[Math.min(rows.length - 1, Math.max(0, current < 0 ? 0 : current + step))];
    const target = one("a[href], button", next) || next;
    target.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  function escape() {
    const menu = one("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      one("summary", menu).focus();
    } else if (nav && nav.classList.contains("is-open")) openDrawer(false);
  }

  function showKeys() {
    const dialog = one("#key-list");
    if (dialog && !dialog.open) dialog.showModal();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return escape();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("form[data-warn-unsaved]");
      if (form) {
        event.preventDefault();
        form.requestSubmit(one("button.btn-primary[type=submit]", form));
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (one("dialog[open]")) return;
    const keys = {
      "/": () => {
        const field = one("[data-global-search]");
        if (field) field.select();
        return field;
      },
      "?": () => (showKeys(), true),
      j: () => moveRow(1),
      k: () => moveRow(-1),
      x: () => {
        const row = document.activeElement.closest("[data-row], tbody tr");
        const box = row && one("[data-select-row]", row);
        if (box) box.click();
        return box;
      },
      e: () => {
        const link = one("[data-edit-link]");
        if (link) link.click();
        return link;
      },
    };
    if (Object.hasOwn(keys, event.key) && keys[event.key]()) event.preventDefault();
  });
  all("[data-key-list]").forEach((button) => button.addEventListener("click", showKeys));

  // --- Forms: warn before what is typed is lost, send once ---------------------------------
  const dirty = new Set(all("form[data-unsaved]"));
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-warn-unsaved]");
    if (form) dirty.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    dirty.delete(form);
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    // A download leaves the page standing: let the form be used again after a while, and at once
    // where a file is all that it gives.
    setTimeout(() => release(form), "givesFile" in form.dataset ? 500 : 5000);
  });

  function release(form) {
    delete form.dataset.sent;
    all("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
  }
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach(release));

  // --- Passkeys ---------------------------------------------------------------------------
  // The browser is asked for the key before the form is sent, so Enter means the button.
  document.addEventListener("keydown", (event) => {
    const form = event.key === "Enter" && event.target.closest("form[data-enter-presses]");
    if (!form || !event.target.matches("input")) return;
    event.preventDefault();
    one(`#${form.dataset.enterPresses}`).click();
  });
  // What the browser or the person turned down is told where they look.
  document.addEventListener("allauth.error", (event) => {
    const notice = one("[data-passkey-failed]");
    if (!notice) return;
    event.preventDefault();
    notice.hidden = false;
    notice.focus();
  });

  // A checkbox that chooses every row of its table.
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-select-all]")) {
      const table = box.closest("table");
      all("[data-select-row]", table).forEach((row) => (row.checked = box.checked));
    }
    if (box.matches("[data-select-all], [data-select-row]")) showSelection();
    if (box.matches("[data-submit-on-change]")) box.form.requestSubmit();
  });

  function showSelection() {
    const bar = one("[data-bulk-bar]");
    if (!bar) return;
    const chosen = all("[data-select-row]:checked, [data-bulk-kept] input").length;
    bar.hidden = chosen === 0;
    const count = one("[data-bulk-count]", bar);
    if (count) count.textContent = String(chosen);
    const words = one("[data-bulk-words]", bar);
    if (words) words.textContent = chosen === 1 ? words.dataset.one : words.dataset.many;
  }

  // --- htmx: focus stays where the person is, errors are told ------------------------------
  function settle(root) {
    const summary = one("[data-error-summary]", root);
    if (summary) summary.focus();
    const focus = one("[data-focus]", root);
    if (focus) focus.focus({ preventScroll: focus.dataset.focus === "still" });
    showSelection();
  }
  document.addEventListener("htmx:afterSettle", (event) => {
    // What was swapped whole is no longer in the page; the event comes from what took its place.
    const target = event.detail.target.isConnected ? event.detail.target : event.target;
    settle(target);
    const status = one("[role=status]", target);
    if (status) say(status.textContent.trim());
    // A file that became ready while the person waited for it.
    const file = one("[data-fetch-file]");
    if (file) {
      file.removeAttribute("data-fetch-file");
      file.click();
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form");
    if (form) release(form);
  });
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(name, () => say(one("#live").dataset.failed || ""));
  }
  // The token of the session for requests that are not forms.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = one("input[name=csrfmiddlewaretoken]");
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
  });

  const start = () => {
    settle(document);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
