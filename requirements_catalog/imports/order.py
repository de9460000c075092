"""What somebody asks of an import besides its file, the same for every kind of file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .report import ImportReport

STEPS = 3


class ImportChanged(Exception):
    """The catalogue has changed since the outcome was shown; nothing is written."""


@dataclass(frozen=True)
class ImportOrder:
    """By whom, and what may come of it.

    Nothing is written in a dry run, nor when a row is refused and ``apply_rest`` is not given.
    ``expected_digest`` is that of the outcome which a person has approved; empty where nobody has
    looked. ``choices`` (``import_core.roundtrip.settle``) count for a file that was exported here.
    ``progress(done, total, text)`` hears of every step.
    """

    by: object
    dry_run: bool = False
    apply_rest: bool = False
    expected_digest: str = ""
    choices: Mapping | None = None
    progress: Callable[[int, int, str], None] | None = None

    def tell(self, done: int, text: str) -> None:
        """Say which step begins, where somebody listens."""
        if self.progress:
            self.progress(done, STEPS, text)

    def allows(self, report: ImportReport) -> bool:
        """Whether an outcome may be written; ImportChanged when it is not the approved one."""
        if self.expected_digest and report.digest != self.expected_digest:
            raise ImportChanged
        return self.apply_rest or not report.refused
