"""The layout that outgoing forms are written in and returned forms are read by.

Columns are known by their heading and rows by a token in a hidden column, never by place, so that
a sorted sheet or a moved row still lands where it belongs.
"""

from procurements.choices import ItemRole
from procurements.models import PriceItem, Procurement, ProcurementRequirement
from requirements_catalog.choices import AnswerFormat

ANSWER_SHEET = "Svar"
PRICE_SHEET = "Priser"
COVER_SHEET = "Instruktion"
ID_SHEET = "_fvm"

TOKEN = "Rad-id"
LOT_TOKEN = "lot"
ANSWER, COMMENT, EVIDENCE = "Svar", "Kommentar", "Hänvisning till bilaga"
QUANTITY, UNIT_PRICE, LINE_SUM = "Mängd", "À-pris", "Summa"
YES, NO = "Ja", "Nej"
YES_WORDS = frozenset({"ja", "yes", "j", "y", "true", "sant"})
NO_WORDS = frozenset({"nej", "no", "n", "false", "falskt"})

ANSWER_COLUMNS = (
    TOKEN, "Krav-id", "Delkontrakt", "Krav", "Typ", "Svarsformat", ANSWER, COMMENT, EVIDENCE,
)  # fmt: skip
PRICE_COLUMNS = (
    TOKEN, "Delkontrakt", "Nr", "Prispost", "Enhet", QUANTITY, UNIT_PRICE, LINE_SUM,
)  # fmt: skip


def item_token(item: ProcurementRequirement) -> str:
    """Token of a requirement's row: its key and the beginning of its text's digest."""
    return f"{item.pk}-{item.version.digest[:12]}"


def price_token(price_item: PriceItem) -> str:
    """Token of a price item's row."""
    return f"P{price_item.pk}"


def lot_token(lot) -> str:
    """Token of a lot's row on the cover sheet."""
    return f"{LOT_TOKEN}-{lot.pk}"


def lots_label(item: ProcurementRequirement) -> str:
    """The lots of a requirement as the form shows them: ``1``, ``1, 2`` or ``Alla``."""
    numbers = sorted(lot.number for lot in item.lots.all())
    return ", ".join(str(number) for number in numbers) or "Alla"


def answerable_items(procurement: Procurement) -> list[ProcurementRequirement]:
    """The package's rows that the form shows, in document order: headings and all requirements."""
    return list(procurement.items.with_content().in_order())


def choices_of(item) -> list[str]:
    """The answers a row offers in its drop-down; none for free answers and headings."""
    if item.role not in (ItemRole.MANDATORY, ItemRole.DESIRABLE):
        return []
    content = item.version.content
    answer_format = content["answer_format"] or AnswerFormat.YES_NO
    if answer_format == AnswerFormat.YES_NO:
        return [YES, NO]
    if answer_format == AnswerFormat.CHOICE:
        return [part.strip() for part in content["answer_choices"].split(";") if part.strip()]
    return []
