"""The tree page: rows, numbers, state, acts, steps, cost."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from requirements_catalog import tree_page as tree_page_module
from requirements_catalog.actions.cells import Cell, change_cells
from requirements_catalog.models import ChangeSet, Requirement
from requirements_catalog.tree_page import State, tree_page
from tests.factories import CatalogueFactory, HeadingFactory, ModuleFactory, RequirementFactory

pytestmark = pytest.mark.django_db
GAP = 1 << 20


@pytest.fixture
def rows(catalogue):
    """Ett (A-1, A-2), Två (A-3, A-4)."""
    made = {}
    for number, title in enumerate(("Ett", "Två")):
        heading = HeadingFactory(catalogue=catalogue, title=title, position=(number * 10 + 1) * GAP)
        made[title] = heading
        for step in (1, 2):
            code = f"A-{number * 2 + step}"
            made[code] = RequirementFactory(
                catalogue=catalogue,
                parent=heading,
                depth=1,
                code=code,
                title=f"Krav {code}",
                text="Ska visa.\n\nSka spara.",
                position=(number * 10 + 1 + step) * GAP,
            )
    return made


@pytest.fixture
def address(programme):
    def make(name, *more):
        return reverse(f"requirements_catalog:{name}", args=[programme.slug, "karnan", *more])

    return make


@pytest.fixture
def do(as_role, address):
    """``do("up", rows)``: the answer of an act as the page's script asks for it."""
    client = as_role("author")

    def send(act, *chosen, **more):
        data = {"act": act, "rows": [row.pk for row in chosen], "open": "-", **more}
        headers = {} if more.pop("whole", False) else {"HX-Request": "true"}
        return client.post(address("requirement-tree-do"), data, headers=headers)

    return send


def shown(catalogue, **state):
    page = tree_page(catalogue, State(**state))
    return [(line.number, line.code or line.title) for line in page.lines]


WHOLE = [
    ("1", "Ett"), ("1.1", "A-1"), ("1.2", "A-2"), ("2", "Två"), ("2.1", "A-3"), ("2.2", "A-4"),
]  # fmt: skip


def test_numbers_follow_the_place(catalogue, rows):
    assert shown(catalogue) == WHOLE


def test_rows_under_closed_headings_are_left_out(catalogue, rows):
    assert shown(catalogue, open="") == [("1", "Ett"), ("2", "Två")]
    assert shown(catalogue, open=str(rows["Två"].pk)) == [WHOLE[0], *WHOLE[3:]]
    assert shown(catalogue, open=f"-{rows['Ett'].pk}") == [WHOLE[0], *WHOLE[3:]]
    # The row in focus is always in sight.
    assert shown(catalogue, open="", focus=rows["A-2"].pk) == WHOLE[:4]
    assert shown(catalogue, open="", toggle=rows["Ett"].pk) == WHOLE[:4]
    assert shown(catalogue, open="-", toggle=rows["Ett"].pk) == [WHOLE[0], *WHOLE[3:]]


def test_the_state_is_told_in_the_shorter_way(catalogue, rows):
    states = {}
    for given in (None, "", "-", str(rows["Ett"].pk)):
        state = State(open=given)
        tree_page(catalogue, state)
        states[given] = state.open
    assert states == {None: "-", "": "", "-": "-", str(rows["Ett"].pk): str(rows["Ett"].pk)}


def test_withdrawn_rows_are_shown_on_demand_and_have_no_number(catalogue, rows):
    rows["A-1"].status = "withdrawn"
    rows["A-1"].save()
    assert shown(catalogue)[:2] == [("1", "Ett"), ("1.1", "A-2")]
    assert shown(catalogue, with_withdrawn=True)[:3] == [("1", "Ett"), ("", "A-1"), ("1.1", "A-2")]


def test_many_rows_come_a_page_at_a_time(catalogue, rows, monkeypatch):
    monkeypatch.setattr(tree_page_module, "ROWS_A_PAGE", 4)
    assert shown(catalogue) == WHOLE[:4]
    assert shown(catalogue, page="2") == WHOLE[4:]
    assert shown(catalogue, focus=rows["A-4"].pk) == WHOLE[4:]


