"""A catalogue as it was: a story worked out by hand, moment by moment."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from baselines.actions import publish_baseline
from baselines.moment import places_at, rows_at, step_back, step_on
from requirements_catalog.actions.fields import add_field
from requirements_catalog.actions.requirements import (
    create_requirement,
    edit_requirement,
    save_module,
)
from requirements_catalog.actions.structure import (
    move_requirement,
    restore_requirement,
    withdraw_requirement,
)
from requirements_catalog.actions.tree import move_many
from requirements_catalog.models import PositionSpread, Requirement
from tests.factories import CatalogueFactory, ModuleFactory, UserFactory

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(hours: float):
    """So many hours after nine."""
    return time_machine.travel(NINE + hours * HOUR, tick=False)


@pytest.fixture
def anna():
    return UserFactory(full_name="Anna Ek")


@pytest.fixture
def story(programme, anna):
    """Nine to fifteen o'clock in a catalogue of one heading and three requirements."""
    with at(-1):
        catalogue = CatalogueFactory(programme=programme, slug="drift", name="Driftkrav")
        journal = ModuleFactory(programme=programme, code="JOU", name="Journal")
        lab = ModuleFactory(programme=programme, code="LAB", name="Labb")

    def new(**fields):
        return create_requirement(catalogue=catalogue, by=anna, **fields)

    with at(0):
        drift = new(is_heading=True, title="Drift")
        one = new(parent=drift, code="D-1", text="Ska finnas.", kind="mandatory", modules=[journal])
        two = new(parent=drift, code="D-2", text="Ska synas.", kind="mandatory")
        new(code="L-1", text="Bör finnas.", kind="desirable")
    last = Requirement.objects.get(code="L-1")
    with at(1):
        edit_requirement(requirement=one, by=anna, text="Ska finnas dygnet runt.")
    with at(2):
        move_requirement(requirement=two, by=anna, after=last)
    with at(3):
        withdraw_requirement(requirement=last, by=anna, reason="Dubblett")
    with at(4):
        save_module(module=journal, by=anna, code="JRN", name="Journalen")
        edit_requirement(requirement=one, by=anna, modules=[journal, lab])
    with at(5):
        extra = add_field(catalogue=catalogue, by=anna, label="Ursprung", kind="text")
        edit_requirement(requirement=one, by=anna, extra={extra.key: "Region Nord"})
    with at(6):
        restore_requirement(requirement=last, by=anna)
        edit_requirement(requirement=one, by=anna, modules=[lab])
    return catalogue


def told(catalogue, hours):
    """(number, code or title, text, modules, own fields) of each row at so many hours past nine."""
    return [
        (
            row.number,
            row.content["code"] or row.content["title"],
            row.content["text"],
            row.content["modules"],
            row.content["extra"],
        )
        for row in rows_at(catalogue, NINE + hours * HOUR)
    ]


DRIFT = ("1", "Drift", "", [], {})


def test_each_moment_gives_what_stood_then(story):
    before, after = "Ska finnas.", "Ska finnas dygnet runt."
    second, last = ("Ska synas.", [], {}), ("Bör finnas.", [], {})
    assert told(story, -0.5) == []
    assert told(story, 0.5) == [
        DRIFT, ("1.1", "D-1", before, ["JOU"], {}), ("1.2", "D-2", *second), ("2", "L-1", *last),
    ]  # fmt: skip
    assert told(story, 1) == [
        DRIFT, ("1.1", "D-1", after, ["JOU"], {}), ("1.2", "D-2", *second), ("2", "L-1", *last),
    ]  # fmt: skip
    assert told(story, 2.5) == [
        DRIFT, ("1.1", "D-1", after, ["JOU"], {}), ("2", "L-1", *last), ("3", "D-2", *second),
    ]  # fmt: skip
    assert told(story, 3.5) == [
        DRIFT, ("1.1", "D-1", after, ["JOU"], {}), ("2", "D-2", *second),
    ]  # fmt: skip
    assert told(story, 4.5) == [
        DRIFT, ("1.1", "D-1", after, ["JRN", "LAB"], {}), ("2", "D-2", *second),
    ]  # fmt: skip
    assert told(story, 5.5)[1] == ("1.1", "D-1", after, ["JRN", "LAB"], {"ursprung": "Region Nord"})
    assert told(story, 6.5) == [
        DRIFT, ("1.1", "D-1", after, ["LAB"], {"ursprung": "Region Nord"}),
        ("2", "L-1", *last), ("3", "D-2", *second),
    ]  # fmt: skip


def test_now_gives_what_a_baseline_published_now_would_hold(story, anna):
    baseline = publish_baseline(catalogue=story, by=anna, name="Nu", override_reason="x")
    entries = baseline.entries.select_related("version", "parent")
    assert [row[:6] for row in rows_at(story, datetime.now(UTC))] == [
        (
            entry.version.content["uid"],
            entry.version.digest,
            entry.number,
            entry.parent.content["uid"] if entry.parent else "",
            entry.depth,
            entry.place,
        )
        for entry in entries
    ]


@pytest.mark.parametrize("hours", [0.5, 6.5])
def test_the_whole_catalogue_costs_a_few_queries(story, hours, django_assert_num_queries):
    """Rows, spreads, contents, links of three kinds, names of modules; nothing else is linked."""
    with django_assert_num_queries(7):
        rows_at(story, NINE + hours * HOUR)


