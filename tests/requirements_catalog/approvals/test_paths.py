"""One person alone gets nothing approved, whichever way it is tried; two do; a change undoes it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from requirements_catalog.actions.requirements import create_requirement, edit_requirement
from requirements_catalog.actions.structure import restore_requirement, withdraw_requirement
from requirements_catalog.actions.undo import undo
from requirements_catalog.grid.news import newest_record
from requirements_catalog.models import Approval, Requirement
from tests.factories import ModuleFactory, RequirementFactory
from tests.requirements_catalog.approval import approve as approve_preview
from tests.requirements_catalog.bulk_steps import chosen, url
from tests.requirements_catalog.grid_calls import save, send
from tests.requirements_catalog.two_people import (
    FIRST,
    OWN,
    ROLE,
    approve,
    client_of,
    is_founded,
    seen,
    set_cells,
    status_of,
)

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- the page


def page(name, row):
    return reverse(f"requirements_catalog:requirement-{name}", args=["prov", row.pk])


def form_of(row, **changes):
    from requirements_catalog.actions.requirements import revision_of

    values = {
        "code": row.code, "title": row.title, "kind": row.kind, "text": row.text, "motive": "",
        "verification": "", "answer_format": "", "answer_choices": "", "phase": "",
        "status": row.status, "owner": "", "standard_reference": "", "law_reference": "",
        "reason": "", "revision": revision_of(row),
    }  # fmt: skip
    return values | changes


def test_on_the_page_one_cannot_and_two_can(row, anna, bo):
    annas, bos = client_of(anna), client_of(bo)
    assert "Skicka på granskning" in annas.get(page("detail", row)).content.decode()
    annas.post(page("send", row))
    assert status_of(row) == "in_review"
    shown = annas.get(page("detail", row))
    assert OWN in shown.content.decode()
    assert page("approve", row) not in shown.content.decode()
    told = annas.post(page("approve", row), {"seen": shown.context["standing"].seen}, follow=True)
    assert OWN in told.content.decode()
    assert status_of(row) == "in_review"
    bos_page = bos.get(page("detail", row))
    told = bos.post(page("approve", row), {"seen": bos_page.context["standing"].seen}, follow=True)
    assert "Kravet är godkänt." in told.content.decode()
    assert "Godkänt av Bo" in told.content.decode()
    assert (
        "<strong>Godkändes</strong> av Bo"
        in bos.get(page("detail", row) + "?tab=history").content.decode()
    )
    assert is_founded(row)


def test_the_page_approves_what_was_seen(reviewed, anna, bo):
    old = seen(reviewed)[reviewed.pk]
    edit_requirement(requirement=reviewed, by=anna, text="Ett helt annat krav.")
    for sent in (old, "", "x" * 64):
        told = client_of(bo).post(page("approve", reviewed), {"seen": sent}, follow=True)
        assert "Texten har ändrats sedan du läste den." in told.content.decode()
    assert (status_of(reviewed), Approval.objects.count()) == ("in_review", 0)


def test_a_reviewer_approves_and_sends_back_without_editing(reviewed, make_person, programme):
    client = client_of(make_person("reviewer", programme, "Vera"))
    assert client.get(page("edit", reviewed)).status_code == 403
    answer = client.post(page("send-back", reviewed), {"reason": " "})
    assert answer.status_code == 422
    assert status_of(reviewed) == "in_review"
    client.post(page("send-back", reviewed), {"reason": "Mät i sekunder"})
    assert status_of(reviewed) == "draft"
    newest = reviewed.history.first()
    assert (newest.history_change_reason, str(newest.history_user)) == ("Mät i sekunder", "Vera")
    assert client.post(page("send", reviewed)).status_code == 403
    Requirement.objects.update(status="in_review")
    client.post(page("approve", reviewed), {"seen": seen(reviewed)[reviewed.pk]})
    assert is_founded(reviewed)


def test_an_author_does_not_approve(reviewed, make_person, programme):
    client = client_of(make_person("author", programme))
    sent = {"seen": seen(reviewed)[reviewed.pk]}
    assert client.post(page("approve", reviewed), sent).status_code == 403
    assert ROLE in client.get(page("detail", reviewed)).content.decode()
    assert status_of(reviewed) == "in_review"


def test_in_the_form_one_cannot_and_two_can(row, anna, bo):
    annas = client_of(anna)
    answer = annas.post(page("edit", row), form_of(row, status="approved"))
    assert (answer.status_code, FIRST in answer.content.decode()) == (422, True)
    annas.post(page("edit", row), form_of(row, status="in_review"))
    row.refresh_from_db()
    answer = annas.post(page("edit", row), form_of(row, status="approved"))
    assert (answer.status_code, OWN in answer.content.decode()) == (422, True)
    # Bo may not change the text and approve it in one step either.
    bos = client_of(bo)
    answer = bos.post(page("edit", row), form_of(row, status="approved", text="Bos."))
    assert (answer.status_code, "Texten ändras i samma steg" in answer.content.decode()) == (
        422, True,
    )  # fmt: skip
    assert (status_of(row), Approval.objects.count()) == ("in_review", 0)
    bos.post(page("edit", row), form_of(row, status="approved"))
    assert is_founded(row)


def test_a_new_requirement_is_never_approved(catalogue, anna, bo):
    for by in (anna, bo, None):
        with pytest.raises(ValidationError, match=FIRST[:20]):
            create_requirement(
                catalogue=catalogue, by=by, text="Ny.", kind="mandatory", status="approved"
            )
    assert not catalogue.requirements.exists()


def test_a_change_in_the_form_makes_the_approval_fall(approved, anna, programme):
    client_of(anna).post(page("edit", approved), form_of(approved, text="Inom 3 sekunder."))
    assert status_of(approved) == "draft"
    told = client_of(anna).get(page("detail", approved)).content.decode()
    assert "Godkändes senast av Bo" in told
    undo(catalogue=approved.catalogue, by=anna)
    assert is_founded(approved)
    edit_requirement(requirement=approved, by=anna, modules=[ModuleFactory(programme=programme)])
    assert status_of(approved) == "draft"


def test_the_reviewer_sees_what_has_changed_since_the_approval(approved, anna, bo):
    """From the newest approval to now, whatever has been written before and between."""
    set_cells(approved, anna, title="Tid till svar")
    set_cells(approved, anna, text="Systemet ska svara inom 3 sekunder.")
    set_cells(approved, anna, status="in_review")
    client = client_of(bo)
    told = client.get(page("detail", approved)).text
    address = page("detail", approved) + "?tab=history&from=approved&to=now"
    assert address.replace("&", "&amp;") in told
    comparison = client.get(address).context["comparison"]
    assert {field.label for field in comparison.fields} == {"Rubrik", "Kravtext", "Status"}
    text = next(field for field in comparison.fields if field.label == "Rubrik")
    assert [piece.text for piece in text.pieces if piece.kind == "removed"] == ["Svarstid"]
    assert approve(approved, by=bo) == []
    # Nothing has changed since.
    assert client.get(address).context["comparison"].fields == []


def test_a_row_that_was_withdrawn_and_restored_has_the_text_that_was_approved(approved, anna, bo):
    withdraw_requirement(requirement=approved, by=anna, reason="Utgår")
    restore_requirement(requirement=approved, by=anna)
    told = client_of(bo).get(page("detail", approved)).text
    assert "Texten är densamma, men kravet har blivit utkast sedan dess" in told
    assert "Texten har ändrats sedan dess" not in told and "from=approved" not in told
    edit_requirement(requirement=approved, by=anna, text="Ny.")
    assert "Texten har ändrats sedan dess" in client_of(bo).get(page("detail", approved)).text


def test_there_is_nothing_to_compare_with_before_the_first_approval(reviewed, bo):
    answer = client_of(bo).get(page("detail", reviewed) + "?tab=history&from=approved&to=now")
    assert (answer.status_code, answer.context["comparison"]) == (200, None)


def test_owner_and_place_leave_the_approval(approved, anna):
    edit_requirement(requirement=approved, by=anna, owner=anna)
    assert set_cells(approved, anna, assignee=anna.pk) == []
    assert is_founded(approved)


def test_a_changed_and_sent_text_goes_to_review_in_one_step(approved, anna):
    edit_requirement(requirement=approved, by=anna, text="Ny.", status="in_review")
    assert status_of(approved) == "in_review"
    # But the same text does not: it is approved.
    assert approve(approved, by=anna) == [OWN]


def test_an_earlier_wording_brought_back_is_a_draft(approved, anna, bo):
    first = approved.history.order_by("history_id").first().history_id
    set_cells(approved, anna, text="Ny lydelse.")
    set_cells(approved, anna, status="in_review")
    assert approve(approved, by=bo) == []
    client = client_of(bo)
    address = reverse("requirements_catalog:requirement-revert", args=["prov", approved.pk, first])
    revision = client.get(address).context["form"]["revision"].value()
    client.post(address, {"reason": "Som förut", "revision": revision})
    approved.refresh_from_db()
    assert (approved.text[:14], approved.status) == ("Systemet ska s", "draft")
    set_cells(approved, bo, status="in_review")
    assert approve(approved, by=bo) == [OWN]
    assert approve(approved, by=anna) == []


# ---------------------------------------------------------------- grid, paste, cells


def problems_of(answer):
    return [problem["message"] for problem in answer["problems"]]


@pytest.mark.parametrize("action", ["edit", "paste"])
def test_in_the_grid_one_cannot_and_two_can(row, anna, bo, action):
    def write(user, status, before):
        since = newest_record(row.catalogue)
        cells = [[row.pk, "status", status, before]]
        return send(client_of(user), "-save", {"action": action, "cells": cells, "since": since})

    assert FIRST in problems_of(write(anna, "godkänt", "draft"))[0]
    assert problems_of(write(anna, "på granskning", "draft")) == []
    assert problems_of(write(anna, "godkänt", "in_review")) == [OWN]
    assert status_of(row) == "in_review"
    assert problems_of(write(bo, "godkänt", "in_review")) == []
    assert is_founded(row)


def test_the_grid_approves_what_it_has_shown(reviewed, anna, bo):
    since = newest_record(reviewed.catalogue)
    set_cells(reviewed, anna, text="Osett.")
    for more in ({"since": since}, {}):
        cells = [[reviewed.pk, "status", "godkänt", "in_review"]]
        answer = send(client_of(bo), "-save", {"action": "edit", "cells": cells, **more})
        assert "Texten har ändrats" in problems_of(answer)[0]
    assert status_of(reviewed) == "in_review"
    send(client_of(bo), "-save", {"action": "edit", "cells": [], "since": "nyss"}, status=400)


def test_a_text_and_its_approval_in_one_paste_keeps_the_text_only(reviewed, bo):
    assert "i samma steg" in set_cells(reviewed, bo, status="approved", text="Bos.")[0]
    reviewed.refresh_from_db()
    assert (reviewed.text, reviewed.status) == ("Bos.", "in_review")
    assert set_cells(reviewed, bo, status="approved") == [OWN]


def test_a_pasted_row_says_what_stands_when_its_approval_falls(approved, anna):
    """A row that is copied whole, with its status, and pasted with another text."""
    cells = [
        [approved.pk, "title", "Annan rubrik", "Svarstid"],
        [approved.pk, "status", "godkänt", "approved"],
    ]
    since = newest_record(approved.catalogue)
    sent = {"action": "paste", "cells": cells, "since": since, "reason": "Nytt namn"}
    said = send(client_of(anna), "-save", sent)
    assert said["problems"] == []
    assert [cell[1:] for cell in said["cells"]] == [
        ["title", "Annan rubrik", "Annan rubrik"], ["status", "utkast", "draft"],
    ]  # fmt: skip
    assert (said["fallen"], status_of(approved)) == (1, "draft")


def test_a_status_that_is_asked_for_is_not_told_as_fallen(approved, anna):
    said = save(client_of(anna), [approved.pk, "status", "utkast", "approved"])
    assert (said["fallen"], status_of(approved)) == (0, "draft")


def test_a_change_in_the_grid_makes_the_approval_fall_and_tells(approved, anna):
    answer = save(client_of(anna), [approved.pk, "motive", "Lagen.", ""])
    assert answer["cells"] == [
        [approved.pk, "motive", "Lagen.", "Lagen."], [approved.pk, "status", "utkast", "draft"],
    ]  # fmt: skip
    assert status_of(approved) == "draft"
    answer = send(client_of(anna), "-undo", {})
    assert answer["problems"] == []
    assert is_founded(approved)
    send(client_of(anna), "-redo", {})
    assert status_of(approved) == "draft"


def test_nothing_more_is_asked_where_nothing_is_approved(row, anna):
    """The writing of one cell, counted where a row is a draft and where it is approved."""

    def cost(**values):
        with CaptureQueriesContext(connection) as queries:
            assert set_cells(row, anna, **values) == []
        return len(queries)

    plain = cost(motive="Ett.")
    Requirement.objects.update(status="approved")
    assert cost(motive="Två.") == plain
    assert status_of(row) == "draft"


# ---------------------------------------------------------------- bulk


def test_in_bulk_one_cannot_and_two_can(reviewed, catalogue, anna, bo):
    bos_own = create_requirement(
        catalogue=catalogue, by=bo, code="B-1", text="Bos krav.", kind="mandatory"
    )
    draft = create_requirement(
        catalogue=catalogue, by=anna, code="A-2", text="Utkast.", kind="mandatory"
    )
    set_cells(bos_own, bo, status="in_review")
    rows, client = [reviewed, bos_own, draft], client_of(bo)
    job = chosen(client, rows, {}, "?act=approve")
    shown = client.get(url("preview", job) + "?outcome=refused").content.decode()
    assert OWN in shown
    assert FIRST in shown
    assert "Systemet ska svara inom 2 sekunder." in client.get(url("preview", job)).content.decode()
    approve_preview(client, url("preview", job), {"reason": "Genomgånget"})
    assert [status_of(one) for one in rows] == ["approved", "in_review", "draft"]
    approval = Approval.objects.get()
    assert (approval.approved_by, approval.reason) == (bo, "Genomgånget")
    assert is_founded(reviewed)
    assert reviewed.history.first().history_change_reason == "Genomgånget"


def test_bulk_approves_what_the_preview_showed(reviewed, anna, bo):
    client = client_of(bo)
    job = chosen(client, [reviewed], {}, "?act=approve")
    page_seen = client.get(url("preview", job)).context["seen"]
    set_cells(reviewed, anna, text="Osett.")
    answer = client.post(url("preview", job), {"reason": "Ja", "seen": page_seen})
    assert answer.status_code == 409
    assert (status_of(reviewed), Approval.objects.count()) == ("in_review", 0)


def test_a_field_is_not_set_to_approved_in_bulk(reviewed, bo):
    client = client_of(bo)
    with pytest.raises(AssertionError, match="approved"):
        chosen(client, [reviewed], {"value": "approved"}, "?act=set&field=status")
    assert status_of(reviewed) == "in_review"


def test_a_reviewer_has_only_the_bulk_changes_of_a_reviewer(reviewed, make_person, programme):
    client = client_of(make_person("reviewer", programme))
    job = chosen(client, [reviewed], {}, "?act=approve")
    acts = client.get(url("change", job)).context["acts"]
    assert [act["url"] for act in acts] == ["?act=approve", "?act=send_back"]
    # Another act that is asked for is none of the reviewer's: the first of them is shown.
    answer = client.post(url("change", job, "?act=replace"), {"find": "a", "put": "b"})
    assert answer.status_code == 302
    job.refresh_from_db()
    assert job.parameters["change"] == {"act": "approve"}
    approve_preview(client, url("preview", job), {"reason": "Ja"})
    assert is_founded(reviewed)
    job = chosen(client, [reviewed], {}, "?act=send_back")
    approve_preview(client, url("preview", job), {"reason": "Fel"})
    assert status_of(reviewed) == "draft"


def test_an_author_approves_nothing_in_bulk(reviewed, make_person, programme, bo):
    author = make_person("author", programme)
    client = client_of(author)
    job = chosen(client, [reviewed], {"value": "delivery"}, "?act=set&field=phase")
    job.parameters["change"] = {"act": "approve"}
    job.save()
    assert client.post(url("preview", job), {"reason": "Ja"}).status_code == 403
    assert status_of(reviewed) == "in_review"


def test_approving_many_costs_as_many_queries(catalogue, anna, bo):
    def cost(count):
        rows = [
            RequirementFactory(catalogue=catalogue, status="in_review", position=n)
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as queries:
            assert approve(*rows, by=bo) == []
        assert all(is_founded(one) for one in rows[:2])
        return len(queries)

    cost(1)
    assert cost(2) == cost(30)
