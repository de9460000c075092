"""Plain text that is replaced, and codes after a pattern."""

import pytest

from requirements_catalog.bulk.text import CodePattern, PatternRefused, Replacement
from requirements_catalog.forms.bulk import RenumberForm
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory


@pytest.mark.parametrize(
    ("find", "put", "options", "text", "expected"),
    [
        ("systemet", "lösningen", {}, "Systemet i systemet.", "lösningen i lösningen."),
        ("systemet", "lösningen", {"match_case": True}, "Systemet systemet", "Systemet lösningen"),
        ("vård", "omsorg", {"whole_word": True}, "vård, vården, vård.", "omsorg, vården, omsorg."),
        # Neither side is a pattern.
        ("a.c", r"\1", {}, "abc a.c", r"abc \1"),
        ("(", "[", {"whole_word": True}, "f(x) (y)", "f[x) [y)"),
        ("ÅÄÖ", "x", {}, "åäö ÅÄÖ", "x x"),
        ("  ", " ", {}, "två  blanka", "två blanka"),
    ],
)  # fmt: skip
def test_replacement(find, put, options, text, expected):
    assert Replacement(find, put, **options).apply(text) == expected


@pytest.mark.parametrize(
    ("find", "text", "expected"),
    [
        ("vård", "vård, vården, omvård och vård", (4, 2)),
        ("(", "f(x) (y)", (2, 0)),
        (" och", "vård och omsorg", (1, 0)),
        ("vård", "", (0, 0)),
    ],
)
def test_places_inside_words(find, text, expected):
    assert Replacement(find, "").places(text) == expected


@pytest.mark.parametrize(
    ("pattern", "number", "chapter", "expected"),
    [
        ("KRAV-{n:03}", 7, "", "KRAV-007"),
        ("KRAV-{n:03}", 1234, "", "KRAV-1234"),
        ("{kapitel}-{n:02}", 4, "3.2", "3.2-04"),
        ("{n}", 12, "", "12"),
        ("{n:2}/{kapitel}", 1, "1", "01/1"),
    ],
)
def test_code_after_a_pattern(pattern, number, chapter, expected):
    assert CodePattern(pattern).code(number, chapter) == expected


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("KRAV", "löpnummer"),
        ("{n}-{n}", "löpnummer"),
        ("{namn}-{n}", "{namn}"),
        ("{n:03d}", "{n:03d}"),
        ("{n!r}", "{n!r}"),
        ("{n.__class__}", "{n.__class__}"),
        ("{{n}}", "klammer"),
        ("KRAV-{n", "klammer"),
    ],
)
def test_what_is_no_pattern_is_told(pattern, word):
    with pytest.raises(PatternRefused, match=word.replace("{", r"\{").replace("}", r"\}")):
        CodePattern(pattern)


def test_the_help_of_renumbering_has_an_example_of_the_catalogue(db):
    """The second heading holds the requirement: its place is 2, whatever its own id says."""
    catalogue = CatalogueFactory()
    HeadingFactory(catalogue=catalogue, code="A", title="Journal", position=1 << 20)
    heading = HeadingFactory(catalogue=catalogue, code="B", title="Läkemedel", position=2 << 20)
    RequirementFactory(catalogue=catalogue, parent=heading, depth=1, position=3 << 20)
    told = str(RenumberForm(catalogue=catalogue, change={}).fields["pattern"].help_text)
    assert "{kapitel} under ”Läkemedel” 2, och {kapitel}-{n:02} ger 2-01." in told
