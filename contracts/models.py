"""What is agreed: contracts and frameworks, their clauses, and what is ordered under them."""

from collections.abc import Collection
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from evaluation.choices import Stage
from evaluation.models import Evaluation
from procurements.models import Lot, Procurement
from procurements.models.conditions import not_negative
from procurements.validators import validate_not_negative
from programmes.models import Programme
from programmes.models.kin import JudgedTogether, hold
from requirements_catalog.models import Module, Requirement
from steering.models import Risk
from steering.models.fields import money
from target_architecture.choices import SafeguardPurpose
from tenders.choices import TenderStatus
from tenders.models import EconomicOperator

from . import choices
from .querysets import CallOffQuerySet, ClauseQuerySet, ContractQuerySet


def _kronor(label) -> models.DecimalField:
    return money(label, null=True, blank=True, validators=[validate_not_negative])


class Contract(JudgedTogether):
    """An agreement with a supplier, from its draft to its end.

    A draft names no supplier: until a contract is signed nothing here tells who has tendered
    (OSL 19:3). One without a procurement was signed before the programme. The value of a draft is
    estimated; with all extension it is what LOU 5:3 reckons with.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="contracts")
    title = models.CharField(_("benämning"), max_length=300)
    registry_number = models.CharField(_("diarienummer"), max_length=60, blank=True)
    kind = models.CharField(
        _("avtalsform"),
        max_length=20,
        choices=choices.ContractKind,
        default=choices.ContractKind.CONTRACT,
    )
    state = models.CharField(
        _("läge"),
        max_length=10,
        choices=choices.ContractState,
        default=choices.ContractState.DRAFT,
    )
    procurement = models.ForeignKey(
        Procurement,
        verbose_name=_("upphandling"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
    )
    lots = models.ManyToManyField(
        Lot, verbose_name=_("delkontrakt"), blank=True, related_name="contracts"
    )
    modules = models.ManyToManyField(
        Module, verbose_name=_("moduler"), blank=True, related_name="contracts"
    )
    operator = models.ForeignKey(
        EconomicOperator,
        verbose_name=_("leverantör"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
    )
    signed_on = models.DateField(_("tecknat"), null=True, blank=True)
    runs_from = models.DateField(_("gäller från"), null=True, blank=True)
    runs_until = models.DateField(_("gäller till och med"), null=True, blank=True)
    extensions = models.TextField(_("rätt till förlängning"), blank=True)
    extended_until = models.DateField(_("med all förlängning till och med"), null=True, blank=True)
    value = _kronor(_("värde i kronor"))
    extended_value = _kronor(_("värde med all förlängning"))
    history = HistoricalRecords(m2m_fields=[lots, modules])

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("avtal")
        verbose_name_plural = _("avtal")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state=choices.ContractState.DRAFT, operator__isnull=True, signed_on__isnull=True
                )
                | ~Q(state=choices.ContractState.DRAFT)
                & Q(operator__isnull=False, signed_on__isnull=False),
                name="contract_supplier_once_signed",
                violation_error_message=_(
                    "Ett tecknat avtal har leverantör och dag. Ett utkast har ingetdera."
                ),
            ),
            models.CheckConstraint(
                condition=Q(runs_from=None)
                | Q(runs_until=None)
                | Q(runs_from__lte=F("runs_until")),
                name="contract_days_in_order",
                violation_error_message=_("Avtalet kan inte sluta innan det börjar."),
            ),
            models.CheckConstraint(
                condition=Q(extended_until=None)
                | Q(runs_until__isnull=False, runs_until__lte=F("extended_until")),
                name="contract_extension_is_longer",
                violation_error_message=_(
                    "Förlängningen börjar när avtalet annars slutar. Ange den dagen, och en senare."
                ),
            ),
            models.CheckConstraint(
                condition=not_negative("value"),
                name="contract_value_not_negative",
                violation_error_message=_("Värdet kan inte vara negativt."),
            ),
            models.CheckConstraint(
                condition=Q(extended_value=None)
                | Q(value__isnull=False, value__lte=F("extended_value")),
                name="contract_value_with_extension",
                violation_error_message=_(
                    "Värdet med förlängning är minst värdet utan. Ange båda, eller bara det första."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def covered_modules(self) -> list[Module]:
        """What is bought or kept by it: as ``ContractQuerySet.covering`` has it, for one contract.

        Reads what ``for_list`` has fetched.
        """
        lots = list(self.lots.all())
        if not lots and self.procurement:
            lots = list(self.procurement.lots.all())
        found = [*self.modules.all(), *(module for lot in lots for module in lot.modules.all())]
        return sorted(set(found), key=lambda module: (module.position, module.pk))

    @property
    def last_day(self) -> date | None:
        """The last day that it can run, with all extension; None where none is stated.

        Whether a right to extend was used is not kept, so it is counted.
        """
        return self.extended_until or self.runs_until

    def lock_kin(self) -> None:
        """Hold the evaluation: who signs while the scores are being opened would not see it."""
        if self.state != choices.ContractState.DRAFT and self.procurement_id:
            hold(Evaluation.objects.filter(procurement=self.procurement_id))

    def clean(self) -> None:
        """Signed with one who has tendered, once the scores are locked.

        In which lots is asked where the lots are known: by the form (``lots_without_tender``).
        """
        if self.state == choices.ContractState.DRAFT or self.procurement is None:
            return
        if not scores_are_locked(self.procurement):
            raise ValidationError(
                {"state": _("Upphandlingens poäng är inte låsta, så inget avtal kan tecknas än.")}
            )
        if self.operator and not _standing(self.operator, self.procurement).exists():
            raise ValidationError({"operator": _("Leverantören har inget anbud i upphandlingen.")})


def scores_are_locked(procurement: Procurement) -> bool:
    """Whether contracts can be signed, and it may be told who has tendered; one query."""
    return Evaluation.objects.filter(procurement=procurement, stage=Stage.LOCKED).exists()


def _standing(operator: EconomicOperator, procurement: Procurement) -> models.QuerySet:
    """The tenders of a supplier that stand in a procurement."""
    return operator.tenders.filter(procurement=procurement, status=TenderStatus.RECEIVED)


def lots_without_tender(
    operator: EconomicOperator, procurement: Procurement, lots: Collection[Lot]
) -> list[Lot]:
    """The lots of a contract in which a supplier has no tender that stands; one or two queries.

    Asked once the scores are locked, for it tells who has tendered (OSL 19:3). A contract without
    lots is for every lot of its procurement. A tender that names no lot stands in none.
    """
    tendered = set(_standing(operator, procurement).values_list("lots", flat=True))
    return [lot for lot in lots or procurement.lots.all() if lot.pk not in tendered]


class ContractClause(models.Model):
    """A clause of a contract or of its draft, and what it is there for."""

    contract = models.ForeignKey(
        Contract, verbose_name=_("avtal"), on_delete=models.PROTECT, related_name="clauses"
    )
    number = models.CharField(_("nummer"), max_length=20)
    heading = models.CharField(_("rubrik"), max_length=200)
    text = models.TextField(_("lydelse"), blank=True)
    purpose = models.CharField(_("skydd"), max_length=20, choices=SafeguardPurpose, blank=True)
    requirements = models.ManyToManyField(
        Requirement, verbose_name=_("krav"), blank=True, related_name="clauses"
    )
    modules = models.ManyToManyField(
        Module, verbose_name=_("moduler"), blank=True, related_name="clauses"
    )
    risks = models.ManyToManyField(
        Risk, verbose_name=_("risker"), blank=True, related_name="clauses"
    )
    history = HistoricalRecords(m2m_fields=[requirements, modules, risks])

    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("avtalsvillkor")
        verbose_name_plural = _("avtalsvillkor")
        ordering = ["contract", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"],
                name="clause_number_once",
                violation_error_message=_("Numret används redan i avtalet."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}"


class CallOff(models.Model):
    """Something ordered under a framework: answers are in by a day, and something comes of it."""

    contract = models.ForeignKey(
        Contract, verbose_name=_("ramavtal"), on_delete=models.PROTECT, related_name="call_offs"
    )
    title = models.CharField(_("avrop"), max_length=300)
    area = models.CharField(_("område"), max_length=200, blank=True)
    opened_on = models.DateField(_("utlyst"))
    answers_due_on = models.DateField(_("svar senast"))
    outcome = models.CharField(
        _("utfall"),
        max_length=10,
        choices=choices.CallOffOutcome,
        default=choices.CallOffOutcome.OPEN,
    )
    decided_on = models.DateField(_("avgjort"), null=True, blank=True)
    note = models.TextField(_("anteckning"), blank=True)
    history = HistoricalRecords()

    objects = CallOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("avrop")
        verbose_name_plural = _("avrop")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_on__lte=F("answers_due_on")),
                name="call_off_days_in_order",
                violation_error_message=_("Svaren kan inte vara inne innan avropet är utlyst."),
            ),
            models.CheckConstraint(
                condition=Q(outcome=choices.CallOffOutcome.OPEN, decided_on__isnull=True)
                | ~Q(outcome=choices.CallOffOutcome.OPEN) & Q(decided_on__isnull=False),
                name="call_off_decided_on_a_day",
                violation_error_message=_("Ange dagen när avropet är avgjort, och först då."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def time_to_answer(self) -> timedelta:
        """From the day that it was made known to the last day for answers."""
        return self.answers_due_on - self.opened_on

    def clean(self) -> None:
        """Under a framework that has been signed, and had not run out when it was made known."""
        contract = getattr(self, "contract", None)
        if contract is None:
            return
        if contract.kind != choices.ContractKind.FRAMEWORK:
            raise ValidationError({"contract": _("Avrop görs bara på ett ramavtal.")})
        if contract.state == choices.ContractState.DRAFT:
            raise ValidationError({"contract": _("Ramavtalet är inte tecknat än.")})
        if self.opened_on and self.opened_on < contract.signed_on:
            raise ValidationError({"opened_on": _("Avropet är utlyst innan avtalet tecknades.")})
        if self.opened_on and contract.last_day and self.opened_on > contract.last_day:
            raise ValidationError(
                {
                    "opened_on": _("Ramavtalet löpte ut %(day)s, innan avropet är utlyst.")
                    % {"day": contract.last_day}
                }
            )
