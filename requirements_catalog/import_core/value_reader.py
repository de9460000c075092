"""Read the values of a row by a mapping: texts, choices, numbers, links, fields of its own."""

import re
from collections.abc import Callable

from requirements_catalog.import_core.cells import (
    CELL_CHARACTERS,
    Problem,
    cell_name,
    formula_problem,
    number_text,
    text_of,
    text_problem,
)
from requirements_catalog.import_core.cells import gettext_noop as _
from requirements_catalog.import_core.entries import RowRefused
from requirements_catalog.import_core.words import (
    CODE,
    EXTRA,
    HEADING_LEVELS,
    LEVEL,
    LEVELS,
    NO_WORDS,
    TEXT,
    TITLE,
    VALUE_WORDS,
    YES_WORDS,
    normalise,
)

CODE_CHARACTERS = 80
TEXT_LIMITS = {
    "title": 500,
    "text": CELL_CHARACTERS,
    "motive": CELL_CHARACTERS,
    "verification": CELL_CHARACTERS,
    "verification_delivery": CELL_CHARACTERS,
    "verification_contract": CELL_CHARACTERS,
    "scale": CELL_CHARACTERS,
    "answer_choices": 500,
    "standard_reference": 500,
    "law_reference": 500,
}
NUMBERS = ("max_points", "max_value")
# Decimals of the database's columns; one more is refused, never rounded.
DECIMALS = {"max_points": 3, "max_value": 2}
FIGURES = {"max_points": 6, "max_value": 12}
_LIST = re.compile(r"[;\n]")
_COMMA_LIST = re.compile(r"[;,\n]")


def _parts(between: re.Pattern[str], text: str) -> list[str]:
    """What stands between the signs, without the spaces around it.

    They are no part of the pattern: it would go through a long row of them again for each.
    """
    return [part for part in map(str.strip, between.split(text)) if part]


