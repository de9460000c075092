"""Issuing documents: numbering, immutability, permissions, jobs, the command."""

import hashlib
import io
from unittest.mock import patch

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.urls import reverse
from openpyxl import load_workbook

from common.append_only import AppendOnlyError
from common.pdf import PdfUnavailable
from procurements import documents
from procurements.choices import ItemRole
from procurements.document_registry import KINDS, DocumentKind
from procurements.documents import (
    DocumentProblem,
    build_document,
    issue_document,
    store_document,
)
from procurements.models import Procurement, ProcurementDocument
from programmes.models import Job
from programmes.roles import Permission
from tests.factories import ProcurementFactory
from tests.procurements.document_sample import make_procurement

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def procurement(programme):
    return make_procurement(programme)


@pytest.fixture
def note_kind():
    """A kind of document that costs nothing to build and that only some may read."""
    kind = DocumentKind(
        "note",
        "Anteckning",
        ("pdf",),
        lambda request: f"{request.number} {request.language}".encode(),
        needs_to_read=Permission.VIEW_RESULT,
    )
    with patch.dict(KINDS, {"note": kind}):
        yield kind


def issue(procurement, **fields):
    values = {"kind": "note", "format": "pdf", "by": None} | fields
    return issue_document(procurement=procurement, **values)


def url(name, procurement, *more):
    return reverse(
        f"procurements:{name}", args=[procurement.programme.slug, procurement.slug, *more]
    )


# ---------------------------------------------------------------- storing


def test_each_issue_gets_the_next_number_and_keeps_its_digest(procurement, note_kind, make_person):
    officer = make_person("procurement_officer", procurement.programme)
    first = issue(procurement, by=officer)
    second = issue(procurement, by=officer, language="en")
    assert (first.number, second.number) == (1, 2)
    assert first.file.read() == b"1 sv"
    assert first.sha256 == hashlib.sha256(b"1 sv").hexdigest()
    assert second.file_name == "re-2026-0417-anteckning-2.pdf"
    assert (second.size, second.language, second.issued_by) == (4, "en", officer)


def test_numbers_run_by_kind_format_and_procurement(procurement, note_kind):
    other = ProcurementFactory(programme=procurement.programme)
    issue(procurement)
    assert issue(other).number == 1


def test_an_issued_document_cannot_be_changed(procurement, note_kind):
    document = issue(procurement)
    document.sha256 = "0" * 64
    with pytest.raises(AppendOnlyError):
        document.save()
    assert ProcurementDocument.objects.get().sha256 != "0" * 64


def test_a_file_whose_row_was_not_stored_goes_again(procurement, note_kind, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise DatabaseError

    written = []
    monkeypatch.setattr(ProcurementDocument, "save", refuse)
    storage = ProcurementDocument._meta.get_field("file").storage
    save = storage.save
    monkeypatch.setattr(
        storage,
        "save",
        lambda *args, **kwargs: written.append(save(*args, **kwargs)) or written[-1],
    )
    with pytest.raises(DatabaseError):
        issue(procurement)
    [name] = written
    assert not storage.exists(name) and not ProcurementDocument.objects.exists()


def test_a_number_taken_meanwhile_is_not_used_twice(procurement, note_kind):
    slow = build_document(procurement=procurement, kind="note", format="pdf", by=None)
    issue(procurement)
    document = store_document(built=slow)
    assert document.number == 2
    assert document.file.read() == b"2 sv"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "letter"}, "letter"),
        ({"format": "xlsx"}, "xlsx"),
        ({"language": "fi"}, "fi"),
    ],
)
def test_what_does_not_exist_is_refused_by_name(procurement, note_kind, fields, words):
    with pytest.raises(DocumentProblem, match=words):
        issue(procurement, **fields)
    assert not ProcurementDocument.objects.exists()


def test_a_package_without_requirements_has_no_document(programme):
    empty = ProcurementFactory(programme=programme)
    for kind in ("rfi", "procurement-documents"):
        with pytest.raises(DocumentProblem, match="inga krav"):
            issue(empty, kind=kind)
    assert not ProcurementDocument.objects.exists()


def test_a_machine_without_pango_says_what_to_install(procurement):
    missing = PdfUnavailable("apt-get install -y libpango-1.0-0")
    with (
        patch("common.pdf.load_weasyprint", side_effect=missing),
        pytest.raises(DocumentProblem, match="apt-get install"),
    ):
        issue(procurement, kind="rfi")
    assert not ProcurementDocument.objects.exists()


# ---------------------------------------------------------------- what stands in them


