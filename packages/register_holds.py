"""A decision by which a way to package was ever chosen stays: the record of choices cites it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.models import Decision
from programmes.registered_holds import Hold, Page, Use, add_hold, add_page
from programmes.roles import Permission

from .choice_record import choices_by
from .models import PackagingAlternative


def _chosen_by(decision: Decision) -> list[Use]:
    record = reverse("packages:alternative-list", args=[decision.programme.slug])
    return [Use(told, f"{record}#choices") for told in choices_by(decision)]


add_hold(Decision, Hold(_("Gjorda val"), Permission.VIEW, _chosen_by))
add_page(
    PackagingAlternative,
    Page(
        label=_("Paketeringsalternativ"),
        needs=Permission.VIEW,
        url=lambda programme, row: reverse(
            "packages:alternative-detail", args=[programme.slug, row.pk]
        ),
    ),
)
