"""The forms that suppliers fill in are issued like every other document."""

from django.utils.translation import gettext_lazy as _

from procurements.document_registry import DocumentKind, DocumentRequest, NotReady, register
from procurements.models import PriceItem

from .form_layout import answerable_items
from .forms_out import build_answer_form, build_price_form


def _answer_form(request: DocumentRequest) -> bytes:
    if not answerable_items(request.procurement):
        raise NotReady(_("Upphandlingen har inga krav att svara på ännu."))
    return build_answer_form(request.procurement)


def _price_form(request: DocumentRequest) -> bytes:
    if not PriceItem.objects.filter(lot__procurement=request.procurement).exists():
        raise NotReady(_("Upphandlingen har inga prisposter ännu."))
    return build_price_form(request.procurement)


register(
    DocumentKind(
        "answer-form", _("Svarsformulär"), ("xlsx",), _answer_form, order=30, is_tendered_on=True
    )
)
register(
    DocumentKind(
        "price-form", _("Prisformulär"), ("xlsx",), _price_form, order=40, is_tendered_on=True
    )
)
