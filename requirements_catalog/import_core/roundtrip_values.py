"""The edited cells of a file that we exported: changes, conflicts, and what is refused."""

from requirements_catalog.import_core.cells import Problem, cell_name
from requirements_catalog.import_core.cells import gettext_noop as _
from requirements_catalog.import_core.entries import RowRefused
from requirements_catalog.import_core.outcomes import UNCHANGED, Change, Conflict, Node, Row
from requirements_catalog.import_core.plan import tidy
from requirements_catalog.import_core.roundtrip_file import OwnFile
from requirements_catalog.import_core.stamp import cell_digest, cell_text, split_digests
from requirements_catalog.import_core.value_reader import CODE_CHARACTERS
from requirements_catalog.import_core.words import CODE, HEADING, KIND, LEVEL

_ON_HEADINGS = (CODE, "title", "text", KIND, LEVEL)


class Values(OwnFile):
    """What the edits of a file of ours do to the values of rows, and its new rows."""

    def _take(self, line):
        if line.uid:
            row = self.by_uid.get(line.uid)
            if row is None:
                self._gone(line)
                return
            title = row["title"]
            node = Node(row["code"], title, row["is_heading"], None, row, is_placed=False)
            self.nodes[line] = node
            if line.edited - {self.level_at}:
                self._edit(line, node)
            return
        self._add(line)

    def _gone(self, line):
        if line.edited:
            raise RowRefused(
                Problem(
                    _("Raden finns inte längre i katalogen."),
                    cell_name(line.number, self.code_at),
                    _("Lägg in kravet som en ny rad, med ett nytt id, om det ska finnas kvar."),
                )
            )
        self.report[line] = Row(line.number, self._shown_code(line), "", UNCHANGED)

    def _edit(self, line, node):
        """Put what the file has changed in a row into its node: changes and conflicts."""
        row, indexes = node.current, line.edited - {self.level_at}
        entry = self.reader.edited(line.number, line.cells, indexes)
        node.entry = entry
        self._check_edit(line, row, entry)
        known = split_digests(line.digests)
        now = self.now.get(row["id"], {})
        names = self.reader.place
        labels = {name: at for at, name in self.reader.extras}
        asked = [
            *((name, value, False, names[name]) for name, value in entry.values.items()),
            *((name, value, True, labels[name]) for name, value in entry.extra.items()),
        ]
        for name, new, is_extra, at in asked:
            old = row["extra"].get(self.extra_keys[name], "") if is_extra else row[name]
            if old == new or tidy(old) == new or (old is None and new == ""):
                continue
            change = Change(name, old, new, is_extra)
            number = self.ours.fields.get(at)
            if number is None or len(known) != len(self.heads):
                is_changed_here = False
            else:
                text = cell_text(now.get(self.field_names[number]))
                is_changed_here = cell_digest(text) != known[number]
            if is_changed_here:
                node.conflicts.append(Conflict(f"{line.uid}:{name}", change))
            else:
                node.changes.append(change)
        # What the file does not change keeps its links and its values.
        kept = {change.name for change in node.changes}
        entry.values = {name: value for name, value in entry.values.items() if name in kept}

    def _check_edit(self, line, row, entry):
        values = entry.values
        if row["status"] == "withdrawn" and "status" not in values:
            raise RowRefused(
                Problem(
                    _("Kravet har utgått i katalogen och ändras inte."),
                    cell_name(line.number, self.code_at),
                    _("Återställ kravet i katalogen först, och läs in filen igen."),
                )
            )
        if KIND in values and (values[KIND] == HEADING) != row["is_heading"]:
            raise RowRefused(
                Problem(
                    _("En rubrik kan inte bli ett krav, och ett krav inte en rubrik."),
                    cell_name(line.number, self.reader.place[KIND]),
                    _("Lägg till en ny rad i stället."),
                )
            )
        if row["is_heading"]:
            self._check_heading(line, values)
        title = values.get("title", row["title"])
        if not title and (row["is_heading"] or not values.get("text", row["text"])):
            raise RowRefused(
                Problem(
                    _("Raden har varken rubrik eller kravtext."),
                    cell_name(line.number, self.reader.place.get("title", self.code_at)),
                    _("Skriv en text i cellen, eller ta bort hela raden."),
                )
            )
        if CODE in values and values[CODE] != row["code"]:
            self._check_code(line, values[CODE], row)

    def _check_heading(self, line, values):
        values.pop(KIND, None)
        for name in list(values):
            if name in _ON_HEADINGS:
                continue
            if values[name]:
                raise RowRefused(
                    Problem(
                        _("En rubrik har inte det fältet."),
                        cell_name(line.number, self.reader.place[name]),
                        _("Töm cellen, eller skriv värdet på ett krav."),
                    )
                )
            del values[name]

    def _check_code(self, line, code, row=None):
        cell = cell_name(line.number, self.code_at)
        if not code:
            if row is not None and (row["is_heading"] or not row["code"]):
                return
            raise RowRefused(
                Problem(_("Raden saknar krav-id."), cell, _("Skriv ett eget id för kravet."))
            )
        if code in self.by_code or code in self.used or self.given[code] > 1:
            raise RowRefused(
                Problem(
                    _("Krav-id %(code)s är eller har varit ett annat kravs."),
                    cell,
                    _("Ge kravet ett nytt id."),
                    {"code": code},
                )
            )

    def _give_codes(self, codes_after):
        """Give every new requirement without an id the next free one after its neighbours'.

        The one before it under the same heading comes first, then the one after, then any before.
        """
        bare = {
            line for line, entry in self.entries.items() if not entry.is_heading and not entry.code
        }
        if not bare:
            return
        next_code = codes_after(self.given)
        following, code = {}, ""
        for line in reversed(self.lines):
            code = "" if line.is_heading else self._code_of(line) or code
            following[line] = code
        near = last = ""
        for line in self.lines:
            if line.is_heading:
                near = ""
                continue
            if line in bare:
                self._number(line, next_code(near or following[line] or last))
            near = self._code_of(line) or near
            last = near or last

    def _code_of(self, line):
        row, entry = self.by_uid.get(line.uid), self.entries.get(line)
        return row["code"] if row else entry.code if entry else ""

    def _number(self, line, code):
        if not code or len(code) > CODE_CHARACTERS:
            return
        entry = self.entries[line]
        entry.code = code
        notice = Problem(
            _("Raden har inget krav-id och får nästa lediga: %(code)s."),
            cell_name(line.number, self.code_at),
            "",
            {"code": code},
        )
        entry.notices = (*entry.notices, notice)

    def _add(self, line):
        """A line without an id of ours: new, or a row whose hidden cells were lost."""
        entry = self.entries[line]
        known = self.by_code.get(entry.code) if entry.code else None
        if known is not None and str(known["uid"]) in self.stamp.rows and (
            str(known["uid"]) not in self.here and known["is_heading"] == entry.is_heading
        ):  # fmt: skip
            node = Node(entry.code, known["title"], entry.is_heading, entry, known, is_placed=False)
            for name, new in entry.values.items():
                if known[name] != new and tidy(known[name]) != new:
                    node.changes.append(Change(name, known[name], new))
            for name, new in entry.extra.items():
                old = known["extra"].get(self.extra_keys[name], "")
                if old != new and tidy(old) != new:
                    node.changes.append(Change(name, old, new, is_extra=True))
            self.here.add(str(known["uid"]))
            self.nodes[line] = node
            return
        if entry.code:
            self._check_code(line, entry.code)
        title = entry.values.get("title") or ""
        self.nodes[line] = Node(entry.code, title, entry.is_heading, entry)
