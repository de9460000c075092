"""Every register: seen by those who may, written with history, removed and brought back."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from openpyxl import load_workbook

from programmes.choices import Role
from programmes.models import Programme
from programmes.register import REGISTERS, Column
from programmes.registered_sections import COLUMNS
from programmes.roles import roles_with
from steering.models import Risk
from tests.factories import GoalFactory, MilestoneFactory
from tests.register_rows import ROWS, SENT

pytestmark = [pytest.mark.once, pytest.mark.django_db]
EVERY = pytest.mark.parametrize("name", sorted(REGISTERS))


@pytest.fixture
def editor(as_role):
    """A client for one who may write in a register."""

    def sign_in(name):
        return as_role(roles_with(REGISTERS[name].edits)[-1])

    return sign_in


@pytest.fixture
def looker(as_role):
    """A client for one who may see a register and not write in it."""

    def sign_in(name):
        entry = REGISTERS[name]
        may_write = roles_with(entry.edits)
        return as_role(next(role for role in roles_with(entry.needs) if role not in may_write))

    return sign_in


def test_every_register_is_tried():
    assert set(ROWS) == set(REGISTERS) == set(SENT)


@EVERY
@pytest.mark.once
def test_who_may_not_write_sees_the_list_and_the_row(name, looker, programme):
    entry, row = REGISTERS[name], ROWS[name](programme)
    reader = looker(name)
    listed = reader.get(entry.url("list", programme)).content.decode()
    assert entry.url("detail", programme, row.pk) in listed
    assert entry.url("create", programme) not in listed
    shown = reader.get(entry.url("detail", programme, row.pk)).content.decode()
    assert entry.url("edit", programme, row.pk) not in shown
    assert entry.url("remove", programme, row.pk) not in shown


@EVERY
def test_a_row_is_made_and_changed_with_its_reason(name, editor, programme):
    entry, client = REGISTERS[name], editor(name)
    make, field, value = SENT[name]
    sent = make(programme)
    answer = client.post(entry.url("create", programme), sent)
    row = entry.rows(programme).get()
    assert answer.url == entry.url("detail", programme, row.pk)
    change = sent | {field: value, "change_reason": "Efter mötet"}
    answer = client.post(entry.url("edit", programme, row.pk), change)
    assert answer.url == entry.url("detail", programme, row.pk)
    row.refresh_from_db()
    assert getattr(row, field) == value
    page = client.get(answer.url).content.decode()
    assert "Efter mötet" in page and client.user.full_name in page


@EVERY
@pytest.mark.once
def test_what_is_refused_is_said_and_stays_in_the_form(name, editor, programme):
    entry, client = REGISTERS[name], editor(name)
    answer = client.post(entry.url("create", programme), {"change_reason": ""})
    assert answer.status_code == 422
    assert "att rätta" in answer.content.decode()
    assert not entry.rows(programme).exists()


@EVERY
def test_a_row_is_removed_and_brought_back(name, editor, programme):
    entry, row, client = REGISTERS[name], ROWS[name](programme), editor(name)
    told = str(row)
    answer = client.post(entry.url("remove", programme, row.pk))
    assert not entry.rows(programme).exists()
    page = client.get(answer.url).content.decode()
    assert entry.url("restore", programme, row.pk) in page
    answer = client.post(entry.url("restore", programme, row.pk))
    assert answer.url == entry.url("detail", programme, row.pk)
    assert str(entry.rows(programme).get()) == told
    # Once is enough.
    again = client.post(entry.url("restore", programme, row.pk))
    assert again.url == entry.url("list", programme) and entry.rows(programme).count() == 1


@EVERY
def test_what_was_removed_is_listed_and_brought_back_from_there(name, editor, looker, programme):
    entry, row, client = REGISTERS[name], ROWS[name](programme), editor(name)
    told, key, address = str(row), row.pk, entry.url("removed", programme)
    assert "Borttagna (" not in client.get(entry.url("list", programme)).content.decode()
    client.post(entry.url("remove", programme, key))
    # One of another programme is not told of.
    ROWS[name](Programme.objects.create(slug="annat", name="Ett annat")).delete()
    listed = client.get(entry.url("list", programme)).content.decode()
    assert "Borttagna (1)" in listed and address in listed
    page = client.get(address)
    [removed] = page.context["page"].object_list
    assert (removed.name, removed.key, removed.by) == (told, key, str(client.user))
    assert entry.url("restore", programme, key) in page.content.decode()
    seen = looker(name).get(address).content.decode()
    assert entry.url("restore", programme, key) not in seen and escape(told) in seen
    client = editor(name)
    client.post(entry.url("restore", programme, key))
    assert entry.rows(programme).get().pk == key
    assert "Inget är borttaget" in client.get(address).content.decode()


@EVERY
@pytest.mark.once
def test_the_list_of_what_was_removed_costs_the_same(
    name, editor, programme, django_assert_num_queries
):
    entry, client, (make, *_) = REGISTERS[name], editor(name), SENT[name]

    def remove_one(sent):
        client.post(entry.url("create", programme), sent)
        client.post(entry.url("remove", programme, entry.rows(programme).get().pk))

    sent = make(programme)
    remove_one(sent)
    with CaptureQueriesContext(connection) as first:
        client.get(entry.url("removed", programme))
    one = len(first)
    remove_one(sent)
    remove_one(sent)
    with django_assert_num_queries(one):
        page = client.get(entry.url("removed", programme))
    assert len(page.context["page"].object_list) == 3


def test_nothing_is_brought_back_before_what_it_belongs_to(as_role, programme):
    lead = as_role(Role.PROGRAMME_LEAD)
    measurement = ROWS["measurements"](programme)
    measurements, goals = REGISTERS["measurements"], REGISTERS["goals"]
    lead.post(measurements.url("remove", programme, measurement.pk))
    lead.post(goals.url("remove", programme, measurement.goal_id))
    page = lead.get(measurements.url("removed", programme)).content.decode()
    assert "Lägg tillbaka det först." in page and "Borttaget ur Mätningar" in page
    restore = measurements.url("restore", programme, measurement.pk)
    answer = lead.post(restore, follow=True).content.decode()
    assert "Det som raden hör till är också borttaget" in answer
    assert not measurements.rows(programme).exists()
    lead.post(goals.url("restore", programme, measurement.goal_id))
    lead.post(restore)
    assert measurements.rows(programme).get().pk == measurement.pk


@EVERY
@pytest.mark.once
def test_another_programmes_row_is_not_reached(name, editor, programme):
    entry, client = REGISTERS[name], editor(name)
    other = Programme.objects.create(slug="annat", name="Ett annat")
    row = ROWS[name](other)
    assert client.get(entry.url("detail", programme, row.pk)).status_code == 404
    for page in ("edit", "remove"):
        assert client.post(entry.url(page, programme, row.pk)).status_code == 404
    key = row.pk
    row.delete()
    client.post(entry.url("restore", programme, key))
    assert not entry.rows(other).exists()


@EVERY
def test_the_list_costs_the_same_with_more_rows(name, editor, programme, django_assert_num_queries):
    entry, client = REGISTERS[name], editor(name)
    ROWS[name](programme)
    with CaptureQueriesContext(connection) as first:
        client.get(entry.url("list", programme))
    one = len(first)
    make, *_ = SENT[name]
    client.post(entry.url("create", programme), make(programme))
    with django_assert_num_queries(one):
        client.get(entry.url("list", programme))


@EVERY
def test_the_export_is_the_list(name, looker, programme):
    entry, row = REGISTERS[name], ROWS[name](programme)
    client = looker(name)
    answer = client.get(entry.url("export", programme))
    sheet = load_workbook(BytesIO(answer.content)).active
    heads, first = list(sheet.iter_rows(values_only=True))
    own = [str(column.label) for column in entry.columns]
    added = [str(one.label) for one in COLUMNS.get(name, ())]
    assert list(heads[: len(own)]) == own and set(heads[len(own) :]) <= set(added)
    assert first[0] == str(entry.columns[0].value(row))
    none = client.get(entry.url("export", programme), {"q": "finnsinte"})
    assert load_workbook(BytesIO(none.content)).active.max_row == 1


def test_a_text_longer_than_a_cell_is_cut_with_a_word(programme):
    """A cell takes 32,767 letters (ECMA-376); one text more must not cost the whole file."""
    column = Column("Text", lambda row: row)
    whole, cut = column.exported("å" * 32_767), column.exported(["å" * 40_000])
    assert whole == "å" * 32_767
    assert len(cut) == 32_767 and cut.endswith("å … (hela texten står på radens sida)")


def test_names_with_a_comma_are_told_apart(programme):
    column = Column("Text", lambda row: row)
    assert column.exported(["Läkemedel", "Spärr, logg"]) == "Läkemedel; Spärr, logg"
    assert column.exported(["KRAV-1", "KRAV-2"]) == "KRAV-1, KRAV-2"


@EVERY
def test_every_column_can_be_sorted_by_both_ways(name, looker, programme):
    entry = REGISTERS[name]
    ROWS[name](programme)
    client = looker(name)
    for number, column in enumerate(entry.columns):
        for sign in ("", "-") if column.order else ():
            answer = client.get(entry.url("list", programme), {"sort": f"{sign}c{number}"})
            word = "descending" if sign else "ascending"
            assert f'aria-sort="{word}"' in answer.content.decode()


def _listed(client, entry, programme) -> list[str]:
    """What the list shows first to last, by its first column."""
    page = client.get(entry.url("list", programme)).context["page"]
    return [str(row.cells[0]["value"]) for row in page]


def test_a_list_begins_with_what_is_read_first(looker, programme):
    """Milestones and the chain by their day, the newest decision and the heaviest risk first."""
    for title, day in [("Annons", "2027-01-10"), ("Beslut", "2026-12-01")]:
        MilestoneFactory(programme=programme, title=title, planned_on=day)
    assert _listed(looker("milestones"), REGISTERS["milestones"], programme) == ["Beslut", "Annons"]
    ROWS["risks"](programme)  # 3 × 4
    for code, likely in [("R-2", 1), ("R-3", 4)]:
        Risk.objects.create(
            programme=programme,
            code=code,
            title=code,
            category="time",
            probability=likely,
            consequence=4,
        )
    client = looker("risks")
    assert _listed(client, REGISTERS["risks"], programme) == ["R-3", "R-1", "R-2"]
    page = client.get(REGISTERS["risks"].url("list", programme)).content.decode()
    assert page.count('aria-sort="descending"') == 1
    # Those of the same place in the order of people stand by their codes.
    for code in ["M2", "M1"]:
        GoalFactory(programme=programme, code=code)
    assert _listed(looker("goals"), REGISTERS["goals"], programme) == ["M1", "M2"]


def test_years_and_money_are_written_as_people_write_them(looker, programme):
    row = ROWS["budget"](programme)
    url = REGISTERS["budget"].url("detail", programme, row.pk)
    facts = looker("budget").get(url).context["facts"]
    told = [str(fact["value"]) for fact in facts]
    assert told[:3] == ["580\xa0000\xa0000", "2025", "2027"]


def test_a_name_in_the_first_column_may_be_broken_and_a_code_not(looker, programme):
    for name, told in [("milestones", "register-table__name"), ("goals", "code")]:
        ROWS[name](programme)
        page = looker(name).get(REGISTERS[name].url("list", programme)).content.decode()
        assert f'<th scope="row" class="{told}">' in page


def test_what_others_refer_to_stays(editor, programme):
    """A module of an interface is held by it; the interface itself is not."""
    entry = REGISTERS["interfaces"]
    row, client = ROWS["interfaces"](programme), editor("interfaces")
    client.post(entry.url("remove", programme, row.pk))
    assert not entry.rows(programme).exists()


def test_an_unknown_register_is_not_found(as_role, programme):
    client = as_role(Role.READER)
    assert client.get(f"/p/{programme.slug}/r/finnsinte/").status_code == 404


def test_only_the_programmes_own_can_be_chosen(editor, programme):
    """A forged key of another programme's module is refused."""
    entry, client = REGISTERS["interfaces"], editor("interfaces")
    sent = SENT["interfaces"][0](programme)
    other = Programme.objects.create(slug="annat", name="Ett annat")
    sent["target"] = ROWS["lock-in"](other).module_id
    answer = client.post(entry.url("create", programme), sent)
    assert answer.status_code == 422
    assert not entry.rows(programme).exists()


