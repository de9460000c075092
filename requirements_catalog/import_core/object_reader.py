"""Read one object of a ReqIF file by a mapping: as a row of a sheet, but never refused for a word.

What another tool calls a status or an owner need not be anything here; it then stays in the file's
own value, and a notice says so. Only what cannot be stored at all is refused.
"""

from requirements_catalog.import_core.cells import Problem, text_problem
from requirements_catalog.import_core.cells import gettext_noop as _
from requirements_catalog.import_core.entries import Entry, RowRefused
from requirements_catalog.import_core.reader import RowReader
from requirements_catalog.import_core.value_reader import (
    CODE_CHARACTERS,
    NUMBERS,
    TEXT_LIMITS,
    number_in,
)
from requirements_catalog.import_core.words import (
    CODE,
    HEADING,
    KIND,
    KIND_WORDS,
    LEVELS,
    NO_WORDS,
    TEXT,
    TITLE,
    YES_WORDS,
    kind_of,
    normalise,
)

# Fields that hold Markdown; all others take the words alone.
MARKDOWN_TARGETS = frozenset(
    {
        TEXT, "motive", "verification", "verification_delivery", "verification_contract",
        "scale", "extra",
    }
)  # fmt: skip
_CHAPTER_WORDS = ("chapter", "heading", "kapitel", "rubrik", "avsnitt")


def is_heading_type(name: str) -> bool:
    """Whether objects of a type with this name are headings."""
    return KIND_WORDS.get(normalise(name)) == HEADING


class ObjectReader(RowReader):
    """Reads the cells of one object after another; problems point at the attribute's name."""

    def __init__(self, mapping, columns, directory):
        super().__init__(mapping, columns, directory)
        self.labels = {column.index: column.name for column in columns}
        title = self.labels.get(self.place.get(TITLE, -1), "")
        self.title_is_chapter = any(word in normalise(title) for word in _CHAPTER_WORDS)

    def object_entry(self, number: int, cells: list, type_name: str, fallback: str) -> Entry:
        """Return what an object says; ``fallback`` names a heading that has no words.

        Raises RowRefused for a text that is too long or a kind that nothing tells.
        """
        notices: list[Problem] = []
        word = self._word(cells, KIND)
        found = kind_of(word) if word else None
        is_withdrawn = bool(found and found[2])
        entry = Entry(number, self._object_code(cells, notices))
        self._read_object_texts(entry, cells)
        has_title, has_text = bool(entry.values.get(TITLE)), bool(entry.values.get(TEXT))
        entry.is_heading = (
            is_heading_type(type_name)
            or bool(found and found[0] == HEADING)
            or (not found and self.title_is_chapter and has_title and not has_text)
        )
        if entry.is_heading:
            self._name_heading(entry, fallback)
        else:
            entry.values[KIND] = found[0] if found else self._kind_of_others()
            if word and not found:
                notices.append(self._unknown(KIND, word))
            self._read_object_choices(entry, cells, notices)
            self._read_object_numbers(entry, cells, notices)
            self._read_object_links(entry, cells, notices)
            if is_withdrawn and "status" not in self.place:
                entry.values["status"] = "withdrawn"
        for index, name in self.extras:
            value = self._cell(cells, index)
            self._check(text_problem(value, name))
            entry.extra[name] = value
        entry.notices = tuple(notices)
        return entry

    def _kind_of_others(self):
        """The kind of what tells none; refused when the person chose that."""
        if not self.default_kind:
            raise RowRefused(
                Problem(
                    _("Raden säger inte vilken typ kravet har."),
                    self.labels.get(self.place.get(KIND, -1), ""),
                    _("Skriv ska, bör eller upplysning i cellen, eller välj en förvald typ."),
                )
            )
        return self.default_kind

    def _cell(self, cells, index):
        return (cells[index] or "") if index < len(cells) else ""

    def _word(self, cells, target):
        index = self.place.get(target)
        return "" if index is None else self._cell(cells, index).strip()

    def _object_code(self, cells, notices):
        code = self._word(cells, CODE)
        if len(code) <= CODE_CHARACTERS:
            return code
        notices.append(self._unknown(CODE, code))
        return ""

    def _read_object_texts(self, entry, cells):
        for name, index, limit in self.texts:
            value = self._cell(cells, index)
            if name != TITLE:
                self._check(text_problem(value, self.labels[index], limit))
            entry.values[name] = value
        title = entry.values.get(TITLE, "")
        if len(title) > TEXT_LIMITS[TITLE]:
            # The words go where there is room, so that none is lost.
            entry.values[TITLE] = f"{title[: TEXT_LIMITS[TITLE] - 1]}…"
            rest = entry.values.get(TEXT, "")
            entry.values[TEXT] = f"{title}\n\n{rest}".strip()

    def _name_heading(self, entry, fallback):
        values = entry.values
        if not values.get(TITLE) and len(values.get(TEXT, "")) <= TEXT_LIMITS[TITLE]:
            values[TITLE], values[TEXT] = " ".join(values.get(TEXT, "").split()), ""
        if not values.get(TITLE):
            values[TITLE] = (fallback or entry.code)[: TEXT_LIMITS[TITLE]]
        for name in [key for key in values if key not in (TITLE, TEXT)]:
            del values[name]

    def _read_object_choices(self, entry, cells, notices):
        for name, index, words in self.choices:
            word = normalise(self._cell(cells, index))
            if word in words:
                entry.values[name] = words[word]
            elif word:
                notices.append(self._unknown(name, self._cell(cells, index)))
            elif name != "status":
                entry.values[name] = None if name in LEVELS else ""
        word = normalise(self._word(cells, "is_minimum_requirement"))
        if word in YES_WORDS:
            entry.values["is_minimum_requirement"] = True
        elif "is_minimum_requirement" in self.place and word in NO_WORDS:
            entry.values["is_minimum_requirement"] = False

    def _read_object_numbers(self, entry, cells, notices):
        for name in NUMBERS:
            if name not in self.place:
                continue
            word = self._word(cells, name)
            number = number_in(name, word)
            if word and number is None:
                notices.append(self._unknown(name, word))
            else:
                entry.values[name] = number

    def _read_object_links(self, entry, cells, notices):
        for name, known in (
            ("modules", self.directory.modules),
            ("needs", self.directory.needs),
            ("standards", self.directory.standards),
        ):
            if name not in self.place:
                continue
            try:
                entry.values[name] = self._linked(
                    entry.row, name, self._word(cells, name), known, ""
                )
            except RowRefused:
                notices.append(self._unknown(name, self._word(cells, name)))
        for name in ("owner", "assignee"):
            if name not in self.place:
                continue
            word = self._word(cells, name)
            key = self.directory.owners.get(word.casefold())
            if word and key is None:
                notices.append(self._unknown(name, word))
            else:
                entry.values[name] = key

    def _unknown(self, target, word):
        return unknown_word(word, self.labels[self.place[target]])


def unknown_word(word: str, label: str) -> Problem:
    """What is told of a word that means nothing here; it stays in the file's own value."""
    return Problem(
        _("”%(word)s” motsvarar inget här; värdet finns kvar i ReqIF-originalet."),
        label,
        _("Läs in attributet som eget fält om det ska synas."),
        {"word": word[:80]},
    )
