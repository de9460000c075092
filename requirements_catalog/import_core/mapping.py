"""Find the table in a sheet and say which of its columns is what: guesses people can correct.

Standard library only. Rows are lists of plain values (text, numbers, dates, None), as
``common.workbooks`` describes them, without needing that module.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from requirements_catalog.import_core.cells import column_letters, text_of
from requirements_catalog.import_core.stamp import DIGEST_HEAD, UID_HEAD
from requirements_catalog.import_core.words import (
    CODE,
    COLUMN_WORDS,
    EXTRA,
    HEADING_TARGETS,
    KIND,
    KINDS,
    LEVEL,
    MANDATORY,
    NO_WORDS,
    SKIP,
    TEXT,
    TITLE,
    TOLD_HEADS,
    VALUE_WORDS,
    YES_WORDS,
    kind_of,
    normalise,
)

TARGETS = (*COLUMN_WORDS, EXTRA, SKIP)
# Only one column may be each of these; any number may be extra or left out.
SINGLE_TARGETS = frozenset(COLUMN_WORDS)

_LOOK_AT = 40
_SAMPLE = 200
_LONG_TEXT = 30
_MAX_WORDS = 40
NAME_CHARACTERS = 190
_KNOWN = {word: target for target, words in COLUMN_WORDS.items() for word in words}


@dataclass(frozen=True)
class Column:
    """One column of the user's table: its place counted from 0, its name, some values.

    ``header`` is the cell as it stands; ``name`` is one line, distinct, and kept in mappings.
    """

    index: int
    name: str
    samples: tuple[str, ...] = ()
    header: str = ""


@dataclass(frozen=True)
class ColumnMapping:
    """How a sheet is read. ``targets`` is header → what it is here; both survive as JSON.

    ``header_row`` and ``header_rows`` are as the user counts: the first row is 1.
    """

    sheet: str = ""
    header_row: int = 1
    header_rows: int = 1
    targets: Mapping[str, str] = field(default_factory=dict)
    # Used where a requirement says nothing about its kind; empty = such a row is refused.
    default_kind: str = MANDATORY
    # Word of the kind column (as ``normalise`` gives it) → kind, before the usual words; empty
    # refuses rows with that word.
    kind_words: Mapping[str, str] = field(default_factory=dict)
    # Ids begin anew under each heading: the heading's id or words are put before them.
    codes_in_headings: bool = False

    def as_json(self) -> dict:
        """Return the mapping as plain data, as kept per catalogue and in ``--mapping`` files."""
        return {
            "sheet": self.sheet,
            "header_row": self.header_row,
            "header_rows": self.header_rows,
            "default_kind": self.default_kind,
            "columns": dict(self.targets),
            "kind_words": dict(self.kind_words),
            "codes_in_headings": self.codes_in_headings,
        }

    @classmethod
    def from_json(cls, data: Mapping) -> "ColumnMapping":
        """Return the mapping in ``data``; ValueError names what is wrong with it."""
        if not isinstance(data, Mapping):
            raise ValueError("mapping")
        columns = data.get("columns", {})
        if not isinstance(columns, Mapping):
            raise ValueError("columns")
        for header, target in columns.items():
            if target not in TARGETS:
                raise ValueError(f"columns.{header}: {target}")
        numbers = {}
        for name in ("header_row", "header_rows"):
            value = data.get(name, 1)
            if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 100_000:
                raise ValueError(name)
            numbers[name] = value
        kind = data.get("default_kind", MANDATORY)
        if kind not in ("", "mandatory", "desirable", "information"):
            raise ValueError("default_kind")
        words = data.get("kind_words", {})
        if not isinstance(words, Mapping) or set(words.values()) - {"", *KINDS}:
            raise ValueError("kind_words")
        return cls(
            str(data.get("sheet", "")),
            targets=dict(columns),
            default_kind=kind,
            kind_words={normalise(str(word)): kind for word, kind in words.items()},
            codes_in_headings=data.get("codes_in_headings") is True,
            **numbers,
        )


def guess_header_row(rows: Sequence[Sequence]) -> tuple[int, int]:
    """Return (first header row, number of header rows), counted from 1.

    The header is the row with most known words among the first rows; without any known word the
    first row that is filled as widely as the table below it. A second header row is assumed when
    the row under it repeats no data: it only holds words for columns that the first leaves empty.
    """
    if not rows:
        return 1, 1
    first = list(rows[:_LOOK_AT])
    widths = Counter(_filled(row) for row in rows[:_SAMPLE] if _filled(row) > 1)
    usual = max(widths, key=lambda width: (widths[width], width), default=1)
    best, best_score = None, 0.0
    for index, row in enumerate(first):
        texts = [value for value in row if isinstance(value, str)]
        known = {_KNOWN[word] for word in map(normalise, texts) if word in _KNOWN}
        is_enough = len(known) >= 2 or (known and _filled(row) >= usual)
        if not is_enough or len(texts) < _filled(row):
            continue
        # Known words decide; the width breaks ties, and an earlier row wins over a repetition.
        score = len(known) + min(len(texts), usual) / 100 - index / 10_000
        if score > best_score:
            best, best_score = index, score
    if best is None:
        best = next((i for i, row in enumerate(first) if _filled(row) >= max(1, usual - 1)), 0)
    if best and _is_second_header(rows, best - 1) and _knows_more(rows[best - 1], rows[best]):
        return best, 2
    return best + 1, 2 if _is_second_header(rows, best) else 1


def _knows_more(upper, lower):
    """Tell whether the row above names columns that the header leaves empty."""
    return any(
        isinstance(value, str) and normalise(value) in _KNOWN and _at(lower, index) is None
        for index, value in enumerate(upper)
    )


def _filled(row):
    return sum(1 for value in row if value is not None)


def _is_second_header(rows, index):
    """Tell whether the next row completes a header with merged cells above it."""
    if index + 1 >= len(rows):
        return False
    upper, lower = rows[index], rows[index + 1]
    if not lower or any(not isinstance(value, str) for value in lower if value is not None):
        return False
    gaps = [i for i, value in enumerate(lower) if value is not None and _at(upper, i) is None]
    beside = any(value is None for value in upper)
    known = [value for value in lower if value is not None and normalise(value) in _KNOWN]
    return bool(gaps) and beside and len(known) >= 1 and _at(lower, 0) is None


def _at(row, index):
    return row[index] if index < len(row) else None


def table_columns(rows: Sequence[Sequence], header_row: int, header_rows: int = 1) -> list[Column]:
    """Return the columns of the table under a header, with distinct names and sample values.

    A second column of one name becomes "Name (2)"; one without a name but with values is called
    by its letter. Empty columns are left out.
    """
    heads = [list(row) for row in rows[header_row - 1 : header_row - 1 + header_rows]]
    body = rows[header_row - 1 + header_rows : header_row - 1 + header_rows + _SAMPLE]
    width = max((len(row) for row in [*heads, *body]), default=0)
    columns: list[Column] = []
    seen: Counter[str] = Counter()
    for index in range(width):
        name = _header_name(heads, index)
        samples = [text_of(_at(row, index)) for row in body if _at(row, index) is not None]
        if not name and not samples:
            continue
        name = name[:NAME_CHARACTERS] or f"Kolumn {column_letters(index)}"
        seen[name] += 1
        if seen[name] > 1:
            name = f"{name} ({seen[name]})"
        header = text_of(_at(heads[-1], index)) if heads else ""
        columns.append(Column(index, name, tuple(samples), header))
    return columns


def _header_name(heads, index):
    """Return the header of a column; of two header rows the upper word is carried rightwards."""
    lower = _at(heads[-1], index) if heads else None
    if lower in (UID_HEAD, DIGEST_HEAD):
        return lower
    if len(heads) == 1 or not heads:
        return _one_line(lower)
    upper = next((heads[0][i] for i in range(min(index, len(heads[0]) - 1), -1, -1)
                  if heads[0][i] is not None), None)  # fmt: skip
    if lower is None:
        return _one_line(_at(heads[0], index))
    return _one_line(lower) if upper is None else f"{_one_line(upper)} – {_one_line(lower)}"


def _one_line(value):
    return "" if value is None else " ".join(str(value).split())


def repeated_headers(columns: Sequence[Column]) -> list[str]:
    """Return the names that stand over more than one column, in order."""
    names = {column.name for column in columns}
    return [
        column.name.rpartition(" (")[0]
        for column in columns
        if column.name.endswith(" (2)") and column.name[:-4] in names
    ]


def guess_targets(
    columns: Sequence[Column], remembered: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return header → target for every column: remembered choices first, then known words.

    What nobody knows becomes an extra column, so that nothing of the workbook is lost.
    """
    targets, taken = {}, set()
    for column in columns:
        target = (remembered or {}).get(column.name)
        if target in TARGETS and not (target in SINGLE_TARGETS and target in taken):
            targets[column.name] = target
            taken.add(target)
    words = {column.name: _header_words(column.name) for column in columns}
    for target, known in COLUMN_WORDS.items():
        if target in taken:
            continue
        candidates = [
            (known.index(word), column.index, column.name)
            for column in columns
            for word in words[column.name]
            if column.name not in targets and word in known and _fits(target, column.samples)
        ]
        if candidates:
            targets[min(candidates)[2]] = target
            taken.add(target)
    _guess_from_values(columns, targets, taken)
    _drop_lonely_headings(targets)
    for column in columns:
        targets.setdefault(column.name, SKIP if column.name in TOLD_HEADS.values() else EXTRA)
    return {column.name: targets[column.name] for column in columns}


