"""Words that the models of steering choose between."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.IntegerChoices):
    """How likely or how grave: four steps, as in KLASSA and most regions' risk analyses."""

    LOW = 1, _("1 – låg")
    MODERATE = 2, _("2 – måttlig")
    HIGH = 3, _("3 – hög")
    VERY_HIGH = 4, _("4 – mycket hög")


# A risk of this weight or more is high: probable and grave at once (3 × 3).
HIGH_RISK = 9


class RiskCategory(models.TextChoices):
    """What a risk concerns."""

    LOCK_IN = "lock_in", _("inlåsning")
    THIRD_COUNTRY = "third_country", _("åtkomst från tredjeland")
    PATIENT_SAFETY = "patient_safety", _("patientsäkerhet")
    ADOPTION = "adoption", _("införande och användning")
    LEGAL = "legal", _("juridik")
    COMPETITION = "competition", _("konkurrens i upphandlingen")
    PARTNERSHIP = "partnership", _("samverkan mellan parterna")
    TIME = "time", _("tid")
    MONEY = "money", _("ekonomi")
    TECHNOLOGY = "technology", _("teknik")


class Trend(models.TextChoices):
    """Which way a risk is going."""

    RISING = "rising", _("ökar")
    STEADY = "steady", _("oförändrad")
    FALLING = "falling", _("minskar")


class RiskState(models.TextChoices):
    """Whether a risk is still there."""

    OPEN = "open", _("öppen")
    HAPPENED = "happened", _("har inträffat")
    CLOSED = "closed", _("avslutad")


class StakeholderKind(models.TextChoices):
    """What sort of stakeholder."""

    OPERATIONS = "operations", _("vårdverksamhet")
    PATIENTS = "patients", _("patienter och närstående")
    UNION = "union", _("facklig organisation")
    POLITICS = "politics", _("politik")
    IT = "it", _("it och förvaltning")
    MUNICIPALITY = "municipality", _("kommun")
    PROVIDER = "provider", _("privat vårdgivare")
    SUPPLIER = "supplier", _("leverantör")
    NATIONAL = "national", _("nationell aktör")
    OTHER = "other", _("annan")


class AnalysisKind(models.TextChoices):
    """What sort of work product an analysis is."""

    GOALS = "goals", _("mål")
    MARKET = "market", _("omvärldsanalys")
    RFI = "rfi", _("informationsförfrågan (RFI)")
    ARCHITECTURE = "architecture", _("teknisk analys och målarkitektur")
    RISK = "risk", _("riskanalys")
    NEEDS = "needs", _("behovsanalys")
    STAKEHOLDERS = "stakeholders", _("intressentanalys")
    OPERATION = "operation", _("drift, förvaltning och införande")
    LEGAL = "legal", _("juridisk analys")
    OTHER = "other", _("annan")


class AnalysisStatus(models.TextChoices):
    """How far an analysis has come."""

    PLANNED = "planned", _("planerad")
    ONGOING = "ongoing", _("pågår")
    DONE = "done", _("klar")
    CARRIED_OVER = "carried_over", _("övertagen från föregångaren")


class UndertakingForm(models.TextChoices):
    """In what form something was bought."""

    SINGLE_SYSTEM = "single_system", _("ett samlat system")
    MODULES = "modules", _("moduler")
    FRAMEWORK = "framework", _("ramavtal med avrop")
    OTHER = "other", _("annan")


class UndertakingOutcome(models.TextChoices):
    """What became of a procurement."""

    ONGOING = "ongoing", _("pågår")
    AWARDED = "awarded", pgettext_lazy("upphandling", "tilldelad")
    CANCELLED = "cancelled", _("avbruten")


class CancellationReason(models.TextChoices):
    """Why a procurement was cancelled, by kind."""

    TOO_FEW_TENDERS = "too_few_tenders", _("för få anbud uppfyllde kraven")
    UNCLEAR_DOCUMENTS = "unclear_documents", _("otydliga upphandlingsdokument")
    CHANGED_NEEDS = "changed_needs", _("ändrade behov")
    CHANGED_CONDITIONS = "changed_conditions", _("ändrade förutsättningar")
    PARTNER_LEFT = "partner_left", _("en part lämnade")
    FINANCES = "finances", _("ekonomi")
    COURT = "court", _("domstolsbeslut")
    OTHER = "other", _("annat")


class WaveStatus(models.TextChoices):
    """Where a roll-out wave stands."""

    PLANNED = "planned", _("planerad")
    ONGOING = "ongoing", _("pågår")
    DONE = "done", _("i drift")
    POSTPONED = "postponed", _("uppskjuten")
    SUSPENDED = "suspended", _("stoppad")


class ClaimKind(models.TextChoices):
    """What a claim between the parties of a contract is about."""

    DELAY = "delay", _("försening")
    DEFECT = "defect", _("brist i leveransen")
    PRICE = "price", _("pris")
    OTHER = "other", _("annat")


class ClaimStatus(models.TextChoices):
    """How far a claim has come."""

    RAISED = "raised", _("framställt")
    NEGOTIATED = "negotiated", _("förhandling pågår")
    INTENT = "intent", _("avsiktsförklaring")
    SETTLED = "settled", _("uppgörelse")
    WITHDRAWN = "withdrawn", _("återtaget")
