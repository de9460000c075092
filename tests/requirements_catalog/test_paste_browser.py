"""What is pasted from a word processor into the text of a requirement, as it writes it."""

import pytest
from django.urls import reverse

from tests.factories import CatalogueFactory, RequirementFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.once]

# As Word puts it on the clipboard: no lists, but paragraphs with a level and a mark each.
LINE = (
    "<p class=MsoListParagraph style='margin-left:36.0pt;text-indent:-18.0pt;"
    "mso-list:l0 level{level} lfo1'><![if !supportLists]><span style='font-family:Symbol'>"
    "<span style='mso-list:Ignore'>{mark}<span style='font:7.0pt \"Times New Roman\"'>"
    "&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>{text}<o:p></o:p></p>"
)


def line(text, mark="·", level=1):
    return LINE.format(text=text, mark=mark, level=level)


def from_word(*parts):
    return (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style><!-- p.MsoNormal"
        " {margin:0cm;} --></style></head><body lang=SV><!--StartFragment-->"
        f"{''.join(parts)}<!--EndFragment--></body></html>"
    )


BULLETS = from_word(
    "<p class=MsoNormal style='margin:0cm'>Systemet <b>ska</b> visa<o:p></o:p></p>",
    "<p class=MsoNormal><o:p>&nbsp;</o:p></p>",
    line("läkemedel"),
    line("ordinerade", "o", 2),
    line("expedierade", "o", 2),
    line("vårdplan"),
    "<p class=MsoNormal>senast inom 2 s.</p>",
)
NUMBERS = from_word(line("hämta", "3."), line("visa", "4."), line("utan mark", "·"))
TABLE = from_word(
    "<table border=1 style='border:none'><tr><td style='width:2cm'><p class=MsoNormal>Nivå</p></td>"
    "<td><p class=MsoNormal>Tid</p></td></tr><tr><td><p class=MsoNormal>A</p></td>"
    "<td><p class=MsoNormal>2 s</p></td></tr></table>"
)
# Another word processor wraps all of it in <b> that is not bold, and marks bold by style.
SPANS = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr">'
    '<span style="font-weight:400">Ska </span><span style="font-weight:700">alltid</span>'
    '<span style="font-style:italic"> svara</span></p></b>'
)


@pytest.fixture
def paste(programme, make_person, new_page):
    """``paste(html)``: the Markdown that comes of it in an empty text."""
    catalogue = CatalogueFactory(programme=programme, slug="karnan")
    row = RequirementFactory(catalogue=catalogue, code="K-1", title="Visa", text="")
    page = new_page(make_person("author", programme))
    page.goto(reverse("requirements_catalog:requirement-edit", args=[programme.slug, row.pk]))

    def act(html):
        surface = page.locator("#id_text + .md-editor [contenteditable=true]")
        surface.click()
        surface.press("Control+a")
        surface.press("Delete")
        surface.evaluate(
            """(place, html) => {
                const data = new DataTransfer();
                data.setData("text/html", html);
                data.setData("text/plain", "text");
                const more = { clipboardData: data, bubbles: true, cancelable: true };
                place.dispatchEvent(new ClipboardEvent("paste", more));
            }""",
            html,
        )
        lines = page.locator("#id_text").input_value().split("\n")
        return [text.rstrip() for text in lines if text.strip()]

    return act


def test_lists_of_word_become_lists(paste):
    assert paste(BULLETS) == [
        "Systemet **ska** visa",
        "- läkemedel", "  - ordinerade", "  - expedierade", "- vårdplan",
        "senast inom 2 s.",
    ]  # fmt: skip
    assert paste(NUMBERS) == ["3. hämta", "4. visa", "- utan mark"]


def test_the_first_row_of_a_table_is_its_heading(paste):
    assert paste(TABLE) == ["| Nivå | Tid |", "| ---- | --- |", "| A    | 2 s |"]


def test_what_styles_say_of_the_words_is_kept(paste):
    assert paste(SPANS) == ["Ska **alltid** *svara*"]
    assert paste("<p>Redan <b>fet</b> och <a href='https://fvm.test/x'>länk</a></p>") == [
        "Redan **fet** och [länk](https://fvm.test/x)"
    ]
