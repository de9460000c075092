/* The timeline: plus, minus and the arrows follow its links; it is dragged where it is wider than its frame. */
(() => {
  "use strict";
  const frame = document.querySelector("[data-plan]");
  if (!frame) return;
  frame.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const isArrow = event.key.startsWith("Arrow");
    if (isArrow && frame.scrollWidth > frame.clientWidth) return;
    const link = document.querySelector(`[data-plan-key="${CSS.escape(event.key)}"]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
  // Where it is wider than its frame, today is seen with time past and to come.
  const today = Number(frame.querySelector("[data-plan-today]").dataset.planToday);
  if (today && frame.scrollWidth > frame.clientWidth) {
    frame.scrollLeft = today * frame.scrollWidth - frame.clientWidth / 2;
  }
  let from = null;
  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && !event.target.closest("a")) from = event.clientX + frame.scrollLeft;
  });
  frame.addEventListener("pointermove", (event) => {
    if (from !== null) frame.scrollLeft = from - event.clientX;
  });
  for (const end of ["pointerup", "pointerleave"]) frame.addEventListener(end, () => { from = null; });
})();
