"""Doors that are left open for those who may join later."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from procurements.validators import validate_not_negative
from programmes.models import Organisation

from .. import choices
from ..querysets import OfProcurementQuerySet
from . import fields


class JoiningOption(models.Model):
    """A right for somebody to join later: who, for what, when and what it is worth (LOU 17:10).

    What it covers may be left empty: that it is not stated is then said wherever it is shown. Its
    value is for all that it names together, and is not divided between them.
    """

    procurement = fields.procurement("joining_options")
    lot = fields.lot("joining_options")
    name = models.CharField(_("option"), max_length=200)
    holder = models.CharField(
        _("för vem"), max_length=300, help_text=_("Till exempel kommunerna i länet.")
    )
    organisations = models.ManyToManyField(
        Organisation,
        verbose_name=_("organisationer"),
        blank=True,
        related_name="joining_options",
        help_text=_("De som får ansluta, eller som andra ansluter genom."),
    )
    # Municipalities or private providers of a region, say: the region itself has no option then.
    is_for_others = models.BooleanField(
        _("för andra genom organisationerna"),
        default=False,
        help_text=_(
            "Till exempel kommunerna eller vårdgivarna i en region. Regionen själv har då ingen "
            "option."
        ),
    )
    covers = models.TextField(
        _("vad den omfattar"), blank=True, help_text=_("Tomt visas som att det inte är angivet.")
    )
    trigger = models.CharField(_("vad som utlöser den"), max_length=300, blank=True)
    call_from = models.DateField(_("kan avropas från"), null=True, blank=True)
    call_until = models.DateField(_("kan avropas till och med"), null=True, blank=True)
    value = models.DecimalField(
        _("värde i kronor"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[validate_not_negative],
        help_text=_("Utan moms, som om den utnyttjas (LOU 5 kap. 3 §)."),
    )
    state = models.CharField(
        _("läge"),
        max_length=10,
        choices=choices.OptionState,
        default=choices.OptionState.OFFERED,
    )
    history = HistoricalRecords(m2m_fields=[organisations])

    objects = OfProcurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("option för den som ansluter senare")
        verbose_name_plural = _("optioner för den som ansluter senare")
        ordering = ["procurement", "name", "pk"]
        constraints = [
            fields.days_in_order("call_from", "call_until", "joining_option_days_in_order"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0),
                name="joining_option_value_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The lot is one of the procurement's."""
        fields.check_lot(self)

    @property
    def is_open(self) -> bool:
        """Whether it can still be, or has been, used."""
        return self.state in (choices.OptionState.OFFERED, choices.OptionState.CALLED)
