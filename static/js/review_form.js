// The address of a selection is asked for only where it is what is reviewed.
(() => {
  "use strict";

  const what = document.querySelector("select[name=what]");
  const field = document.querySelector("[data-address-field]");
  if (!what || !field) return;
  const show = () => (field.hidden = what.value !== "address");
  what.addEventListener("change", show);
  show();
})();
