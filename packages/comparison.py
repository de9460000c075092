"""Ways to package side by side: the same rows for each, and which of them differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from common.numbers import format_money

from .board import sides_row
from .reading import Known, Reading
from .seams.figures import LOT, PACKAGE, Sum


@dataclass(frozen=True)
class Cell:
    """A value as it is exported, and in words."""

    value: object
    text: str


@dataclass(frozen=True)
class Row:
    """One thing that is compared."""

    label: str
    cells: list[Cell]
    is_text: bool = False
    # The alternatives, in the order of the cells.
    heads: tuple[str, ...] = ()

    @property
    def cells_under(self) -> list[tuple[str, Cell]]:
        """Each cell with the alternative that it is of."""
        return list(zip(self.heads, self.cells, strict=True))

    @property
    def differs(self) -> bool:
        """Whether the alternatives are not all alike in this."""
        return len({cell.text for cell in self.cells}) > 1

    @property
    def difference(self) -> str:
        """The same in words; nothing of texts, which are read and not compared."""
        if self.is_text:
            return ""
        return _("skiljer sig") if self.differs else _("lika")


@dataclass(frozen=True)
class _Figure:
    label: str
    value: Callable[[Reading], object]
    is_money: bool = False
    # Told only where an alternative has some.
    is_rare: bool = False


def _largest(reading: Reading) -> int | None:
    return max((one.likely for one in reading.figures.packages.values()), default=None)


def _first_start(reading: Reading) -> date | None:
    return min((one.starts_on for one in reading.packages if one.starts_on), default=None)


_FIGURES: Sequence[_Figure] = (
    _Figure(gettext_lazy("Paket"), lambda one: len(one.packages)),
    _Figure(pgettext_lazy("antal", "Delkontrakt"), lambda one: len(one.arrangement.lots)),
    _Figure(gettext_lazy("Moduler placerade"), lambda one: one.figures.total.modules),
    _Figure(gettext_lazy("Moduler kvar att placera"), lambda one: len(one.figures.left_over)),
    _Figure(gettext_lazy("Lågt värde"), lambda one: one.figures.total.low, True),
    _Figure(gettext_lazy("Troligt värde"), lambda one: one.figures.total.likely, True),
    _Figure(gettext_lazy("Högt värde"), lambda one: one.figures.total.high, True),
    _Figure(gettext_lazy("Största paketets troliga värde"), _largest, True),
    _Figure(gettext_lazy("Moduler utan uppskattning"), lambda one: one.figures.total.unknown),
    _Figure(gettext_lazy("Ska-krav"), lambda one: one.figures.total.mandatory),
    _Figure(gettext_lazy("Bör-krav"), lambda one: one.figures.total.desirable),
    _Figure(gettext_lazy("Gränssnitt mellan paket"), lambda one: one.figures.count(cut=PACKAGE)),
    _Figure(
        gettext_lazy("Gränssnitt mellan delkontrakt i samma paket"),
        lambda one: one.figures.count(cut=LOT),
    ),
    _Figure(gettext_lazy("Livsviktiga gränssnitt över snitten"), lambda one: one.figures.vital),
    _Figure(
        gettext_lazy("Gränssnitt över snitten utan öppen standard"),
        lambda one: one.figures.uncovered,
    ),
    _Figure(
        gettext_lazy("Gränssnitt över snitten utan öppen standard, motiverat"),
        lambda one: one.figures.kept_uncovered,
        is_rare=True,
    ),
    _Figure(
        gettext_lazy("Gränssnitt till det som inte upphandlas"), lambda one: one.figures.outward
    ),
    _Figure(gettext_lazy("Brutna ordningsvillkor"), lambda one: len(one.figures.broken)),
    _Figure(
        gettext_lazy("Ordningsvillkor som inte går att avgöra"),
        lambda one: len(one.figures.undecided),
    ),
    _Figure(gettext_lazy("Krav som ska stå i flera paket"), lambda one: len(one.figures.shared)),
    _Figure(
        gettext_lazy("Standarder som saknar krav på en sida"),
        lambda one: one.figures.lacking_sides,
    ),
    _Figure(
        gettext_lazy("Standarder utan krav på en sida, motiverat"),
        lambda one: one.figures.kept_sides,
        is_rare=True,
    ),
    _Figure(gettext_lazy("Första start"), _first_start),
)


def compare(known: Known, readings: Sequence[Reading]) -> list[Row]:
    """The rows of the comparison: figures first, then what stands where, and words last."""
    heads = tuple(reading.alternative.title for reading in readings)
    rows = [
        Row(str(one.label), [_cell(one, reading) for reading in readings], heads=heads)
        for one in _FIGURES
        if not one.is_rare or any(one.value(reading) for reading in readings)
    ]
    if readings:
        told = [_division(known, reading) for reading in readings]
        cells = [Cell(text or None, text or "–") for text in told]
        rows.append(Row(_("Indelning"), cells, is_text=True, heads=heads))
        kept = [_kept(known, reading) for reading in readings]
        if any(kept):
            cells = [Cell(text or None, text or "–") for text in kept]
            rows.append(Row(_("Det som är motiverat"), cells, is_text=True, heads=heads))
    words = (
        (_("Idé"), "idea"),
        (_("Fördelar"), "pros"),
        (_("Nackdelar"), "cons"),
        (_("Skäl"), "reason"),
    )
    for label, name in words:
        texts = [getattr(reading.alternative, name) for reading in readings]
        if any(texts):
            cells = [Cell(text or None, text or "–") for text in texts]
            rows.append(Row(label, cells, is_text=True, heads=heads))
    return rows


def _division(known: Known, reading: Reading) -> str:
    """Each package with its start, its lots and the modules in them, a line each."""
    placed, lines = reading.arrangement.placed, []
    for package in reading.packages:
        start = package.starts_on
        lines.append(f"{package.title} ({start.isoformat() if start else _('utan start')})")
        for lot in package.lots.all():
            names = [row.name for key, row in known.modules.items() if placed.get(key) == lot.pk]
            lines.append(f"– {lot}: {', '.join(names) or _('inga moduler')}")
    return "\n".join(lines)


def _kept(known: Known, reading: Reading) -> str:
    """What lacks something for a reason, with the reason, a line each."""
    lines = [
        f"{known.interfaces[one.seam.key]}: {known.covers[one.seam.key].reason}"
        for one in reading.figures.crossings
        if one.is_kept
    ]
    for row in (sides_row(known, one) for one in reading.figures.one_sided):
        lines += [
            f"{row.standard.code}, {row.interface}, {module}: {said.reason}"
            for module, said in row.kept
        ]
    return "\n".join(lines)


def _cell(figure: _Figure, reading: Reading) -> Cell:
    value = figure.value(reading)
    if figure.is_money:
        return _money_cell(value, reading.figures.total)
    if value is None:
        return Cell(None, "–")
    return Cell(value, value.isoformat() if isinstance(value, date) else str(value))


def _money_cell(value, total: Sum) -> Cell:
    """A value that lacks estimates says so, in the workbook too: it is neither zero nor whole."""
    if not total.modules:
        return Cell(None, "–")
    if total.is_unknown:
        return Cell(_("saknas"), _("saknas"))
    text = format_money(value)
    if not total.unknown:
        return Cell(value, text)
    lacking = ngettext("%(count)d modul saknas", "%(count)d moduler saknas", total.unknown) % {
        "count": total.unknown
    }
    return Cell(f"{text} ({lacking})", f"{text} ({lacking})")
