"""Everything that changes suppliers."""

from django.db import transaction
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.se import orgnr

from common.history import save_with_reason
from programmes.models import Programme

from .models import EconomicOperator


class TenderProblem(Exception):
    """A change that is not allowed now; its text tells why and what to do."""


@transaction.atomic
def register_operator(
    *, programme: Programme, name: str, by, organisation_number: str = "", **fields
) -> EconomicOperator:
    """A supplier of the programme; raises ValidationError for a doubled name."""
    operator = EconomicOperator(
        programme=programme,
        name=name.strip(),
        organisation_number=checked_organisation_number(organisation_number),
        **fields,
    )
    operator.full_clean()
    return save_with_reason(operator, by=by)


@transaction.atomic
def complete_operator(*, operator: EconomicOperator, organisation_number: str, by) -> None:
    """Give a supplier that has no organisation number its own; one that has keeps it."""
    operator = EconomicOperator.objects.select_for_update().get(pk=operator.pk)
    if organisation_number and not operator.organisation_number:
        operator.organisation_number = checked_organisation_number(organisation_number)
        save_with_reason(operator, by=by)


def checked_organisation_number(text: str) -> str:
    """The number as ``556016-0680``, empty for none; raises TenderProblem when it cannot be right.

    The check digit follows the Luhn formula (SKV 709).
    """
    if not text.strip():
        return ""
    try:
        digits = orgnr.validate(text)
    except NumberError as error:
        raise TenderProblem(
            _("Organisationsnumret %(number)s stämmer inte: kontrollera siffrorna.")
            % {"number": text}
        ) from error
    return f"{digits[:6]}-{digits[6:]}"