def kind_words_in(
    rows: Sequence[Sequence], columns: Sequence[Column], mapping: ColumnMapping
) -> list[str]:
    """Return the different words of the column that says the kind, at most 40, as first written."""
    at = next((c.index for c in columns if mapping.targets.get(c.name) == KIND), None)
    if at is None:
        return []
    found: dict[str, str] = {}
    for row in rows[mapping.header_row - 1 + mapping.header_rows :]:
        word = " ".join(text_of(_at(row, at)).split())
        if word and len(word) <= 60 and len(found) < _MAX_WORDS:
            found.setdefault(normalise(word), word)
    return sorted(found.values(), key=str.casefold)


def _fits(target, samples):
    """Tell whether most values of a column are words that the target can take."""
    if not samples or target not in _ACCEPTS:
        return True
    return sum(_ACCEPTS[target](sample) for sample in samples) * 2 >= len(samples)


_ACCEPTS = {
    KIND: lambda sample: kind_of(sample) is not None,
    LEVEL: lambda sample: sample.isdigit(),
    "owner": lambda sample: "@" in sample,
    "is_minimum_requirement": lambda sample: normalise(sample) in YES_WORDS | NO_WORDS,
    **{
        target: lambda sample, words=words: normalise(sample) in words
        for target, words in VALUE_WORDS.items()
    },
}