def test_the_specification_workbook_holds_every_row_as_text(procurement):
    item = procurement.items.exclude(role=ItemRole.HEADING).in_order().first()
    item.version.content["title"] = "=HYPERLINK(1)"
    type(item.version)._base_manager.filter(pk=item.version_id).update(content=item.version.content)
    document = issue(procurement, kind="procurement-documents", format="xlsx")
    sheet = load_workbook(io.BytesIO(document.file.read())).active
    assert sheet.max_row == 1 + 2 + 2 * 4
    assert [cell.value for cell in sheet[2]][:3] == [None, None, "Område 1"]
    assert [sheet["A3"].value, sheet["B3"].value] == ["INT-0101", "bör-krav"]
    assert (sheet["C3"].value, sheet["C3"].data_type) == ("=HYPERLINK(1)", "s")


def test_the_workbook_is_the_same_bytes_twice(procurement):
    built = build_document(
        procurement=procurement, kind="procurement-documents", format="xlsx", by=None
    )
    again = KINDS["procurement-documents"].build(built.request)
    assert again == built.content


def test_the_pdf_carries_the_requirements_as_data(procurement, need):
    need("pango")
    document = issue(procurement, kind="rfi")
    with pikepdf.open(io.BytesIO(document.file.read())) as pdf:
        data = pdf.attachments["krav.json"].get_file().read_bytes()
        assert str(pdf.docinfo["/Title"]).startswith("Informationsförfrågan (RFI) – Plattformar")
    assert data.count(b'"code":"INT-') == 8


# ---------------------------------------------------------------- in the browser


def test_the_officer_issues_and_fetches(procurement, as_role, note_kind):
    officer = as_role("procurement_officer")
    page = officer.get(url("document-list", procurement))
    assert "Inga dokument är utfärdade än" in page.content.decode()
    choice = {"kind": "note", "format": "pdf", "language": "sv"}
    response = officer.post(url("document-issue", procurement), choice)
    job = Job.objects.get()
    assert response["Location"] == reverse("programmes:job-detail", args=[job.uid])
    assert (job.state, job.result_url) == ("done", url("document-list", procurement))
    document = ProcurementDocument.objects.get()
    assert document.issued_by == officer.user
    fetched = officer.get(url("document-download", procurement, document.pk))
    assert b"".join(fetched.streaming_content) == b"1 sv"
    assert fetched["Content-Type"] == "application/pdf"
    assert document.file_name in fetched["Content-Disposition"]


def test_a_failed_job_tells_why(programme, as_role):
    empty = ProcurementFactory(programme=programme)
    officer = as_role("procurement_officer")
    officer.post(url("document-issue", empty), {"kind": "rfi", "format": "pdf", "language": "sv"})
    job = Job.objects.get()
    assert job.state == "failed"
    assert "inga krav" in job.error
    assert not ProcurementDocument.objects.exists()


@pytest.mark.parametrize("role", ["reader", "author", "reviewer", "evaluator", "auditor"])
def test_other_roles_cannot_issue(procurement, as_role, note_kind, role):
    client = as_role(role)
    choice = {"kind": "note", "format": "pdf", "language": "sv"}
    assert client.post(url("document-issue", procurement), choice).status_code == 403
    assert "Utfärda PDF" not in client.get(url("document-list", procurement)).content.decode()
    assert not Job.objects.exists()
    assert not ProcurementDocument.objects.exists()


def test_strangers_find_nothing(procurement, as_role, note_kind):
    document = issue(procurement)
    stranger = as_role(None)
    choice = {"kind": "note", "format": "pdf", "language": "sv"}
    assert stranger.get(url("document-list", procurement)).status_code == 404
    assert stranger.get(url("document-download", procurement, document.pk)).status_code == 404
    assert stranger.post(url("document-issue", procurement), choice).status_code == 404
    assert not Job.objects.exists()


def test_a_document_is_hidden_from_those_who_may_not_read_its_kind(procurement, as_role, note_kind):
    document = issue(procurement)
    reader, auditor = as_role("reader"), as_role("auditor")
    assert document.sha256 not in reader.get(url("document-list", procurement)).content.decode()
    assert reader.get(url("document-download", procurement, document.pk)).status_code == 403
    assert document.sha256 in auditor.get(url("document-list", procurement)).content.decode()


def test_another_procurements_document_is_not_reached_through_this_one(
    procurement, as_role, note_kind
):
    other = ProcurementFactory(programme=procurement.programme)
    document = issue(other)
    officer = as_role("procurement_officer")
    assert officer.get(url("document-download", procurement, document.pk)).status_code == 404


