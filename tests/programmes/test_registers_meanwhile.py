"""Two people in one row of a register: nobody's change is lost without being seen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.actions_registers import ChangedMeanwhile, remove_row, save_row
from programmes.choices import Role
from programmes.register import REGISTERS
from programmes.roles import roles_with
from steering.models import Risk
from tests.factories import ModuleFactory, UserFactory
from tests.forms import sent_from
from tests.races import both_at_once
from tests.register_rows import ROWS, SENT

pytestmark = pytest.mark.django_db
EVERY = pytest.mark.parametrize("name", sorted(REGISTERS))


@pytest.fixture
def opened(as_role, programme):
    """A risk, and two people who have its form open."""
    entry, risk = REGISTERS["risks"], ROWS["risks"](programme)
    address = entry.url("edit", programme, risk.pk)
    first, second = as_role(Role.PROGRAMME_LEAD), as_role(Role.PROGRAMME_LEAD)
    second.user.full_name = "Eva Ek"
    second.user.save()
    return risk, address, (first, sent_from(first.get(address))), second


@EVERY
@pytest.mark.once
def test_what_only_another_has_changed_is_not_written_over(name, as_role, programme):
    entry = REGISTERS[name]
    client = as_role(roles_with(entry.edits)[-1])
    make, field, value = SENT[name]
    client.post(entry.url("create", programme), make(programme))
    row = entry.rows(programme).get()
    address = entry.url("edit", programme, row.pk)
    seen = sent_from(client.get(address))
    assert client.post(address, seen | {field: value}).status_code == 302
    kept = row.history.count()
    answer = client.post(address, seen)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Ändrat bara av den andra" in page and client.user.full_name in page
    row.refresh_from_db()
    assert getattr(row, field) == value and row.history.count() == kept
    # The form stands as it is saved, so saving it changes nothing.
    assert client.post(address, sent_from(answer)).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == value


def test_what_both_have_changed_is_a_choice_and_what_was_typed_stays(opened):
    risk, address, (first, sent), second = opened
    theirs = sent_from(second.get(address))
    second.post(address, theirs | {"title": "Inlåsning hos en", "probability": "1"})
    mine = sent | {"title": "Inlåsning i drift", "consequence": "2"}
    answer = first.post(address, mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert f"Någon annan hann ändra {Risk.objects.get()}" in page
    assert "Eva Ek sparade" in page and "Spara min version" in page
    meeting = answer.context["meeting"]
    assert [one.name for one in meeting.both] == ["title"]
    assert [one.name for one in meeting.theirs] == ["probability"]
    assert meeting.mine == ["Konsekvens"]
    again = sent_from(answer)
    assert (again["title"], str(again["probability"]), str(again["consequence"])) == (
        "Inlåsning i drift", "1", "2",
    )  # fmt: skip
    risk.refresh_from_db()
    assert (risk.title, risk.probability, risk.consequence) == ("Inlåsning hos en", 1, 4)
    # Saved over, knowing of it.
    assert first.post(address, again).status_code == 302
    risk.refresh_from_db()
    assert (risk.title, risk.probability, risk.consequence) == ("Inlåsning i drift", 1, 2)


def test_what_is_saved_is_taken_field_by_field(opened):
    risk, address, (first, sent), second = opened
    theirs = sent_from(second.get(address))
    second.post(address, theirs | {"title": "Deras", "code": "R-9"})
    answer = first.post(address, sent | {"title": "Min", "code": "R-8"})
    clash = [one.name for one in answer.context["meeting"].both]
    assert sorted(clash) == ["code", "title"]
    answer = first.post(address, sent_from(answer) | {"clash": clash, "take": "title"})
    assert answer.status_code == 409
    assert [one.name for one in answer.context["meeting"].both] == ["code"]
    again = sent_from(answer)
    assert (again["title"], again["code"]) == ("Deras", "R-8")
    assert first.post(address, again).status_code == 302
    risk.refresh_from_db()
    assert (risk.title, risk.code) == ("Deras", "R-8")


def test_who_has_only_changed_other_fields_is_not_asked(opened):
    """The other's row is saved by the same text, so there is nothing to choose."""
    risk, address, (first, sent), second = opened
    theirs = sent_from(second.get(address))
    second.post(address, theirs | {"title": "Samma"})
    assert first.post(address, sent | {"title": "Samma", "consequence": "1"}).status_code == 302
    risk.refresh_from_db()
    assert (risk.title, risk.consequence) == ("Samma", 1)


