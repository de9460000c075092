"""A look at a catalogue as a file: the formats there are, and what was asked for.

What was asked for is kept with the job that makes the file, so that the file is what was shown
when it was asked for, whatever has happened to views and columns since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db.models import QuerySet, Sum, TextField
from django.db.models.functions import Cast, Length
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..fields import BY_NAME, LONG_TEXT
from ..look import ORDERS, Look, look_at
from ..models import Catalogue
from .json import export_requirements_json
from .pdf import Facts, export_requirements_pdf
from .reqif import export_requirements_reqif, export_requirements_reqifz
from .rows import Told
from .tables import ExportProblem, export_requirements_csv, export_requirements_workbook
from .template import export_into_template

# So many rows are written while the person waits; more are a job.
AT_ONCE, PDF_AT_ONCE = 1000, 100
# A PDF is laid out letter by letter: so many in the texts while the person waits.
PDF_LETTERS_AT_ONCE = 150_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LAYOUT = "layout:"


@dataclass(frozen=True)
class Format:
    """A kind of file: how it is called, what it is for, and what the file is to a browser."""

    name: str
    label: str
    help: str
    suffix: str
    media_type: str
    icon: str
    at_once: int = AT_ONCE


FORMATS = {
    one.name: one
    for one in (
        Format(
            "xlsx",
            gettext_lazy("Excel"),
            gettext_lazy("De kolumner som visas. Kan ändras och läsas in igen."),
            "xlsx",
            XLSX,
            "file-earmark-spreadsheet",
        ),
        Format(
            "xlsx-all",
            gettext_lazy("Excel, alla fält"),
            gettext_lazy("Alla fält, också katalogens egna. Kan ändras och läsas in igen."),
            "xlsx",
            XLSX,
            "file-earmark-spreadsheet",
        ),
        Format(
            "pdf",
            gettext_lazy("PDF"),
            gettext_lazy("De kolumner som visas, som en tabell att läsa eller skriva ut."),
            "pdf",
            "application/pdf",
            "file-earmark-pdf",
            PDF_AT_ONCE,
        ),
        Format(
            "csv",
            gettext_lazy("CSV"),
            gettext_lazy("De kolumner som visas, som text med semikolon."),
            "csv",
            "text/csv; charset=utf-8",
            "filetype-csv",
        ),
        Format(
            "reqifz",
            gettext_lazy("ReqIF"),
            gettext_lazy("Hela kraven med bilagor och relationer, för andra kravverktyg."),
            "reqifz",
            "application/zip",
            "file-earmark-zip",
        ),
        Format(
            "reqif",
            gettext_lazy("ReqIF utan bilagor"),
            gettext_lazy("Hela kraven som en enda XML-fil."),
            "reqif",
            "application/xml",
            "file-earmark-code",
        ),
        Format(
            "json",
            gettext_lazy("JSON"),
            gettext_lazy("Hela kraven med länkar och relationer, för egna program."),
            "json",
            "application/json",
            "filetype-json",
        ),
    )
}


def formats_of(catalogue: Catalogue) -> dict[str, Format]:
    """Every format, those of the catalogue's own layouts last; one query."""
    own = {
        f"{LAYOUT}{uid}": Format(
            f"{LAYOUT}{uid}",
            name,
            _("Hela kraven i er egen arbetsbok. Kan ändras och läsas in igen."),
            "xlsx",
            XLSX,
            "layout-three-columns",
        )
        for uid, name in catalogue.export_templates.values_list("uid", "name")
    }
    return FORMATS | own


@dataclass(frozen=True)
class Export:
    """What was asked for: a format, the rows by their address, the columns, and the language."""

    format: str
    query: str
    columns: tuple[str, ...]
    language: str

    def as_parameters(self) -> dict:
        """What a job keeps of it."""
        return {**asdict(self), "columns": list(self.columns)}

    @classmethod
    def from_parameters(cls, kept: Mapping) -> "Export":
        """What a job was asked for."""
        return cls(kept["format"], kept["query"], tuple(kept["columns"]), kept["language"])

    def look(self, catalogue: Catalogue, user) -> Look:
        """The look whose rows are written."""
        return look_at(catalogue, QueryDict(self.query), user=user)


def export_of(look: Look, chosen: Format, columns: Sequence[str], language: str) -> Export:
    """What asking for a look in a format means; a saved view stands for its rows as they are."""
    return Export(chosen.name, look.selection.urlencode(), tuple(columns), language)


def is_made_at_once(look: Look, chosen: Format, total: int) -> bool:
    """Whether the person waits for the file of so many rows; else it is a job."""
    if total > chosen.at_once:
        return False
    return chosen.name != "pdf" or letters_in(look.rows) <= PDF_LETTERS_AT_ONCE


def letters_in(rows: QuerySet) -> int:
    """How much there is to read in rows, whichever columns are shown; one query."""
    texts = [name for name, field in BY_NAME.items() if field.kind == LONG_TEXT]
    lengths = sum((Length(name) for name in texts), Length(Cast("extra", TextField())))
    return rows.order_by().aggregate(letters=Sum(lengths))["letters"] or 0


def make_file(export: Export, look: Look, *, by, told: Told | None = None) -> bytes:
    """The file's content, in the active language. Raises ExportProblem with what to do instead."""
    rows, catalogue = look.rows, look.catalogue
    facts = facts_of(look, by)
    if export.format == "xlsx":
        return export_requirements_workbook(rows, catalogue, export.columns, facts.lines, told)
    if export.format == "xlsx-all":
        return export_requirements_workbook(rows, catalogue, None, facts.lines, told)
    if export.format == "csv":
        return export_requirements_csv(rows, catalogue, export.columns, told)
    if export.format == "pdf":
        in_chapters = look.order is ORDERS[0]
        return export_requirements_pdf(
            rows, catalogue, export.columns, facts, in_chapters=in_chapters
        )
    if export.format.startswith(LAYOUT):
        uid = export.format.removeprefix(LAYOUT)
        template = catalogue.export_templates.filter(uid=uid).first()
        if template is None:
            raise ExportProblem(_("Mallen finns inte längre."))
        return export_into_template(rows, catalogue, template)
    whole = {
        "reqif": export_requirements_reqif,
        "reqifz": export_requirements_reqifz,
        "json": export_requirements_json,
    }
    return whole[export.format](rows, catalogue)


def facts_of(look: Look, by) -> Facts:
    """What a file says of itself: programme, catalogue, which rows, when and by whom."""
    now = timezone.now()
    lines = [
        (_("Program"), look.catalogue.programme.name),
        (_("Katalog"), look.catalogue.name),
        (_("Urval"), selection_words(look)),
        (_("Ordning"), str(look.order.label)),
        (_("Antal krav"), str(look.rows.requirements().count())),
        (
            _("Uttaget"),
            _("%(day)s av %(person)s")
            % {"day": date_format(timezone.localtime(now), "Y-m-d H:i"), "person": by},
        ),
    ]
    return Facts(lines, str(by), now)


def selection_words(look: Look) -> str:
    """Which rows a look shows, as its chips say it."""
    words = "; ".join(str(chip["label"]) for chip in look.filterset.chips)
    return words or _("alla gällande krav")
