"""What a number of a package may be; the same rules are constraints in the database."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def validate_positive(value: Decimal) -> None:
    """Raise ValidationError for zero and below."""
    if value <= 0:
        raise ValidationError(_("Ange ett tal som är större än noll."))


def validate_not_negative(value: Decimal) -> None:
    """Raise ValidationError below zero."""
    if value < 0:
        raise ValidationError(_("Ange noll eller mer."))
