"""Markdown written by people to HTML that is safe to show."""

import re
import unicodedata

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}).enable(
    ["table", "strikethrough"]
)
_WITHOUT_TABLES = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough"])
# The parser goes through the rest of a text from each sign that could begin something: a million
# brackets take it half a minute. A hundred pages have fewer than these; what has more is shown as
# it is.
_MOST_SIGNS, _MOST_LETTERS = 12_000, 300_000
_SIGNS = re.compile(r"[\[\]*_~`&<>!#+\-\\\r\n]")
# A table fills its short rows: a head of a thousand columns makes a page of a few letters.
_MOST_CELLS = 20_000
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}


# No part of a link may run past the next bracket: a row of brackets would be gone through again
# from each of them.
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_HEADING = re.compile(r"<(/?)h[1-6]>")
_MARKS = re.compile(
    r"(?m)^\s{0,3}(?:[-*+>]|#{1,6}|\d+[.)])\s+"  # bullets, quotes, headings, numbers
    r"|[*`~]{1,3}(?=\S)|(?<=\S)[*`~]{1,3}"
    r"|(?<!\w)_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w)"
)


def plain_line(text: str, most: int | None = None) -> str:
    """A Markdown text as one line without marks, cut to ``most`` characters, for rows of lists."""
    line = " ".join(_MARKS.sub("", _LINK.sub(r"\1", text or "")).split())
    line = unicodedata.normalize("NFC", line)  # so that a cut never parts a letter and its accent
    return line if most is None or len(line) <= most else f"{line[: most - 1]}…"


def render_markdown(text: str) -> SafeString:
    """HTML of a Markdown text: raw HTML is shown as text, scripts and unsafe links are dropped.

    A text with more marks than any that people write is shown without them being read.
    """
    text = text or ""
    if _is_too_much(text):
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308  all of it is escaped
    return mark_safe(  # noqa: S308  cleaned on the same line
        nh3.clean(
            _parsed(text), tags=_TAGS, attributes=_ATTRIBUTES,
            url_schemes={"http", "https", "mailto"},
        )
    )  # fmt: skip


def _is_too_much(text: str) -> bool:
    if len(text) <= _MOST_SIGNS:
        return False
    return len(text) > _MOST_LETTERS or sum(1 for _sign in _SIGNS.finditer(text)) > _MOST_SIGNS


def _parsed(text: str) -> str:
    lines = text.splitlines()
    widest = max((line.count("|") for line in lines), default=0)
    parser = _PARSER if widest * len(lines) <= _MOST_CELLS else _WITHOUT_TABLES
    return parser.render(text)


def text_html(markdown: str) -> SafeString:
    """Requirement text as HTML without headings: they would break the document's own order."""
    html = _HEADING.sub(
        lambda match: "</strong></p>" if match[1] else "<p><strong>", render_markdown(markdown)
    )
    return mark_safe(html)  # noqa: S308  cleaned by render_markdown; only tags were changed
