"""What is called an open standard is the same wherever it is told."""

import pytest
from django.urls import reverse

from packages.reading import read_alternatives, read_facts
from packages.seams.figures import CLOSED, MISSING, OPEN
from programmes.choices import Role
from quality.architecture_axes import CLOSED_STANDARD, NO_STANDARD, OPEN_STANDARDS
from target_architecture.drawing.picture import landscape
from target_architecture.models import Interface
from target_architecture.openness import openness_of, with_openness
from tests.factories import StandardFactory

pytestmark = pytest.mark.django_db
# G-1 has an open standard, G-2 one that is not, G-3 both, and G-4 none.
RIGHT = {"G-1": OPEN, "G-2": CLOSED, "G-3": CLOSED, "G-4": MISSING}


@pytest.fixture
def seams(made, programme):
    opened = StandardFactory(programme=programme, is_open=True)
    closed = StandardFactory(programme=programme, is_open=False)
    chosen = {"G-1": [opened], "G-2": [closed], "G-3": [opened, closed], "G-4": []}
    for code, standards in chosen.items():
        row = Interface.objects.create(
            programme=programme, code=code, name="Svar", source=made.vis, target=made.inf
        )
        row.standards.set(standards)


def by_code(found) -> dict:
    return dict(sorted(found))


def test_packaging_the_map_and_the_holes_say_the_same(made, programme, seams):
    known = read_facts(programme)
    (reading,) = read_alternatives(known, [made.alternative])
    codes = {key: row.code for key, row in known.interfaces.items()}
    crossings = reading.figures.crossings
    assert by_code((codes[one.seam.key], one.cover) for one in crossings) == RIGHT
    assert (reading.figures.open, reading.figures.closed, reading.figures.missing) == (1, 2, 1)
    words = {"": OPEN, "proprietary": CLOSED, "missing": MISSING}
    drawn = landscape(programme).interfaces
    assert by_code((one.interface.code, words[one.trouble]) for one in drawn) == RIGHT
    gaps = {gap.number: gap for gap in OPEN_STANDARDS.gaps}
    for number, word in ((NO_STANDARD, MISSING), (CLOSED_STANDARD, CLOSED)):
        rows = Interface.objects.filter(gaps[number].lacks(programme))
        assert [one.code for one in rows] == [code for code in RIGHT if RIGHT[code] == word]


def test_the_row_and_the_condition_say_the_same(programme, seams):
    assert by_code((one.code, openness_of(one)) for one in Interface.objects.all()) == RIGHT
    for word in (OPEN, CLOSED, MISSING):
        rows = Interface.objects.filter(with_openness(word, Interface))
        assert [one.code for one in rows] == [code for code in RIGHT if RIGHT[code] == word]


def test_the_board_says_so_of_one_with_both(as_role, made, seams):
    address = reverse("packages:alternative-detail", args=["prov", made.alternative.pk])
    page = as_role(Role.READER).get(address).content.decode()
    row = page.split('id="cuts"')[1].split("G-3")[1].split("</tr>")[0].split("</li>")[0]
    assert "inte öppen standard" in row
