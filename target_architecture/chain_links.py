"""What in the target architecture builds on requirements."""

from django.utils.translation import gettext_lazy as _

from common.ordering import natural
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

from .models import Principle, Safeguard


def _safeguards(_user, start: Start) -> Found:
    """In which modules the requirements protect the buyer; two queries."""
    rows = Safeguard.objects.filter(requirement__in=start.keys).select_related("module")

    def entry(row: Safeguard) -> ChainEntry:
        url = REGISTERS["safeguards"].url("detail", start.programme, row.pk)
        return ChainEntry(row.module.name, row.module.code, url, row.get_purpose_display())

    rows = rows.order_by("module", "purpose", "pk")
    return first_of(rows, entry, REGISTERS["safeguards"].url("list", start.programme))


def _principles(_user, start: Start) -> Found:
    """Principles that the requirements carry out; two queries."""
    rows = Principle.objects.filter(programme=start.programme, requirements__in=start.keys)

    def entry(row: Principle) -> ChainEntry:
        url = REGISTERS["principles"].url("detail", start.programme, row.pk)
        return ChainEntry(row.title, row.code, url)

    rows = rows.distinct().order_by(natural("code"))
    return first_of(rows, entry, REGISTERS["principles"].url("list", start.programme))


for _name, _label, _position, _found in (
    ("safeguards", _("Moduler som det skyddar"), 60, _safeguards),
    ("principles", _("Principer som det bär upp"), 65, _principles),
):
    register_dependents(ChainLink(_name, _label, _position, Permission.VIEW_CATALOGUE, "", _found))
