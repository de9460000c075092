"""What the report of a catalogue's words shows: counts by rule, their trend, and each remark."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from common.markdown import plain_line
from requirements_catalog.models import Catalogue

from .judging import is_swedish, rule_texts, words_of
from .linter.linting import BY_CODE, RULES
from .models import Finding, LintRun

TREND_DAYS = 90
AROUND = 140
# The picture of the trend, in its own units.
WIDTH, HEIGHT = 640, 120


@dataclass(frozen=True)
class RuleCount:
    """A rule with how many remarks it has made, and how many more than when the trend begins."""

    code: str
    name: str
    open: int
    accepted: int
    change: int | None
    is_muted: bool

    @property
    def minus(self) -> int:
        """How many fewer, without the sign."""
        return -(self.change or 0)

    @property
    def is_silent(self) -> bool:
        """Whether it has nothing to say."""
        return not (self.open or self.accepted or self.is_muted)


def counts_by_rule(catalogue: Catalogue, runs: list[LintRun]) -> list[RuleCount]:
    """Every rule, those with most open remarks first; two queries."""
    found = Finding.objects.filter(catalogue=catalogue).values("rule").order_by()
    counted = {
        row["rule"]: row
        for row in found.annotate(
            open=Count("pk", filter=Q(acceptance=None)),
            accepted=Count("pk", filter=~Q(acceptance=None)),
        )
    }
    muted = set(catalogue.rule_settings.filter(is_muted=True).values_list("rule", flat=True))
    first = runs[0].counts if len(runs) > 1 else None
    rows = [_count(rule.code, counted.get(rule.code), muted, first) for rule in RULES]
    gone = [_count(code, row, muted, first) for code, row in counted.items() if code not in BY_CODE]
    return sorted([*rows, *gone], key=lambda row: (row.is_silent, -row.open, -row.accepted))


def _count(code: str, row: dict | None, muted: set[str], first: dict | None) -> RuleCount:
    now = row["open"] if row else 0
    before = first.get(code, [0, 0])[0] if first is not None else None
    return RuleCount(
        code=code,
        name=words_of(BY_CODE[code].name) if code in BY_CODE else code,
        open=now,
        accepted=row["accepted"] if row else 0,
        change=None if before is None else now - before,
        is_muted=code in muted,
    )


def runs_of(catalogue: Catalogue) -> list[LintRun]:
    """The days of the trend that something was found to have changed on, oldest first."""
    since = timezone.localdate() - timedelta(days=TREND_DAYS)
    return list(catalogue.lint_runs.filter(day__gte=since).order_by("day"))


def trend_of(runs: list[LintRun]) -> dict | None:
    """The open remarks day by day as points of a line; None with fewer than two days."""
    if len(runs) < 2:
        return None
    days = (runs[-1].day - runs[0].day).days
    most = max(run.open_count for run in runs) or 1
    points = [
        (
            round((run.day - runs[0].day).days * WIDTH / days, 1),
            round(HEIGHT - run.open_count * HEIGHT / most, 1),
        )
        for run in runs
    ]
    return {
        "runs": runs[::-1],
        "first": runs[0],
        "last": runs[-1],
        "most": most,
        "points": " ".join(f"{x},{y}" for x, y in points),
        "dots": points,
    }


@dataclass(frozen=True)
class ShownFinding:
    """A remark with the words around it, parted so that they can be marked."""

    message: str
    rule: dict
    before: str
    marked: str
    after: str


def shown_findings(findings: list[Finding]) -> list[ShownFinding]:
    """Remarks as the list shows them; their requirements are read with them."""
    rules = {code: rule_texts(code) for code in {finding.rule for finding in findings}}
    return [_shown(finding, rules[finding.rule]) for finding in findings]


def _shown(finding: Finding, rule: dict) -> ShownFinding:
    text = getattr(finding.requirement, finding.field, "") or ""
    if finding.end and finding.end <= len(text):
        before, marked, after = excerpt(text, finding.start, finding.end)
    else:
        before, marked, after = plain_line(text, 2 * AROUND), "", ""
    message = finding.message_sv if is_swedish() else finding.message_en
    return ShownFinding(message, rule, before, marked, after)


def excerpt(text: str, start: int, end: int) -> tuple[str, str, str]:
    """What stands before, within and after a place of a text, on one line and cut to measure."""
    before, after = " ".join(text[:start].split()), " ".join(text[end:].split())
    if len(before) > AROUND:
        before = "…" + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + "…"
    gap_before = " " if text[:start][-1:].isspace() else ""
    gap_after = " " if text[end : end + 1].isspace() else ""
    return before + gap_before, " ".join(text[start:end].split()), gap_after + after
