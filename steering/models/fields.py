"""Fields that the models of steering share."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from .. import choices


def money(label, **options) -> models.DecimalField:
    """Kronor, with öre."""
    return models.DecimalField(label, max_digits=16, decimal_places=2, **options)


def level(label) -> models.PositiveSmallIntegerField:
    """A step from 1 to 4."""
    return models.PositiveSmallIntegerField(label, choices=choices.Level)


def year(label) -> models.PositiveSmallIntegerField:
    """A year that a programme of ours may plan or look back to."""
    return models.PositiveSmallIntegerField(
        label, validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
