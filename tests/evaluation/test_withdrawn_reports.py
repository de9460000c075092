"""A report issued on a lock that was broken: kept, marked, and never taken for the current one."""

import importlib

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from common.append_only import AppendOnlyError
from evaluation import actions
from procurements.documents import (
    DocumentProblem,
    build_document,
    issue_document,
    store_document,
    withdraw_documents,
)
from procurements.models import DocumentWithdrawal, ProcurementDocument
from programmes.choices import Role

pytestmark = pytest.mark.once

READS_RESULTS = {Role.PROCUREMENT_OFFICER, Role.AUDITOR, Role.PROGRAMME_LEAD}


def issue(scene, **more):
    choice = {"kind": "evaluation-report", "format": "xlsx", "by": scene.officer} | more
    return issue_document(procurement=scene.procurement, **choice)


def unlock(scene, reason="Fel bilaga lästes."):
    scene.evaluation = actions.unlock_scores(
        evaluation=scene.evaluation, by=scene.officer, reason=reason
    )


def sign_in(user):
    client = Client()
    client.force_login(user)
    return client


def address(scene, name, *rest):
    return reverse(
        f"procurements:{name}", args=[scene.programme.slug, scene.procurement.slug, *rest]
    )


def listed(client, scene):
    """The rows of the procurement's list and of the programme's, which must agree."""
    everywhere = reverse("procurements:programme-documents", args=[scene.programme.slug])
    pages = [client.get(address(scene, "document-list")), client.get(everywhere)]
    rows = [[row.pk for row in page.context["page"].object_list] for page in pages]
    assert rows[0] == rows[1]
    return rows[0]


def test_breaking_the_lock_withdraws_the_reports_and_changes_no_byte(locked_scene):
    report, english = issue(locked_scene), issue(locked_scene, language="en")
    form = issue(locked_scene, kind="answer-form")
    content = report.file.open("rb").read()
    unlock(locked_scene)
    gone = DocumentWithdrawal.objects.order_by("document_id")
    assert [(row.document, row.reason, row.withdrawn_by) for row in gone] == [
        (report, "Fel bilaga lästes.", locked_scene.officer),
        (english, "Fel bilaga lästes.", locked_scene.officer),
    ]
    assert not hasattr(ProcurementDocument.objects.get(pk=form.pk), "withdrawal")
    kept = ProcurementDocument.objects.get(pk=report.pk)
    assert (kept.sha256, kept.file.open("rb").read()) == (report.sha256, content)


@pytest.mark.parametrize("role", [*Role.values, None])
def test_nobody_reads_a_report_while_the_scores_are_open(locked_scene, make_person, role):
    report = issue(locked_scene)
    client = sign_in(make_person(role, locked_scene.programme))
    download = address(locked_scene, "document-download", report.pk)
    refused = 403 if role else 404
    assert client.get(download).status_code == (200 if role in READS_RESULTS else refused)
    unlock(locked_scene)
    assert client.get(download).status_code == refused
    if role:
        assert listed(client, locked_scene) == []


@pytest.mark.parametrize("role", Role.values)
def test_after_the_next_lock_it_is_read_with_its_mark_by_readers_of_results(
    locked_scene, make_person, role
):
    old = issue(locked_scene)
    unlock(locked_scene)
    locked_scene.lock()
    new = issue(locked_scene)
    client = sign_in(make_person(role, locked_scene.programme))
    if role not in READS_RESULTS:
        assert listed(client, locked_scene) == []
        assert client.get(address(locked_scene, "document-download", old.pk)).status_code == 403
        return
    assert listed(client, locked_scene) == [new.pk, old.pk]
    text = client.get(address(locked_scene, "document-list")).text
    assert text.count("upphävd</span>") == 1
    assert text.count("Fel bilaga lästes.") == 1
    names = [
        client.get(address(locked_scene, "document-download", pk)).headers["Content-Disposition"]
        for pk in (old.pk, new.pk)
    ]
    assert names == [
        f'attachment; filename="UPPHAVD-{old.file_name}"',
        f'attachment; filename="{new.file_name}"',
    ]


def test_an_english_report_is_withdrawn_in_english(locked_scene):
    report = issue(locked_scene, language="en")
    unlock(locked_scene)
    report = ProcurementDocument.objects.get(pk=report.pk)
    assert report.download_name == f"WITHDRAWN-{report.file_name}"


def test_a_report_that_was_being_made_when_the_lock_broke_is_not_stored(locked_scene):
    built = build_document(
        procurement=locked_scene.procurement,
        kind="evaluation-report",
        format="xlsx",
        by=locked_scene.officer,
    )
    unlock(locked_scene)
    with pytest.raises(DocumentProblem, match="låsta"):
        store_document(built=built)
    assert not locked_scene.procurement.documents.exists()


def test_a_report_that_was_being_made_over_two_locks_is_made_anew(locked_scene):
    built = build_document(
        procurement=locked_scene.procurement,
        kind="evaluation-report",
        format="xlsx",
        by=locked_scene.officer,
    )
    unlock(locked_scene)
    first = locked_scene.evaluators[0]
    locked_scene.score("Beta", (5, 5, 5), first)
    locked_scene.lock()
    stored = store_document(built=built)
    assert stored.file.open("rb").read() != built.content
    assert not hasattr(stored, "withdrawal")


def test_a_report_withdrawn_once_keeps_its_first_reason(locked_scene):
    issue(locked_scene)
    unlock(locked_scene, "Första skälet.")
    locked_scene.lock()
    unlock(locked_scene, "Andra skälet.")
    assert [row.reason for row in DocumentWithdrawal.objects.all()] == ["Första skälet."]
    again = {"procurement": locked_scene.procurement, "kind": "evaluation-report"}
    assert withdraw_documents(**again, by=None, reason="Tredje.") == 0


def test_a_withdrawal_is_never_changed(locked_scene):
    issue(locked_scene)
    unlock(locked_scene)
    row = DocumentWithdrawal.objects.get()
    row.reason = "Ett annat skäl."
    with pytest.raises(AppendOnlyError):
        row.save()


def test_a_refused_unlock_withdraws_nothing(locked_scene):
    issue(locked_scene)
    with pytest.raises(actions.EvaluationProblem):
        unlock(locked_scene, "  ")
    assert not DocumentWithdrawal.objects.exists()


def test_reports_of_locks_broken_before_are_withdrawn_by_the_migration(locked_scene):
    old = issue(locked_scene)
    unlock(locked_scene, "Hävt före uppgraderingen.")
    broken_at = locked_scene.evaluation.history.first().history_date
    locked_scene.lock()
    new = issue(locked_scene)
    # As it stood before withdrawals were kept; issues are stamped by whole seconds.
    DocumentWithdrawal._base_manager.all().delete()
    ProcurementDocument._base_manager.filter(pk=new.pk).update(
        issued_at=locked_scene.evaluation.locked_at
    )
    name = "evaluation.migrations.0003_withdraw_reports_of_broken_locks"
    importlib.import_module(name).withdraw(apps, None)
    row = DocumentWithdrawal.objects.get()
    assert (row.document, row.reason) == (old, "Hävt före uppgraderingen.")
    assert (row.withdrawn_by, row.withdrawn_at) == (locked_scene.officer, broken_at)
