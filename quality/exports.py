"""The report of remarks as a workbook."""

from collections.abc import Iterable, Sequence

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.workbook_writer import Table, write_xlsx
from requirements_catalog.models import Catalogue

from .actions_findings import Look
from .choices import FIELD_LABELS
from .judging import is_swedish, rule_texts
from .models import Finding
from .report import RuleCount

# No cell holds more; so long a text is not read in a report.
MOST_LETTERS = 2000


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
    checked = localtime(look.checked_at).strftime("%Y-%m-%d %H.%M") if look.checked_at else ""
    facts = [
        (_("Katalog"), catalogue.name),
        (_("Program"), catalogue.programme.name),
        (_("Granskad"), checked),
        (_("Urval"), "; ".join(selection) or _("öppna anmärkningar")),
    ]
    about = Table(_("Om filen"), (_("Uppgift"), _("Värde")), facts, (24, 90))
    return write_xlsx([remarks, by_rule, about])


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
