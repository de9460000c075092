"""The catalogue on the overview: how complete it is, and what changed this week."""

from datetime import timedelta

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone

from programmes.panels import Panel, register
from programmes.roles import Permission

from .choices import RequirementStatus
from .models import Approval, Catalogue, Module, Requirement, RequirementModule, RequirementNeed
from .querysets import NEED_IN_USE

WEEK = timedelta(days=7)
SHOWN_CHANGES = 6

_HAS_NEED = Exists(RequirementNeed.objects.filter(NEED_IN_USE, requirement=OuterRef("pk")))
_HAS_APPROVAL = Exists(Approval.objects.filter(requirement=OuterRef("pk")))
_HAS_MODULE = Exists(RequirementModule.objects.filter(requirement=OuterRef("pk")))


def health(programme, user) -> dict | None:
    """What requirements lack, catalogue by catalogue, and how complete each module's are.

    A complete requirement has a need, a motive and a verification. ``old`` were approved before two
    persons were asked for (docs/approval.md).
    """
    rows = Requirement.objects.in_programme(programme).requirements().live()
    flagged = rows.annotate(
        has_need=_HAS_NEED, has_module=_HAS_MODULE, has_approval=_HAS_APPROVAL
    ).order_by()
    figures = {
        row["catalogue"]: row
        for row in flagged.values("catalogue").annotate(
            total=Count("pk"),
            need=Count("pk", filter=Q(has_need=False)),
            module=Count("pk", filter=Q(has_module=False)),
            motive=Count("pk", filter=Q(motive="")),
            verification=Count("pk", filter=Q(verification="")),
            old=Count("pk", filter=Q(status=RequirementStatus.APPROVED, has_approval=False)),
        )
    }
    if not figures:
        return None
    catalogues = Catalogue.objects.filter(pk__in=figures)
    return {
        "catalogues": [(catalogue, figures[catalogue.pk]) for catalogue in catalogues],
        "modules": _coverage(programme),
    }


def _coverage(programme) -> list[Module]:
    """The programme's modules with ``requirement_count`` and ``complete_percent`` (whole)."""
    complete = (
        Requirement.objects.in_programme(programme)
        .live()
        .exclude(motive="")
        .exclude(verification="")
        .filter(_HAS_NEED)
    )
    live = Requirement.objects.in_programme(programme).live()
    counts = {
        row["module"]: (row["total"], row["complete"])
        for row in RequirementModule.objects.filter(requirement__in=live.values("pk"))
        .annotate(
            is_complete=Case(
                When(requirement__in=complete.values("pk"), then=Value(1)),
                output_field=IntegerField(),
            )
        )
        .values("module")
        .annotate(total=Count("pk"), complete=Count("is_complete"))
    }
    modules = list(Module.objects.in_programme(programme))
    for module in modules:
        total, done = counts.get(module.pk, (0, 0))
        module.requirement_count = total
        module.complete_percent = done * 100 // total if total else 0
    return modules


def changed_this_week(programme, user) -> dict | None:
    """The newest changes of the last seven days and how many rows they concern."""
    changed = Requirement.objects.in_programme(programme).filter(
        changed_at__gte=timezone.now() - WEEK
    )
    count = changed.count()
    if not count:
        return None
    newest = changed.select_related("catalogue").order_by("-changed_at", "-pk")[:SHOWN_CHANGES]
    return {"changed": newest, "count": count}


register(
    Panel(
        template="requirements_catalog/panel_health.html",
        build=health,
        column="aside",
        order=20,
        needs=Permission.VIEW_CATALOGUE,
    )
)
register(
    Panel(
        template="requirements_catalog/panel_changes.html",
        build=changed_this_week,
        column="main",
        order=40,
        needs=Permission.VIEW_CATALOGUE,
    )
)
