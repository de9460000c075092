"""A baseline's file in a format: its bytes."""

from collections.abc import Callable

from .exports_pdf import baseline_pdf
from .exports_reqif import baseline_reqif, baseline_reqifz
from .exports_workbook import baseline_workbook
from .frozen import read_frozen
from .models import Baseline

Told = Callable[[int], None]


def make_file(baseline: Baseline, format: str, *, told: Told | None = None) -> bytes:
    """The file in the active language, the same bytes every time. Raises exports.FileProblem.

    ``told`` hears how many rows are done, where the format can tell.
    """
    frozen = read_frozen(baseline)
    if format == "xlsx":
        return baseline_workbook(frozen, told)
    makers = {"pdf": baseline_pdf, "reqif": baseline_reqif, "reqifz": baseline_reqifz}
    return makers[format](frozen)
