"""A small programme with one of everything, for the walk over all addresses."""

from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.utils import timezone

from baselines.actions import publish_baseline
from common.workbook_writer import Table, write_xlsx
from evaluation.choices import Stage
from joint_procurement.models import JoiningDecision
from packages.models import Package, PackagingAlternative
from procurements.choices import ItemRole, ProcurementState
from procurements.models import ProcurementDocument
from programmes.actions_tokens import create_token
from programmes.choices import JobState, ParticipationRole, Role
from programmes.models import Participation
from quality.models import AcceptedFinding, PairJudgement, Term
from requirements_catalog.models import ExportTemplate, ExtraField
from reviews.actions import close_round, create_round, invite_party, open_round
from reviews.actions_reading import write_comment
from reviews.actions_referral import issue_link, receive_workbook
from reviews.referral_out import party_workbook
from tenders.choices import FormKind
from tenders.models import ReceivedForm
from tests import factories
from tests.register_rows import ROWS


def make_world(slug: str = "prov") -> SimpleNamespace:
    """One programme, one person a role, a stranger, and rows in every state an address needs.

    ``draft`` is a procurement being put together, ``published`` one that waits for tenders,
    ``unscored`` one with tenders, ``opened`` one whose tenders are being
    scored, ``decided`` one whose scores are locked.
    """
    w = SimpleNamespace()
    w.programme = factories.ProgrammeFactory(slug=slug)
    w.people = {}
    for role in Role.values:
        w.people[role] = factories.UserFactory()
        factories.MembershipFactory(programme=w.programme, user=w.people[role], role=role)
    w.stranger = factories.UserFactory()
    factories.MembershipFactory(user=w.stranger, role=Role.PROGRAMME_LEAD)  # of another programme
    w.membership = w.programme.memberships.get(role=Role.READER)
    w.goal = factories.GoalFactory(programme=w.programme)
    w.milestone = factories.MilestoneFactory(programme=w.programme)
    w.module = factories.ModuleFactory(programme=w.programme)
    w.standard = factories.StandardFactory(programme=w.programme)
    w.need = factories.NeedFactory(programme=w.programme)
    w.catalogue = factories.CatalogueFactory(programme=w.programme)
    w.shared_view = w.catalogue.views.create(
        owner=w.people[Role.PROGRAMME_LEAD], name="Delad", is_shared=True
    )
    w.heading = factories.HeadingFactory(catalogue=w.catalogue, code="1")
    w.requirement = factories.RequirementFactory(
        catalogue=w.catalogue, parent=w.heading, depth=1, code="1.1"
    )
    w.comment = factories.CommentFactory(
        requirement=w.requirement, written_by=w.people[Role.REVIEWER]
    )
    w.relation = factories.RelationFactory(
        source=w.requirement,
        target=factories.RequirementFactory(catalogue=w.catalogue, code="1.2"),
    )
    w.attachment = factories.AttachmentFactory(
        requirement=w.requirement, uploaded_by=w.people[Role.AUTHOR]
    )
    w.record = w.requirement.history.first()
    w.baseline = publish_baseline(
        catalogue=w.catalogue,
        by=w.people[Role.REQUIREMENTS_MANAGER],
        name="Till remiss",
        override_reason="Utkast",
    )
    common = factories.CatalogueFactory(programme=w.programme)
    w.copy = factories.RelationFactory(
        source=w.requirement,
        target=factories.RequirementFactory(catalogue=common, code="B1"),
        kind="derived_from",
    )
    w.term = Term.objects.create(programme=w.programme, term="CDR", definition="Ett datalager.")
    w.interface = ROWS["interfaces"](w.programme)
    w.wave = ROWS["waves"](w.programme)
    w.package = Package.objects.create(
        alternative=PackagingAlternative.objects.create(programme=w.programme, title="Ett system"),
        title="Allt",
    )
    w.package_lot = w.package.lots.create(number=1, title="Allt")
    w.acceptance = AcceptedFinding.objects.create(
        requirement=w.requirement,
        rule="vague-word",
        fingerprint="0" * 64,
        reason="Ordet är ett namn.",
        accepted_by=w.people[Role.AUTHOR],
    )
    w.pair_judgement = PairJudgement.objects.create(
        kind="alike",
        first=w.requirement,
        second=factories.RequirementFactory(catalogue=w.catalogue),
        score=90,
        verdict="kept",
        reason="Båda behövs.",
        judged_by=w.people[Role.AUTHOR],
    )
    w.job = factories.JobFactory(
        programme=w.programme,
        started_by=w.people[Role.READER],
        state=JobState.DONE,
        result_file=ContentFile(b"rad;utfall\n", name="rapport.csv"),
        result_name="rapport.csv",
    )
    w.api_token, _secret = create_token(
        person=w.people[Role.READER],
        by=w.people[Role.READER],
        name="BI",
        scope="read",
        days=30,
    )
    w.import_format = "json"
    w.layout = ExportTemplate.objects.create(
        catalogue=w.catalogue,
        name="Regionens",
        file=ContentFile(write_xlsx([Table("Krav", ["Krav-id"], [])]), name="layout.xlsx"),
        file_name="layout.xlsx",
        sheet="Krav",
        header_row=1,
        columns=[[0, "Krav-id", "code"]],
        changed_by=w.people[Role.REQUIREMENTS_MANAGER],
    )
    w.architecture_import = factories.JobFactory(
        programme=w.programme,
        started_by=w.people[Role.REQUIREMENTS_MANAGER],
        kind="import-architecture",
        state=JobState.PREPARED,
        parameters={"mapping": {}},
        input_file=ContentFile(
            b'<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" identifier="m"/>',
            name="modell.xml",
        ),
        input_name="modell.xml",
    )
    w.need_change = factories.NeedChangeFactory(
        programme=w.programme, made_by=w.people[Role.AUTHOR]
    )
    w.need_job = factories.JobFactory(
        programme=w.programme,
        started_by=w.people[Role.REQUIREMENTS_MANAGER],
        kind="import-needs",
        state=JobState.PREPARED,
        parameters={"mapping": {"sheet": "b", "header_row": 1, "columns": {"Rubrik": "title"}}},
        input_file=ContentFile(b"Rubrik\nLogga in en gang\n", name="b.csv"),
        input_name="b.csv",
    )
    w.import_job = factories.JobFactory(
        programme=w.programme,
        started_by=w.people[Role.REQUIREMENTS_MANAGER],
        kind="import-requirements",
        state=JobState.PREPARED,
        parameters={
            "catalogue": w.catalogue.pk,
            "mapping": {"sheet": "krav", "columns": {"Id": "code", "Krav": "text"}},
        },
        input_file=ContentFile(b"Id;Krav\nA1;Systemet ska visa listan.\n", name="krav.csv"),
        input_name="krav.csv",
        result_file=ContentFile(
            b'{"created": 0, "updated": 0, "unchanged": 0, "refused": 0, "rows": [],'
            b'"headings": {"created": 0, "updated": 0, "unchanged": 0}, "skipped_rows": [],'
            b'"notices": [], "file": "krav.csv", "sheet": "krav", "applied": false, "mapping": {}}',
            name="granskning.json",
        ),
    )
    w.done_import = factories.JobFactory(
        programme=w.programme,
        started_by=w.people[Role.REQUIREMENTS_MANAGER],
        kind="import-requirements",
        state=JobState.DONE,
        parameters={
            "catalogue": w.catalogue.pk,
            "mapping": {"sheet": "krav", "columns": {"Id": "code", "Krav": "text"}},
        },
        input_file=ContentFile(b"Id;Krav\nA1;Systemet ska visa listan.\n", name="krav.csv"),
        input_name="krav.csv",
        result_file=ContentFile(
            b'{"created": 0, "updated": 0, "unchanged": 0, "refused": 0, "rows": [],'
            b'"headings": {"created": 0, "updated": 0, "unchanged": 0}, "skipped_rows": [],'
            b'"notices": [], "file": "krav.csv", "sheet": "krav", "applied": false, "mapping": {}}',
            name="granskning.json",
        ),
    )
    w.own_field = ExtraField.objects.create(catalogue=w.catalogue, key="ursprung", label="Ursprung")
    w.bulk_job = factories.JobFactory(
        programme=w.programme,
        started_by=w.people[Role.AUTHOR],
        kind="bulk-change",
        state=JobState.PREPARED,
        parameters={
            "catalogue": w.catalogue.pk,
            "view": "list",
            "query": "",
            "change": {"act": "set", "field": "motive", "value": "Skäl."},
        },
        input_file=ContentFile(f"[{w.requirement.pk}]".encode(), name="rader.json"),
        result_file=ContentFile(
            b'{"cells": [], "refused": [], "unchanged": 1, "withdrawn": 0, "headings": 0}',
            name="plan.json",
        ),
    )
    w.participation = Participation.objects.create(
        programme=w.programme,
        organisation=factories.OrganisationFactory(),
        role=ParticipationRole.BUYER,
    )
    w.draft = _procurement(w, ProcurementState.DRAFT)
    w.published = _procurement(w, ProcurementState.PUBLISHED)
    w.joining = JoiningDecision.objects.create(
        procurement=w.published,
        organisation=w.participation.organisation,
        outcome="joins",
        decided_on="2026-01-15",
        body_name="Regionstyrelsen",
        reason="Behovet.",
    )
    w.opened = _procurement(w, ProcurementState.OPENED)
    w.decided = _procurement(w, ProcurementState.OPENED)
    w.form_job = factories.JobFactory(
        programme=w.programme,
        started_by=w.people[Role.PROCUREMENT_OFFICER],
        kind="import-form",
        parameters={"tender": w.opened.tender.pk, "form": "answers"},
        state=JobState.DONE,
        result={"created": 1, "updated": 0, "unchanged": 0, "refused": 0, "stored": True}
        | {"rows": []},
    )
    w.unscored = _procurement(w, ProcurementState.OPENED)
    w.baseline = publish_baseline(
        catalogue=w.catalogue,
        by=w.people[Role.REQUIREMENTS_MANAGER],
        name="Till remiss",
        override_reason="Granskas i remissen",
    )
    w.evaluation = _evaluation(w, w.opened, Stage.SCORING)
    w.assignment = w.evaluation.assignments.get()
    _evaluation(w, w.decided, Stage.LOCKED)
    _reviews(w)
    return w


