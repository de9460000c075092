"""Catalogues, the fields of their own, and how people look at them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programmes.models import Programme

from .. import choices
from ..querysets import CatalogueQuerySet, SavedViewQuerySet


class Catalogue(models.Model):
    """A tree of headings and requirements that is worked on, reviewed and frozen together."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="catalogues")
    slug = models.SlugField(_("kortnamn"), max_length=60, unique=True)
    name = models.CharField(_("namn"), max_length=200)
    description = models.TextField(_("beskrivning"), blank=True)
    column_mapping = models.JSONField(
        default=dict, blank=True, help_text=_("Senast använda kolumner vid import.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords(excluded_fields=["column_mapping"])

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("kravkatalog")
        verbose_name_plural = _("kravkataloger")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ExtraField(models.Model):
    """A column that a catalogue has beyond those every requirement has."""

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="extra_fields")
    key = models.CharField(_("nyckel"), max_length=60)
    label = models.CharField(_("rubrik"), max_length=200)
    kind = models.CharField(
        _("slag"), max_length=20, choices=choices.FieldKind, default=choices.FieldKind.TEXT
    )
    choice_list = models.TextField(_("alternativ"), blank=True, help_text=_("Ett per rad."))
    help_text = models.CharField(_("förklaring"), max_length=300, blank=True)
    position = models.PositiveIntegerField(_("ordning"), default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("eget fält")
        verbose_name_plural = _("egna fält")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "key"], name="extra_field_key_once")
        ]

    def __str__(self) -> str:
        return self.label


class SavedView(models.Model):
    """A named look at a catalogue: its filters, columns and order, under an address that stays."""

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="views")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(_("namn"), max_length=100)
    is_shared = models.BooleanField(_("delad med alla i programmet"), default=False)
    query = models.CharField(max_length=2000, blank=True)
    columns = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("sparad vy")
        verbose_name_plural = _("sparade vyer")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "owner", "name"],
                name="view_name_once_per_person",
                violation_error_message=_("Du har redan en vy med det namnet."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ColumnLayout(models.Model):
    """Which columns a person sees in a catalogue, in what order: ``list`` by name, ``grid`` as
    [name, width, is shown]."""

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="layouts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="column_layouts"
    )
    columns = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("kolumnval")
        verbose_name_plural = _("kolumnval")
        constraints = [models.UniqueConstraint(fields=["catalogue", "person"], name="layout_once")]

    def __str__(self) -> str:
        return f"{self.catalogue_id} – {self.person_id}"
