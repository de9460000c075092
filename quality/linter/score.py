"""How well the rules agree with people: precision and recall against labelled requirements.

    python -m quality.linter.score tests/quality/labelled_requirements.csv

The file has a row for each requirement: ``part`` (tuning: the rules were made with it;
held_out_1 to 4: written and labelled afterwards), ``kind``, ``text``, ``rules`` (codes that
a careful reader would raise), ``lacks`` (fields left empty: motive, verification) and ``note``. A
file beside it, ``labelled_context.json``, has the programme: glossary, codes, modules and
qualification requirements.
"""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from quality.linter.linting import RULES, lint
from quality.linter.models import DESIRABLE, INFORMATION, MANDATORY, Context, Subject, Term

TUNING, *HELD_OUT = PARTS = ("tuning", *(f"held_out_{n}" for n in range(1, 5)))
KINDS = {"ska-krav": MANDATORY, "bör-krav": DESIRABLE, "upplysning": INFORMATION}
# What stands in the fields that a row does not lack.
FILLED = {"motive": "Vården behöver det.", "verification": "Anbud: beskrivning."}


@dataclass(frozen=True)
class Labelled:
    """A requirement with the codes that a careful reader raises."""

    subject: Subject
    rules: frozenset[str]
    part: str


@dataclass(frozen=True)
class Score:
    """Of one rule: raised by both, by the program alone, and by the reader alone."""

    both: int = 0
    program_only: int = 0
    reader_only: int = 0

    @property
    def precision(self) -> float | None:
        """The share of the program's remarks that the reader shares; None without remarks."""
        raised = self.both + self.program_only
        return self.both / raised if raised else None

    @property
    def recall(self) -> float | None:
        """The share of the reader's remarks that the program finds; None without remarks."""
        labelled = self.both + self.reader_only
        return self.both / labelled if labelled else None


@dataclass(frozen=True)
class Disagreement:
    """A requirement where program and reader differ about a rule."""

    text: str
    rule: str
    is_missed: bool


def read_labelled(path: Path) -> tuple[Labelled, ...]:
    """The rows of a labelled file; ``ValueError`` names the row of an unknown word."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            _labelled(row, number)
            for number, row in enumerate(csv.DictReader(file, delimiter=";"), start=2)
        )


def _labelled(row: dict[str, str], number: int) -> Labelled:
    rules = frozenset(row["rules"].split())
    lacking = set(row["lacks"].split())
    unknown = (
        (rules - {rule.code for rule in RULES})
        | (lacking - set(FILLED))
        | ({row["kind"]} - set(KINDS))
        | ({row["part"]} - set(PARTS))
    )
    if unknown:
        raise ValueError(f"Requirement {number - 1}: unknown {', '.join(sorted(unknown))}")
    filled = {name: "" if name in lacking else text for name, text in FILLED.items()}
    subject = Subject(
        row["text"],
        KINDS[row["kind"]],
        motive=filled["motive"],
        verification=filled["verification"],
    )
    return Labelled(subject, rules, row["part"])


def read_context(path: Path) -> Context:
    """The programme of a labelled file, from JSON."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Context(
        terms=tuple(
            Term(term["term"], term.get("abbreviation", ""), tuple(term.get("avoid", ())))
            for term in data["terms"]
        ),
        codes=frozenset(data["codes"]),
        modules=tuple(data["modules"]),
        qualifications=tuple(data["qualifications"]),
    )


def scores(rows: Iterable[Labelled], context: Context) -> dict[str, Score]:
    """A score for every rule, in the order of the rules."""
    counts = {rule.code: [0, 0, 0] for rule in RULES}
    for row in rows:
        raised = {finding.rule for finding in lint(row.subject, context)}
        for place, codes in enumerate((raised & row.rules, raised - row.rules, row.rules - raised)):
            for code in codes:
                counts[code][place] += 1
    return {code: Score(*count) for code, count in counts.items()}


def total(rows: Iterable[Labelled], context: Context) -> Score:
    """The counts of every rule together."""
    each = scores(rows, context).values()
    return Score(
        sum(score.both for score in each),
        sum(score.program_only for score in each),
        sum(score.reader_only for score in each),
    )


def disagreements(rows: Iterable[Labelled], context: Context) -> Iterator[Disagreement]:
    """Where program and reader differ, row by row."""
    for row in rows:
        raised = {finding.rule for finding in lint(row.subject, context)}
        for code in sorted(raised ^ row.rules):
            yield Disagreement(row.subject.text, code, code in row.rules)


def report(rows: tuple[Labelled, ...], context: Context) -> str:
    """The table of scores and the list of disagreements for each part of the file, as text."""
    lines: list[str] = []
    for part in PARTS:
        of_part = tuple(row for row in rows if row.part == part)
        if not of_part:
            continue
        clean = sum(not row.rules for row in of_part)
        lines.append(f"{part}: {len(of_part)} requirements, {clean} without remarks")
        lines.append(f"  {'rule':30}{'labelled':>9}{'precision':>11}{'recall':>8}")
        together = {"all rules": total(of_part, context)}
        for name, score in (scores(of_part, context) | together).items():
            lines.append(
                f"  {name:30}{score.both + score.reader_only:>9}"
                f"{_share(score.precision):>11}{_share(score.recall):>8}"
            )
        for difference in disagreements(of_part, context):
            word = "missed" if difference.is_missed else "false"
            lines.append(f"  {word} {difference.rule}: {difference.text}")
    return "\n".join(lines) + "\n"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def main(arguments: list[str]) -> int:
    """Print the report of a labelled file; its context stands beside it unless given."""
    if not 1 <= len(arguments) <= 2:
        sys.stderr.write("python -m quality.linter.score LABELLED.csv [CONTEXT.json]\n")
        return 2
    path = Path(arguments[0])
    beside = path.with_name("labelled_context.json")
    context = read_context(Path(arguments[1]) if len(arguments) == 2 else beside)
    sys.stdout.write(report(read_labelled(path), context))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