def _reviews(w):
    """A round in preparation, one that is open with a comment of the reviewer's, one closed."""
    lead, reviewer = w.people[Role.PROGRAMME_LEAD], w.people[Role.REVIEWER]
    rounds = [
        create_round(
            catalogue=w.catalogue,
            by=lead,
            name=name,
            due_on=timezone.localdate(),
            people=[reviewer],
        )
        for name in ("Förbereds", "Pågår", "Avslutad")
    ]
    w.draft_review, w.review, w.closed_review = rounds
    for review in rounds[1:]:
        open_round(review=review, by=lead)
    close_round(review=w.closed_review, by=lead, summary="Klart.")
    w.review_item = w.review.items.first()
    asked = w.review.reviewers.get()
    w.silent_reviewer = w.draft_review.reviewers.get()
    w.review_comment = write_comment(
        reviewer=asked,
        item=w.review_item,
        by=reviewer,
        kind="proposal",
        field="text",
        proposed_text="Systemet ska visa listan.",
    )
    _referral(w, lead)


def _referral(w, lead):
    """An external referral with one party, its link, its comment and its workbook come back."""
    today = timezone.localdate()
    w.referral = create_round(
        catalogue=w.catalogue, by=lead, name="Remiss", due_on=today, is_external=True
    )
    w.party = invite_party(review=w.referral, by=lead, organisation="Parten AB")
    w.referral = open_round(review=w.referral, by=lead)
    w.party.round = w.referral
    w.party_secret = issue_link(reviewer=w.party, by=lead, expires_on=today)
    w.party_item = w.referral.items.first()
    w.party_comment = write_comment(
        reviewer=w.party, item=w.party_item, by=None, kind="question", text="Hur?"
    )
    w.returned = receive_workbook(
        review=w.referral, content=party_workbook(w.party), file_name="svar.xlsx", by=lead
    )


