"""Global search among contracts and their clauses. Suppliers are not searched: names are secret."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from common.ordering import natural, swedish
from programmes.register import REGISTERS
from programmes.roles import Permission
from programmes.search_providers import Hit, Provider, register

from .models import Contract, ContractClause


def _find(user, words: str, limit: int) -> list[Hit]:
    """Contracts first; two queries."""
    contracts = Contract.objects.visible_to(user, Permission.VIEW_PROCUREMENT)
    found = contracts.with_words(words, "title", "registry_number").select_related("programme")
    found = found.order_by(swedish("title"), "pk")
    hits = [
        Hit(
            REGISTERS["contracts"].url("detail", row.programme, row.pk),
            row.title,
            _("avtal"),
            row.get_state_display(),
        )
        for row in found[:limit]
    ]
    clauses = ContractClause.objects.visible_to(user, Permission.VIEW_PROCUREMENT)
    clauses = clauses.with_words(words, "number", "heading", "text")
    clauses = clauses.order_by(swedish("contract__title"), "contract", natural("number"), "pk")
    hits += [
        Hit(
            REGISTERS["clauses"].url("detail", row.contract.programme, row.pk),
            str(row),
            _("avtalsvillkor"),
            row.contract.title,
        )
        for row in clauses.select_related("contract__programme")[:limit]
    ]
    return hits[:limit]


register(Provider(pgettext_lazy("flera", "Avtal"), 60, _find))
