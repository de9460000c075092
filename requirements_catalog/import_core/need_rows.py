"""Rows of a table of needs become values, or problems that name their cell.

Standard library only. ``words`` of a choice are the words that people write → the stored value.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from requirements_catalog.import_core.cells import (
    Problem,
    cell_name,
    formula_problem,
    gettext_noop,
    text_of,
)
from requirements_catalog.import_core.mapping import Column
from requirements_catalog.import_core.words import SKIP, normalise

_ = gettext_noop

CODE, TITLE, SOURCES = "code", "title", "sources"
CHOICES = ("perspective", "dimension", "priority")
LINKS = ("goals", "modules")
# Field → head in files of ours, the same in every language.
HEADS = {
    CODE: "Behovs-id", TITLE: "Rubrik", "perspective": "Perspektiv", "dimension": "Dimension",
    "priority": "Prioritet", "current_state": "Nuläge", "target_state": "Målbild",
    "consequence": "Följd om behovet inte möts", "measure": "Åtgärd", SOURCES: "Källor",
    "goals": "Mål", "modules": "Moduler",
}  # fmt: skip
TARGETS = (*HEADS, SKIP)
# Further heads that mean the same, the surest first.
WORDS = {
    CODE: ("behovs id", "behovsid", "behov id", "id", "kod", "nr", "nummer", "beteckning",
           "need id", "code", "no"),
    TITLE: ("rubrik", "behov", "titel", "namn", "benämning", "title", "need", "name", "summary",
           "vad"),
    "perspective": ("perspektiv", "perspective", "målgrupp", "vem", "who"),
    "dimension": ("dimension", "område", "area"),
    "priority": ("prioritet", "prio", "priority"),
    "current_state": ("nuläge", "problem", "nulägesbeskrivning", "current state", "as is"),
    "target_state": ("målbild", "börläge", "önskat läge", "nytta", "target state", "to be"),
    "consequence": ("följd om behovet inte möts", "följd", "konsekvens", "risk", "consequence"),
    "measure": ("åtgärd", "åtgärder", "measure", "action"),
    SOURCES: ("källor", "källa", "source", "sources", "ursprung"),
    "goals": ("mål", "effektmål", "programmål", "goals", "goal"),
    "modules": ("moduler", "modul", "modules", "module"),
}  # fmt: skip
# The order of columns in rows that are pasted without a head.
PASTED = (TITLE, "perspective", "dimension", "current_state", "target_state", "priority")
# What people call the kinds of sources beside the words of the interface; many of them too.
KIND_WORDS = {
    "workshops": "workshop", "workshopar": "workshop", "workshoppar": "workshop",
    "intervjuer": "interview", "interviews": "interview", "analyser": "analysis",
    "analyses": "analysis", "lag": "law", "lagar": "law", "lagstiftning": "law",
    "föreskrift": "law", "föreskrifter": "law", "law": "law", "laws": "law", "övrigt": "other",
}  # fmt: skip
LONGEST = {CODE: 40, TITLE: 300}
LONGEST_SOURCE = 300
MOST_NAMED = 12


@dataclass(frozen=True)
class Known:
    """What cells may say: words of choices, and codes of goals and modules → their keys."""

    words: Mapping[str, Mapping[str, str]]
    links: Mapping[str, Mapping[str, int]]
    source_kinds: Mapping[str, str]


@dataclass
class NeedRow:
    """One row of the table: what it says by field, or everything that it is refused for."""

    row: int
    values: dict[str, object] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    # Fields whose cell says something that cannot be read.
    unread: set[str] = field(default_factory=set)

    @property
    def code(self) -> str:
        """The need's code, "" where the next free one is to be given."""
        return str(self.values.get(CODE) or "")


