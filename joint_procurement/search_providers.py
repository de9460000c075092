"""Global search among decisions on taking part, by what their list is searched by."""

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.roles import Permission
from programmes.search_providers import Hit, Provider, register

from .models import JoiningDecision
from .register_sections import LABEL, SEARCHED


def _find(user, words: str, limit: int) -> list[Hit]:
    rows = JoiningDecision.objects.visible_to(user, Permission.VIEW_PROCUREMENT)
    found = rows.with_words(words, *SEARCHED).for_record()
    ordered = found.select_related("procurement__programme").order_by("-decided_on", "-pk")
    return [_hit(row) for row in ordered[:limit]]


def _hit(row: JoiningDecision) -> Hit:
    procurement = row.procurement
    page = reverse(
        "joint_procurement:joint-detail", args=[procurement.programme.slug, procurement.slug]
    )
    kind = _("makulerat beslut") if row.annulled else _("beslut")
    return Hit(f"{page}#decision-{row.pk}", str(row), kind, procurement.title)


register(Provider(LABEL, 55, _find))
