"""The registers of suppliers and of who owns them, for those who may read tenders.

The names of suppliers tell who has tendered, so nobody else is led here (OSL 19:3, LOU 12:8).
Before the opening that is secret from those who are as well: a tender is registered afterwards,
and with it its supplier; one that is written here meanwhile is so for another reason
(``SupplierForm``).
"""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.ordering import swedish
from procurements.choices import ProcurementState
from programmes.access import permissions_in
from programmes.register import Column, Register, Section, Tag, register
from programmes.roles import Permission

from .forms_suppliers import OwnerChangeForm, SupplierForm
from .models import EconomicOperator, OwnerChange

CRUMB = (_("Anbud"), "tenders:procurement-list")
READERS = {"needs": Permission.VIEW_TENDERS, "edits": Permission.EDIT_TENDERS, "crumb": CRUMB}


def country_tag(change: OwnerChange) -> Tag:
    """The new owner's country, and whether it is a third country."""
    if change.is_to_third_country:
        return Tag(_("%(country)s, tredjeland") % {"country": change.country}, "attention")
    return Tag(change.country)


def _assessed(change: OwnerChange) -> object:
    return change.assessed_on or Tag(_("inte bedömd"), "refused")


def _supplier(request: HttpRequest, operator: EconomicOperator) -> dict:
    """Who owns it, and what it has tendered for in procurements that are opened; two queries."""
    opened = operator.tenders.filter(procurement__state=ProcurementState.OPENED)
    return {
        "programme": operator.programme,
        "operator": operator,
        "changes": operator.owner_changes.all(),
        "tenders": opened.select_related("procurement").order_by("-received_at"),
        "can_edit": Permission.EDIT_TENDERS in permissions_in(request.user, operator.programme),
    }


register(
    Register(
        name="suppliers",
        model=EconomicOperator,
        form=SupplierForm,
        title=_("Leverantörer"),
        lead=_(
            "Företag som programmet har att göra med, och vem som äger dem. Att ett företag står "
            "här säger inget om oöppnade anbud."
        ),
        new_label=_("Ny leverantör"),
        empty=_("Leverantörer läggs till när anbud registreras, efter öppningen, eller här."),
        icon="building",
        columns=[
            Column(_("Namn"), lambda row: row.name, (swedish("name"),)),
            Column(_("Organisationsnummer"), lambda row: row.organisation_number),
            Column(_("Land"), lambda row: row.country, (swedish("country"),)),
            Column(
                _("Ägare"),
                lambda row: next((one.to_owner for one in row.owner_changes.all()), ""),
                is_wide=True,
            ),
        ],
        search=("name", "organisation_number"),
        rows=lambda programme: EconomicOperator.objects.in_programme(programme).prefetch_related(
            "owner_changes"
        ),
        new=lambda programme: EconomicOperator(programme=programme),
        sections=[Section("tenders/_supplier.html", _supplier)],
        **READERS,
    )
)
register(
    Register(
        name="owner-changes",
        model=OwnerChange,
        form=OwnerChangeForm,
        title=_("Ägarbyten"),
        lead=_("När en leverantör har fått ny ägare, i vilket land, och om följden är bedömd."),
        new_label=_("Nytt ägarbyte"),
        empty=_("En ny ägare kan betyda att ett annat lands lag gäller. Anteckna bytet här."),
        icon="arrow-left-right",
        order="-c3",
        columns=[
            Column(_("Leverantör"), lambda row: row.operator.name, (swedish("operator__name"),)),
            Column(_("Ny ägare"), lambda row: row.to_owner, (swedish("to_owner"),)),
            Column(_("Den nya ägarens land"), country_tag, (swedish("country"),)),
            Column(_("Ägare sedan"), lambda row: row.changed_on, ("changed_on",)),
            Column(_("Följden bedömd"), _assessed, ("assessed_on",)),
            Column(
                pgettext_lazy("ägare", "Tidigare ägare"), lambda row: row.from_owner, is_wide=True
            ),
        ],
        search=("operator__name", "from_owner", "to_owner", "note"),
        rows=lambda programme: OwnerChange.objects.in_programme(programme).select_related(
            "operator"
        ),
        new=lambda programme: OwnerChange(),
        **READERS,
    )
)
