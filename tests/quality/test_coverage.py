"""What covers what: axes, their holes, and what people decide about these."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from common.append_only import AppendOnlyError
from quality.actions_coverage import HoleGone, justify_holes, reopen_hole
from quality.axes import summary_of
from quality.coverage import AXES, EVERY, MATRIX, cells_by_need, covers_of
from quality.models import JustifiedHole
from tests.factories import (
    CatalogueFactory,
    GoalFactory,
    HeadingFactory,
    ModuleFactory,
    NeedFactory,
    ProgrammeFactory,
    RequirementFactory,
    StandardFactory,
)

pytestmark = [pytest.mark.once, pytest.mark.django_db]
REQUIRED = [*AXES, MATRIX.name]  # what is about the architecture: test_architecture_holes.py


@pytest.fixture
def world(programme):
    """Two of everything, the first covered; K-1 (ska) and K-2 (bör) meet the first need."""

    class World:
        needs = [
            NeedFactory(programme=programme, code=f"B-{n}", title=f"Behov {n}") for n in (1, 2)
        ]
        goals = [GoalFactory(programme=programme, code=f"M-{n}") for n in (1, 2)]
        modules = [ModuleFactory(programme=programme, code=f"MOD{n}", position=n) for n in (1, 2)]
        standards = [StandardFactory(programme=programme, code=f"S-{n}") for n in (1, 2)]
        catalogue = CatalogueFactory(programme=programme, name="Ett")

    World.heading = HeadingFactory(catalogue=World.catalogue)
    World.rows = [
        RequirementFactory(catalogue=World.catalogue, code=f"K-{n}", kind=kind, status=status)
        for n, kind, status in [
            (1, "mandatory", "draft"), (2, "desirable", "approved"), (3, "mandatory", "draft"),
            (4, "mandatory", "withdrawn"),
        ]
    ]  # fmt: skip
    one, two, _three, gone = World.rows
    World.needs[0].goals.add(World.goals[0])
    World.needs[0].modules.add(*World.modules)
    for row in (one, two):
        row.needs.add(World.needs[0])
    one.modules.add(World.modules[0])
    one.standards.add(World.standards[0])
    # What has been withdrawn covers nothing.
    gone.needs.add(World.needs[1])
    gone.modules.add(World.modules[1])
    gone.standards.add(World.standards[1])
    return World


def codes(rows):
    return [row.code for row in rows]


@pytest.mark.parametrize(("axis", "holes"), [
    ("needs", ["B-2"]),
    ("goals", ["M-2"]),
    ("modules", ["MOD2"]),
    ("standards", ["S-2"]),
    ("without-need", ["K-3"]),
    ("without-module", ["K-2", "K-3"]),
])  # fmt: skip
def test_holes_of_each_axis(programme, world, axis, holes):
    assert codes(AXES[axis].open_holes(programme)) == holes
    assert {
        row.code: row.is_hole for row in AXES[axis].all(programme) if row.is_hole
    } == dict.fromkeys(holes, True)


def test_a_foreign_programme_is_never_counted(programme, world):
    foreign = RequirementFactory(catalogue__programme=ProgrammeFactory())
    foreign.needs.add(world.needs[1])
    assert codes(AXES["needs"].open_holes(programme)) == ["B-2"]
    assert covers_of(AXES["needs"], programme)[world.needs[1].pk].total == 0


def test_a_need_that_has_been_withdrawn_asks_for_nothing(programme, world):
    """B-1 leads to M-1 and has K-1 and K-2: without it they answer to nothing, M-1 has nothing.

    Its two cells of the matrix are gone as well.
    """
    need = world.needs[0]
    need.withdrawn_at = timezone.now()
    need.save()
    assert codes(AXES["needs"].open_holes(programme)) == ["B-2"]
    assert codes(AXES["goals"].open_holes(programme)) == ["M-1", "M-2"]
    assert covers_of(AXES["goals"], programme)[world.goals[0].pk].total == 0
    assert covers_of(AXES["goals"], programme)[world.goals[0].pk].between == 0
    assert codes(AXES["without-need"].open_holes(programme)) == ["K-1", "K-2", "K-3"]
    assert MATRIX.figures(programme) == (0, 0, 0)


def test_requirements_by_kind_and_status(programme, world):
    cover = covers_of(AXES["needs"], programme, [world.needs[0].pk])[world.needs[0].pk]
    assert cover.by_kind == [("mandatory", 1), ("desirable", 1), ("information", 0)]
    assert cover.by_status == [1, 0, 1]  # draft, in review, approved
    assert cover.total == 2


def test_a_requirement_of_two_needs_serves_their_goal_once(programme, world):
    world.needs[1].goals.add(world.goals[0])
    world.rows[0].needs.add(world.needs[1])
    cover = covers_of(AXES["goals"], programme)[world.goals[0].pk]
    assert (cover.total, cover.between) == (2, 2)


def test_a_goal_with_needs_but_no_requirement_is_a_hole(programme, world):
    world.needs[1].goals.add(world.goals[1])
    assert codes(AXES["goals"].open_holes(programme)) == ["M-2"]
    assert covers_of(AXES["goals"], programme)[world.goals[1].pk].between == 1


def test_cells_of_the_matrix(programme, world):
    """The first need concerns both modules and has a requirement in the first; the second none."""
    cells = cells_by_need(programme, world.modules)
    first, second = cells[world.needs[0].pk]
    assert (first.number, first.is_hole) == (1, False)
    assert (second.number, second.is_hole) == (0, True)
    assert not any(cell.is_hole or cell.is_concerned for cell in cells[world.needs[1].pk])
    found = summary_of(MATRIX, programme)
    assert (found.total, found.open, found.justified) == (2, 1, 0)
    assert codes(MATRIX.open_holes(programme)) == ["B-1"]


# ---------------------------------------------------------------- decisions


@pytest.mark.parametrize("axis", REQUIRED)
def test_a_hole_gets_a_reason_and_loses_it(programme, world, anna, axis):
    known = EVERY[axis]
    if known is MATRIX:
        place, subject = (world.needs[0].pk, world.modules[1].pk), "B-1 Behov 1 × "
    else:
        row = known.open_holes(programme)[0]
        place, subject = (row.pk, 0), str(row)
    before = summary_of(known, programme)
    assert (
        justify_holes(programme=programme, axis=known, holes=[place], reason=" Senare ", by=anna)
        == 1
    )
    one = JustifiedHole.objects.get()
    assert one.subject.startswith(subject)
    assert (one.reason, one.decided_by) == ("Senare", anna)
    after = summary_of(known, programme)
    assert (after.open, after.justified) == (before.open - 1, 1)
    row, column = place
    reopen_hole(programme=programme, axis=known, row=row, column=column, by=anna)
    assert summary_of(known, programme) == before
    assert JustifiedHole.objects.count() == 2
    with pytest.raises(ValidationError, match="redan"):
        reopen_hole(programme=programme, axis=known, row=row, column=column, by=anna)


def test_a_reason_of_one_axis_says_nothing_of_another(programme, world, anna):
    place = (world.rows[2].pk, 0)
    justify_holes(
        programme=programme, axis=AXES["without-need"], holes=[place], reason="Lag", by=anna
    )
    assert codes(AXES["without-need"].open_holes(programme)) == []
    assert codes(AXES["without-module"].open_holes(programme)) == ["K-2", "K-3"]


def test_what_is_no_hole_gets_no_reason(programme, world, anna):
    for place in ((world.needs[0].pk, 0), (world.needs[1].pk, 7), (10**9, 0)):
        with pytest.raises(HoleGone):
            justify_holes(
                programme=programme, axis=AXES["needs"], holes=[(world.needs[1].pk, 0), place],
                reason="Senare", by=anna,
            )  # fmt: skip
    assert not JustifiedHole.objects.exists()


@pytest.mark.parametrize(("holes", "reason", "words"), [
    ([(1, 0)], " ", "varför"), ([], "Skäl", "minst ett"),
    ([(n, 0) for n in range(501)], "Skäl", "500"),
])  # fmt: skip
def test_what_is_missing_is_told(programme, anna, holes, reason, words):
    with pytest.raises(ValidationError, match=words):
        justify_holes(programme=programme, axis=AXES["needs"], holes=holes, reason=reason, by=anna)


def test_a_decision_is_never_rewritten(programme, world, anna):
    place = (world.needs[1].pk, 0)
    justify_holes(programme=programme, axis=AXES["needs"], holes=[place], reason="Lag", by=anna)
    with pytest.raises(AppendOnlyError):
        JustifiedHole.objects.update(reason="Annat")
    with pytest.raises(AppendOnlyError):
        JustifiedHole.objects.get().delete()


# ---------------------------------------------------------------- pages


@pytest.fixture
def page(client, anna, programme):
    client.force_login(anna)
    return lambda axis="", **query: client.get(
        f"/p/{programme.slug}/coverage/{axis and axis + '/'}", query
    )


def text_of(response):
    return " ".join(response.content.decode().split())


def test_the_overview_counts_the_holes(page, world):
    text = text_of(page())
    assert "Behov × moduler" in text
    assert text.count("1 hål") == 6 and text.count("2 hål") == 1


@pytest.mark.parametrize(("axis", "query", "count"), [
    ("needs", {}, 2), ("needs", {"state": "holes"}, 1), ("needs", {"state": "justified"}, 0),
    ("needs", {"q": "b-1"}, 1), ("needs", {"q": "\x00"}, 2), ("needs", {"state": "nonsense"}, 2),
    ("modules", {"q": "modul"}, 2), ("without-need", {}, 3),
    ("without-need", {"state": "holes"}, 1), ("needs-modules", {"state": "holes"}, 1),
])  # fmt: skip
def test_rows_and_filters(page, world, axis, query, count):
    assert page(axis, **query).context["total"] == count


def test_a_number_leads_to_the_catalogues_list(page, client, programme, world):
    text = text_of(page("needs"))
    link = f"?need={world.needs[0].pk}"
    assert link in text
    url = next(part.split('"')[0] for part in text.split('href="') if link in part)
    assert client.get(url).context["total"] == 2


def test_with_two_catalogues_a_number_leads_to_the_row(page, client, programme, world):
    other = RequirementFactory(catalogue=CatalogueFactory(programme=programme, name="Två"))
    other.needs.add(world.needs[0])
    row = f"/p/{programme.slug}/coverage/needs/{world.needs[0].pk}/"
    assert f'href="{row}" aria-label="3 krav: B-1"' in text_of(page("needs"))
    tables = client.get(row).context["tables"]
    assert [(table["catalogue"].name, table["total"][0]) for table in tables] == [
        ("Ett", 2),
        ("Två", 1),
    ]
    assert client.get(tables[1]["total"][1]).context["total"] == 1
    kind_url = tables[0]["cells"][1][1]
    assert client.get(kind_url).context["total"] == 1


def test_a_goal_leads_to_the_lists_of_its_needs(page, client, programme, world):
    page()
    row = f"/p/{programme.slug}/coverage/goals/{world.goals[0].pk}/"
    (table,) = client.get(row).context["tables"]
    assert client.get(table["total"][1]).context["total"] == 2


def test_the_matrix_marks_its_holes(page, world):
    text = text_of(page("needs-modules"))
    place = f"{world.needs[0].pk}-{world.modules[1].pk}"
    assert f'name="hole" value="{place}"' in text
    assert text.count('name="hole"') == 1


@pytest.mark.parametrize("axis", ["needs", "needs-modules"])
def test_holes_are_justified_in_the_page(page, client, programme, world, axis):
    address = f"/p/{programme.slug}/coverage/{axis}/"
    place = f"{world.needs[0].pk}-{world.modules[1].pk}" if "-" in axis else str(world.needs[1].pk)
    page()
    response = client.post(address, {"hole": place})
    assert response.status_code == 422
    assert "Skriv varför" in text_of(response) and "checked" in text_of(response)
    response = client.post(address, {"hole": "x-y-z", "reason": "Lag"})
    assert response.status_code == 422 and "minst ett hål" in text_of(response)
    assert not JustifiedHole.objects.exists()
    assert client.post(address, {"hole": place, "reason": "Lag"}).status_code == 302
    assert "Lag" in text_of(page(axis))
    response = client.post(f"{address}reopen/", {"hole": place, "back": "state=justified"})
    assert response.url == f"{address}?state=justified"
    assert summary_of(EVERY[axis], programme).justified == 0


def test_a_reader_looks_and_does_not_decide(client, make_person, programme, world):
    client.force_login(make_person("reader", programme))
    address = f"/p/{programme.slug}/coverage/needs/"
    assert 'name="hole"' not in text_of(client.get(address))
    data = {"hole": world.needs[1].pk, "reason": "Lag"}
    assert client.post(address, data).status_code == 403
    assert client.post(f"{address}reopen/", data).status_code == 403
    assert not JustifiedHole.objects.exists()


def test_an_unknown_axis_or_row_is_not_found(page, client, programme, world):
    assert page("nonsense").status_code == 404
    for rest in ("needs/999999/", "without-need/1/", "needs-modules/1/", "nonsense/export/"):
        assert client.get(f"/p/{programme.slug}/coverage/{rest}").status_code == 404


def sheet_of(client, programme, axis, **query):
    response = client.get(f"/p/{programme.slug}/coverage/{axis}/export/", query)
    sheet = load_workbook(BytesIO(response.content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_workbooks(page, client, programme, world, anna):
    page()
    place = (world.needs[1].pk, 0)
    justify_holes(programme=programme, axis=AXES["needs"], holes=[place], reason="Lag", by=anna)
    heads, first, second = sheet_of(client, programme, "needs")
    assert heads[:6] == ["Beteckning", "Namn", "Krav", "ska-krav", "bör-krav", "upplysning"]
    assert first[:9] == ["B-1", "Behov 1", 2, 1, 1, 0, 1, 0, 1]
    assert second[9:] == ["inget krav svarar mot behovet", "Lag", "Anna"]
    assert len(sheet_of(client, programme, "needs", state="holes")) == 1
    _heads, only = sheet_of(client, programme, "without-need", state="holes")
    assert only[:2] == ["Ett", "K-3"]
    heads, first, _second = sheet_of(client, programme, "needs-modules")
    assert heads == ["Beteckning", "Behov", "MOD1", "MOD2"]
    assert first == ["B-1", "Behov 1", 1, "0 – hål"]


@pytest.mark.parametrize("axis", REQUIRED)
@pytest.mark.parametrize("more", [1, 3])
def test_a_page_costs_the_same_for_more(
    page, programme, world, axis, more, django_assert_num_queries
):
    for number in range(more):
        need = NeedFactory(programme=programme, code=f"X-{number}")
        need.modules.add(*world.modules)
        GoalFactory(programme=programme)
        RequirementFactory(catalogue=world.catalogue).needs.add(need)
    page(axis)
    # Session, person, roles, programme and frame 6; catalogues, total and page 4; the figures of
    # the axis 3; counts 1; reasons 1; homes of new requirements 2. A goal's needs are 1 more; the
    # matrix reads modules, cells and what needs say, and neither counts nor homes.
    expected = {"goals": 18, "without-need": 16, "without-module": 16, "needs-modules": 17}
    with django_assert_num_queries(expected.get(axis, 17)):
        page(axis)


@pytest.mark.parametrize(("axis", "label", "links"), [
    ("needs", "Skriv kravet", "need"),
    ("modules", "Skriv kravet", "module"),
    ("standards", "Skriv kravet", "standard"),
    ("goals", "Koppla ett behov", ""),
    ("without-need", "Ändra kravet", ""),
    ("without-module", "Ändra kravet", ""),
])  # fmt: skip
def test_a_hole_leads_to_where_it_is_mended(page, client, world, axis, label, links):
    page(axis)
    found = client.get(f"/p/prov/coverage/{axis}/", {"state": "holes"})
    row = found.context["page"][0]
    (mend,) = row.mends
    assert mend.label == label and mend.url in found.content.decode()
    form = client.get(mend.url)
    assert form.status_code == 200
    if links:
        assert [int(key) for key in form.context["form"][f"{links}s"].value()] == [row.pk]


@pytest.mark.parametrize(
    ("axis", "called"),
    [
        ("seams", "prov-tackning-standard-som-inte-kravs-pa-varje-sida.xlsx"),
        ("modules", "prov-tackning-moduler.xlsx"),
    ],
)
def test_a_file_is_called_by_what_it_shows(axis, called, as_role, programme):
    answer = as_role("reader").get(reverse("quality:coverage-export", args=["prov", axis]))
    assert answer["Content-Disposition"] == f'attachment; filename="{called}"'