def test_a_row_that_moves_while_the_page_is_read_is_shown_where_it_stood(
    catalogue, rows, monkeypatch
):
    """Its new heading is closed, and was not among those whose rows were counted."""
    counting = tree_page_module.numbers

    def meanwhile(live):
        Requirement.objects.filter(pk=rows["A-2"].pk).update(parent=rows["Två"])
        return counting(live)

    monkeypatch.setattr(tree_page_module, "numbers", meanwhile)
    page = tree_page(catalogue, State(open=str(rows["Ett"].pk)))
    assert [(line.code, line.place, line.siblings) for line in page.lines if line.code] == [
        ("A-1", 1, 2), ("A-2", 2, 2),
    ]  # fmt: skip


@pytest.mark.parametrize("more", [0, 40])
def test_the_page_costs_the_same_however_many_rows(
    catalogue, rows, as_role, address, more, django_assert_num_queries
):
    for _number in range(more):
        RequirementFactory(catalogue=catalogue, parent=rows["Två"], depth=1)
    client = as_role("author")
    client.get(address("requirement-tree"))
    with django_assert_num_queries(4):
        tree_page(catalogue, State(open="-"))
    with django_assert_num_queries(5):
        tree_page(catalogue, State(open="", focus=rows["A-4"].pk))
    with django_assert_num_queries(10):
        client.get(address("requirement-tree"), headers={"HX-Request": "true"})


def test_what_the_tree_does_not_show_is_told_before_it_is_taken_back(catalogue, rows, do):
    do("up", rows["A-2"])
    moved = shown(catalogue)
    author = ChangeSet.objects.get().made_by
    cells = [Cell(rows[code].pk, "motive", "Lag.") for code in ("A-1", "A-2")]
    change_cells(catalogue=catalogue, cells=cells, by=author, kind="paste", label="Klistrade in")
    pasted = ChangeSet.objects.get(kind="paste")
    answer = do("undo")
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Det som ångras är ”Klistrade in” från" in body
    assert "i 2 rader. Ångra igen för att göra det." in body
    assert f'name="step" value="{pasted.pk}"' in body
    rows["A-1"].refresh_from_db()
    assert rows["A-1"].motive == "Lag."
    # Another step than the one that was told of is told of, too.
    assert do("undo", step=pasted.pk - 1).status_code == 422
    # Without the script the page keeps in its address what was told.
    assert do("undo", whole=True).url.endswith(f"&step={pasted.pk}")
    assert do("undo", step=pasted.pk).status_code == 200
    rows["A-1"].refresh_from_db()
    assert rows["A-1"].motive == ""
    # What the tree shows goes back at once, unless it was done long ago.
    assert shown(catalogue) == moved
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert do("undo").status_code == 422
    assert do("undo").status_code == 200
    assert shown(catalogue) == WHOLE


def test_readers_see_the_tree_and_no_tools(rows, as_role, address):
    body = as_role("reader").get(address("requirement-tree")).content.decode()
    assert "Krav A-1" in body
    assert 'name="rows"' not in body
    assert "Dra in" not in body
    reader = as_role("reader")
    for url in (address("requirement-tree-do"), address("requirement-tree-step", "withdraw")):
        assert reader.post(url, {"act": "up", "rows": rows["A-2"].pk}).status_code == 403
    assert as_role(None).get(address("requirement-tree")).status_code == 404
    assert not ChangeSet.objects.exists()


def test_acts_answer_with_the_tree_and_what_happened(catalogue, rows, do):
    answer = do("up", rows["A-2"], focus=rows["A-2"].pk)
    assert answer.status_code == 200
    assert "Flyttat upp." in answer.content.decode()
    assert shown(catalogue)[1:3] == [("1.1", "A-2"), ("1.2", "A-1")]
    answer = do("up", rows["A-2"])
    assert answer.status_code == 422
    assert "redan först" in answer.content.decode()
    assert "Ångrat: Flyttade A-2" in do("undo").content.decode()
    assert shown(catalogue) == WHOLE
    assert "Gjort om" in do("redo").content.decode()
    do("undo")
    assert do("undo").status_code == 422
    assert do("nonsense").status_code == 422


