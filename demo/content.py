"""What the demo programme consists of, read from the files beside this module."""

import json
from functools import cache
from pathlib import Path

from common.workbook_reader import read_workbook

FOLDER = Path(__file__).resolve().parent
REQUIREMENTS_FILE = FOLDER / "krav.xlsx"
NEEDS_FILE = FOLDER / "behov.xlsx"
ATTACHMENT_FILE = FOLDER / "anvandningsfall.md"

PERSPECTIVES = {
    "Patienter": "patients",
    "Medarbetare": "staff",
    "Verksamhetsledning": "management",
    "Forskning": "research",
    "Gemensamt": "common",
}
DIMENSIONS = {"Information": "information", "Arbetssätt": "ways_of_working", "Teknik": "technology"}
PRIORITIES = {"Hög": "high", "Medel": "medium", "Låg": "low"}


@cache
def programme_content() -> dict:
    """The programme, its regions, decisions, goals, milestones, people and modules."""
    return json.loads((FOLDER / "program.json").read_text(encoding="utf-8"))


@cache
def need_content() -> dict:
    """What follows if needs are not met, what is done, and from where each is known."""
    return json.loads((FOLDER / "behov.json").read_text(encoding="utf-8"))


@cache
def steering_content() -> dict:
    """Bodies, decisions, streams, money, risks, people, analyses, lessons, waves and the chain."""
    return json.loads((FOLDER / "styrning.json").read_text(encoding="utf-8"))


@cache
def timeline_content() -> dict:
    """How waves were moved, and what earlier procurements fell on."""
    return json.loads((FOLDER / "tidslinje.json").read_text(encoding="utf-8"))


@cache
def architecture_content() -> dict:
    """States, information, interfaces, principles, replacements, lock-in and safeguards."""
    return json.loads((FOLDER / "arkitektur.json").read_text(encoding="utf-8"))


@cache
def holes_content() -> dict:
    """A seam that nobody asks for, what needs give the programme's goals, why holes stay."""
    return json.loads((FOLDER / "hal.json").read_text(encoding="utf-8"))


@cache
def joint_content() -> dict:
    """Who buys together: organisations, decisions, mandates, options, volumes, needs, upgrades."""
    return json.loads((FOLDER / "gemensam.json").read_text(encoding="utf-8"))


@cache
def work_content() -> dict:
    """Standards, relations, own fields, comments and a file: the work on the catalogue."""
    return json.loads((FOLDER / "arbete.json").read_text(encoding="utf-8"))


@cache
def glossary_content() -> dict:
    """Terms, and the remarks of the linter that are mended or let stand."""
    return json.loads((FOLDER / "ordlista.json").read_text(encoding="utf-8"))


@cache
def review_content() -> dict:
    """Review rounds: who was asked about what, what they said, and what was answered."""
    return json.loads((FOLDER / "granskning.json").read_text(encoding="utf-8"))


@cache
def sameness_content() -> dict:
    """A second catalogue, what is said of its likenesses to the first, and holes that may stay."""
    return json.loads((FOLDER / "likheter.json").read_text(encoding="utf-8"))


@cache
def packaging_content() -> dict:
    """What modules are thought to cost, in which order they are bought, and ways to package."""
    return json.loads((FOLDER / "paketering.json").read_text(encoding="utf-8"))


@cache
def tender_content() -> dict:
    """The procurement with its lots and criteria, the suppliers' answers, prices and scores."""
    return json.loads((FOLDER / "anbud.json").read_text(encoding="utf-8"))


@cache
def contract_content() -> dict:
    """Contracts and drafts of them, their clauses, call-offs, and who owns the suppliers."""
    return json.loads((FOLDER / "avtal.json").read_text(encoding="utf-8"))


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a workbook's first sheet as {head: text}; empty cells are empty text."""
    head, *rows = read_workbook(path).sheets[0].rows
    names = [str(name) for name in head]
    return [
        {name: "" if value is None else str(value) for name, value in zip(names, row, strict=False)}
        for row in rows
    ]


def approved_codes() -> list[str]:
    """The requirements that the workbook calls approved."""
    rows = rows_of(REQUIREMENTS_FILE)
    return [row["Krav-ID"] for row in rows if row.get("Status") == "Godkänt"]


def needs() -> list[dict]:
    """The needs as the fields of a need, with ``goals`` and ``modules`` as lists of codes."""
    return [
        {
            "code": row["Behov-ID"],
            "title": row["Rubrik"],
            "perspective": PERSPECTIVES[row["Perspektiv"]],
            "dimension": DIMENSIONS[row["Dimension"]],
            "current_state": row["Nuläge"],
            "target_state": row["Målbild"],
            "sources": _sources_of(row),
            **need_content()["needs"].get(row["Behov-ID"], {}),
            "priority": PRIORITIES[row["Prioritet"]],
            "goals": row["Mål"].split(", "),
            "modules": row["Modul"].split(", "),
        }
        for row in rows_of(NEEDS_FILE)
    ]


def _sources_of(row: dict[str, str]) -> list[list[str]]:
    """From where a need is known, and where else it was heard."""
    more = need_content()["more_sources"].get(row["Behov-ID"])
    return [*need_content()["sources"][row["Källa"]], *([more] if more else [])]


def score_reason(code: str, title: str, points: list[int], place: int, number: int) -> str:
    """An evaluator's reason: what the answer is worth, and how it looks from the own profession.

    ``points`` are all evaluators' points and ``place`` the evaluator's own, so that two who give
    the same do not say it in the same words; ``number`` varies the sentence about the profession.
    """
    content = tender_content()
    level = str(points[place])
    views = content["views"][content["evaluators"][place]][level]
    worths = content["reasons"][code][level]
    earlier = points[:place].count(points[place])
    if earlier < len(worths):
        return f"{worths[earlier]} {views[number % len(views)]}"
    return f"{title}: {' '.join(views)}"


def answer_text(code: str, supplier: str) -> str:
    """A supplier's answer in words to a bör-requirement, as good as its scores say."""
    content = tender_content()
    points = content["scores"][code].get(supplier)
    mean = sum(points) / len(points) if points else 3
    level = "high" if mean > 3.5 else "middle" if mean > 2.5 else "low"
    return content["answers"][code][level]