def test_links_are_told_in_the_history(editor, programme):
    from tests.factories import StandardFactory

    entry, client = REGISTERS["interfaces"], editor("interfaces")
    standard = StandardFactory(programme=programme, code="FHIR R4")
    sent = SENT["interfaces"][0](programme)
    client.post(entry.url("create", programme), sent)
    row = entry.rows(programme).get()
    client.post(
        entry.url("edit", programme, row.pk),
        sent | {"standards": [standard.pk], "change_reason": "Beslut om standard"},
    )
    page = client.get(entry.url("detail", programme, row.pk)).content.decode()
    assert "<ins>FHIR R4" in page and "Beslut om standard" in page
    # Removed and brought back, it keeps its standard.
    client.post(entry.url("remove", programme, row.pk))
    client.post(entry.url("restore", programme, row.pk))
    assert [one.code for one in entry.rows(programme).get().standards.all()] == ["FHIR R4"]


def test_the_gravest_risks_come_first(as_role, programme):
    from steering.models import Risk

    for code, weight in (("R-1", 2), ("R-2", 4), ("R-3", 3)):
        Risk.objects.create(
            programme=programme,
            code=code,
            title="Risk",
            category="time",
            probability=weight,
            consequence=weight,
        )
    page = as_role(Role.READER).get(REGISTERS["risks"].url("list", programme)).content.decode()
    found = re.findall(r"R-\d", page.split("<tbody>")[1])
    assert list(dict.fromkeys(found)) == ["R-2", "R-3", "R-1"]


