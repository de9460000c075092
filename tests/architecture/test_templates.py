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


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_no_inline_code(path):
    """Scripts and styles are files of our own; nothing is fetched from elsewhere."""
    source = DATA_SCRIPT.sub("", without_comments(path.read_text(encoding="utf-8")))
    allowed, _reason = EXCEPTIONS.get(name_of(path), ("", ""))
    found = [what for what, form in INLINE.items() if what != allowed and form.search(source)]
    assert not found, f"{name_of(path)} holds {', '.join(found)}"


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_text_is_marked_for_translation(path):
    """No Swedish letter stands outside translate, blocktranslate and comments."""
    if OWN_LANGUAGE.match(name_of(path)):
        return
    source = without_comments(path.read_text(encoding="utf-8"))
    # What templatize does not recognise as a message it turns into X, line by line; so Swedish
    # letters are sought in what is left when the marked texts are taken out.
    rest = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", source, flags=re.S)
    rest = re.sub(r"{%\s*translate\s.*?%}", "", rest, flags=re.S)
    rest = re.sub(r"_\((\"[^\"]*\"|'[^']*')\)", "", rest)
    found = [line.strip() for line in rest.splitlines() if SWEDISH.search(line)]
    assert not found, f"{name_of(path)}: {found}"
    templatize(source)  # raises TemplateSyntaxError on a translation tag that is not right


KEY = re.compile(r"{{\s*[\w.]*(?:\.pk|\.id|_id)\s*}}")
# Not keys of rows: identities of fields, which are text.
TEXT_IDS = re.compile(r"\b(?:attrs\.id|field\.auto_id|\w*form\.[\w.]+\.auto_id)\s*}}")


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_keys_are_written_without_a_thousands_separator(path):
    """A key written as a number of people, 12 345, is in an address no key: stringformat:'d'."""
    source = without_comments(path.read_text(encoding="utf-8"))
    found = [key for key in KEY.findall(source) if not TEXT_IDS.search(key)]
    assert not found, f"{name_of(path)} writes {', '.join(found)}"


CRUMBS = re.compile(r"{% block breadcrumbs %}(.*?){% endblock", re.S)


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_the_way_to_a_catalogue_goes_over_the_list_of_catalogues(path):
    """Breadcrumbs that name a catalogue have the level Krav above it."""
    for crumbs in CRUMBS.findall(path.read_text(encoding="utf-8")):
        before, *below = re.split(r"requirements_catalog:requirement-list\b", crumbs, maxsplit=1)
        assert not below or "requirements_catalog:catalogue-list" in before


BAR = re.compile(r"<form class=\"filter-bar[^>]*hx-get[^>]*>")


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_a_filter_bar_shows_the_answer_to_what_was_asked_last(path):
    """A new question takes the place of one under way: a slow answer never comes last."""
    for bar in BAR.findall(path.read_text(encoding="utf-8")):
        assert 'hx-sync="this:replace"' in bar


# The page above a programme's registers and the way to a person's programmes stand to the right.
LEADS_ON = {
    "templates/programmes/_replannings.html": {"steering"},
    "templates/accounts/profile.html": {"programmes"},
}


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_a_template_leads_to_apps_to_its_left(path):
    """An app's page names no address of an app to its right; that app registers the way itself."""
    name = name_of(path)
    app = name.split("/")[1]
    if app not in LINE:
        return
    named = set(re.findall(r"{%\s*url\s+['\"](\w+):", path.read_text(encoding="utf-8")))
    allowed = {*LINE[: LINE.index(app) + 1], *LEADS_ON.get(name, ())}
    assert named & set(LINE) <= allowed, f"{name} leads to {named & set(LINE) - allowed}"
