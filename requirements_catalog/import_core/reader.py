"""Read one row of a sheet by a mapping: its code, its kind, its texts, its links."""

from requirements_catalog.import_core.cells import (
    Problem,
    cell_name,
    code_problem,
    formula_problem,
    text_of,
    text_problem,
)
from requirements_catalog.import_core.cells import gettext_noop as _
from requirements_catalog.import_core.entries import Entry, RowRefused
from requirements_catalog.import_core.value_reader import CODE_CHARACTERS, TEXT_LIMITS, ValueReader
from requirements_catalog.import_core.words import (
    CODE,
    GROUP,
    HEADING,
    KIND,
    LEVEL,
    MOST_LEVELS,
    TEXT,
    TITLE,
    kind_of,
    normalise,
)


class RowReader(ValueReader):
    """Reads one row at a time by a mapping."""

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
            if not code and self.needs_codes:
                raise RowRefused(self._missing_code(number))
            entry.values["kind"] = kind or self._default_kind(number)
            entry.is_kind_stated = KIND in self.place
            self._read_choices(entry, row)
            self._read_links(entry, row)
            self._read_numbers(entry, row)
            if is_withdrawn and "status" not in self.place:
                entry.values["status"] = "withdrawn"
        self._read_extras(entry, row)
        entry.notices = tuple(notices)
        return entry

    def edited(self, number, row, indexes) -> Entry:
        """Return what some columns of a row say; ``values`` and ``extra`` hold only those.

        The other cells are not looked at: what nobody has touched is not refused.
        """
        masked = [value if index in indexes else None for index, value in enumerate(row)]
        entry = Entry(number, "")
        self._read_texts(entry, masked)
        self._read_choices(entry, masked)
        self._read_links(entry, masked)
        self._read_numbers(entry, masked)
        self._read_extras(entry, masked)
        asked = {target for target, index in self.place.items() if index in indexes}
        if KIND in asked:
            word = self._at(row, KIND)
            kind, _withdrawn, entry.notices = (
                (self._default_kind(number), False, ())
                if word is None
                else self._kind(number, word)
            )
            entry.values[KIND] = kind
        if CODE in asked or GROUP in asked:
            entry.code, notices = self._code(number, row)
            entry.notices = (*entry.notices, *notices)
            entry.values[CODE] = entry.code
            asked.add(CODE)
        names = {name for index, name in self.extras if index in indexes}
        entry.values = {name: value for name, value in entry.values.items() if name in asked}
        entry.extra = {name: value for name, value in entry.extra.items() if name in names}
        return entry

    def level(self, number, row) -> int | None:
        """Return the level that a row states."""
        return self._level(number, row)

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
            self._check(
                formula_problem(value, cell) or code_problem(value, cell, self.likely(number))
            )
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

    def _kind(self, number, word):
        own = self.kind_words.get(normalise(text_of(word))) if self.kind_words else None
        found = kind_of(text_of(word)) if own is None else (own, False, False) if own else None
        if found is not None and not found[1]:
            return found[0], found[2], []
        cell = cell_name(number, self.place[KIND])
        self._check(formula_problem(word, cell))
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
        if text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_LEVELS:
            return int(text)
        raise RowRefused(
            Problem(
                _("Nivån ”%(word)s” är inte ett heltal mellan 1 och %(limit)s."),
                cell_name(number, self.place[LEVEL]),
                _("Skriv 1 för det yttersta, 2 för det som ligger under, och så vidare."),
                {"word": text[:40], "limit": MOST_LEVELS},
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
                    self._check(formula_problem(value, cell))
                    self._check(code_problem(value, cell) if index == code_at else None)
                    self._check(text_problem(text, cell, limit))
                parts.append(text)
            # A heading without words is called by its code.
            path.append((parts[0], parts[1] or parts[0]))
        return tuple(path)
