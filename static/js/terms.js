// Explained terms: Escape hides an explanation, and none runs out of the window. The rest is CSS.
(() => {
  "use strict";

  const EDGE = 12;

  // A tip begins under its word; where that is too far to the right it is moved to the left.
  function place(event) {
    const term = event.target.closest?.(".term");
    if (!term) return;
    const tip = term.querySelector(".term__tip");
    tip.style.removeProperty("--shift");
    const box = tip.getBoundingClientRect();
    const over = box.right + EDGE - document.documentElement.clientWidth;
    if (over > 0) tip.style.setProperty("--shift", `${-Math.min(over, box.left - EDGE)}px`);
  }

  document.addEventListener("mouseover", place);
  document.addEventListener("focusin", place);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document
      .querySelectorAll(".term:is(:hover, :focus-within)")
      .forEach((term) => term.classList.add("is-dismissed"));
  });
  for (const left of ["mouseout", "focusout"]) {
    document.addEventListener(left, (event) => {
      const term = event.target.closest?.(".term");
      if (term && !term.contains(event.relatedTarget)) term.classList.remove("is-dismissed");
    });
  }
})();
