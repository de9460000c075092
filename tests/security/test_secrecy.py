"""Who must not learn of tenders before the award: tried from outside, role by role (OSL 19:3)."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from evaluation.actions import unlock_scores
from evaluation.models import Evaluation
from procurements.models import ProcurementDocument
from programmes.choices import Role
from programmes.models import Membership
from tenders.models import OwnerChange, ReceivedForm
from tests.architecture.world import make_world

# What an evaluator who is not appointed gets: tests/evaluation/test_appointments.py.
OUTSIDE = [
    Role.READER,
    Role.AUTHOR,
    Role.REVIEWER,
    Role.REQUIREMENTS_MANAGER,
    Role.PROGRAMME_LEAD,
]

PAGES = [
    "",
    "evaluation/",
    "evaluation/{slug}/",
    "evaluation/{slug}/result/",
    "tenders/",
    "tenders/{slug}/",
    "tenders/{slug}/matrix/",
    "procurements/{slug}/",
    "procurements/{slug}/log/",
    "procurements/{slug}/documents/",
    "r/suppliers/",
    "r/owner-changes/",
    "r/contracts/",
    "architecture/map/?colour=answers",
    "r/suppliers/removed/",
    "r/suppliers/export/",
    "r/owner-changes/removed/",
    "r/contracts/removed/",
    "r/contracts/new/",
    "steering/",
    "steering/timeline/",
    "steering/why/",
    "joint/",
    "procurements/{slug}/joint/",
    "procurements/{slug}/joint/what-if/",
    "packaging/",
    "goal-shares/",
    "architecture/{module}/",
    "needs/{need}/",
    "requirements/row/{asked}/",
]


@pytest.fixture
def world(db):
    return make_world()


def get(user, address):
    """The answer to one who is signed in."""
    client = Client()
    client.force_login(user)
    return client.get(address)


def test_no_page_names_a_tenderer_before_the_scores_are_locked(world):
    name = world.opened.tender.operator.name
    asked = world.opened.item.version.requirement
    asked.modules.add(world.module)
    asked.needs.add(world.need)
    keys = {"module": world.module.pk, "need": world.need.pk, "asked": asked.pk}
    owner = OwnerChange.objects.create(
        operator=world.opened.tender.operator, to_owner="X", country="US", changed_on="2026-01-02"
    )
    owner.delete()
    told = []
    for role in OUTSIDE:
        for page in PAGES:
            address = f"/p/prov/{page.format(slug=world.opened.slug, **keys)}"
            if name in get(world.people[role], address).content.decode():
                told.append((role, page))
    assert told == []


def test_a_programme_lead_follows_no_evaluation_but_reads_the_locked_one(world):
    lead = world.people[Role.PROGRAMME_LEAD]

    assert get(lead, f"/p/prov/evaluation/{world.opened.slug}/").status_code == 403
    assert get(lead, f"/p/prov/evaluation/{world.decided.slug}/").status_code == 200


def test_search_finds_no_tenderer(world):
    name = world.opened.tender.operator.name
    for role in OUTSIDE:
        answer = get(world.people[role], f"/search/?q={name}")
        assert answer.context["groups"] == []


def test_an_officer_who_also_scores_gets_no_price_form_before_the_lock(world):
    officer = world.people[Role.PROCUREMENT_OFFICER]
    tender = world.opened.tender
    form = ReceivedForm.objects.create(
        tender=tender,
        kind="prices",
        file=ContentFile(b"PK", name="pris.xlsx"),
        file_name="pris.xlsx",
        sha256="0" * 64,
        imported_by=officer,
    )
    address = f"/p/prov/tenders/{world.opened.slug}/{tender.pk}/forms/{form.pk}/"
    assert get(officer, address).status_code == 200

    Membership.objects.create(programme=world.programme, user=officer, role=Role.EVALUATOR)

    assert get(officer, address).status_code == 403


def test_an_issued_report_is_withheld_while_the_lock_is_broken(world):
    """The result is hidden meanwhile, also in what was issued before (docs/scoring.md §7)."""
    officer = world.people[Role.PROCUREMENT_OFFICER]
    report = ProcurementDocument.objects.create(
        procurement=world.decided,
        kind="evaluation-report",
        format="pdf",
        number=1,
        file=ContentFile(b"%PDF-1.7", name="rapport.pdf"),
        file_name="hemlig-rapport.pdf",
        size=8,
        issued_at=timezone.now(),
        sha256="0" * 64,
        issued_by=officer,
    )
    download = f"/p/prov/procurements/{world.decided.slug}/documents/{report.pk}/"
    lists = ["/p/prov/documents/", f"/p/prov/procurements/{world.decided.slug}/documents/"]
    readers = [officer, world.people[Role.AUDITOR], world.people[Role.PROGRAMME_LEAD]]
    for reader in readers:
        assert get(reader, download).status_code == 200
        assert all(report.file_name in get(reader, page).content.decode() for page in lists)

    evaluation = Evaluation.objects.get(procurement=world.decided)
    unlock_scores(evaluation=evaluation, by=officer, reason="Fel poäng.")

    for reader in readers:
        assert get(reader, download).status_code == 403
        assert not any(report.file_name in get(reader, page).content.decode() for page in lists)


def test_what_a_signed_in_person_sees_is_kept_by_no_cache(world):
    officer = world.people[Role.PROCUREMENT_OFFICER]
    tender, form = world.opened.tender, world.opened.received_form
    for page in (
        f"/p/prov/tenders/{world.opened.slug}/",
        f"/p/prov/tenders/{world.opened.slug}/{tender.pk}/forms/{form.pk}/",
        f"/p/prov/evaluation/{world.decided.slug}/result/",
        "/jobs/",
    ):
        answer = get(officer, page)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert "private, no-store" not in Client().get("/health/")["Cache-Control"]
