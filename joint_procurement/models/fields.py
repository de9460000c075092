"""Fields and rules that the models of joint procurement share."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procurements.models import Lot, Procurement
from programmes.models import Organisation


def procurement(related_name: str, on_delete=models.CASCADE) -> models.ForeignKey:
    """The procurement that a row belongs to."""
    return models.ForeignKey(
        Procurement,
        verbose_name=_("upphandling"),
        on_delete=on_delete,
        related_name=related_name,
    )


def lot(related_name: str) -> models.ForeignKey:
    """One lot, or all of the procurement where none is named."""
    return models.ForeignKey(
        Lot,
        verbose_name=_("delkontrakt"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name=related_name,
        help_text=_("Utan val gäller det hela upphandlingen."),
    )


def organisation(label, related_name: str, **options) -> models.ForeignKey:
    """An organisation, which stays while something is said of it."""
    return models.ForeignKey(
        Organisation,
        verbose_name=label,
        on_delete=models.PROTECT,
        related_name=related_name,
        **options,
    )


def days_in_order(first: str, last: str, name: str) -> models.CheckConstraint:
    """That the last day, where both are stated, does not come before the first."""
    return models.CheckConstraint(
        condition=Q(**{f"{last}__gte": F(first)})
        | Q(**{f"{last}__isnull": True})
        | Q(**{f"{first}__isnull": True}),
        name=name,
        violation_error_message=_("Den sista dagen kan inte komma före den första."),
    )


def check_lot(row) -> None:
    """ValidationError where a row's lot is of another procurement."""
    if row.lot and row.lot.procurement_id != row.procurement_id:
        raise ValidationError({"lot": _("Delkontraktet hör till en annan upphandling.")})
