// Markdown editor over <textarea data-markdown-editor>.
// The textarea stays the form's field: it holds Markdown and is what is sent. Without JavaScript
// it is simply shown. Bundled to static/vendor/editor/editor.js by scripts/vendor.py.
import { Editor } from "@tiptap/core";
import { TableKit } from "@tiptap/extension-table";
import { Markdown } from "@tiptap/markdown";
import StarterKit from "@tiptap/starter-kit";
import { plainPaste } from "./paste.js";

const WORDS = {
  sv: {
    toolbar: "Textverktyg",
    bold: "Fet",
    italic: "Kursiv",
    bullets: "Punktlista",
    numbers: "Numrerad lista",
    table: "Infoga tabell",
    addRow: "Lägg till rad",
    addColumn: "Lägg till kolumn",
    removeRow: "Ta bort rad",
    removeColumn: "Ta bort kolumn",
    removeTable: "Ta bort tabellen",
    link: "Länk",
    address: "Adress som länken leder till (tomt tar bort länken)",
    setLink: "Infoga länk",
    cancel: "Avbryt",
    undo: "Ångra",
    redo: "Gör om",
  },
  en: {
    toolbar: "Text tools",
    bold: "Bold",
    italic: "Italic",
    bullets: "Bulleted list",
    numbers: "Numbered list",
    table: "Insert table",
    addRow: "Add row",
    addColumn: "Add column",
    removeRow: "Remove row",
    removeColumn: "Remove column",
    removeTable: "Remove the table",
    link: "Link",
    address: "Address the link leads to (empty removes the link)",
    setLink: "Insert link",
    cancel: "Cancel",
    undo: "Undo",
    redo: "Redo",
  },
};
const words = WORDS[document.documentElement.lang.slice(0, 2)] || WORDS.sv;
// The editor keeps an empty paragraph last, to write on in; it is no part of the text.
const EMPTY_END = /(\s|&nbsp;)+$/;
const ALLOWED_ADDRESS = /^(https?:|mailto:)/i;

const BUTTONS = [
  ["bold", "bi-type-bold", (chain) => chain.toggleBold(), "bold"],
  ["italic", "bi-type-italic", (chain) => chain.toggleItalic(), "italic"],
  ["bullets", "bi-list-ul", (chain) => chain.toggleBulletList(), "bulletList"],
  ["numbers", "bi-list-ol", (chain) => chain.toggleOrderedList(), "orderedList"],
  ["link", "bi-link-45deg", null, "link"],
  ["table", "bi-table", (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true })],
  ["addRow", "bi-plus-lg", (chain) => chain.addRowAfter(), null, "table"],
  ["addColumn", "bi-layout-sidebar-inset-reverse", (chain) => chain.addColumnAfter(), null, "table"],
  ["removeRow", "bi-dash-lg", (chain) => chain.deleteRow(), null, "table"],
  ["removeColumn", "bi-layout-sidebar", (chain) => chain.deleteColumn(), null, "table"],
  ["removeTable", "bi-trash", (chain) => chain.deleteTable(), null, "table"],
  ["undo", "bi-arrow-counterclockwise", (chain) => chain.undo()],
  ["redo", "bi-arrow-clockwise", (chain) => chain.redo()],
];

function iconButton(name, icon) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "md-editor__button";
  button.title = words[name];
  button.setAttribute("aria-label", words[name]);
  const glyph = document.createElement("span");
  glyph.className = `bi ${icon}`;
  glyph.setAttribute("aria-hidden", "true");
  button.append(glyph);
  return button;
}