def _header_words(name):
    """Return the forms of a header to look up: whole, and its last part after a dash."""
    return {normalise(name), normalise(name.rpartition(" – ")[2])}


def _guess_from_values(columns, targets, taken):
    """Find code and text by how their values look, where no header said it."""
    free = [column for column in columns if column.name not in targets and column.samples]
    if KIND not in taken:
        for column in free:
            # One letter is too little to tell a kind by; a header must say it.
            if all(len(sample) > 2 and kind_of(sample) for sample in column.samples):
                targets[column.name] = KIND
                taken.add(KIND)
                break
    free = [column for column in free if column.name not in targets]
    if CODE not in taken:
        for column in free:
            if _looks_like_codes(column.samples):
                targets[column.name] = CODE
                taken.add(CODE)
                break
    free = [column for column in free if column.name not in targets]
    if TEXT not in taken and free:
        longest = max(free, key=lambda column: _mean_length(column.samples))
        if _mean_length(longest.samples) >= _LONG_TEXT:
            targets[longest.name] = TEXT
            taken.add(TEXT)


def _looks_like_codes(samples):
    return (
        len(set(samples)) == len(samples)
        and all(len(sample) <= 40 and " " not in sample for sample in samples)
        and sum(any(sign.isdigit() for sign in sample) for sample in samples) > len(samples) / 2
    )


def _mean_length(samples):
    return sum(map(len, samples)) / len(samples)


def _drop_lonely_headings(targets):
    """A heading column without a title makes no heading; keep its values as they are."""
    present = set(targets.values())
    for name, target in list(targets.items()):
        if target in HEADING_TARGETS and target.replace("_code", "_title") not in present:
            targets[name] = EXTRA


def mapping_problems(targets: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (what, detail) for a mapping that cannot be used: ``missing`` or ``twice`` a target.

    A table needs a code column and something to call the requirement: text or title.
    """
    counted = Counter(target for target in targets.values() if target in SINGLE_TARGETS)
    problems = [("twice", target) for target, count in counted.items() if count > 1]
    if not counted[CODE]:
        problems.append(("missing", CODE))
    if not counted[TEXT] and not counted[TITLE]:
        problems.append(("missing", TEXT))
    return problems


def tells_structure(targets: Mapping[str, str]) -> bool:
    """Tell whether the columns themselves place rows in the tree."""
    return any(target in HEADING_TARGETS or target == LEVEL for target in targets.values())


def guess_sheet(sheets: Sequence[tuple[str, bool, Sequence[Sequence]]]) -> str:
    """Return the name of the sheet that looks most like requirements; hidden ones only if alone.

    ``sheets`` are (name, is visible, rows). The most known columns decide, then the most rows.
    """
    best, best_score = "", ()
    for name, visible, rows in sheets:
        targets = guess_targets(table_columns(rows, *guess_header_row(rows))) if rows else {}
        known = set(targets.values()) - {EXTRA}
        score = (bool(visible), bool(rows), not mapping_problems(targets), len(known), len(rows))
        if score > best_score:
            best, best_score = name, score
    return best
