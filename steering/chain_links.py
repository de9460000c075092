"""What in the steering of a programme builds on requirements and needs."""

from django.utils.translation import gettext_lazy as _

from common.ordering import natural, swedish
from programmes.register import REGISTERS
from programmes.roles import Permission
from requirements_catalog.registered_chain import (
    ChainEntry,
    ChainLink,
    Found,
    Start,
    first_of,
    register_dependents,
)

from .models import Analysis, Risk


def _risks(_user, start: Start) -> Found:
    """Risks that the requirements are to meet, none where it is needs that go; two queries."""
    rows = Risk.objects.filter(programme=start.programme, requirements__in=start.keys)
    rows = rows.none() if start.needs is not None else rows.distinct().order_by(natural("code"))

    def entry(row: Risk) -> ChainEntry:
        return ChainEntry(
            row.title, row.code, REGISTERS["risks"].url("detail", start.programme, row.pk)
        )

    return first_of(rows, entry, REGISTERS["risks"].url("list", start.programme))


def _analyses(_user, start: Start) -> Found:
    """Analyses that led to them; two queries."""
    rows = Analysis.objects.filter(programme=start.programme)
    if start.needs is not None:
        rows = rows.filter(needs__in=start.needs.order_by().values("pk"))
    else:
        rows = rows.filter(requirements__in=start.keys)

    def entry(row: Analysis) -> ChainEntry:
        return ChainEntry(
            row.title, url=REGISTERS["analyses"].url("detail", start.programme, row.pk)
        )

    rows = rows.distinct().order_by(swedish("title"), "pk")
    return first_of(rows, entry, REGISTERS["analyses"].url("list", start.programme))


for _name, _label, _position, _found in (
    ("risks", _("Risker som det ska möta"), 80, _risks),
    ("analyses", _("Analyser som ledde till det"), 90, _analyses),
):
    register_dependents(ChainLink(_name, _label, _position, Permission.VIEW, "", _found))
