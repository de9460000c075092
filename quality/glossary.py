"""The glossary where people read: terms explained in texts, and as a chapter of documents."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from programmes.models import Programme

from .models import Term

# Endings of Swedish nouns, adjectives and their genitives, and of abbreviations: ett CDR:s data.
_ENDINGS = r"(?:t|a|e|en|n|et|er|ar|or|na|erna|arna|orna)?s?"
_SHORT_ENDINGS = r"(?::?(?:s|n|en|et|er|erna|ns|ens|ets))?"
# Cleaned HTML as our own serialiser writes it: what a tag holds stands in double quotes.
_TAG = re.compile(r'(<(?:[^<>"]|"[^"]*")*>)')
_NAME = re.compile(r"</?([a-z0-9]+)")
# Within these a term is left alone: links have their own meaning, code is no prose.
_LEFT_ALONE = {"a", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}


class TermMarker:
    """Explains the terms of a programme in texts: the first time that each stands in a text.

    Call it with cleaned HTML. The terms are read when the first text is marked; one for each page,
    since it numbers the explanations.
    """

    # Templates call what can be called, and this is an argument of the filter ``marked``.
    do_not_call_in_templates = True

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._count = 0

    def __call__(self, html: SafeString) -> SafeString:
        """The same HTML, with terms that show their meaning by pointer and keyboard."""
        if not html or self._pattern is None:
            return html
        seen: set[int] = set()
        within: list[str] = []
        parts = []
        for part in _TAG.split(html):
            if part.startswith("<"):
                _follow(part, within)
            elif part and not within:
                part = self._pattern.sub(lambda match: self._marked(match, seen), part)
            parts.append(part)
        return mark_safe("".join(parts))  # noqa: S308  cleaned before; what is added is escaped

    def _marked(self, match: re.Match[str], seen: set[int]) -> str:
        number = int(str(match.lastgroup)[1:])
        if number in seen:
            return match[0]
        seen.add(number)
        self._count += 1
        term = self._terms[number]
        # What stands in the text is escaped already: it is a piece of it.
        return format_html(
            '<span class="term"><{tag} class="term__word" tabindex="0" aria-describedby="{key}">'
            '{word}</{tag}><span class="term__tip" role="tooltip" id="{key}">{definition}'
            "{source}</span></span>",
            tag=SafeString("abbr" if term.is_abbreviation else "dfn"),
            key=f"term-{term.pk}-{self._count}",
            word=SafeString(match[0]),
            definition=term.definition,
            source=_source(term),
        )

    @cached_property
    def _terms(self) -> list[Term]:
        found = Term.objects.in_programme(self._programme)
        return sorted(found, key=lambda term: (-len(term.term), term.term))

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return _pattern_of(self._terms, escaped=True)


def terms_in(programme: Programme, texts: Iterable[str]) -> list[Term]:
    """The terms that stand somewhere in the texts, in Swedish order; one query."""
    terms = list(Term.objects.in_programme(programme).in_order())
    pattern = _pattern_of(terms, escaped=False)
    if pattern is None:
        return []
    found = {match.lastgroup for text in texts if text for match in pattern.finditer(text)}
    return [term for number, term in enumerate(terms) if f"t{number}" in found]


def _pattern_of(terms: Sequence[Term], *, escaped: bool) -> re.Pattern[str] | None:
    """Any of the terms with its endings, as group t0, t1, …; None when there is none.

    Of terms that begin alike the first in order is found, so put the longest first.
    """
    if not terms:
        return None
    numbered = sorted(enumerate(terms), key=lambda pair: -len(pair[1].term))
    return re.compile("|".join(_one(term, number, escaped) for number, term in numbered))


def _one(term: Term, number: int, escaped: bool) -> str:
    written = escape(term.term, quote=False) if escaped else term.term
    words = r"\s+".join(map(re.escape, written.split()))
    if term.is_abbreviation or written.isupper():
        return rf"(?P<t{number}>(?<![\w&/-]){words}{_SHORT_ENDINGS}(?![\w/-]))"
    return rf"(?P<t{number}>(?<![\w&/-])(?i:{words}){_ENDINGS}(?![\w-]))"


def _follow(tag: str, within: list[str]) -> None:
    """Keep count of the elements in which terms are left alone."""
    name = _NAME.match(tag)
    if name and name[1] in _LEFT_ALONE:
        if tag.startswith("</"):
            within.pop()
        else:
            within.append(name[1])


def _source(term: Term) -> SafeString:
    if not term.source:
        return SafeString("")
    return format_html(' <span class="term__source">{} {}</span>', _("Källa:"), term.source)
