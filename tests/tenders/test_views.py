"""The screens of tenders: who sees them, what they tell, what they refuse."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from programmes.models import Job
from tenders import actions
from tenders.forms_out import build_answer_form
from tenders.models import RequirementResponse, Tender
from tests import factories

from .form_filler import answered

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def sign_in(client, opened, make_person):
    def sign_in(role):
        person = make_person(role, opened.programme if role else None)
        client.force_login(person)
        return client

    return sign_in


def url(opened, name, *rest):
    return reverse(f"tenders:{name}", args=[opened.programme.slug, opened.procurement.slug, *rest])


# The role of evaluator alone opens nothing: tests/evaluation/test_appointments.py.
OUTSIDE = ["reader", "author", "reviewer", "requirements_manager", "programme_lead", "evaluator"]
INSIDE = ["auditor", "procurement_officer"]
STATUS_BY_ROLE = [(None, 404), *((role, 403) for role in OUTSIDE), *((r, 200) for r in INSIDE)]


@pytest.mark.parametrize(("role", "status"), STATUS_BY_ROLE)
@pytest.mark.parametrize("name", ["tender-list", "tender-matrix"])
def test_only_those_the_law_appoints_see_tenders(sign_in, opened, name, role, status):
    response = sign_in(role).get(url(opened, name))
    assert response.status_code == status
    if status != 200:
        assert b"Nordljus" not in response.content


def test_before_the_opening_nobody_sees_names_or_number(sign_in, opened):
    opened.procurement.state, opened.procurement.opened_at = "published", None
    opened.procurement.save()
    client = sign_in("procurement_officer")
    page = client.get(url(opened, "tender-list"))
    assert page.status_code == 200
    assert "Nordljus" not in page.text
    assert "Anbuden är inte öppnade" in page.text
    assert client.get(url(opened, "tender-matrix")).status_code == 404
    assert client.get(url(opened, "tender-detail", opened.tender.pk)).status_code == 404


def test_a_tender_is_registered_with_its_supplier(sign_in, opened):
    client = sign_in("procurement_officer")
    data = {
        "name": "Fjällvård AB",
        "organisation_number": "5560160680",
        "lots": [opened.first.pk],
        "received_at": "2026-01-15T11:30",
    }
    response = client.post(url(opened, "tender-create"), data)
    tender = Tender.objects.get(operator__name="Fjällvård AB")
    assert response.url == url(opened, "tender-detail", tender.pk)
    assert tender.operator.organisation_number == "556016-0680"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"name": "nordljus ab"}, "har redan ett anbud"),
        ({"organisation_number": "556016-0681"}, "stämmer inte"),
        ({"received_at": "2999-01-01T10:00"}, "framtiden"),
        ({"lots": ["999999"]}, "giltigt"),
    ],
)
def test_bad_input_keeps_what_was_typed_and_stores_nothing(sign_in, opened, change, word):
    data = {"name": "Fjällvård AB", "received_at": "2026-01-15T11:30", "lots": [opened.first.pk]}
    response = sign_in("procurement_officer").post(url(opened, "tender-create"), data | change)
    assert response.status_code == 422
    assert word in response.text
    assert (data | change)["name"] in response.text
    assert Tender.objects.count() == 1


@pytest.mark.parametrize(
    ("stored", "status", "kept"), [("", 302, "556016-0680"), ("212000-0142", 422, "212000-0142")]
)
def test_a_known_suppliers_number_is_completed_never_dropped_unseen(
    sign_in, opened, stored, status, kept
):
    known = factories.OperatorFactory(
        programme=opened.programme, name="Fjällvård AB", organisation_number=stored
    )
    data = {"name": "fjällvård ab", "organisation_number": "556016-0680"}
    data |= {"lots": [opened.first.pk], "received_at": "2026-01-15T11:30"}
    response = sign_in("procurement_officer").post(url(opened, "tender-create"), data)
    assert response.status_code == status
    known.refresh_from_db()
    assert known.organisation_number == kept
    assert known.tenders.count() == (status == 302)
    assert (status == 302) or "med organisationsnumret 212000-0142" in response.text


def test_a_form_is_read_by_a_job_and_reported(sign_in, opened):
    content = answered(build_answer_form(opened.procurement)).content()
    client = sign_in("procurement_officer")
    response = client.post(
        url(opened, "tender-upload", opened.tender.pk),
        {"kind": "answers", "file": SimpleUploadedFile("svar.xlsx", content)},
    )
    job = Job.objects.get()
    assert response.url == reverse("programmes:job-detail", args=[job.uid])
    assert job.state == "done", job.error
    assert RequirementResponse.objects.count() == 4
    assert "sparade" in client.get(job.result_url).text


def test_a_refused_form_can_be_stored_in_part(sign_in, opened):
    form = answered(build_answer_form(opened.procurement)).put("PLA-1", "Svar", "Kanske")
    client = sign_in("procurement_officer")
    client.post(
        url(opened, "tender-upload", opened.tender.pk),
        {"kind": "answers", "file": SimpleUploadedFile("svar.xlsx", form.content())},
    )
    report = client.get(Job.objects.get().result_url)
    assert "”Kanske” är inte ett giltigt svar" in report.text
    assert not RequirementResponse.objects.exists()
    client.post(Job.objects.get().result_url)
    assert RequirementResponse.objects.count() == 3


def test_a_file_that_is_no_workbook_is_refused(sign_in, opened):
    response = sign_in("procurement_officer").post(
        url(opened, "tender-upload", opened.tender.pk),
        {"kind": "answers", "file": SimpleUploadedFile("svar.pdf", b"%PDF")},
    )
    assert response.status_code == 422
    assert not Job.objects.exists()


def test_a_renamed_text_file_fails_with_words(sign_in, opened):
    sign_in("procurement_officer").post(
        url(opened, "tender-upload", opened.tender.pk),
        {"kind": "answers", "file": SimpleUploadedFile("svar.xlsx", b"hej")},
    )
    assert Job.objects.get().state == "failed"
    assert Job.objects.get().error
    assert not RequirementResponse.objects.exists()


def test_a_form_that_could_not_be_read_leads_back_to_its_tender(sign_in, opened):
    client = sign_in("procurement_officer")
    address = url(opened, "tender-detail", opened.tender.pk)
    client.post(
        url(opened, "tender-upload", opened.tender.pk),
        {"kind": "answers", "file": SimpleUploadedFile("svar.xlsx", b"bara text")},
    )
    job = Job.objects.get()
    page = client.get(reverse("programmes:job-detail", args=[job.uid])).text
    assert job.state == "failed"
    assert f'href="{address}">Tillbaka och försök igen' in page


def test_another_procurements_tender_is_not_found(sign_in, opened):
    foreign = factories.TenderFactory()
    client = sign_in("procurement_officer")
    assert client.get(url(opened, "tender-detail", foreign.pk)).status_code == 404
    assert client.post(url(opened, "tender-withdraw", foreign.pk)).status_code == 404


def test_a_withdrawn_tender_leaves_the_matrix(sign_in, opened):
    client = sign_in("procurement_officer")
    client.post(url(opened, "tender-withdraw", opened.tender.pk), {"reason": "Leverantörens brev."})
    opened.tender.refresh_from_db()
    assert opened.tender.status == "withdrawn"
    assert opened.tender.history.first().history_change_reason == "Leverantörens brev."
    client.get(url(opened, "tender-list"))  # shows the message that names the supplier
    assert "Nordljus" not in client.get(url(opened, "tender-matrix")).text


def test_withdrawing_needs_a_reason(sign_in, opened):
    sign_in("procurement_officer").post(url(opened, "tender-withdraw", opened.tender.pk))
    opened.tender.refresh_from_db()
    assert opened.tender.status == "received"


def test_the_matrix_tells_met_not_met_and_missing_apart(sign_in, opened):
    for item, answer in ((opened.common, "yes"), (opened.own, "no"), (opened.wish, "JSON")):
        factories.ResponseFactory(tender=opened.tender, item=item, answer=answer)
    text = sign_in("auditor").get(url(opened, "tender-matrix")).text
    assert text.count("verdict__mark--not-met") == 1
    assert text.count("verdict__mark--missing") == 1
    assert text.count("verdict__mark--met") == 2
    narrowed = sign_in("auditor").get(url(opened, "tender-matrix"), {"problems": "on"}).text
    assert "PLA-1" in narrowed
    assert "PLA-2" in narrowed
    assert "ALL-1" not in narrowed


@pytest.mark.parametrize("extra", [0, 30])
def test_the_matrix_costs_the_same_whatever_its_size(
    sign_in, opened, django_assert_num_queries, extra
):
    for _number in range(extra):
        item = factories.make_item(opened.procurement)
        factories.ResponseFactory(tender=opened.tender, item=item)
    client = sign_in("auditor")
    with django_assert_num_queries(MATRIX_QUERIES):
        client.get(url(opened, "tender-matrix"))


# session, user, programme, roles, procurement, tenders, their lots, lots of the filter, count,
# items, their lots, responses, and for the frame: programmes, jobs
MATRIX_QUERIES = 14


def test_a_tender_received_earlier_can_be_registered(sign_in, opened):
    yesterday = timezone.localtime() - timedelta(days=1)
    data = {
        "name": "Fjällvård AB",
        "received_at": yesterday.strftime("%Y-%m-%dT%H:%M"),
        "lots": [opened.first.pk],
    }
    sign_in("procurement_officer").post(url(opened, "tender-create"), data)
    assert Tender.objects.count() == 2


def test_a_form_whose_job_broke_off_is_read_again(sign_in, opened):
    content = answered(build_answer_form(opened.procurement)).content()
    client = sign_in("procurement_officer")
    client.post(
        url(opened, "tender-upload", opened.tender.pk),
        {"kind": "answers", "file": SimpleUploadedFile("svar.xlsx", content)},
    )
    RequirementResponse.objects.all().delete()
    Job.objects.update(state="failed", result={}, result_url="")
    broken = Job.objects.get()
    again = reverse("programmes:job-again", args=[broken.uid])
    membership = opened.programme.memberships.get(user=broken.started_by)
    membership.role = "reader"
    membership.save()
    assert client.post(again).status_code == 403, "the role is asked for anew"
    assert Job.objects.count() == 1
    membership.role = "procurement_officer"
    membership.save()
    response = client.post(again)
    job = Job.objects.exclude(pk=broken.pk).get()
    assert response.url == reverse("programmes:job-detail", args=[job.uid])
    assert (job.state, job.title, job.input_name) == ("done", broken.title, "svar.xlsx")
    assert RequirementResponse.objects.count() == 4


LATE = "Det läses inte in och utvärderas inte"


@pytest.fixture
def deadline(opened):
    """Tenders were due at noon on the 15th of January."""
    noon = timezone.make_aware(datetime(2026, 1, 15, 12))
    opened.procurement.tender_deadline_at = noon
    opened.procurement.save()
    return noon


@pytest.mark.parametrize(
    ("received", "status"),
    [("2026-01-15T12:00", "received"), ("2026-01-15T12:01", "late")],
    ids=["in time", "a minute late"],
)
def test_a_late_tender_is_kept_on_record_and_told(sign_in, opened, deadline, received, status):
    client = sign_in("procurement_officer")
    data = {"name": "Fjällvård AB", "received_at": received, "lots": [opened.first.pk]}
    page = client.post(url(opened, "tender-create"), data, follow=True)
    tender = Tender.objects.get(operator__name="Fjällvård AB")
    assert tender.status == status
    assert (LATE in page.text) == (status == "late")
    matrix = client.get(url(opened, "tender-matrix")).text
    assert ("Fjällvård AB" in matrix) == (status == "received")


def test_a_late_tenders_forms_are_not_read(sign_in, opened, deadline):
    actions.correct_tender(
        tender=opened.tender,
        received_at=deadline + timedelta(days=1),
        lots=[opened.first],
        by=None,
        reason="Fel dag",
    )
    content = answered(build_answer_form(opened.procurement)).content()
    with pytest.raises(actions.TenderProblem, match="efter sista anbudsdag"):
        actions.import_answers(tender=opened.tender, content=content, file_name="s.xlsx", by=None)
    assert RequirementResponse.objects.count() == 0


def test_a_tender_written_down_wrong_is_put_right(sign_in, opened, deadline):
    client = sign_in("procurement_officer")
    address = url(opened, "tender-edit", opened.tender.pk)
    assert client.get(address).status_code == 200
    data = {"lots": [opened.second.pk], "received_at": "2026-01-15T11:30", "reason": "Fel del"}
    assert client.post(address, data).url == url(opened, "tender-detail", opened.tender.pk)
    opened.tender.refresh_from_db()
    assert list(opened.tender.lots.all()) == [opened.second]
    assert opened.tender.status == "received"
    assert opened.tender.received_at == deadline - timedelta(minutes=30)
    assert "Fel del" in opened.tender.history.values_list("history_change_reason", flat=True)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"reason": ""}, {}),
        ({"lots": []}, {}),
        ({"received_at": "2999-01-01T10:00"}, {}),
        ({}, {"frozen_at": "2026-02-01T12:00Z"}),
        ({}, {"status": "withdrawn"}),
    ],
    ids=["no reason", "no lot", "in the future", "scores locked", "withdrawn"],
)
def test_a_correction_that_is_refused_changes_nothing(sign_in, opened, change, state):
    Tender.objects.filter(pk=opened.tender.pk).update(**state)
    before = Tender.objects.values().get()
    data = {"lots": [opened.second.pk], "received_at": "2026-01-15T11:30", "reason": "Fel"}
    response = sign_in("procurement_officer").post(
        url(opened, "tender-edit", opened.tender.pk), data | change
    )
    assert response.status_code == 422
    assert Tender.objects.values().get() == before
    assert list(opened.tender.lots.all()) == [opened.first]
