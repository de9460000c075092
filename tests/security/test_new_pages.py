"""What a role lets one send to needs, the timeline and the map: it is answered."""

import csv
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from common.word import WordDocument
from programmes.actions import replan
from programmes.models import Goal, Job, Replanning
from requirements_catalog.actions.needs import NeedRefused, change_needs, undo_need_change
from requirements_catalog.choices import NeedChangeKind
from requirements_catalog.models import Need
from tests.factories import (
    GoalFactory,
    MilestoneFactory,
    ModuleFactory,
    NeedFactory,
    ProcurementFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(name, args=["prov", *args])


# ---------------------------------------------------------------- days at the ends of time


def test_a_day_that_nobody_lives_to_see_does_not_end_the_timeline(programme, as_role):
    """One mistyped year was a fault of the server for everybody who opened the timeline."""
    MilestoneFactory(programme=programme, title="Alltings slut", planned_on=date(9999, 12, 31))
    MilestoneFactory(programme=programme, title="Början", planned_on=date(1, 1, 1))
    moved = MilestoneFactory(programme=programme, title="Flyttad", planned_on=date(2027, 1, 1))
    ProcurementFactory(programme=programme, tender_valid_until=date(9999, 12, 31))
    replan(
        model=Replanning,
        planned=moved,
        planned_after=date(2028, 1, 1),
        decided_by_body="Nämnden",
        decided_on=date(1, 1, 1),
        reason="Skäl.",
        by=UserFactory(),
    )
    client = as_role("reader")
    asked = ["", "?zoom=year&from=9999", "?zoom=years&from=0001", "?plan=9999-12-31", "?zoom=1e9"]
    for query in asked:
        answer = client.get(address("steering:timeline") + query)
        assert answer.status_code == 200
        assert "Alltings slut" in answer.content.decode()
    asked = answer.context["shown"].asked
    assert (asked.start, asked.end) == (1990, 2101)
    assert client.get(address("steering:timeline-pdf")).status_code == 200


def test_two_who_move_a_milestone_to_the_same_day_get_an_answer(programme, as_role, monkeypatch):
    row = MilestoneFactory(programme=programme, planned_on=date(2027, 1, 1))
    values = {
        "planned_after": "2028-01-01",
        "decided_by_body": "Nämnden",
        "decided_on": "2026-01-01",
        "reason": "Skäl.",
    }
    form = "programmes.forms_registers.ReplanningForm.clean_planned_after"
    # The other one was quicker: what the form has looked at is no longer so.
    monkeypatch.setattr(form, lambda self: self.cleaned_data["planned_after"])
    type(row).objects.filter(pk=row.pk).update(planned_on=date(2028, 1, 1))
    answer = as_role("programme_lead").post(address("programmes:milestone-replan", row.pk), values)
    assert answer.status_code == 422
    assert not Replanning.objects.exists()


# ---------------------------------------------------------------- needs


@pytest.mark.parametrize(
    "text",
    ['"' + "x" * (csv.field_size_limit() + 1), "a\rb", '"', "\x00", "a\tb\x00\tc", "\t" * 9999],
)
def test_pasted_rows_that_no_table_has_are_answered(programme, as_role, text):
    client = as_role("requirements_manager")
    page = address("requirements_catalog:need-capture")
    client.post(page, {"occasion": "1", "kind": "workshop", "name": "Akuten"})
    answer = client.post(address("requirements_catalog:need-paste"), {"text": text, "save": "1"})
    assert answer.status_code == 422
    assert not Need.objects.exists()


@pytest.mark.parametrize("head", ["Rubrik;Perspektiv;Dimension", "Rub\x00rik;Perspektiv;Dimension"])
def test_a_file_of_needs_with_a_sign_that_no_database_holds(programme, as_role, head):
    client = as_role("requirements_manager")
    content = f"{head};An\x00nat\nSe\x00 listan;personal;information;x\n".encode()
    page = address("requirements_catalog:need-import")
    answer = client.post(page, {"file": SimpleUploadedFile("behov.csv", content)})
    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        columns = client.get(answer.url)
        assert columns.status_code == 200
        preview = answer.url.replace("columns/", "")
        page = client.get(preview, follow=True)
        assert page.status_code == 200
        if "report" in page.context:
            seen = page.context["report"].digest
            answer = client.post(preview, {"seen": seen, "apply_rest": "yes"})
            assert answer.status_code in (302, 422)


def test_an_address_alone_chooses_no_header_row(programme, as_role):
    """A link that somebody sends must not change an import that another has begun."""
    client = as_role("requirements_manager")
    content = b"Rubrik;Perspektiv;Dimension\nSe listan;personal;information\nSe mer;personal;x\n"
    page = address("requirements_catalog:need-import")
    columns = client.post(page, {"file": SimpleUploadedFile("behov.csv", content)}).url
    asked = {"sheet": Job.objects.get().parameters["mapping"]["sheet"], "header_row": "2"}
    assert client.get(columns, asked).status_code == 200
    assert Job.objects.get().parameters["mapping"]["header_row"] == 1
    assert client.post(columns, asked).status_code == 302
    assert Job.objects.get().parameters["mapping"]["header_row"] == 2
    assert client.post(columns, asked | {"header_row": "²"}).status_code == 302


def test_a_change_of_needs_that_named_a_goal_which_is_gone_stays(programme):
    """It was a fault of the server: only what is changed since was looked for."""
    by = UserFactory()
    old, new = GoalFactory(programme=programme), GoalFactory(programme=programme)
    need = NeedFactory(programme=programme)
    need.goals.add(old)
    change = change_needs(
        programme=programme,
        kind=NeedChangeKind.IMPORT,
        label="Import",
        by=by,
        changes={need.pk: {"goals": [new.pk]}},
    )
    Goal.objects.filter(pk=old.pk).delete()
    with pytest.raises(NeedRefused, match="finns inte längre"):
        undo_need_change(change=change, by=by)
    assert list(need.goals.all()) == [new]


@pytest.mark.parametrize("codes", ["\x00", "A\x00B", ", ".join(f"K{n}" for n in range(501))])
def test_codes_that_no_requirement_has_are_told(programme, as_role, codes):
    values = {"code": "P1", "title": "T", "text": "t", "position": "1", "requirements": codes}
    answer = as_role("programme_lead").post(
        address("programmes:register-create", "principles"), values
    )
    assert answer.status_code == (302 if codes == "\x00" else 422)


# ---------------------------------------------------------------- packaging


# ---------------------------------------------------------------- files


def test_signs_that_no_document_holds_are_left_out_of_word():
    document = WordDocument(
        title="T\x01" + "x" * 300, author="A\x02", language="sv", at=timezone.now()
    )
    document.contents("Inne\x03håll")
    document.heading("\x01")
    document.paragraph("p\x0bq")
    document.table(["a\x01"], [["b\x1f"]], widths=[1])
    assert document.content().startswith(b"PK")


def test_the_map_is_asked_for_with_a_sign_that_no_database_holds(programme, as_role):
    ModuleFactory(programme=programme)
    url = address("target_architecture:landscape-export")
    answer = as_role("reader").post(f"{url}?year=%00&colour=a%00b", {"format": "pdf"})
    assert answer.status_code == 302
    assert Job.objects.get().parameters["asked"]["colour"] == "ab"
