// The map of the architecture: a box that is pointed at or focused shows its own lines; the map is
// enlarged by buttons. Without this script it is whole and can be scrolled.
(() => {
  const STEP = 1.25;
  // Smaller than this the texts on the lines cannot be read: the map then begins larger than its
  // frame, and is scrolled.
  const SMALLEST = 0.7;

  for (const map of document.querySelectorAll("[data-map]")) {
    const light = (key) => {
      map.toggleAttribute("data-lit", key !== null);
      const near = new Set([key]);
      for (const part of map.querySelectorAll("[data-line]")) {
        const isOwn = key !== null && (part.dataset.from === key || part.dataset.to === key);
        part.classList.toggle("is-lit", isOwn);
        if (isOwn) near.add(part.dataset.from).add(part.dataset.to);
      }
      for (const box of map.querySelectorAll("[data-module]")) {
        box.classList.toggle("is-lit", key !== null && near.has(box.dataset.module));
      }
    };
    for (const box of map.querySelectorAll("[data-module]")) {
      box.addEventListener("mouseenter", () => light(box.dataset.module));
      box.addEventListener("focus", () => light(box.dataset.module));
      box.addEventListener("mouseleave", () => light(null));
      box.addEventListener("blur", () => light(null));
    }
  }

  for (const panel of document.querySelectorAll(".map-panel")) {
    const scroll = panel.querySelector(".map-scroll");
    const map = panel.querySelector("[data-map]");
    const tools = panel.querySelector("[data-map-zoom]");
    if (!tools || !map) continue;
    const hint = panel.querySelector("[data-map-hint]");
    const smallest = Number(panel.dataset.smallest) || SMALLEST;
    const tell = () => {
      if (!hint) return;
      hint.hidden =
        scroll.scrollWidth <= scroll.clientWidth + 1 && scroll.scrollHeight <= scroll.clientHeight + 1;
    };
    const [, , width, height] = map.getAttribute("viewBox").split(" ").map(Number);
    const scale = (factor) => {
      scroll.removeAttribute("data-fits");
      map.setAttribute("width", width * factor);
      map.setAttribute("height", height * factor);
    };
    tools.hidden = false;
    if (scroll.clientWidth >= width * smallest) scroll.setAttribute("data-fits", "");
    else scale(SMALLEST + 0.1);
    tell();
    new ResizeObserver(tell).observe(scroll);
    tools.addEventListener("click", (event) => {
      const wish = event.target.closest("[data-zoom]")?.dataset.zoom;
      if (!wish) return;
      if (wish === "fit") scroll.setAttribute("data-fits", "");
      else scale((map.getBoundingClientRect().width / width) * (wish === "in" ? STEP : 1 / STEP));
      tell();
    });
  }
})();