def _procurement(w, state):
    made = factories.ProcurementFactory(programme=w.programme, state=state)
    made.lot = factories.LotFactory(procurement=made, number=1)
    made.criterion = factories.AwardCriterionFactory(lot=made.lot)
    made.price_item = factories.PriceItemFactory(lot=made.lot)
    made.item = factories.make_item(made)
    made.scored_item = factories.make_item(made, role=ItemRole.DESIRABLE, criterion=made.criterion)
    made.document = ProcurementDocument.objects.create(
        procurement=made,
        kind="rfi",
        format="pdf",
        number=1,
        file=ContentFile(b"%PDF-1.7", name="rfi.pdf"),
        file_name="rfi.pdf",
        size=8,
        issued_at=timezone.now(),
        sha256="0" * 64,
        issued_by=w.people[Role.PROCUREMENT_OFFICER],
    )
    if state == ProcurementState.OPENED:
        operator = factories.OperatorFactory(programme=w.programme)
        made.tender = factories.TenderFactory(procurement=made, operator=operator)
        made.tender.lots.add(made.lot)
        made.received_form = ReceivedForm.objects.create(
            tender=made.tender,
            kind=FormKind.ANSWERS,
            file=ContentFile(b"PK", name="svar.xlsx"),
            file_name="svar.xlsx",
            sha256="0" * 64,
        )
        for item in (made.item, made.scored_item):
            factories.ResponseFactory(tender=made.tender, item=item)
        factories.PriceLineFactory(tender=made.tender, price_item=made.price_item)
    return made


def _evaluation(w, procurement, stage):
    evaluator = w.people[Role.EVALUATOR]
    evaluation = factories.EvaluationFactory(procurement=procurement, stage=stage)
    procurement.assignment = factories.AssignmentFactory(evaluation=evaluation, user=evaluator)
    factories.ScoreFactory(
        tender=procurement.tender, item=procurement.scored_item, evaluator=evaluator
    )
    return evaluation