def test_an_unknown_kind_writes_nothing(procurement, as_role):
    officer = as_role("procurement_officer")
    choice = {"kind": "letter", "format": "pdf", "language": "sv"}
    response = officer.post(url("document-issue", procurement), choice, follow=True)
    assert "letter" in response.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_with_more_rows(
    procurement, as_role, note_kind, django_assert_num_queries, rows
):
    officer = as_role("procurement_officer")
    for _number in range(rows):
        issue(procurement, by=officer.user)
    officer.get(url("document-list", procurement))
    # Eight of them are for what is told before documents are issued (reissue.py): who buys, by
    # decisions or else by roles, who has an option, the newest editions, and who is outside.
    with django_assert_num_queries(19):
        officer.get(url("document-list", procurement))


def test_the_programme_lists_the_documents_of_all_its_procurements(procurement, as_role, note_kind):
    other = ProcurementFactory(programme=procurement.programme)
    elsewhere = ProcurementFactory()
    shown, also, foreign = (issue(each) for each in (procurement, other, elsewhere))
    address = reverse("procurements:programme-documents", args=[procurement.programme.slug])
    page = as_role("auditor").get(address).content.decode()
    assert url("document-download", procurement, shown.pk) in page
    assert url("document-download", other, also.pk) in page
    assert foreign.file_name not in page
    # A reader sees the page, but no document of a kind that the role may not read.
    page = as_role("reader").get(address).content.decode()
    assert "Inga dokument är utfärdade än" in page
    assert shown.sha256 not in page
    assert as_role(None).get(address).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_programmes_list_costs_the_same_with_more_rows(
    procurement, as_role, note_kind, django_assert_num_queries, rows
):
    auditor = as_role("auditor")
    for _number in range(rows):
        issue(procurement, by=auditor.user)
    address = reverse("procurements:programme-documents", args=[procurement.programme.slug])
    auditor.get(address)
    with django_assert_num_queries(9):
        auditor.get(address)


# ---------------------------------------------------------------- from the command line


def run(*arguments):
    out = io.StringIO()
    call_command("issue_document", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_command_writes_the_stored_bytes(procurement, note_kind, tmp_path):
    target = tmp_path / "note.pdf"
    said = run(procurement.slug, "--kind", "note", "--format", "pdf", "--output", target)
    document = ProcurementDocument.objects.get()
    assert target.read_bytes() == b"1 sv"
    assert document.sha256 in said


@pytest.mark.parametrize(
    ("slug", "kind", "format", "folder"),
    [
        ("nowhere", "note", "pdf", "."),
        (None, "letter", "pdf", "."),
        (None, "note", "xlsx", "."),
        (None, "note", "pdf", "missing"),
    ],
)
def test_the_command_used_wrongly_ends_with_2(
    procurement, note_kind, tmp_path, slug, kind, format, folder
):
    target = tmp_path / folder / "note.pdf"
    with pytest.raises(CommandError) as refused:
        run(slug or procurement.slug, "--kind", kind, "--format", format, "--output", target)
    assert refused.value.returncode == 2
    assert not ProcurementDocument.objects.exists()


def test_the_command_ends_with_1_when_something_is_lacking(programme, tmp_path):
    empty = ProcurementFactory(programme=programme)
    target = tmp_path / "rfi.pdf"
    with pytest.raises(CommandError) as refused:
        run(empty.slug, "--kind", "rfi", "--format", "pdf", "--output", target)
    assert refused.value.returncode == 1
    assert not target.exists()


def test_a_document_whose_job_broke_off_is_issued_again(procurement, as_role, note_kind):
    officer = as_role("procurement_officer")
    choice = {"kind": "note", "format": "pdf", "language": "sv"}
    officer.post(url("document-issue", procurement), choice)
    Job.objects.update(state="failed", result={}, result_url="")
    broken = Job.objects.get()
    again = reverse("programmes:job-again", args=[broken.uid])
    officer.user.memberships.update(role="reader")
    assert officer.post(again).status_code == 403, "the role is asked for anew"
    assert ProcurementDocument.objects.count() == 1
    officer.user.memberships.update(role="procurement_officer")
    response = officer.post(again)
    job = Job.objects.exclude(pk=broken.pk).get()
    assert response.url == reverse("programmes:job-detail", args=[job.uid])
    assert job.state == "done"
    assert ProcurementDocument.objects.filter(kind="note", issued_by=officer.user).count() == 2


@pytest.mark.parametrize(
    ("number", "language", "name"),
    [
        ("RS 2026/0815", "sv", "rs-2026-0815-informationsforfragan-rfi-3.pdf"),
        ("RS 2026/0815", "en", "rs-2026-0815-request-for-information-rfi-3.pdf"),
        ("", "sv", "plattformar-informationsforfragan-rfi-3.pdf"),
    ],
)
def test_a_file_is_named_in_the_documents_own_language(number, language, name):
    procurement = Procurement(slug="plattformar", registry_number=number)
    assert documents.file_name(procurement, "rfi", 3, "pdf", language) == name