def test_indent_and_outdent(catalogue, rows, do):
    do("indent", rows["Två"])
    assert shown(catalogue)[3:] == [("1.3", "Två"), ("1.3.1", "A-3"), ("1.3.2", "A-4")]
    do("outdent", rows["A-3"], rows["A-4"])
    assert shown(catalogue)[3:] == [("1.3", "Två"), ("1.4", "A-3"), ("1.5", "A-4")]


def test_a_row_is_made_below_the_one_in_focus(catalogue, rows, do):
    do("create", focus=rows["A-1"].pk, title="Nytt efter", sort="requirement")
    do("create", focus=rows["Två"].pk, title="Nytt under", sort="requirement")
    do("create", focus=rows["Två"].pk, title="Tre", sort="heading")
    made = {row.title: row for row in Requirement.objects.filter(title__in=("Nytt efter", "Tre"))}
    assert (made["Nytt efter"].code, made["Nytt efter"].kind) == ("A-5", "mandatory")
    assert shown(catalogue) == [
        ("1", "Ett"), ("1.1", "A-1"), ("1.2", "A-5"), ("1.3", "A-2"),
        ("2", "Två"), ("2.1", "A-6"), ("2.2", "A-3"), ("2.3", "A-4"), ("3", "Tre"),
    ]  # fmt: skip
    assert do("create", focus=rows["A-1"].pk, title=" ", sort="requirement").status_code == 422
    assert catalogue.requirements.count() == 9


def test_the_first_row_of_an_empty_catalogue(catalogue, do):
    do("create", title="Allmänt", sort="heading")
    assert shown(catalogue) == [("1", "Allmänt")]


def test_renaming_in_place_writes_nothing_over(rows, do):
    row = rows["A-1"]
    do("rename", focus=row.pk, title="Ny rubrik", expected="Krav A-1")
    row.refresh_from_db()
    assert row.title == "Ny rubrik"
    answer = do("rename", focus=row.pk, title="Annan", expected="Krav A-1")
    assert answer.status_code == 422
    assert "ändrats av någon annan" in answer.content.decode()
    row.refresh_from_db()
    assert row.title == "Ny rubrik"


def test_rows_are_dropped_after_a_row_or_first_under_a_heading(catalogue, rows, do):
    do("drop", rows["A-1"], after=rows["A-3"].pk)
    assert shown(catalogue)[1:4] == [("1.1", "A-2"), ("2", "Två"), ("2.1", "A-3")]
    do("drop", rows["A-1"], parent=rows["Ett"].pk)
    assert shown(catalogue) == WHOLE
    do("drop", rows["A-1"])
    assert shown(catalogue)[0] == ("1", "A-1")


def test_without_a_script_an_act_leads_back_to_the_tree(catalogue, rows, do, address):
    answer = do("down", rows["A-1"], whole=True, focus=rows["A-1"].pk)
    assert answer.status_code == 302
    assert answer.url == f"{address('requirement-tree')}?open=-&focus={rows['A-1'].pk}"


# ---------------------------------------------------------------- steps


@pytest.fixture
def step(as_role, address):
    client = as_role("author")

    def send(name, *chosen, ask=False, **more):
        data = {"rows": [row.pk for row in chosen], **more}
        if not ask:
            data["confirm"] = "1"
        return client.post(address("requirement-tree-step", name), data)

    return send


def test_withdraw_asks_why_and_restore_brings_back(catalogue, rows, step):
    answer = step("withdraw", rows["Ett"], ask=True)
    assert (answer.status_code, "Ett" in answer.content.decode()) == (200, True)
    assert step("withdraw", rows["Ett"], reason="").status_code == 422
    assert step("withdraw", rows["Ett"], reason="Utgår").status_code == 422
    assert shown(catalogue) == WHOLE
    assert step("withdraw", rows["Ett"], reason="Utgår", with_below="on").status_code == 302
    assert shown(catalogue) == [("1", "Två"), ("1.1", "A-3"), ("1.2", "A-4")]
    assert step("restore", rows["A-1"]).status_code == 422
    assert step("restore", rows["Ett"], rows["A-1"]).status_code == 302
    assert shown(catalogue)[:3] == [("1", "Ett"), ("1.1", "A-1"), ("2", "Två")]


