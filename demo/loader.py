"""Loads the demo programme through the same actions and imports as people use in the browser."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from procurements.actions import (
    add_criterion,
    add_lot,
    add_price_item,
    create_procurement,
    open_tenders,
    pick_requirements,
    publish_procurement,
    set_award_plan,
)
from procurements.choices import AwardModel
from procurements.models import Lot, Procurement
from programmes.actions import (
    add_member,
    create_programme,
    record_participation_decision,
    save_part,
)
from programmes.models import Decision, Organisation, Participation, Programme
from requirements_catalog.actions.requirements import create_catalogue, create_module, create_need
from requirements_catalog.imports.files import import_file
from requirements_catalog.models import Catalogue, Requirement
from steering.models import Undertaking

from . import content
from .agreements import agree
from .baselines import publish_baselines
from .governance import plan_milestones, set_goals, set_up_governance
from .holes import leave_holes
from .joint import buy_together
from .landscape import draw_landscape
from .need_work import find_what_may_be_the_same, merge_what_was_said_twice
from .packaging import weigh_packaging
from .reviews import hold_reviews
from .sameness import compare_catalogues
from .sign_ins import prepare_people
from .steered import fill_steering
from .suspects import change_what_they_build_on
from .tenders import evaluate_tenders, receive_tenders
from .timeline import tell_of_time
from .words import improve_words
from .work import MANAGER, do_work

PROGRAMME_SLUG = "demo-fvm"
CATALOGUE_SLUG = "demo-krav"
PROCUREMENT_SLUG = "demo-plattform-och-vis"
LEAD = "programledare@demo.example"
OFFICER = "upphandlare@demo.example"

Tell = Callable[[str], None]


class DemoProblem(Exception):
    """The demo cannot be loaded; the text says why and what to do."""


def demo_programme() -> Programme | None:
    """The demo programme, or None before it is loaded.

    Raises DemoProblem when a programme that is no demonstration has taken its name.
    """
    programme = Programme.objects.filter(slug=PROGRAMME_SLUG).first()
    if programme and not programme.is_demo:
        raise DemoProblem(
            f"Programmet {PROGRAMME_SLUG} finns men är inte märkt som demonstration. Det lämnas "
            "orört. Ge det ett annat kortnamn om demon ska läsas in."
        )
    return programme


@transaction.atomic
def load_demo(*, tell: Tell = lambda line: None) -> Programme:
    """Load everything, or nothing when something fails; returns the programme.

    What exists is left as it is: a programme that people have changed is never overwritten.
    """
    found = demo_programme()
    people = prepare_people()
    if found:
        return found
    tell("Program, regioner, beslut, mål och milstolpar")
    programme, decisions, organisations = _load_programme(people)
    tell("Målarkitektur och behov")
    _load_needs(programme, people)
    merge_what_was_said_twice(programme=programme, by=people[MANAGER])
    tell("Krav ur krav.xlsx")
    catalogue = _import_requirements(programme, people)
    tell("Standarder, relationer, egna fält och kommentarer")
    do_work(catalogue=catalogue, people=people)
    tell("Gränssnitt, principer och inlåsning")
    draw_landscape(programme=programme, catalogue=catalogue, by=people[MANAGER])
    tell("Det som arkitekturen saknar")
    leave_holes(programme=programme, by=people[MANAGER])
    tell("Pengar, risker, intressenter, analyser, lärdomar och etapper")
    fill_steering(
        programme=programme,
        catalogue=catalogue,
        decisions=decisions,
        organisations=organisations,
        by=people[LEAD],
    )
    tell_of_time(programme=programme, decisions=decisions, by=people[LEAD])
    tell("Ordlista, och vad språkgranskningen fann")
    improve_words(catalogue=catalogue, by=people[MANAGER])
    tell("Två baslinjer och det som ändrades mellan dem")
    publish_baselines(catalogue=catalogue, people=people)
    tell("En ny version av en standard, och ett ursprung som har ändrats")
    change_what_they_build_on(catalogue=catalogue, people=people)
    tell("Upphandling med två delkontrakt")
    procurement = _load_procurement(programme, catalogue, people)
    tell("Vilka som köper tillsammans")
    buy_together(
        procurement=procurement,
        catalogue=catalogue,
        organisations=organisations,
        by=people[LEAD],
    )
    tell("Tre sätt att paketera, och det som valdes")
    weigh_packaging(
        programme=programme,
        procurement=procurement,
        decision=decisions["strategi"],
        by=people[LEAD],
    )
    tell("Fyra leverantörers svar och priser")
    receive_tenders(procurement=procurement, by=people[OFFICER])
    tell("Tre utvärderares poäng")
    evaluate_tenders(procurement=procurement, people=people, by=people[OFFICER])
    tell("Avtal, avtalsvillkor och ägarbyten")
    agree(procurement=procurement, catalogue=catalogue, by=people[OFFICER])
    tell("Två granskningar och en extern remiss")
    hold_reviews(catalogue=catalogue, people=people)
    tell("En andra katalog, och vad som är lika eller motsägande")
    compare_catalogues(programme=programme, by=people[MANAGER])
    tell("Två behov från en senare workshop, och vilka de liknar")
    find_what_may_be_the_same(programme=programme, by=people[MANAGER])
    _count_what_was_loaded()
    return programme


def _count_what_was_loaded() -> None:
    """PostgreSQL counts new rows by itself within minutes; until then it plans as if there were
    few, and a page that is opened at once can wait for minutes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


