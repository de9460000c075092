"""What the goals get, as a workbook."""

from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from common.workbook_writer import Table, write_xlsx
from programmes.models import Programme

from .goal_shares import Bought, Row, Share

WIDTHS = (76, 44, 14, 60, 12, 20, 12, 20)


def goals_workbook(bought: Sequence[Bought], programme: Programme) -> bytes:
    """Goals on one sheet and perspectives on the next, a line for each in every part."""
    heads = [
        _("Upphandling"), _("Delkontrakt"), _("Beteckning"), _("Namn"), _("Ska-krav"),
        _("Ska-krav, procent"), _("Poäng"), _("Poäng, procent"),
    ]  # fmt: skip
    facts = [
        (_("Program"), programme.name),
        (_("Skapad"), timezone.localtime().strftime("%Y-%m-%d %H.%M")),
        (
            _("Så räknas det"),
            _("Ett krav som tjänar flera mål delas lika mellan dem. Procenten är avrundade så att "
              "de summerar till 100."),
        ),
    ]  # fmt: skip
    return write_xlsx([
        Table(_("Mål"), heads, _lines(bought, "goals"), WIDTHS),
        Table(_("Perspektiv"), heads, _lines(bought, "perspectives"), WIDTHS),
        Table(_("Om filen"), (_("Uppgift"), _("Värde")), facts, (24, 90)),
    ])  # fmt: skip


def _lines(bought: Sequence[Bought], table: str) -> Iterator[list]:
    for one in bought:
        rows: list[Row] = getattr(one, table)
        for at, part in enumerate(one.parts):
            for row in rows:
                mandatory, points = row.cells[at]
                yield [
                    one.procurement.title, part.label, row.code, row.name,
                    *_cells(mandatory), *_cells(points),
                ]  # fmt: skip


def _cells(share: Share) -> list:
    return [share.shown, share.percent]
