"""Read one row of a sheet by a mapping: its code, its kind, its texts, its links."""

import re

from requirements_catalog.import_core.cells import (
    CELL_CHARACTERS,
    Problem,
    cell_name,
    code_problem,
    is_failed_formula,
    text_of,
    text_problem,
)
from requirements_catalog.import_core.cells import gettext_noop as _
from requirements_catalog.import_core.entries import Entry, RowRefused
from requirements_catalog.import_core.words import (
    CODE,
    EXTRA,
    GROUP,
    HEADING,
    HEADING_LEVELS,
    KIND,
    LEVEL,
    NO_WORDS,
    TEXT,
    TITLE,
    VALUE_WORDS,
    YES_WORDS,
    kind_of,
    normalise,
)

CODE_CHARACTERS = 80
TEXT_LIMITS = {
    "title": 500,
    "text": CELL_CHARACTERS,
    "motive": CELL_CHARACTERS,
    "verification": CELL_CHARACTERS,
    "answer_choices": 500,
    "standard_reference": 500,
    "law_reference": 500,
}
MAX_LEVEL = 20
_LIST = re.compile(r"\s*[;\n]\s*")
_COMMA_LIST = re.compile(r"\s*[;,\n]\s*")


class RowReader:
    """Reads one row at a time by a mapping."""

    def __init__(self, mapping, columns, directory):
        self.default_kind = mapping.default_kind
        self.directory = directory
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

    def entry(self, number, row) -> Entry | None:
        """Return what the row says; None when it holds nothing of a requirement."""
        filled = [index for index, value in enumerate(row) if value is not None]
        if len(filled) == 1 and self._is_lone_heading(row, filled[0]):
            return self._lone_heading(number, row, filled[0])
        has_core = any(index < len(row) and row[index] is not None for index in self.core)
        if not has_core or all(row[index] == self.names.get(index) for index in filled):
            return None
        code, notices = self._code(number, row)
        kind, is_withdrawn = None, False
        word = self._at(row, KIND)
        text, title = self._at(row, TEXT), self._at(row, TITLE)
        if word is not None:
            kind, is_withdrawn, notice = self._kind(number, word)
            notices += notice
        elif self.two_texts and text is None and title is not None:
            kind = HEADING
        entry = Entry(number, code, is_heading=kind == HEADING)
        entry.level = self._level(number, row)
        entry.path = self._path(number, row)
        self._read_texts(entry, row)
        if entry.is_heading:
            self._finish_heading(entry, number)
        else:
            if not code:
                raise RowRefused(self._missing_code(number))
            entry.values["kind"] = kind or self._default_kind(number)
            self._read_choices(entry, row)
            self._read_links(entry, row)
            if is_withdrawn and "status" not in self.place:
                entry.values["status"] = "withdrawn"
        self._read_extras(entry, row)
        entry.notices = tuple(notices)
        return entry

    def _is_lone_heading(self, row, index):
        """A single filled cell at the table's left that is words, not an id."""
        value = row[index]
        return (
            isinstance(value, str)
            and index <= max(self.core)
            and (" " in value or not any(sign.isdigit() for sign in value))
        )

    def _lone_heading(self, number, row, index):
        title = " ".join(row[index].split())
        self._check(text_problem(title, cell_name(number, index), TEXT_LIMITS["title"]))
        return Entry(number, "", is_heading=True, is_lone=True, values={"title": title})

    def _finish_heading(self, entry, number):
        """A heading's words stand in the title, wherever the table has them."""
        values = entry.values
        if not values.get("title") and values.get("text"):
            values["title"], values["text"] = values["text"], ""
        if not values.get("title") and " " in entry.code:
            entry.code, values["title"] = "", entry.code
        if not values.get("title"):
            raise RowRefused(
                Problem(
                    _("Rubriken saknar text."),
                    cell_name(number, self.place.get(TITLE, self.place.get(TEXT, 0))),
                    _("Skriv rubrikens text i cellen."),
                )
            )
        problem = text_problem(values["title"], cell_name(number, 0), TEXT_LIMITS["title"])
        self._check(problem)

    def _code(self, number, row):
        value = self._at(row, CODE)
        if value is None:
            return "", []
        cell = "" if type(value) is str else cell_name(number, self.place[CODE])
        if cell:
            self._check(self._formula_problem(value, cell) or code_problem(value, cell))
        code = " ".join(text_of(value).split())
        group = self._at(row, GROUP)
        if group is not None:
            code = f"{text_of(group)}:{code}"
        if text_problem(code, "", CODE_CHARACTERS):
            where = cell_name(number, self.place[CODE])
            raise RowRefused(text_problem(code, where, CODE_CHARACTERS))
        if not cell:
            return code, []
        notice = Problem(
            _("Krav-id:t är lagrat som ett tal i Excel och lästes som %(code)s."),
            cell,
            _("Formatera kolumnen som Text om inledande nollor ska vara kvar."),
            {"code": code},
        )
        return code, [notice]

    def _missing_code(self, number):
        return Problem(
            _("Raden saknar krav-id."),
            cell_name(number, self.place.get(CODE, 0)),
            _("Skriv ett eget id för kravet i cellen, eller ta bort raden."),
        )

    def _kind(self, number, word):
        found = kind_of(text_of(word))
        if found is not None and not found[1]:
            return found[0], found[2], []
        cell = cell_name(number, self.place[KIND])
        self._check(self._formula_problem(word, cell))
        if found is None:
            raise RowRefused(
                Problem(
                    _("Typen ”%(word)s” är okänd."),
                    cell,
                    _("Skriv ska, bör eller upplysning i cellen, eller rubrik för en rubrik."),
                    {"word": text_of(word)[:80]},
                )
            )
        kind, _is_combined, is_withdrawn = found
        notice = Problem(
            _("Typen ”%(word)s” är sammansatt och räknas som den strängaste av dem."),
            cell,
            _("Dela upp kravet om delarna har olika tyngd."),
            {"word": text_of(word)[:80]},
        )
        return kind, is_withdrawn, [notice]

    def _default_kind(self, number):
        if self.default_kind:
            return self.default_kind
        raise RowRefused(
            Problem(
                _("Raden säger inte vilken typ kravet har."),
                cell_name(number, self.place.get(KIND, 0)),
                _("Skriv ska, bör eller upplysning i cellen, eller välj en förvald typ."),
            )
        )

    def _level(self, number, row):
        value = self._at(row, LEVEL)
        if value is None:
            return None
        text = text_of(value)
        if text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_LEVEL:
            return int(text)
        raise RowRefused(
            Problem(
                _("Nivån ”%(word)s” är inte ett heltal mellan 1 och %(limit)s."),
                cell_name(number, self.place[LEVEL]),
                _("Skriv 1 för det yttersta, 2 för det som ligger under, och så vidare."),
                {"word": text[:40], "limit": MAX_LEVEL},
            )
        )

    def _path(self, number, row):
        path = []
        for code_at, title_at in self.headings:
            title = row[title_at] if title_at < len(row) else None
            code = row[code_at] if code_at is not None and code_at < len(row) else None
            if title is None and code is None:
                continue
            parts = []
            for index, value, limit in (
                (code_at, code, CODE_CHARACTERS),
                (title_at, title, TEXT_LIMITS["title"]),
            ):
                text = " ".join(text_of(value).split())
                if value is not None:
                    cell = cell_name(number, index)
                    self._check(self._formula_problem(value, cell))
                    self._check(code_problem(value, cell) if index == code_at else None)
                    self._check(text_problem(text, cell, limit))
                parts.append(text)
            # A heading without words is called by its code.
            path.append((parts[0], parts[1] or parts[0]))
        return tuple(path)

    def _read_texts(self, entry, row):
        for name, index, limit in self.texts:
            value = row[index] if index < len(row) else None
            if value is None:
                entry.values[name] = ""
                continue
            if type(value) is not str:
                self._check(self._formula_problem(value, cell_name(entry.row, index)))
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
                    entry.values[name] = ""
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
            ("needs", self.directory.needs, _("Behovet ”%(word)s” finns inte i programmet.")),
        ):
            if name not in self.place:
                continue
            text = text_of(self._at(row, name))
            entry.values[name] = self._linked(entry.row, name, text, known, missing)
        if "owner" in self.place:
            word = text_of(self._at(row, "owner"))
            key = self.directory.owners.get(word.casefold()) if word else None
            if word and key is None:
                raise RowRefused(
                    Problem(
                        _("Det finns ingen i programmet med e-postadressen ”%(word)s”."),
                        cell_name(entry.row, self.place["owner"]),
                        _("Skriv personens e-postadress, lämna cellen tom, eller läs in kolumnen "
                          "som eget fält."),
                        {"word": word[:80]},
                    )
                )  # fmt: skip
            entry.values["owner"] = key

    def _linked(self, number, name, text, known, missing):
        """Return the keys of the things named, in a fixed order; names may hold commas."""
        keys = set()
        for part in filter(None, _LIST.split(text)):
            whole = known.get(part.casefold())
            words = [part] if whole is not None else list(filter(None, _COMMA_LIST.split(part)))
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
                self._check(self._formula_problem(value, cell_name(entry.row, index)))
                value = text_of(value)
            if text_problem(value, ""):
                raise RowRefused(text_problem(value, cell_name(entry.row, index)))
            entry.extra[name] = value

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

    def _formula_problem(self, value, cell):
        if not is_failed_formula(value):
            return None
        return Problem(
            _("Cellen innehåller felet %(error)s i stället för ett värde."),
            cell,
            _("Rätta formeln i Excel, eller skriv in värdet för hand."),
            {"error": str(value)},
        )

    @staticmethod
    def _check(problem):
        if problem:
            raise RowRefused(problem)


def _first_words(words):
    """Return one word for each thing that can be chosen, the first that means it."""
    first: dict = {}
    for word, value in words.items():
        first.setdefault(value, word)
    return first.values()