def test_a_secret_amount_is_in_no_list(as_role, programme):
    ROWS["claims"](programme)
    claim = REGISTERS["claims"].rows(programme).get()
    claim.amount, claim.is_secret = 12_345_678, True
    claim.save()
    client = as_role(Role.AUDITOR)
    page = client.get(REGISTERS["claims"].url("list", programme)).content.decode()
    assert "sekretess" in page and "345" not in page.split("<tbody>")[1]
    sheet = load_workbook(
        BytesIO(client.get(REGISTERS["claims"].url("export", programme)).content)
    ).active
    assert [row[-1] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["sekretess"]
    assert as_role(Role.READER).get(REGISTERS["claims"].url("list", programme)).status_code == 403


def test_nothing_goes_with_what_is_removed(as_role, programme):
    """A goal that is measured, and a risk that a lesson names, stay with what belongs to them."""
    lead = as_role(Role.PROGRAMME_LEAD)
    measurement = ROWS["measurements"](programme)
    goals = REGISTERS["goals"]
    answer = lead.post(goals.url("remove", programme, measurement.goal_id), follow=True)
    assert str(measurement) in answer.content.decode()
    assert goals.rows(programme).count() == 1
    measurement.refresh_from_db()

    lesson, risk = ROWS["lessons"](programme), ROWS["risks"](programme)
    lesson.risks.set([risk])
    answer = lead.post(REGISTERS["risks"].url("remove", programme, risk.pk), follow=True)
    assert str(lesson) in answer.content.decode()
    assert list(lesson.risks.all()) == [risk]


def test_only_what_was_removed_is_offered_back(as_role, programme):
    lead, row = as_role(Role.PROGRAMME_LEAD), ROWS["streams"](programme)
    entry = REGISTERS["streams"]
    for key in (str(row.pk), "99999", "9" * 30, "²"):
        page = lead.get(entry.url("list", programme), {"removed": key}).content.decode()
        assert "Lägg tillbaka" not in page


def test_a_new_row_begins_with_what_the_address_says(as_role, programme):
    goal = ROWS["goals"](programme)
    page = as_role(Role.PROGRAMME_LEAD).get(
        REGISTERS["measurements"].url("create", programme), {"goal": goal.pk}
    )
    assert f'<option value="{goal.pk}" selected>' in page.content.decode()


def test_what_has_not_been_is_not_measured(as_role, programme):
    sent = SENT["measurements"][0](programme) | {"measured_on": "2999-01-01"}
    answer = as_role(Role.PROGRAMME_LEAD).post(
        REGISTERS["measurements"].url("create", programme), sent
    )
    assert answer.status_code == 422
    assert "Dagen har inte varit än." in answer.content.decode()
