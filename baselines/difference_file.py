"""What a file of a difference says, whatever its format."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .comparison import Comparison, Moment
from .shown import PLURALS, ShownChange


@dataclass(frozen=True)
class DifferenceFile:
    """A comparison, those of its changes that were asked for, and what narrowed them."""

    comparison: Comparison
    changes: Sequence[ShownChange]
    conditions: Sequence[tuple[str, str]]
    by: object
    at: datetime = field(default_factory=timezone.now)

    @property
    def name(self) -> str:
        """The file's name without its suffix."""
        older, newer = self.comparison.older, self.comparison.newer
        end = newer.code if newer.baseline else newer.code.lower()
        return f"{self.comparison.catalogue.slug}-{older.code}-{end}"

    @property
    def facts(self) -> list[tuple[str, str]]:
        """(label, text): what was compared, its seals, what narrowed it, by whom and when."""
        catalogue = self.comparison.catalogue
        facts = [(_("Katalog"), catalogue.name)]
        facts += _told(_("Från"), self.comparison.older)
        facts += _told(_("Till"), self.comparison.newer)
        facts += self.conditions
        made = f"{localtime(self.at):%Y-%m-%d %H.%M}, {self.by}"
        return [*facts, (_("Framställd"), made)]

    @property
    def figures(self) -> list[tuple[str, int]]:
        """How many rows differ in each way, before anything was narrowed."""
        counts = self.comparison.difference.counts
        return [(str(PLURALS[way]), count) for way, count in counts.items()]


def _told(label: str, moment: Moment) -> list[tuple[str, str]]:
    when = f"{localtime(moment.at):%Y-%m-%d %H.%M}"
    baseline = moment.baseline
    if baseline is None:
        text = _("Katalogen som den var %(when)s, inte publicerad") % {"when": when}
        return [(label, text)]
    text = _("%(baseline)s, publicerad %(when)s av %(who)s")
    values = {"baseline": baseline, "when": when, "who": baseline.published_by}
    return [
        (label, text % values),
        (_("Sigill %(code)s") % {"code": baseline.code}, baseline.digest),
    ]