def test_steps_lead_from_change_to_change(story):
    assert step_back(story, NINE + 3.5 * HOUR) == NINE + 2 * HOUR
    assert step_back(story, NINE + 3 * HOUR) == NINE + 2 * HOUR
    assert step_on(story, NINE + 3.5 * HOUR) == NINE + 4 * HOUR
    assert step_on(story, NINE + 6 * HOUR) is None
    assert step_back(story, NINE) is None
    assert step_back(story, NINE - HOUR) is None


def test_order_holds_when_rows_have_been_spread_since(programme, anna):
    """A 1, B 2, C 3 leave no room; X goes after A, so B and C are moved on without history."""
    catalogue = CatalogueFactory(programme=programme)
    with at(0):
        rows = {
            code: create_requirement(
                catalogue=catalogue, by=anna, code=code, text="Ska.", kind="mandatory"
            )
            for code in "ABCX"
        }
    for number, code in enumerate("ABC", 1):
        Requirement.objects.filter(code=code).update(position=number)
        Requirement.history.filter(code=code).update(position=number)
    with at(1):
        move_many(catalogue=catalogue, keys=[rows["X"].pk], by=anna, after=rows["A"])
    with at(2):
        create_requirement(
            catalogue=catalogue, by=anna, code="Y", text="Ska.", kind="mandatory", after=rows["B"]
        )
    assert PositionSpread.objects.count() == 2
    codes = {row.pk: row.code for row in Requirement.objects.all()}

    def order(hours):
        return "".join(codes[place.key] for place in places_at(catalogue, NINE + hours * HOUR))

    assert (order(0.5), order(1.5), order(2.5)) == ("ABCX", "AXBC", "AXBYC")


# ---------------------------------------------------------------- the pages


def page(client, story, query="", name="catalogue-at", **more):
    arguments = [story.programme.slug, story.slug, *more.values()]
    return client.get(reverse(f"baselines:{name}", args=arguments) + query)


def test_the_page_shows_the_past_and_leads_to_the_present(story, as_role):
    client = as_role("reader")
    # Stockholm is an hour ahead: 9.30 UTC is 10.30.
    text = page(client, story, "?when=2026-11-20T10:30").content.decode()
    assert "Så här var det 2026-11-20 10.30.00." in text
    assert "Ska finnas." in text and "dygnet runt" not in text
    assert reverse("requirements_catalog:requirement-list", args=["prov", "drift"]) in text
    same = page(client, story, "?day=2026-11-20&time=10:30").content.decode()
    assert "Så här var det 2026-11-20 10.30.00." in same


def test_the_search_is_among_what_stood_then(story, as_role):
    client = as_role("reader")
    found = page(client, story, "?when=2026-11-20T11:30&q=DYGNET").context["page"].object_list
    assert [row.requirement.code for row in found] == ["D-1"]
    none = page(client, story, "?when=2026-11-20T10:30&q=dygnet")
    assert "Inget passar sökningen" in none.content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?when=igår", "igår"),
        ("?when=2026-13-40T99:99", "2026-13-40T99:99"),
        ("?day=2099-01-01", "Den tiden har inte varit än."),
        ("?time=12:00", "Skriv också vilken dag."),
        ("?when=0001-01-01T00:00", "0001-01-01"),
    ],
)
def test_a_moment_that_cannot_be_is_told_and_kept(story, as_role, query, words):
    answer = page(as_role("reader"), story, query)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_row_opens_as_it_was_also_when_it_was_withdrawn(story, as_role):
    client = as_role("reader")
    row = Requirement.objects.get(code="D-1")
    query = "?when=2026-11-20T15:30"  # 14.30 UTC, half past five hours after nine
    text = page(client, story, query, "requirement-at", uid=row.uid).content.decode()
    assert "JRN Journalen, LAB Labb" in text and "Region Nord" in text
    gone = Requirement.objects.get(code="L-1")
    text = page(client, story, "?when=2026-11-20T13:00", "requirement-at", uid=gone.uid)
    assert "utgått" in text.content.decode()
    early = page(client, story, "?when=2026-11-20T08:00", "requirement-at", uid=gone.uid)
    assert early.status_code == 404


def test_history_leads_to_each_moment(story, as_role):
    client = as_role("reader")
    row = Requirement.objects.get(code="D-1")
    path = reverse("requirements_catalog:requirement-detail", args=["prov", row.pk])
    urls = [entry.url for entry in client.get(f"{path}?tab=history").context["timeline"]]
    assert len(urls) >= 5 and all(client.get(url).status_code == 200 for url in urls)


@pytest.mark.parametrize("rows", [0, 3])
def test_the_page_costs_the_same_whatever_it_shows(
    story, anna, as_role, rows, django_assert_num_queries
):
    """Session, user, programme, roles and catalogue 5; places 2, rows 1, modules 2, steps 4.

    The frame asks for the person's programmes and running jobs.
    """
    for number in range(rows):
        create_requirement(
            catalogue=story, by=anna, code=f"N-{number}", text="Ska.", kind="mandatory"
        )
    client = as_role("reader")
    page(client, story)
    with django_assert_num_queries(16):
        page(client, story)
