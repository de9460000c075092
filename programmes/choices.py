"""Words that the programme's models choose between."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is in a programme; a person may hold several."""

    READER = "reader", _("läsare")
    AUTHOR = "author", _("författare")
    REVIEWER = "reviewer", _("granskare")
    REQUIREMENTS_MANAGER = "requirements_manager", _("kravansvarig")
    PROCUREMENT_OFFICER = "procurement_officer", _("upphandlare")
    EVALUATOR = "evaluator", _("utvärderare")
    AUDITOR = "auditor", _("revisor")
    PROGRAMME_LEAD = "programme_lead", _("programledare")


class OrganisationKind(models.TextChoices):
    """What sort of body an organisation is."""

    REGION = "region", _("region")
    MUNICIPALITY = "municipality", _("kommun")
    AUTHORITY = "authority", _("myndighet")
    PRIVATE_PROVIDER = "private_provider", _("privat vårdgivare")
    OTHER = "other", _("annan")


class ParticipationRole(models.TextChoices):
    """In what capacity an organisation stands in a programme."""

    LEAD_BUYER = "lead_buyer", _("samordnande myndighet")
    BUYER = "buyer", _("upphandlande myndighet")
    PROSPECTIVE = "prospective", _("möjlig deltagare")


class ParticipationOutcome(models.TextChoices):
    """What an organisation has decided about taking part."""

    UNDECIDED = "undecided", _("inte beslutat")
    JOINS = "joins", _("deltar")
    JOINS_WITH_OPTION = "joins_with_option", _("deltar genom option")
    STAYS_OUTSIDE = "stays_outside", _("står utanför")
    WITHDREW = "withdrew", _("har lämnat")


class GoalKind(models.TextChoices):
    """Whether a goal is a benefit in the operation or a result of the programme."""

    OUTCOME = "outcome", _("effektmål")
    OBJECTIVE = "objective", _("programmål")


class Perspective(models.TextChoices):
    """Whose benefit or need it is."""

    PATIENTS = "patients", _("patienter")
    STAFF = "staff", _("medarbetare")
    MANAGEMENT = "management", _("verksamhetsledning")
    RESEARCH = "research", _("forskning")
    COMMON = "common", _("gemensamt")


class MilestoneLane(models.TextChoices):
    """Which lane of the timeline a milestone stands in."""

    POLITICAL = "political", _("politiska beslut")
    PROGRAMME = "programme", _("programmets milstolpar")


class JobState(models.TextChoices):
    """Where a piece of long work stands."""

    PREPARED = "prepared", _("förbereds")
    WAITING = "waiting", _("väntar")
    RUNNING = "running", _("pågår")
    DONE = "done", _("klart")
    FAILED = "failed", _("misslyckades")
    CANCELLED = "cancelled", _("avbrutet")


class TokenScope(models.TextChoices):
    """What a program may do with a person's key."""

    READ = "read", _("läsa")
    WRITE = "write", _("läsa och ändra")


class StreamStatus(models.TextChoices):
    """Where a stream of work stands against its plan."""

    NOT_STARTED = "not_started", _("inte påbörjat")
    ON_TRACK = "on_track", _("enligt plan")
    AT_RISK = "at_risk", _("risk för försening")
    LATE = "late", _("försenat")
    DONE = "done", _("klart")


class BodyKind(models.TextChoices):
    """What a body is there for."""

    DECIDES = "decides", _("beslutar och styr")
    PREPARES = "prepares", _("kvalitetssäkrar, bereder, förankrar")
    DELIVERS = "delivers", _("genomför")
