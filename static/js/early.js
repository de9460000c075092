document.documentElement.dataset.script = "yes";
// Runs before the page is painted, so that a folded navigation does not jump.
try {
  document.documentElement.dataset.nav = localStorage.getItem("nav") || "open";
} catch {
  document.documentElement.dataset.nav = "open";
}