class ValueReader:
    """Reads the values of one row at a time; which columns they stand in is in the mapping."""

    def __init__(self, mapping, columns, directory):
        self.default_kind = mapping.default_kind
        self.directory = directory
        # False where a requirement without an id is given one.
        self.needs_codes = True
        self.kind_words = mapping.kind_words
        # Row → what its damaged id probably was; whoever knows the rows around it sets this.
        self.likely: Callable[[int], str] = lambda _number: ""
        targets = [(c.index, c.name, mapping.targets.get(c.name, EXTRA)) for c in columns]
        self.names = {column.index: column.header for column in columns}
        self.place = {target: index for index, _name, target in targets if target != EXTRA}
        self.extras = [(index, name) for index, name, target in targets if target == EXTRA]
        self.texts = [
            (field_name, self.place[field_name], limit)
            for field_name, limit in TEXT_LIMITS.items()
            if field_name in self.place
        ]
        self.choices = [
            (field_name, self.place[field_name], words)
            for field_name, words in VALUE_WORDS.items()
            if field_name in self.place
        ]
        self.headings: list[tuple] = [
            (self.place.get(f"heading{level}_code"), self.place.get(f"heading{level}_title"))
            for level in HEADING_LEVELS
            if f"heading{level}_title" in self.place
        ]
        self.has_levels = LEVEL in self.place
        self.tells_structure = bool(self.headings) or self.has_levels
        self.core = [self.place[t] for t in (CODE, TITLE, TEXT) if t in self.place]
        # A requirement's own text: with both columns, code and title alone make a heading.
        self.two_texts = TEXT in self.place and TITLE in self.place

    def _at(self, row, target):
        index = self.place.get(target)
        return row[index] if index is not None and index < len(row) else None

    def shown_code(self, row) -> str:
        """Return the code of a refused row as far as it can be shown."""
        return text_of(self._at(row, CODE))[:CODE_CHARACTERS]

    def _read_texts(self, entry, row):
        for name, index, limit in self.texts:
            value = row[index] if index < len(row) else None
            if value is None:
                entry.values[name] = ""
                continue
            if type(value) is not str:
                self._check(formula_problem(value, cell_name(entry.row, index)))
                value = text_of(value)
            problem = text_problem(value, "", limit)
            if problem:
                raise RowRefused(text_problem(value, cell_name(entry.row, index), limit))
            entry.values[name] = value

    def _read_choices(self, entry, row):
        for name, index, words in self.choices:
            value = row[index] if index < len(row) else None
            word = normalise(text_of(value))
            if not word:
                if name != "status":
                    entry.values[name] = None if name in LEVELS else ""
            elif word in words:
                entry.values[name] = words[word]
            else:
                raise RowRefused(
                    Problem(
                        _("”%(word)s” är inget av de svar som finns att välja på."),
                        cell_name(entry.row, index),
                        _("Skriv något av: %(choices)s. Annars: läs in kolumnen som eget fält."),
                        {"word": text_of(value)[:80], "choices": ", ".join(_first_words(words))},
                    )
                )
        index = self.place.get("is_minimum_requirement")
        if index is not None:
            value = normalise(text_of(row[index] if index < len(row) else None))
            if value not in YES_WORDS and value not in NO_WORDS:
                raise RowRefused(
                    Problem(
                        _("”%(word)s” är varken ja eller nej."),
                        cell_name(entry.row, index),
                        _("Skriv ja eller nej i cellen."),
                        {"word": value[:80]},
                    )
                )
            entry.values["is_minimum_requirement"] = value in YES_WORDS

    def _read_links(self, entry, row):
        for name, known, missing in (
            ("modules", self.directory.modules, _("Modulen ”%(word)s” finns inte i programmet.")),
            (
                "needs",
                self.directory.needs,
                _("Behovet ”%(word)s” finns inte i programmet, eller har utgått."),
            ),
            (
                "standards",
                self.directory.standards,
                _("Standarden ”%(word)s” finns inte i programmet."),
            ),
        ):
            if name not in self.place:
                continue
            text = text_of(self._at(row, name))
            entry.values[name] = self._linked(entry.row, name, text, known, missing)
        for name in ("owner", "assignee"):
            if name not in self.place:
                continue
            word = " ".join(text_of(self._at(row, name)).split())
            key = self.directory.owners.get(word.casefold()) if word else None
            if word and key is None:
                raise RowRefused(
                    Problem(
                        _("Ingen i programmet har namnet eller e-postadressen ”%(word)s”, eller "
                          "så har flera det namnet."),
                        cell_name(entry.row, self.place[name]),
                        _("Skriv personens e-postadress, lämna cellen tom, eller läs in kolumnen "
                          "som eget fält."),
                        {"word": word[:80]},
                    )
                )  # fmt: skip
            entry.values[name] = key

    def _read_numbers(self, entry, row):
        for name in NUMBERS:
            if name not in self.place:
                continue
            value = self._at(row, name)
            cell = cell_name(entry.row, self.place[name])
            self._check(formula_problem(value, cell))
            text = text_of(value).strip()
            number = number_in(name, text)
            if text and number is None:
                raise RowRefused(
                    Problem(
                        _("”%(word)s” är inget tal som får plats i fältet."),
                        cell,
                        _("Skriv ett tal från 0, med högst %(decimals)s decimaler."),
                        {"word": text[:80], "decimals": DECIMALS[name]},
                    )
                )
            entry.values[name] = number

    def _linked(self, number, name, text, known, missing):
        """Return the keys of the things named, in a fixed order; names may hold commas."""
        keys = set()
        for part in _parts(_LIST, text):
            whole = known.get(part.casefold())
            words = [part] if whole is not None else _parts(_COMMA_LIST, part)
            for word in words:
                key = known.get(word.casefold())
                if key is None:
                    raise RowRefused(
                        Problem(
                            missing,
                            cell_name(number, self.place[name]),
                            _("Lägg upp det i programmet först, rätta namnet, eller läs in "
                              "kolumnen som eget fält."),
                            {"word": word[:80]},
                        )
                    )  # fmt: skip
                keys.add(key)
        return tuple(sorted(keys))

    def _read_extras(self, entry, row):
        width = len(row)
        for index, name in self.extras:
            value = row[index] if index < width else None
            if value is None:
                entry.extra[name] = ""
                continue
            if type(value) is not str:
                self._check(formula_problem(value, cell_name(entry.row, index)))
                value = text_of(value)
            if text_problem(value, ""):
                raise RowRefused(text_problem(value, cell_name(entry.row, index)))
            entry.extra[name] = self._typed(name, value, cell_name(entry.row, index))

    def _typed(self, name, text, cell):
        """Return the stored text of a field of the catalogue's own, by its kind."""
        read = self.directory.extras.get(name)
        if read is None:
            return text
        try:
            return read(text)
        except ValueError as refused:
            raise RowRefused(
                Problem("%(why)s", cell, _("Rätta värdet i cellen."), {"why": str(refused)})
            ) from refused

    def add_to(self, entry, number, row) -> None:
        """Add a row that continues a merged requirement to it, text under text."""
        if entry is None:
            raise RowRefused(self._missing_code(number))
        for name, index, limit in self.texts:
            value = text_of(row[index]) if index < len(row) else ""
            if value:
                joined = f"{entry.values.get(name, '')}\n{value}".strip()
                self._check(text_problem(joined, cell_name(number, index), limit))
                entry.values[name] = joined
        for index, name in self.extras:
            value = text_of(row[index]) if index < len(row) else ""
            if value:
                entry.extra[name] = f"{entry.extra.get(name, '')}\n{value}".strip()

    def _missing_code(self, number):
        return Problem(
            _("Raden saknar krav-id."),
            cell_name(number, self.place.get(CODE, 0)),
            _("Skriv ett eget id för kravet i cellen, eller ta bort raden."),
        )

    @staticmethod
    def _check(problem):
        if problem:
            raise RowRefused(problem)


def number_in(name: str, text: str) -> str | None:
    """Return the number that a text says, as it is stored; None when it does not fit the field."""
    number = number_text(text)
    whole, _point, decimals = (number or "").partition(".")
    fits = len(whole) <= FIGURES[name] and len(decimals) <= DECIMALS[name]
    return number if fits else None


def _first_words(words):
    """Return one word for each thing that can be chosen, the first that means it."""
    first: dict = {}
    for word, value in words.items():
        first.setdefault(value, word)
    return first.values()
