"""Texts as sentences and words, with places in the text as it was written."""

import pytest

from quality.linter.text import Text


def sentences(written):
    return [sentence.text for sentence in Text(written).sentences]


def test_sentences_end_at_their_marks():
    assert sentences("Systemet ska larma. Larmet går till jouren! Hur? Så.") == [
        "Systemet ska larma.",
        "Larmet går till jouren!",
        "Hur?",
        "Så.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Systemet ska visa t.ex. Stockholm och bl.a. Malmö.",
        "Systemet ska följa 4 kap. 3 § och nr. 7.",
        "Leverantören ska svara vardagar kl. 8–17 inom ca. 2 timmar.",
        "Systemet ska ha en tillgänglighet på 99.9 procent i version 2.1 och framåt.",
        "Systemet ska hantera remisser, intyg m.m. även nattetid.",
        "Systemet ska ta emot bilder p.g.a. Inera-kravet.",
    ],
)
def test_abbreviations_and_numbers_end_no_sentence(text):
    assert sentences(text) == [text]


def test_an_abbreviation_that_ends_the_text_of_a_sentence_ends_it():
    """After m.m. a capital begins the next sentence; after t.ex. it does not."""
    assert sentences("Systemet ska hantera intyg m.m. Listan är öppen.") == [
        "Systemet ska hantera intyg m.m.",
        "Listan är öppen.",
    ]


def test_list_items_are_sentences_of_their_own():
    read = Text("Systemet ska visa:\n- namn\n- ålder\n1. kön\n\nListan är öppen.")
    assert [(s.text, s.is_item) for s in read.sentences] == [
        ("Systemet ska visa:", False),
        ("namn", True),
        ("ålder", True),
        ("kön", True),
        ("Listan är öppen.", False),
    ]


def test_markdown_is_blanked_and_places_stay():
    written = "Systemet **ska** visa [listan](https://example.se/a_b) med `kod` och _vikt_."
    read = Text(written)
    assert len(read.plain) == len(written)
    assert "*" not in read.plain and "example" not in read.plain and "_" not in read.plain
    word = next(word for word in read.words if word.text == "listan")
    # "Systemet **ska** visa [" is 23 letters.
    assert (word.start, word.end) == (23, 29)
    assert written[word.start : word.end] == "listan"


def test_underscore_and_star_inside_words_and_numbers_stay():
    assert Text("fält_namn och 2 x 3").plain == "fält_namn och 2 x 3"


def test_combining_accents_and_soft_hyphens_lead_back_to_the_written_letters():
    """a + ring above is one letter; the soft hyphen between "snab" and "bt" is none."""
    written = "Systemet ska gå snab\u00adbt."
    read = Text(written)
    assert read.plain == "Systemet ska gå snabbt."
    word = read.words[-1]
    assert word.text == "snabbt"
    assert written[read.place(word.start) : read.place(word.end)] == "snab\u00adbt"
    decomposed = Text("Systemet ska ga\u030a snabbt.")
    assert decomposed.plain == "Systemet ska gå snabbt."
    # One letter more is written before the word than is read.
    assert decomposed.place(decomposed.words[-1].start) == decomposed.words[-1].start + 1


def test_words_keep_what_joins_them():
    assert [word.text for word in Text("ICD-10-SE, PDF/A och t.ex. SLA:er 8–17.").words] == [
        "ICD-10-SE", "PDF/A", "och", "t.ex", "SLA:er", "8–17",
    ]  # fmt: skip


@pytest.mark.parametrize("empty", ["", " ", "\n\n", "\t", "**", "- "])
def test_nothing_gives_nothing(empty):
    assert [s.text for s in Text(empty).sentences if s.words] == []
