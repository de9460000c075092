"""Remarks of the linter as a condition of the catalogue's filter."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requirements_catalog.models import Catalogue
from requirements_catalog.registered_conditions import RegisteredCondition, register

from .actions_findings import refresh_findings
from .filters import rule_choices
from .models import Finding

ANY, NONE = "any", "none"


def _options(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [(ANY, _("någon anmärkning")), (NONE, _("ingen anmärkning")), *rule_choices()]


def _narrows(catalogue: Catalogue, words: list[str]) -> Q:
    """Requirements with open remarks of any of these rules; they are made current first."""
    # A page asks several times (rows, chapters), each time with the same catalogue.
    if not hasattr(catalogue, "_remarks_are_current"):
        refresh_findings(catalogue=catalogue)
        catalogue._remarks_are_current = True
    found = Finding.objects.filter(requirement=OuterRef("pk")).open()
    meets = Q()
    if ANY in words:
        meets |= Q(Exists(found))
    if NONE in words:
        meets |= ~Q(Exists(found)) & Q(is_heading=False)
    rules = [word for word in words if word not in (ANY, NONE)]
    return meets | Q(Exists(found.filter(rule__in=rules))) if rules else meets


register(RegisteredCondition("remark", gettext_lazy("Anmärkning"), _options, _narrows))
