"""What the catalogue's filter can ask about baselines: what has changed since one of them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from requirements_catalog.models import Catalogue
from requirements_catalog.registered_conditions import RegisteredCondition, register

from .models import Baseline, BaselineEntry
from .snapshot import changed_keys


def _choices(catalogue: Catalogue) -> list[tuple[str, str]]:
    baselines = catalogue.baselines.order_by("-number")
    return [(str(baseline.uid), str(baseline)) for baseline in baselines]


def _changed(catalogue: Catalogue, words: list[str]) -> Q:
    """Rows that are not in a baseline, or whose published content is another than there."""
    found = Q(pk__in=[])
    for baseline in Baseline.objects.filter(catalogue=catalogue, uid__in=words):
        there = BaselineEntry.objects.filter(baseline=baseline).order_by()
        new = ~Q(uid__in=there.values("uid"))
        found |= new | Q(pk__in=changed_keys(catalogue, baseline))
    return found


register(
    RegisteredCondition(
        name="changed_from",
        label=_("Ändrad sedan baslinje"),
        options=_choices,
        narrows=_changed,
    )
)