# ---------------------------------------------------------------- programme


def _load_programme(people) -> tuple[Programme, dict[str, Decision], dict[str, Organisation]]:
    data = content.programme_content()
    lead = people[LEAD]
    before = dict(data["predecessor"])
    reason = before.pop("ended_reason")
    predecessor = Programme.objects.filter(slug=before["slug"]).first()
    predecessor = predecessor or create_programme(by=lead, **before)
    programme = create_programme(
        by=lead, predecessor=predecessor, predecessor_reason=reason, **data["programme"]
    )
    for entry in data["users"]:
        add_member(
            programme=programme,
            user=people[entry["email"]],
            role=entry["role"],
            by=lead,
            reason="Bemanning av programmet.",
        )
    organisations = _load_regions(programme, data, lead)
    decisions = set_up_governance(
        programme=programme, predecessor=predecessor, organisations=organisations, by=lead
    )
    set_goals(programme=programme, by=lead)
    plan_milestones(programme=programme, decisions=decisions, by=lead)
    return programme, decisions, organisations


def _load_regions(programme, data, lead) -> dict[str, Organisation]:
    participations, organisations = {}, {}
    for entry in data["organisations"]:
        organisation = Organisation.objects.filter(name=entry["name"]).first() or save_part(
            part=Organisation(
                name=entry["name"],
                kind=entry["kind"],
                population=entry["population"],
                population_on=entry.get("population_on"),
            ),
            by=lead,
        )
        organisations[entry["key"]] = organisation
        participations[entry["key"]] = save_part(
            part=Participation(programme=programme, organisation=organisation, role=entry["role"]),
            by=lead,
        )
    for entry in data["decisions"]:
        record_participation_decision(
            participation=participations[entry["organisation"]],
            outcome=entry["kind"],
            decided_on=date.fromisoformat(entry["decided_on"]),
            decided_by_body=entry["body"],
            reason=entry["reason"],
            document_reference=entry.get("document", ""),
            by=lead,
        )
    return organisations


def _load_needs(programme, people) -> None:
    lead = people[LEAD]
    modules = {
        entry["code"]: create_module(programme=programme, by=lead, **entry)
        for entry in content.programme_content()["modules"]
    }
    goals = {goal.code: goal for goal in programme.goals.all()}
    for entry in content.needs():
        fields = dict(entry)
        create_need(
            programme=programme,
            by=people[MANAGER],
            goals=[goals[code] for code in fields.pop("goals")],
            modules=[modules[code] for code in fields.pop("modules")],
            **fields,
        )


