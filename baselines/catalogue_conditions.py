"""What the catalogue's filter can ask about baselines: what has changed since one of them."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from requirements_catalog.models import Catalogue
from requirements_catalog.registered_conditions import RegisteredCondition, register

from .actions_suspects import refresh_suspicions
from .choices import CauseKind
from .models import Baseline, BaselineEntry, Suspicion
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

ANY, NONE, DIRECT = "any", "none", "direct"


def _causes(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [
        (ANY, gettext("något har ändrats")),
        (DIRECT, gettext("något har ändrats direkt intill")),
        (NONE, gettext("inget är osäkert")),
        *((kind, str(label)) for kind, label in CauseKind.choices),
    ]


def _suspect(catalogue: Catalogue, words: list[str]) -> Q:
    """Requirements that stand as suspect for any of these; history is read first."""
    # A page asks several times (rows, chapters), each time with the same catalogue.
    if not hasattr(catalogue, "_suspicions_are_current"):
        refresh_suspicions(programme=catalogue.programme)
        catalogue._suspicions_are_current = True
    found = Suspicion.objects.filter(requirement=OuterRef("pk"), clearing=None)
    meets = Q()
    if ANY in words:
        meets |= Q(Exists(found))
    if DIRECT in words:
        meets |= Q(Exists(found.filter(distance=1)))
    if NONE in words:
        meets |= ~Q(Exists(found)) & Q(is_heading=False)
    kinds = [word for word in words if word in CauseKind.values]
    return meets | Q(Exists(found.filter(change__kind__in=kinds))) if kinds else meets


register(RegisteredCondition("suspect", _("Osäker koppling"), _causes, _suspect))