def guess_need_targets(
    columns: Sequence[Column], remembered: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Name of each column → what it is; what nobody knows is left out."""
    found = {c.name: t for c in columns if (t := (remembered or {}).get(c.name)) in TARGETS}
    taken = set(found.values()) - {SKIP}
    for target, words in WORDS.items():
        best = sorted(
            (words.index(normalise(column.name)), column.index, column.name)
            for column in columns
            if column.name not in found and normalise(column.name) in words
        )
        if best and target not in taken:
            found[best[0][2]] = target
    return {column.name: found.get(column.name, SKIP) for column in columns}


def find_need_header(rows: Sequence[Sequence]) -> int:
    """The row, counted from 1, that has most heads of needs among the first forty; else 1."""
    known = {word for words in WORDS.values() for word in words}
    counts = [
        (sum(isinstance(v, str) and normalise(v) in known for v in row), -number)
        for number, row in enumerate(rows[:40], 1)
    ]
    best = max(counts, default=(0, -1))
    return -best[1] if best[0] else 1


def target_problems(targets: Mapping[str, str]) -> list[tuple[str, str]]:
    """("twice" or "missing", field) for columns that cannot be used so: a title is a must."""
    counted = Counter(target for target in targets.values() if target != SKIP)
    problems = [("twice", target) for target, count in counted.items() if count > 1]
    return problems + ([] if counted[TITLE] else [("missing", TITLE)])


def read_need_rows(
    rows: Sequence[Sequence],
    first: int,
    columns: Mapping[int, str],
    known: Known,
    usual: Mapping[str, str] | None = None,
) -> list[NeedRow]:
    """Every row that says something; ``first`` is the number of the first one, as users count.

    ``columns`` is place → field, ``usual`` the value where a choice says nothing; without one a
    new need is refused there. Empty rows are left out.
    """
    found: list[NeedRow] = []
    codes: dict[str, int] = {}
    for number, cells in enumerate(rows, first):
        texts = {
            name: (place, text_of(cells[place]) if place < len(cells) else "")
            for place, name in columns.items()
        }
        if not any(text.strip() for _place, text in texts.values()):
            continue
        row = NeedRow(number)
        for name, (place, text) in texts.items():
            cell = cell_name(number, place)
            problem = formula_problem(cells[place] if place < len(cells) else None, cell)
            text = "" if problem else text.replace("\r\n", "\n").strip()
            value, further = _read(name, text, known)
            row.values[name], problem = value, problem or further
            if problem:
                row.problems.append(Problem(problem.text, cell, problem.remedy, problem.values))
                row.unread.add(name)
        for name, value in (usual or {}).items():
            row.values[name] = row.values.get(name) or value
        if row.code and row.code in codes:
            row.problems.append(
                Problem(
                    _("Behovs-id %(code)s står också på rad %(row)d."),
                    cell_name(number, next(p for p, n in columns.items() if n == CODE)),
                    _("Ge varje rad ett eget behovs-id, eller lämna det tomt för ett nytt behov."),
                    {"code": row.code, "row": codes[row.code]},
                )
            )
        codes.setdefault(row.code, number)
        found.append(row)
    return found


def _read(name: str, text: str, known: Known) -> tuple[object, Problem | None]:
    if name in CHOICES:
        return _choice(name, text, known)
    if name in LINKS:
        return _links(name, text, known)
    if name == SOURCES:
        return read_sources(text, known.source_kinds)
    most = LONGEST.get(name)
    if most and len(text) > most:
        problem = Problem(
            _("Texten är längre än %(most)d tecken."), "", _("Korta texten."), {"most": most}
        )
        return text[:most], problem
    return (" ".join(text.split()) if name in LONGEST else text), None


def _choice(name: str, text: str, known: Known) -> tuple[str, Problem | None]:
    words = known.words[name]
    if not text or normalise(text) in words:
        return words.get(normalise(text), ""), None
    offered = ", ".join(dict.fromkeys(_first_of_each(words)))
    problem = Problem(
        _("”%(text)s” är inget som fältet kan vara."),
        "",
        _("Skriv något av: %(words)s."),
        {"text": text[:60], "words": offered},
    )
    return "", problem


def _first_of_each(words: Mapping[str, str]) -> Iterable[str]:
    """One word for each value, the one that came first."""
    seen = set()
    for word, value in words.items():
        if value not in seen:
            seen.add(value)
            yield word


def _links(name: str, text: str, known: Known) -> tuple[list[int], Problem | None]:
    codes = [code.strip() for code in re.split(r"[,;\n]", text) if code.strip()]
    links = known.links[name]
    unknown = [code for code in codes if normalise(code) not in links]
    keys = sorted({links[normalise(code)] for code in codes if normalise(code) in links})
    if not unknown:
        return keys, None
    problem = Problem(
        _("%(codes)s finns inte i programmet."),
        "",
        _("Lägg till det först, eller rätta beteckningen."),
        {"codes": ", ".join(unknown[:MOST_NAMED])},
    )
    return keys, problem


def read_sources(text: str, kinds: Mapping[str, str]) -> tuple[list[list[str]], Problem | None]:
    """Sources, one a line: kind | what or where | day | participants; a bare text is its name.

    A bare word for a kind says that too: "Intervjuer" are interviews, wherever they were held.
    """
    found, problem = [], None
    kinds = {**KIND_WORDS, **kinds}
    for line in text.split("\n"):
        parts = [" ".join(part.split()) for part in line.split("|")]
        if not any(parts):
            continue
        kind, name, day, people = (
            [kinds.get(normalise(parts[0]), "other"), parts[0], "", ""]
            if len(parts) == 1
            else ([kinds.get(normalise(parts[0]), ""), *parts[1:4], "", ""][:4])
        )
        if not kind or not name or len(parts) > 4 or not _is_day(day):
            problem = Problem(
                _("Källan ”%(text)s” kan inte läsas."),
                "",
                _("Skriv slag | vad eller var | dag | deltagare, till exempel workshop | "
                  "Akutmottagningen | 2026-03-12 | sex sjuksköterskor."),
                {"text": line.strip()[:60]},
            )  # fmt: skip
        elif len(name) > LONGEST_SOURCE or len(people) > 1000:
            problem = Problem(
                _("Källans namn eller deltagare är för långa."), "", _("Korta texten."), {}
            )
        else:
            found.append([kind, name, day, people])
    return sorted(found), problem


def _is_day(text: str) -> bool:
    try:
        return not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def source_line(value: Sequence[str], label: str) -> str:
    """A source as ``read_sources`` reads it; ``label`` is the word of its kind."""
    parts = [label, *value[1:]]
    while len(parts) > 2 and not parts[-1]:
        parts.pop()
    return " | ".join(parts)
