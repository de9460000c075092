"""What the catalogue tells the stage strip: needs, architecture and requirements."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.access import permissions_in
from programmes.roles import Permission
from programmes.stages import CURRENT, DONE, TODO, StageNow, register

from .choices import RequirementStatus
from .models import Requirement


def _needs(programme, user) -> StageNow | None:
    """Done when there are needs."""
    if Permission.VIEW_CATALOGUE not in permissions_in(user, programme):
        return None
    count = programme.needs.live().count()
    note = ngettext("%(count)d behov", "%(count)d behov", count) % {"count": count}
    url = reverse("requirements_catalog:need-list", args=[programme.slug])
    return StageNow(DONE if count else TODO, note if count else "", url)


def _architecture(programme, user) -> StageNow | None:
    """Done when there are modules."""
    if Permission.VIEW_CATALOGUE not in permissions_in(user, programme):
        return None
    count = programme.modules.count()
    note = ngettext("%(count)d modul", "%(count)d moduler", count) % {"count": count}
    url = reverse("requirements_catalog:module-list", args=[programme.slug])
    return StageNow(DONE if count else TODO, note if count else "", url)


def _requirements(programme, user) -> StageNow | None:
    """Done when every requirement that is not withdrawn is approved."""
    if Permission.VIEW_CATALOGUE not in permissions_in(user, programme):
        return None
    count = Requirement.objects.filter(catalogue__programme=programme, is_heading=False).aggregate(
        live=Count("pk", filter=~Q(status=RequirementStatus.WITHDRAWN)),
        approved=Count("pk", filter=Q(status=RequirementStatus.APPROVED)),
    )
    url = reverse("requirements_catalog:catalogue-list", args=[programme.slug])
    if not count["live"]:
        return StageNow(TODO, "", url)
    if count["approved"] == count["live"]:
        return StageNow(DONE, _("%(approved)d godkända") % count, url)
    return StageNow(CURRENT, _("%(approved)d av %(live)d godkända") % count, url)


register("needs", _needs)
register("architecture", _architecture)
register("requirements", _requirements)
