// What is pasted from a word processor, as plain structure that Markdown can say.
//
// Word has no lists in what it copies: each line is a paragraph that carries its level, with the
// mark as text before it. And the site's security policy refuses style attributes, so what they
// say (bold, or not bold after all) is read from their text and said by elements instead.

const NUMBER = /^\(?(\d+|[a-z]{1,4})[.)]$/i;
const NOT_BOLD = /font-weight:\s*(normal|[1-5]00)/i;
const BOLD = /font-weight:\s*(bold|[6-9]00)/i;
const ITALIC = /font-style:\s*italic/i;
const styleOf = (node) => node.getAttribute("data-style") || "";

export function plainPaste(html) {
  // What was copied in an editor of ours is as it should be.
  if (html.includes("data-pm-slice")) return html;
  const unstyled = html
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<[^>]+>/g, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  const page = new DOMParser().parseFromString(unstyled, "text/html");
  const all = (selector) => [...page.body.querySelectorAll(selector)];

  all("o\\:p").forEach((node) => node.remove());
  makeLists(all("p[data-style*='mso-list' i]"), page);
  for (const node of all("b[data-style], strong[data-style]")) {
    if (NOT_BOLD.test(styleOf(node))) node.replaceWith(...node.childNodes);
  }
  for (const node of all("span[data-style]")) {
    if (ITALIC.test(styleOf(node))) wrap(node, "em", page);
    if (BOLD.test(styleOf(node))) wrap(node, "strong", page);
  }
  // A table in Markdown begins with its heading, which Word seldom marks.
  for (const table of all("table")) {
    if (!table.querySelector("th")) [...(table.rows[0]?.cells ?? [])].forEach((cell) => rename(cell, "th", page));
  }
  for (const line of all("p")) {
    if (!line.textContent.trim() && !line.querySelector("img, br") && !line.closest("td, th")) line.remove();
  }
  all("[data-style]").forEach((node) => node.removeAttribute("data-style"));
  return page.body.innerHTML;
}

/** Lists of the paragraphs that Word copies in their place, one in the other by their level. */
function makeLists(lines, page) {
  let open = [];
  for (const line of lines) {
    const level = Number(/\blevel(\d)/i.exec(styleOf(line))?.[1]);
    if (!level) continue;
    const mark = [...line.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(styleOf(span)));
    const words = mark ? mark.textContent.trim() : "";
    mark?.remove();
    const name = NUMBER.test(words) ? "ol" : "ul";
    // A list goes on only in the paragraph right after it.
    if (line.previousElementSibling !== open[0]) open = [];
    open = open.slice(0, level);
    if (open.length === level && open[level - 1].localName !== name) open.pop();
    if (open.length < level) {
      const list = page.createElement(name);
      const first = Number.parseInt(words.replace("(", ""), 10);
      if (name === "ol" && first > 1) list.start = first;
      if (open.length) open[open.length - 1].lastElementChild.append(list);
      else line.before(list);
      open.push(list);
    }
    const item = page.createElement("li");
    const text = page.createElement("p");
    text.append(...line.childNodes);
    item.append(text);
    open[open.length - 1].append(item);
    line.remove();
  }
}

function wrap(node, name, page) {
  const around = page.createElement(name);
  around.append(...node.childNodes);
  node.append(around);
}

function rename(node, name, page) {
  const made = page.createElement(name);
  for (const { name: attribute, value } of node.attributes) made.setAttribute(attribute, value);
  made.append(...node.childNodes);
  node.replaceWith(made);
}
