"""Words that the catalogue's models choose between."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ModuleKind(models.TextChoices):
    """What happens to a module."""

    TO_PROCURE = "to_procure", _("upphandlas")
    EXISTING = "existing", _("befintlig")
    TO_REPLACE = "to_replace", _("ersätts")
    NATIONAL = "national", _("nationell tjänst")
    SHARED_PLATFORM = "shared_platform", _("gemensam plattform")


class Dimension(models.TextChoices):
    """Which side of the care information environment a need concerns."""

    INFORMATION = "information", _("information")
    WAYS_OF_WORKING = "ways_of_working", _("arbetssätt")
    TECHNOLOGY = "technology", _("teknik")


class Priority(models.TextChoices):
    """How much a need weighs."""

    HIGH = "high", _("hög")
    MEDIUM = "medium", _("medel")
    LOW = "low", _("låg")


class SourceKind(models.TextChoices):
    """How a need came to be known."""

    WORKSHOP = "workshop", _("workshop")
    INTERVIEW = "interview", _("intervju")
    ANALYSIS = "analysis", _("analys")
    LAW = "law", _("lag eller föreskrift")
    OTHER = "other", _("annat")


class NeedChangeKind(models.TextChoices):
    """In what way many needs were changed."""

    CAPTURE = "capture", _("inmatning")
    PASTE = "paste", _("inklistring")
    IMPORT = "import", _("import")
    MERGE = "merge", _("sammanslagning")
    WITHDRAW = "withdraw", _("utgår")
    RESTORE = "restore", _("tillbaka")
    UNDO = "undo", _("ångra")


class RequirementKind(models.TextChoices):
    """What a requirement asks of the tenderer (LOU 2016:1145; SKR: Upphandlingsdokument, krav)."""

    MANDATORY = "mandatory", _("ska-krav")
    DESIRABLE = "desirable", _("bör-krav")
    INFORMATION = "information", _("upplysning")


class RequirementStatus(models.TextChoices):
    """How far a requirement has come."""

    DRAFT = "draft", _("utkast")
    IN_REVIEW = "in_review", _("på granskning")
    APPROVED = "approved", _("godkänt")
    WITHDRAWN = "withdrawn", _("utgått")


class AnswerFormat(models.TextChoices):
    """How the tenderer answers."""

    YES_NO = "yes_no", _("Ja/Nej")
    TEXT = "text", _("Fritext")
    NUMBER = "number", _("Tal")
    CHOICE = "choice", _("Val")
    ATTACHMENT = "attachment", _("Bilaga")


class Phase(models.TextChoices):
    """When a requirement must be met."""

    TENDER = "tender", _("i anbudet")
    DELIVERY = "delivery", _("vid leverans")
    CONTRACT = "contract", _("under avtalet")


class VerificationMethod(models.TextChoices):
    """How it is shown that a requirement is met (SKR: Upphandlingsdokument, krav)."""

    DESCRIPTION = "description", _("beskrivning")
    DOCUMENT = "document", _("dokument")
    CERTIFICATE = "certificate", _("intyg eller certifikat")
    REFERENCE = "reference", _("referens")
    DEMO = "demo", _("demonstration")
    TEST = "test", _("test")
    FOLLOW_UP = "follow_up", _("uppföljning under avtalet")


class KlassaLevel(models.IntegerChoices):
    """Consequence when information is not protected: KLASSA's four levels (klassa.skr.se)."""

    NONE = 1, _("1 – försumbar")
    MODERATE = 2, _("2 – måttlig")
    SERIOUS = 3, _("3 – allvarlig")
    VERY_SERIOUS = 4, _("4 – synnerligen allvarlig")


class SuitabilityAssessment(models.TextChoices):
    """Whether it was weighed if handing data to a provider is unsuitable (OSL 10:2 a)."""

    NOT_NEEDED = "not_needed", _("behövs inte")
    NEEDED = "needed", _("behövs, inte gjord")
    DONE = "done", _("gjord")


class RelationKind(models.TextChoices):
    """How a requirement stands to another."""

    REFINES = "refines", _("preciserar")
    DEPENDS_ON = "depends_on", _("förutsätter")
    CONFLICTS_WITH = "conflicts_with", _("står i strid med")
    DERIVED_FROM = "derived_from", _("härlett ur")
    CORRESPONDS_TO = "corresponds_to", _("motsvarar")


class FieldKind(models.TextChoices):
    """What a field of a catalogue's own holds."""

    TEXT = "text", _("text")
    NUMBER = "number", _("tal")
    DATE = "date", _("datum")
    CHOICE = "choice", _("val")
    YES_NO = "yes_no", _("ja/nej")
    PERSON = "person", _("person")


class ChangeSetKind(models.TextChoices):
    """In what way a set of changes was made."""

    EDIT = "edit", _("redigering")
    PASTE = "paste", _("inklistring")
    BULK = "bulk", _("massändring")
    STRUCTURE = "structure", _("ändrad struktur")
    IMPORT = "import", _("import")
    UNDO = "undo", _("ångra")
    REDO = "redo", _("gör om")
