// A button that copies a seal or a secret; it is hidden where the browser cannot.
(() => {
  "use strict";

  if (!navigator.clipboard) return;

  function show(root) {
    root.querySelectorAll("[data-copy][hidden]").forEach((button) => (button.hidden = false));
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    const label = button.querySelector("[data-copy-label]");
    const before = label.textContent;
    const live = document.getElementById("live");
    label.textContent = button.dataset.copied;
    if (live) live.textContent = button.dataset.copied;
    setTimeout(() => (label.textContent = before), 2000);
  });

  show(document);
  document.addEventListener("htmx:afterSwap", (event) => show(event.target));
})();