/** The line under the toolbar where the address of a link is typed. */
function linkBar(editor, id) {
  const bar = document.createElement("div");
  bar.className = "md-editor__link";
  bar.hidden = true;
  const label = document.createElement("label");
  label.htmlFor = id;
  label.textContent = words.address;
  const input = document.createElement("input");
  input.type = "url";
  input.id = id;
  input.className = "form-control form-control-sm";
  const set = document.createElement("button");
  set.type = "button";
  set.className = "btn btn-sm btn-secondary";
  set.textContent = words.setLink;
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.className = "btn btn-sm btn-link";
  cancel.textContent = words.cancel;
  const close = () => {
    bar.hidden = true;
    editor.commands.focus();
  };
  const apply = () => {
    const address = input.value.trim();
    const chain = editor.chain().focus().extendMarkRange("link");
    if (!address) chain.unsetLink().run();
    else {
      const href = ALLOWED_ADDRESS.test(address) ? address : `https://${address}`;
      const { empty } = editor.state.selection;
      if (empty && !editor.isActive("link")) {
        const text = { type: "text", text: address, marks: [{ type: "link", attrs: { href } }] };
        chain.insertContent(text).run();
      } else chain.setLink({ href }).run();
    }
    close();
  };
  set.addEventListener("click", apply);
  cancel.addEventListener("click", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      apply();
    } else if (event.key === "Escape") close();
  });
  bar.append(label, input, set, cancel);
  bar.open = () => {
    input.value = editor.getAttributes("link").href || "";
    bar.hidden = false;
    input.focus();
  };
  return bar;
}

/** A toolbar with one tab stop; the arrow keys move inside it. */
function toolbar(editor, openLink) {
  const bar = document.createElement("div");
  bar.className = "md-editor__toolbar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", words.toolbar);
  const made = BUTTONS.map(([name, icon, command, mark, only]) => {
    const button = iconButton(name, icon);
    button.tabIndex = -1;
    button.addEventListener("click", () => {
      if (name === "link") openLink();
      else command(editor.chain().focus()).run();
    });
    bar.append(button);
    return { button, mark, only };
  });
  made[0].button.tabIndex = 0;
  bar.addEventListener("keydown", (event) => {
    const shown = made.map(({ button }) => button).filter((button) => !button.hidden);
    const at = shown.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    let next = step && shown[(at + step + shown.length) % shown.length];
    if (event.key === "Home") next = shown[0];
    if (event.key === "End") next = shown[shown.length - 1];
    if (!next) return;
    event.preventDefault();
    shown.forEach((button) => (button.tabIndex = button === next ? 0 : -1));
    next.focus();
  });
  const refresh = () =>
    made.forEach(({ button, mark, only }) => {
      if (mark) button.setAttribute("aria-pressed", String(editor.isActive(mark)));
      if (only) button.hidden = !editor.isActive(only);
    });
  editor.on("transaction", refresh);
  refresh();
  return bar;
}

function enhance(textarea) {
  if (textarea.dataset.markdownReady) return;
  textarea.dataset.markdownReady = "yes";
  const frame = document.createElement("div");
  frame.className = "md-editor";
  const surface = document.createElement("div");
  const label = textarea.labels && textarea.labels[0];
  if (label && !label.id) label.id = `${textarea.id}-label`;
  const attributes = {
    class: "md-editor__surface prose",
    role: "textbox",
    "aria-multiline": "true",
  };
  if (label) attributes["aria-labelledby"] = label.id;
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  if (textarea.required) attributes["aria-required"] = "true";
  const written = textarea.value;
  const editor = new Editor({
    element: surface,
    // The styles TipTap would add to the page are in static/css/editor.css: the security policy
    // of the site refuses injected ones.
    injectCSS: false,
    extensions: [
      StarterKit.configure({ underline: false, link: { openOnClick: false } }),
      TableKit.configure({ table: { resizable: false } }),
      Markdown,
    ],
    content: textarea.value,
    contentType: "markdown",
    editorProps: { attributes, transformPastedHTML: plainPaste },
    onUpdate: () => {
      const now = editor.getMarkdown();
      // Where every change is taken back the text is sent as it was written, not as it is put here.
      textarea.value = now === begun ? written : now.replace(EMPTY_END, "");
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  const begun = editor.getMarkdown();
  const bar = linkBar(editor, `${textarea.id}-link`);
  frame.append(
    toolbar(editor, () => bar.open()),
    bar,
    surface,
  );
  textarea.after(frame);
  textarea.hidden = true;
  // A hidden required field cannot be focused by the browser's own check; the server checks.
  textarea.required = false;
  if (label) label.addEventListener("click", () => editor.commands.focus());
  textarea.addEventListener("focus", () => editor.commands.focus());
}

function enhanceAll(root) {
  root.querySelectorAll("textarea[data-markdown-editor]").forEach(enhance);
}

const start = () => enhanceAll(document);
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
document.addEventListener("htmx:load", (event) => enhanceAll(event.target));