def test_split_and_merge(catalogue, rows, step):
    assert "Ska spara." in step("split", rows["A-1"], ask=True).content.decode()
    answer = step("split", rows["A-1"], at="1", expected="Ska visa.\r\n\r\nSka spara.")
    assert answer.status_code == 302
    assert shown(catalogue)[1:3] == [("1.1", "A-1"), ("1.2", "A-5")]
    new = catalogue.requirements.get(code="A-5")
    assert new.text == "Ska spara."
    catalogue.extra_fields.create(key="prio", label="Prioritet")
    for row, words in ((rows["A-1"], "hög"), (new, "låg")):
        row.refresh_from_db()
        row.extra = {"prio": words}
        row.save()
    look = step("merge", rows["A-1"], new, ask=True).content.decode()
    assert "Egna fält som säger olika" in look
    assert "Samlas rad för rad." in look
    answer = step("merge", rows["A-1"], new, into=rows["A-1"].pk, reason="Ett ändå")
    assert answer.status_code == 302
    assert shown(catalogue) == WHOLE
    # One row cannot be merged, nor two be split; both lead back with words.
    assert step("merge", rows["A-1"]).status_code == 302
    assert step("split", rows["A-1"], rows["A-2"]).status_code == 302
    assert ChangeSet.objects.count() == 2


def test_move_and_copy_to_another_place(programme, catalogue, rows, step):
    place = {"parent": rows["Två"].pk, "place": "first"}
    assert step("move", rows["A-1"], **place).status_code == 302
    assert shown(catalogue)[2:4] == [("2", "Två"), ("2.1", "A-1")]
    # A copy is proposed where its origin stands, and told by its new code.
    asked = step("copy", rows["A-3"], ask=True)
    assert asked.context["form"]["parent"].value() == rows["Två"].pk
    given = {"catalogue": catalogue.pk, "parent": rows["Två"].pk, "place": "last"}
    answer = step("copy", rows["A-3"], **given)
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert told[-1] == "En rad är kopierad till Kärnan: A-5."
    other = CatalogueFactory(programme=programme, slug="annan")
    heading = HeadingFactory(catalogue=other, title="Mottagare")
    # Another catalogue shows its headings first.
    asked = step("copy", rows["A-1"], ask=True, catalogue=other.pk, place="last")
    assert (asked.status_code, "Mottagare" in asked.content.decode()) == (200, True)
    given = {"catalogue": other.pk, "parent": heading.pk, "place": "last"}
    assert step("copy", rows["A-1"], rows["A-2"], **given).status_code == 302
    assert shown(other) == [("1", "Mottagare"), ("1.1", "A-2"), ("1.2", "A-1")]
    stranger = CatalogueFactory()
    given = {"catalogue": stranger.pk, "place": "last"}
    assert step("copy", rows["A-1"], **given).status_code == 422
    assert not stranger.requirements.exists()


def test_rows_are_linked_beside_what_they_have(programme, rows, step):
    had, new = ModuleFactory(programme=programme), ModuleFactory(programme=programme)
    rows["A-1"].modules.add(had)
    assert step("link", rows["A-1"]).status_code == 422
    answer = step("link", rows["A-1"], rows["A-2"], rows["Ett"], modules=[new.pk])
    assert answer.status_code == 302
    assert set(rows["A-1"].modules.all()) == {had, new}
    assert set(rows["A-2"].modules.all()) == {new}
    assert ChangeSet.objects.get().row_count == 2


def test_unknown_steps_and_rows_of_other_catalogues(rows, step):
    assert step("explode", rows["A-1"]).status_code == 404
    stranger = RequirementFactory(code="X-1")
    assert step("withdraw", stranger, reason="Bort").status_code == 302
    stranger.refresh_from_db()
    assert stranger.status == "draft"
