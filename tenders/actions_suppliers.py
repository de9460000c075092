"""Everything that changes suppliers: found by name or registered, with their numbers checked."""

from django.db import transaction
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.se import orgnr

from common.history import save_with_reason
from programmes.models import Programme

from .models import EconomicOperator


class TenderProblem(Exception):
    """A change that is not allowed now; its text tells why and what to do."""


class OtherNumber(TenderProblem):
    """The supplier with that name has another organisation number."""

    def __init__(self, known: EconomicOperator) -> None:
        super().__init__(
            _("Leverantören finns redan, med organisationsnumret %(number)s.")
            % {"number": known.organisation_number}
        )


def operator_named(programme: Programme, name: str) -> EconomicOperator | None:
    """The programme's supplier with that name, in any letter case."""
    return EconomicOperator.objects.filter(programme=programme, name__iexact=_tidy(name)).first()


@transaction.atomic
def find_or_register_operator(
    *, programme: Programme, name: str, by, organisation_number: str = ""
) -> EconomicOperator:
    """The supplier with that name, completed with its organisation number; a new one if unknown.

    Raises TenderProblem for a number that cannot be right or is not the known supplier's.
    """
    number = checked_organisation_number(organisation_number)
    known = operator_named(programme, name)
    if known is None:
        new = EconomicOperator(programme=programme, name=_tidy(name), organisation_number=number)
        new.full_clean()
        return save_with_reason(new, by=by)
    known = EconomicOperator.objects.select_for_update().get(pk=known.pk)
    if number and known.organisation_number not in ("", number):
        raise OtherNumber(known)
    if number and not known.organisation_number:
        known.organisation_number = number
        save_with_reason(known, by=by)
    return known


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


def _tidy(name: str) -> str:
    return " ".join(name.split())