def test_links_are_guarded_as_fields_are(opened, programme):
    risk, address, (first, _sent), second = opened
    one, two = (ModuleFactory(programme=programme, name=name) for name in ("Ett", "Två"))
    sent = sent_from(first.get(address))
    second.post(address, sent_from(second.get(address)) | {"modules": [one.pk]})
    answer = first.post(address, sent | {"modules": [two.pk]})
    assert answer.status_code == 409
    assert [found.name for found in answer.context["meeting"].both] == ["modules"]
    assert list(risk.modules.all()) == [one]


def test_a_row_that_was_removed_is_not_put_back_by_saving_it(programme):
    risk = ROWS["risks"](programme)
    seen = Risk.objects.get(pk=risk.pk)
    remove_row(row=risk, by=UserFactory())
    with pytest.raises(Exception, match="Någon annan har tagit bort"):
        save_row(row=seen, by=UserFactory(), is_unseen=lambda saved: False)
    # Nor is it removed twice.
    remove_row(row=seen, by=UserFactory())
    assert not Risk.objects.exists() and Risk.history.filter(history_type="-").count() == 1


def test_a_meeting_costs_the_same_however_long_the_history(opened):
    _risk, address, (first, sent), second = opened

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert first.post(address, sent | {"title": "Min"}).status_code == 409
        return len(queries)

    second.post(address, sent_from(second.get(address)) | {"title": "Deras"})
    once = cost()
    for number in range(3):
        second.post(address, sent_from(second.get(address)) | {"title": f"Deras {number}"})
    assert cost() == once


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_the_second_is_told(programme, need):
    need("postgresql")
    risk, by = ROWS["risks"](programme), UserFactory()
    first, second = (Risk.objects.get(pk=risk.pk) for _number in range(2))
    first.title, second.title = "Först", "Sedan"

    def save(row):
        save_row(row=row, by=by, is_unseen=lambda saved: saved.title != risk.title)

    problem = both_at_once(lambda: save(first), lambda: save(second))
    assert isinstance(problem, ChangedMeanwhile)
    assert Risk.objects.get().title == "Först"


# ---------------------------------------------------------------- removed while a form is open


def test_a_row_removed_meanwhile_keeps_what_was_typed_and_can_be_put_back(opened):
    risk, address, (first, sent), _second = opened
    remove_row(row=Risk.objects.get(pk=risk.pk), by=UserFactory())
    answer = first.post(address, sent | {"title": "Min titel"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Någon annan har tagit bort det sedan du öppnade sidan" in page
    assert "Lägg tillbaka och spara" in page and sent_from(answer)["title"] == "Min titel"
    assert not Risk.objects.exists()
    # What cannot be saved is not put back either.
    assert first.post(address, sent | {"title": "", "restore": "1"}).status_code == 422
    assert not Risk.objects.exists()
    again = sent_from(answer) | {"restore": "1"}
    assert first.post(address, again).status_code == 302
    row = Risk.objects.get()
    assert (row.pk, row.title) == (risk.pk, "Min titel")
    # Made, removed, put back and changed.
    assert [one.history_type for one in row.history.order_by("history_id")] == ["+", "-", "+", "~"]


@EVERY
@pytest.mark.once
def test_the_form_of_a_removed_row_leads_to_putting_it_back(name, as_role, programme):
    entry = REGISTERS[name]
    client = as_role(roles_with(entry.edits)[-1])
    make, field, value = SENT[name]
    client.post(entry.url("create", programme), make(programme))
    row = entry.rows(programme).get()
    key, address = row.pk, entry.url("edit", programme, row.pk)
    sent = sent_from(client.get(address))
    remove_row(row=row, by=UserFactory())
    answer = client.get(address)
    assert answer.url == f"{entry.url('list', programme)}?removed={key}"
    assert "Lägg tillbaka" in client.get(answer.url).content.decode()
    answer = client.post(address, sent | {field: value})
    assert answer.status_code == 422 and "Inget är sparat" in answer.content.decode()
    assert not entry.rows(programme).exists()
    assert client.post(address, sent | {field: value, "restore": "1"}).status_code == 302
    assert getattr(entry.rows(programme).get(), field) == value


def test_a_row_that_another_has_removed_is_removed_without_a_word_of_it(opened, programme):
    risk, _address, (first, _sent), _second = opened
    remove_row(row=Risk.objects.get(pk=risk.pk), by=UserFactory())
    entry = REGISTERS["risks"]
    answer = first.post(entry.url("remove", programme, risk.pk))
    assert answer.url == f"{entry.url('list', programme)}?removed={risk.pk}"
    assert Risk.history.filter(history_type="-").count() == 1
