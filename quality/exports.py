"""The report of remarks as a workbook and on paper."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.pdf import PdfUnavailable, render_pdf
from common.workbook_writer import Table, write_xlsx
from requirements_catalog.exports.tables import ExportProblem
from requirements_catalog.models import Catalogue

from .actions_findings import Look
from .choices import FIELD_LABELS
from .judging import is_swedish, rule_texts
from .models import Finding
from .report import RuleCount, shown_findings

# No cell holds more; so long a text is not read in a report.
MOST_LETTERS = 2000
MOST_ON_PAPER = 1000


def findings_workbook(
    findings: Iterable[Finding],
    *,
    catalogue: Catalogue,
    counts: Sequence[RuleCount],
    look: Look,
    selection: Sequence[str],
) -> bytes:
    """Remarks, counts by rule and facts about the report as three sheets of an xlsx."""
    heads = [
        _("Krav-id"), _("Rubrik"), _("Regel"), _("Tyngd"), _("Fält"), _("Ord"), _("Anmärkning"),
        _("Text"), _("Ansvarig"), _("Status"), _("Skäl"), _("Accepterad av"),
    ]  # fmt: skip
    remarks = Table(
        _("Anmärkningar"),
        heads,
        (_row(finding) for finding in findings),
        (14, 34, 26, 14, 14, 22, 50, 70, 24, 14, 40, 24),
    )
    by_rule = Table(
        _("Regler"),
        [_("Regel"), _("Kod"), _("Öppna"), _("Accepterade"), _("Används")],
        [
            [row.name, row.code, row.open, row.accepted, _("nej") if row.is_muted else _("ja")]
            for row in counts
        ],
        (44, 30, 10, 14, 10),
    )
    facts = _facts(catalogue, look, selection)
    about = Table(_("Om filen"), (_("Uppgift"), _("Värde")), facts, (24, 90))
    return write_xlsx([remarks, by_rule, about])


def findings_pdf(
    findings: QuerySet[Finding],
    *,
    catalogue: Catalogue,
    counts: Sequence[RuleCount],
    look: Look,
    selection: Sequence[str],
    by,
) -> bytes:
    """The same on paper, in the active language.

    Raises ExportProblem for more than fits on paper, or where PDF cannot be made.
    """
    rows = list(findings[: MOST_ON_PAPER + 1])
    if len(rows) > MOST_ON_PAPER:
        raise ExportProblem(
            _("Fler än %(most)d anmärkningar får inte plats i en PDF. Begränsa urvalet, eller "
              "exportera till Excel.")
            % {"most": MOST_ON_PAPER}
        )  # fmt: skip
    title = _("Kvalitet: %(catalogue)s") % {"catalogue": catalogue.name}
    at = look.checked_at or timezone.now()
    context = {
        "language": get_language(),
        "title": title,
        "at": at,
        "catalogue": catalogue,
        "facts": _facts(catalogue, look, selection)[2:],
        "counts": [row for row in counts if not row.is_silent],
        "rows": [
            {"code": row.requirement.code, "shown": shown, "status": _status(row)}
            for row, shown in zip(rows, shown_findings(rows), strict=True)
        ],
    }
    try:
        return render_pdf(
            html=render_to_string("documents/quality_report.html", context),
            title=title,
            language=get_language() or "sv",
            author=str(by),
            created_at=at,
        )
    except PdfUnavailable as error:
        raise ExportProblem(str(error)) from error


def _facts(catalogue: Catalogue, look: Look, selection: Sequence[str]) -> list[tuple[str, str]]:
    checked = localtime(look.checked_at).strftime("%Y-%m-%d %H.%M") if look.checked_at else ""
    return [
        (_("Katalog"), catalogue.name),
        (_("Program"), catalogue.programme.name),
        (_("Granskad"), checked),
        (_("Urval"), "; ".join(selection) or _("öppna anmärkningar")),
    ]


def _status(finding: Finding) -> str:
    if finding.acceptance is None:
        return _("öppen")
    return _("accepterad") + f": {finding.acceptance.reason}"


def _row(finding: Finding) -> list[str]:
    requirement, accepted = finding.requirement, finding.acceptance
    return [
        requirement.code,
        requirement.title,
        rule_texts(finding.rule)["name"],
        finding.get_severity_display(),
        str(FIELD_LABELS.get(finding.field, finding.field)),
        finding.words[:MOST_LETTERS],
        (finding.message_sv if is_swedish() else finding.message_en)[:MOST_LETTERS],
        (getattr(requirement, finding.field, "") or "")[:MOST_LETTERS],
        str(requirement.owner or ""),
        _("accepterad") if accepted else _("öppen"),
        accepted.reason if accepted else "",
        str(accepted.accepted_by) if accepted else "",
    ]
