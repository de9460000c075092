"""The map coloured by what tenders answer: for readers of tenders, after the opening."""

import pytest

from programmes.choices import Role
from target_architecture.colourings import COLOURINGS
from target_architecture.drawing.picture import drawn
from tenders.map_colourings import shade_of
from tests import factories as make

pytestmark = pytest.mark.django_db
MAP = "/p/{slug}/architecture/map/?colour=answers"


@pytest.mark.once
@pytest.mark.parametrize(
    ("met", "asked", "number"),
    [(7, 7, 2), (9, 10, 1), (899, 1000, 6), (1, 2, 6), (49, 99, 5), (0, 1, 5)],
)
def test_steps_of_a_share(met, asked, number):
    assert shade_of(met, asked).number == number


@pytest.fixture
def modules(opened):
    """ALL-1 is of the first module, PLA-1 of the first, the second and one that is not bought,
    PLA-2 (a number) of the third."""
    first, second, third, fourth = (
        make.ModuleFactory(programme=opened.programme) for _number in range(4)
    )
    for item, concerned in [
        (opened.common, [first]),
        (opened.own, [first, second, fourth]),
        (opened.number, [third]),
    ]:
        item.version.requirement.modules.set(concerned)
    opened.first.modules.set([first, second, third])
    return first, second, third, fourth


def test_the_share_of_yes_in_each_tender(opened, modules, django_assert_num_queries):
    """Two tenders, both for lot 1: yes and nothing to ALL-1, yes and yes to PLA-1.

    First module: 3 of 4 are yes; second: 2 of 2; the third is asked nothing with yes
    or no, and the fourth is not bought.
    """
    first, second, *_others = modules
    other = make.TenderFactory(procurement=opened.procurement)
    other.lots.add(opened.first)
    make.ResponseFactory(tender=opened.tender, item=opened.common, answer="yes")
    for tender in (opened.tender, other):
        make.ResponseFactory(tender=tender, item=opened.own, answer="yes")
        make.ResponseFactory(tender=tender, item=opened.number, answer="12")
    # Links; what tenders are for; tenders, their lots, items, their lots, answers.
    with django_assert_num_queries(7):
        shades = COLOURINGS["answers"].shades(opened.programme, modules)
    assert {key: one.label for key, one in shades.items()} == {
        first.pk: "ja på minst 50 procent",
        second.pk: "ja på allt",
    }


def test_it_says_whose_answers_they_are(opened, modules, as_role, django_assert_num_queries):
    make.ResponseFactory(tender=opened.tender, item=opened.common, answer="yes")
    colouring = COLOURINGS["answers"]
    shades = colouring.shades(opened.programme, modules)
    with django_assert_num_queries(1):
        told = colouring.told(opened.programme, shades)
    whose = f"{opened.procurement}: {opened.tender.operator}."
    assert told.text.endswith(whose) and "matrix" in told.url
    auditor = as_role(Role.AUDITOR, opened.programme)
    page = auditor.get(MAP.format(slug=opened.programme.slug)).content.decode()
    assert whose in page and "inga svar att räkna" in page


def test_before_the_opening_it_says_nothing_of_tenders(opened, modules, as_role):
    opened.procurement.state, opened.procurement.opened_at = "published", None
    opened.procurement.save()
    auditor = as_role(Role.AUDITOR, opened.programme)
    page = auditor.get(MAP.format(slug=opened.programme.slug)).content.decode()
    assert "Inga öppnade anbud svarar på krav som hör till modulerna" in page
    assert str(opened.tender.operator) not in page


def test_nothing_is_coloured_before_the_opening(opened, modules):
    make.ResponseFactory(tender=opened.tender, item=opened.common, answer="yes")
    opened.procurement.state, opened.procurement.opened_at = "published", None
    opened.procurement.save()
    assert COLOURINGS["answers"].shades(opened.programme, modules) == {}


@pytest.mark.parametrize("role", Role.values)
def test_only_readers_of_tenders_are_offered_it(role, as_role, opened, modules):
    make.ResponseFactory(tender=opened.tender, item=opened.common, answer="yes")
    text = as_role(role, opened.programme).get(MAP.format(slug=opened.programme.slug)).text
    may = role in (Role.PROCUREMENT_OFFICER, Role.AUDITOR)
    assert ("Anbudens svar" in text) == may
    assert ("procent" in text) == may


def test_the_legend_goes_from_all_to_less_than_half(programme):
    """Whatever colours the steps have, which are told apart by number."""
    modules = [make.ModuleFactory(programme=programme, code=f"M{one}") for one in range(4)]
    shares = [(1, 4), (3, 4), (9, 10), (4, 4)]
    shades = {one.pk: shade_of(*share) for one, share in zip(modules, shares, strict=True)}
    assert [shade.label for shade in drawn(modules, [], shades=shades).legend] == [
        "ja på allt",
        "ja på minst 90 procent",
        "ja på minst 50 procent",
        "ja på mindre än 50 procent",
    ]