def _import_requirements(programme, people) -> Catalogue:
    catalogue = create_catalogue(
        programme=programme,
        slug=CATALOGUE_SLUG,
        name="Demo: Krav på vårdinformationsmiljön",
        description="Demonstration. Kraven är skrivna för detta program och är inlästa ur "
        "arbetsboken krav.xlsx.",
        by=people[MANAGER],
    )
    report = import_file(
        catalogue=catalogue,
        path_or_bytes=content.REQUIREMENTS_FILE,
        filename=content.REQUIREMENTS_FILE.name,
        by=people[MANAGER],
    )
    if not report.is_applied:
        first = next(row for row in report.rows if row["outcome"] == "refused")
        raise DemoProblem(f"krav.xlsx kunde inte läsas in: rad {first['row']}, {first['problem']}")
    return catalogue


# ---------------------------------------------------------------- procurement


def _load_procurement(programme, catalogue, people) -> Procurement:
    data = content.tender_content()
    facts, officer = data["procurement"], people[OFFICER]
    names = ("slug", "title", "registry_number", "procedure", "description")
    procurement = create_procurement(
        programme=programme,
        undertaking=Undertaking.objects.in_programme(programme).last(),
        by=officer,
        contact_name=facts["contact_name"],
        contact_email=facts["contact_email"],
        questions_until=_moment(facts["questions_until"]),
        tender_deadline_at=_moment(facts["tender_deadline_at"]),
        tender_valid_until=date.fromisoformat(facts["tender_valid_until"]),
        **{name: facts[name] for name in names},
    )
    modules = {module.code: module for module in programme.modules.all()}
    rows = {row.code: row for row in Requirement.objects.filter(catalogue=catalogue)}
    lots = {
        str(entry["number"]): add_lot(
            procurement=procurement,
            number=entry["number"],
            title=entry["title"],
            estimated_value=Decimal(entry["estimated_value"]),
            modules=[modules[code] for code in entry["modules"]],
            by=officer,
        )
        for entry in data["lots"]
    }
    for role in ("mandatory", "information"):
        for number, codes in data[role].items():
            pick_requirements(
                procurement=procurement,
                requirements=[rows[code] for code in codes],
                role=role,
                lots=[] if number == "all" else [lots[number]],
                by=officer,
            )
    for entry in data["lots"]:
        _load_award_plan(procurement, lots[str(entry["number"])], entry, rows, officer)
    publish_procurement(
        procurement=procurement, by=officer, published_at=_moment(facts["published_at"])
    )
    return open_tenders(
        procurement=procurement,
        by=officer,
        opened_at=_moment(facts["opened_at"]),
        opened_by=facts["opened_by"],
    )


def _load_award_plan(procurement, lot: Lot, entry: dict, rows: dict, officer) -> None:
    data = content.tender_content()
    set_award_plan(lot=lot, by=officer, model=AwardModel.MONETARY_DEDUCTION)
    for criterion in entry["criteria"]:
        made = add_criterion(
            lot=lot,
            key=criterion["key"],
            title=criterion["title"],
            description=criterion["description"],
            max_deduction=Decimal(criterion["max_deduction"]),
            levels=data["levels"],
            by=officer,
        )
        pick_requirements(
            procurement=procurement,
            requirements=[rows[code] for code in criterion["items"]],
            role="desirable",
            criterion=made,
            max_points=data["max_points_per_item"],
            by=officer,
        )
    for number, (title, unit, quantity) in enumerate(entry["price_items"], start=1):
        add_price_item(
            lot=lot, number=number, title=title, unit=unit, quantity=Decimal(quantity), by=officer
        )


def _moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))
