"""Templates hold neither script nor style of their own, and no text outside translation.

The content security policy would stop inline code in the browser; these tests say so sooner.
"""

import re

import pytest
from django.utils.translation.template import templatize

from tests.architecture.source import LINE, ROOT, name_of

INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.I),
    "an inline style sheet": re.compile(r"<style[\s>]", re.I),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "hx-on": re.compile(r"\b(data-)?hx-on\b", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "an address on another machine": re.compile(
        r"<(script|link|img|iframe)\b[^>]*\b(src|href)\s*=\s*[\"']?(https?:)?//", re.I
    ),
}
# Template -> what it may hold, and why.
EXCEPTIONS: dict[str, tuple[str, str]] = {}

# Documents carry a language of their own, whatever the reader's: one folder each.
OWN_LANGUAGE = re.compile(r"^templates/documents/(sv|en)/")
# JSON that a script reads (json_script) is data, not code.
DATA_SCRIPT = re.compile(r"<script[^>]*type=\"application/(ld\+)?json\"[^>]*>", re.I)
SWEDISH = re.compile(r"[åäöÅÄÖ]")


def templates():
    """Every template of the project."""
    folders = [ROOT / "templates", *(ROOT / app for app in LINE)]
    return [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".html", ".svg", ".txt"} and "templates" in path.parts
    ]


def without_comments(source: str) -> str:
    """A template without its comments, HTML's and Django's."""
    source = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", source, flags=re.S)
    return re.sub(r"<!--.*?-->|{#.*?#}", "", source, flags=re.S)


def no_inline_code(name: str, text: str) -> list[str]:
    """Scripts and styles are files of our own; nothing is fetched from elsewhere."""
    source = DATA_SCRIPT.sub("", without_comments(text))
    allowed, _reason = EXCEPTIONS.get(name, ("", ""))
    return [what for what, form in INLINE.items() if what != allowed and form.search(source)]


def text_is_marked_for_translation(name: str, text: str) -> list[str]:
    """No Swedish letter stands outside translate, blocktranslate and comments."""
    if OWN_LANGUAGE.match(name):
        return []
    source = without_comments(text)
    templatize(source)  # raises TemplateSyntaxError on a translation tag that is not right
    # What templatize does not recognise as a message it turns into X, line by line; so Swedish
    # letters are sought in what is left when the marked texts are taken out.
    rest = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", source, flags=re.S)
    rest = re.sub(r"{%\s*translate\s.*?%}", "", rest, flags=re.S)
    rest = re.sub(r"_\((\"[^\"]*\"|'[^']*')\)", "", rest)
    return [line.strip() for line in rest.splitlines() if SWEDISH.search(line)]


KEY = re.compile(r"{{\s*[\w.]*(?:\.pk|\.id|_id)\s*}}")
# Not keys of rows: identities of fields, which are text.
TEXT_IDS = re.compile(r"\b(?:attrs\.id|field\.auto_id|\w*form\.[\w.]+\.auto_id)\s*}}")


def keys_have_no_thousands_separator(_name: str, text: str) -> list[str]:
    """A key written as a number of people, 12 345, is in an address no key: stringformat:'d'."""
    return [key for key in KEY.findall(without_comments(text)) if not TEXT_IDS.search(key)]


CRUMBS = re.compile(r"{% block breadcrumbs %}(.*?){% endblock", re.S)


def the_way_to_a_catalogue_goes_over_the_list_of_catalogues(_name: str, text: str) -> list[str]:
    """Breadcrumbs that name a catalogue have the level Krav above it."""
    parts = [
        re.split(r"requirements_catalog:requirement-list\b", crumbs, maxsplit=1)
        for crumbs in CRUMBS.findall(text)
    ]
    return [
        before.strip()
        for before, *below in parts
        if below and "requirements_catalog:catalogue-list" not in before
    ]


BAR = re.compile(r"<form class=\"filter-bar[^>]*hx-get[^>]*>")


def a_filter_bar_shows_the_answer_to_what_was_asked_last(_name: str, text: str) -> list[str]:
    """A new question takes the place of one under way: a slow answer never comes last."""
    return [bar for bar in BAR.findall(text) if 'hx-sync="this:replace"' not in bar]


# The page above a programme's registers and the way to a person's programmes stand to the right.
LEADS_ON = {
    "templates/programmes/_replannings.html": {"steering"},
    "templates/accounts/profile.html": {"programmes"},
}


def a_template_leads_to_apps_to_its_left(name: str, text: str) -> list[str]:
    """An app's page names no address of an app to its right; that app registers the way itself."""
    app = name.split("/")[1]
    if app not in LINE:
        return []
    named = set(re.findall(r"{%\s*url\s+['\"](\w+):", text))
    allowed = {*LINE[: LINE.index(app) + 1], *LEADS_ON.get(name, ())}
    return sorted(named & set(LINE) - allowed)


RULES = [
    no_inline_code,
    text_is_marked_for_translation,
    keys_have_no_thousands_separator,
    the_way_to_a_catalogue_goes_over_the_list_of_catalogues,
    a_filter_bar_shows_the_answer_to_what_was_asked_last,
    a_template_leads_to_apps_to_its_left,
]


# A test a rule, not a test a rule and template: those were three thousand, most of them empty.
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_template_keeps_to(rule):
    texts = {name_of(path): path.read_text(encoding="utf-8") for path in templates()}
    broken = {name: found for name, text in texts.items() if (found := rule(name, text))}
    assert not broken, f"{rule.__doc__} {broken}"
