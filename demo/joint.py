"""Who buys together in the demo, by which decisions, with what volumes, needs and options."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from joint_procurement.actions import record_joining_decision, save_volumes, set_stance
from joint_procurement.models import FixedPart, JoiningOption, Mandate, OwnUpgrade
from procurements.models import Procurement
from programmes.actions import record_participation_decision, save_part
from programmes.models import Organisation, Participation, Programme
from requirements_catalog.models import Catalogue

from .content import joint_content
from .entries import save_entry

Organisations = Mapping[str, Organisation]


def buy_together(
    *, procurement: Procurement, catalogue: Catalogue, organisations: Organisations, by
) -> None:
    """Fill what is bought together, after the procurement and its package are there."""
    programme = procurement.programme
    known = {**organisations, **_more_organisations(programme, by)}
    data = joint_content()
    bodies = {body.name: body for body in programme.bodies.all()}
    for entry in data["decisions"]:
        record_joining_decision(
            procurement=procurement,
            organisation=known[entry["organisation"]],
            outcome=entry["outcome"],
            decided_on=date.fromisoformat(entry["decided_on"]),
            body=bodies[entry["body"]] if "body" in entry else None,
            body_name=entry.get("body_name", ""),
            document_reference=entry["document_reference"],
            reason=entry["reason"],
            by=by,
        )
    _fill_registers(procurement, known, by)
    _share_volumes(procurement, known, by)
    rows = {row.code: row for row in catalogue.requirements.requirements()}
    for code, organisation, stance, text in data["stances"]:
        set_stance(
            requirement=rows[code],
            organisation=known[organisation],
            stance=stance,
            text=text,
            by=by,
        )


def _more_organisations(programme: Programme, by) -> dict[str, Organisation]:
    """Those that are not in the programme's own list; a role makes them take part."""
    found = {}
    for entry in joint_content()["organisations"]:
        organisation = Organisation.objects.filter(name=entry["name"]).first() or save_part(
            part=Organisation(
                name=entry["name"],
                kind=entry["kind"],
                population=entry["population"],
                population_on=entry.get("population_on"),
            ),
            by=by,
        )
        found[entry["key"]] = organisation
        if "role" not in entry:
            continue
        place = Participation(programme=programme, organisation=organisation, role=entry["role"])
        save_part(part=place, by=by)
        for outcome, day, body, reason in entry["decisions"]:
            record_participation_decision(
                participation=place,
                outcome=outcome,
                decided_on=date.fromisoformat(day),
                decided_by_body=body,
                reason=reason,
                by=by,
            )
    return found


def _fill_registers(procurement: Procurement, known: Organisations, by) -> None:
    data = joint_content()
    programme = procurement.programme
    names = {
        "organisation": known,
        "organisations": known,
        "principal": known,
        "agent": known,
        "lot": {str(lot.number): lot for lot in procurement.lots.all()},
        "module": {module.code: module for module in programme.modules.all()},
    }
    for entry in data["mandates"]:
        save_entry(Mandate(procurement=procurement), entry, by=by, names=names)
    for entry in data["options"]:
        save_entry(JoiningOption(procurement=procurement), entry, by=by, names=names)
    for entry in data["fixed_parts"]:
        save_entry(FixedPart(procurement=procurement), entry, by=by, names=names)
    for entry in data["upgrades"]:
        save_entry(OwnUpgrade(programme=programme), entry, by=by, names=names)


def _share_volumes(procurement: Procurement, known: Organisations, by) -> None:
    for lot in procurement.lots.prefetch_related("price_items"):
        items = {str(item.number): item.pk for item in lot.price_items.all()}
        stated = joint_content()["volumes"][str(lot.number)]
        volumes = {
            (items[number], known[key].pk): Decimal(quantity)
            for number, by_organisation in stated.items()
            for key, quantity in by_organisation.items()
        }
        save_volumes(lot=lot, volumes=volumes, seen={}, by=by)
