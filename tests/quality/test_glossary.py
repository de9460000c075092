"""Terms explained where people read: marked in texts, safely, and as a chapter of documents."""

import re

import pytest
from django.urls import reverse
from django.utils.safestring import SafeString

from common.markdown import render_markdown
from quality.glossary import TermMarker, terms_in
from quality.models import Term
from requirements_catalog.registered_parts import chapters_of
from tests.factories import CatalogueFactory, RequirementFactory

pytestmark = pytest.mark.django_db


def add(programme, word, definition="Betydelse.", **fields):
    return Term.objects.create(programme=programme, term=word, definition=definition, **fields)


def marked(programme, markdown):
    """The words that are marked in a text, in order."""
    html = TermMarker(programme)(render_markdown(markdown))
    return re.findall(r'class="term__word"[^>]*>([^<]*)<', html)


def test_a_term_is_explained_the_first_time_it_stands_in_a_text(programme):
    term = add(programme, "spärr", "Patientens val.", source="Lagen")
    mark = TermMarker(programme)
    html = mark(SafeString("<p>En spärr och en spärr.</p>"))
    assert html == (
        f'<p>En <span class="term"><dfn class="term__word" tabindex="0" '
        f'aria-describedby="term-{term.pk}-1">spärr</dfn><span class="term__tip" role="tooltip" '
        f'id="term-{term.pk}-1">Patientens val. <span class="term__source">Källa: Lagen</span>'
        "</span></span> och en spärr.</p>"
    )
    assert f'id="term-{term.pk}-2"' in mark(SafeString("<p>En spärr.</p>"))


def test_terms_are_found_with_their_endings_and_not_inside_other_words(programme):
    add(programme, "spärr")
    add(programme, "patientöversikt")
    add(programme, "CDR", is_abbreviation=True)
    assert marked(programme, "Spärrarna i patientöversiktens vy. CDR:n och CDR:s data.") == [
        "Spärrarna", "patientöversiktens", "CDR:n",
    ]  # fmt: skip
    assert marked(programme, "Nödspärr, spärrvakt, CDRX, cdr, a-CDR, CDR-data.") == []


def test_of_two_terms_that_begin_alike_the_longer_is_found(programme):
    add(programme, "remiss")
    add(programme, "remiss till annan region")
    assert marked(programme, "En remiss till annan region.") == ["remiss till annan region"]


def test_links_code_and_headings_are_left_alone(programme):
    add(programme, "spärr")
    text = "[spärr](https://a.se/spärr 'spärr') `spärr`\n\n### spärr\n\n    spärr\n\nen spärr"
    html = TermMarker(programme)(render_markdown(text))
    assert html.count('class="term__word"') == 1
    assert html.rstrip().endswith("</span></span></p>")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> spärr",
        '<img src=x onerror="spärr"> spärr',
        '[x](https://a.se "a > spärr") spärr',
        "[x](https://a.se 'a\"> <b onmouseover=spärr>') spärr",
        "&lt;spärr&gt; &amp;spärr;",
    ],
)
def test_nothing_in_a_text_or_a_term_becomes_markup(programme, text):
    """The marks, taken away again, leave exactly the cleaned HTML."""
    add(programme, "spärr", '"><script>alert("x")</script>', source="<b onclick=1>&")
    clean = render_markdown(text)
    html = TermMarker(programme)(clean)
    without = re.sub(
        r'<span class="term"><dfn [^>]*>([^<]*)</dfn>.*?</span></span></span>', r"\1", html
    )
    assert without == clean
    assert "<script" not in html
    assert "<b " not in html


def test_a_term_written_with_signs_of_html_is_found_as_text(programme):
    add(programme, "a<b & c")
    assert marked(programme, "Där a<b & c gäller.") == ["a&lt;b &amp; c"]


def test_without_terms_a_text_is_as_it_was_and_costs_one_query(
    programme, django_assert_num_queries
):
    mark = TermMarker(programme)
    with django_assert_num_queries(1):
        assert mark(SafeString("<p>Text</p>")) == "<p>Text</p>"
        assert mark(SafeString("<p>Mer</p>")) == "<p>Mer</p>"


def test_the_page_and_the_side_panel_of_a_requirement_explain_terms(programme, as_role):
    add(programme, "spärr", "Patientens <val>.")
    row = RequirementFactory(
        catalogue=CatalogueFactory(programme=programme), text="Systemet ska visa en spärr."
    )
    client = as_role("reader")
    url = reverse("requirements_catalog:requirement-detail", args=["prov", row.pk])
    for headers in ({}, {"HX-Request": "true"}):
        page = client.get(url, headers=headers).content.decode()
        assert 'class="term__word" tabindex="0"' in page
        assert "Patientens &lt;val&gt;." in page


def test_documents_have_the_terms_that_their_texts_use(programme):
    add(programme, "ö-drift", "Sist.")
    add(programme, "spärr", "Patientens val.", source="Lagen")
    add(programme, "oanvänd")
    texts = ["En spärr.", "", "Vid ö-drift."]
    assert [term.term for term in terms_in(programme, texts)] == ["spärr", "ö-drift"]
    (chapter,) = chapters_of(programme, texts)
    assert chapter.title == "Definitioner"
    assert chapter.rows == [("spärr", "Patientens val.", "Lagen"), ("ö-drift", "Sist.", "")]
    assert chapters_of(programme, ["Inget ord."]) == []
