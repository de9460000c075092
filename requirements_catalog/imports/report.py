"""What an import tells of every row, before it is written and after."""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..import_core.outcomes import MISSING, OUTCOMES, REFUSED, ROUND_TRIP_OUTCOMES, Plan, Row
from ..import_core.statuses import FALLEN, NOT_APPROVED
from ..import_labels import field_label, shown_value
from ..models import ChangeSet
from ..registered_parts import TextRemarks


@dataclass
class ImportReport:
    """What became of every row of a file; ``is_applied`` tells whether anything was written."""

    file: str
    sheet: str
    counts: dict[str, int]
    headings: dict[str, int]
    rows: list[dict]
    skipped: list[int]
    notices: list[str]
    is_applied: bool = False
    mapping: dict = field(default_factory=dict)
    # Only for a file that was exported here: how many were moved, in conflict, missing, withdrawn.
    round_trip: dict = field(default_factory=dict)
    # Of a ReqIF file: how many objects are gone from it, and what each of its parts holds.
    reqif: dict = field(default_factory=dict)
    # Only of a preview: what is remarked on the texts that would be written.
    remarks: TextRemarks | None = None
    # Whether what is changed is little enough to be taken back as one.
    can_be_undone: bool = True
    # What was written, as its person can take it back.
    change_set: ChangeSet | None = None

    @property
    def refused(self) -> int:
        """The number of rows that are not brought in."""
        return self.counts[REFUSED]

    @property
    def digest(self) -> str:
        """A fingerprint of the outcome: the same plan has the same one."""
        counts = json.dumps([self.counts, self.headings], sort_keys=True, default=str)
        found = hashlib.sha256(f"{counts[:-1]}, [".encode())
        # A row at a time: all as one text is as large as the file.
        for number, row in enumerate(self.rows):
            text = json.dumps(row, sort_keys=True, default=str)
            found.update((f", {text}" if number else text).encode())
        found.update(b"]]")
        return found.hexdigest()

    def as_json(self) -> dict:
        """The report as plain data (docs/import.md)."""
        return {
            **self.counts,
            **self.round_trip,
            "rows": self.rows,
            "headings": self.headings,
            "skipped_rows": self.skipped,
            "notices": self.notices,
            "file": self.file,
            "sheet": self.sheet,
            "applied": self.is_applied,
            "mapping": self.mapping,
            "can_be_undone": self.can_be_undone,
            **({"remarks": asdict(self.remarks)} if self.remarks else {}),
            **self.reqif,
        }

    @classmethod
    def from_json(cls, data: dict) -> "ImportReport":
        """The report that ``as_json`` gave."""
        return cls(
            file=data["file"],
            sheet=data["sheet"],
            counts={outcome: data[outcome] for outcome in OUTCOMES},
            headings=data["headings"],
            rows=data["rows"],
            skipped=data["skipped_rows"],
            notices=data["notices"],
            is_applied=data["applied"],
            mapping=data["mapping"],
            round_trip={
                name: data[name]
                for name in (*ROUND_TRIP_OUTCOMES, "withdrawn", "exported_at")
                if name in data
            },
            reqif={key: data[key] for key in ("removed", "contents") if key in data},
            can_be_undone=data.get("can_be_undone", True),
            remarks=TextRemarks(**data["remarks"]) if "remarks" in data else None,
        )


def report_pieces(report: dict) -> Iterator[str]:
    """The JSON of a report as plain data, a row at a time: as one text it is held twice."""
    rest = {name: value for name, value in report.items() if name != "rows"}
    yield json.dumps({**rest, "rows": []}, ensure_ascii=False, default=str)[:-2]
    for number, row in enumerate(report["rows"]):
        text = json.dumps(row, ensure_ascii=False, default=str)
        yield f", {text}" if number else text
    yield "]}"


def report_row(row: Row, names: dict[str, dict[int, str]], withdrawn: Collection[str] = ()) -> dict:
    """The outcome of one row in words, as it stands in the report.

    ``withdrawn`` are the uids of the missing rows that a person has chosen to withdraw.
    """
    shown = {"row": row.row, "code": row.code, "outcome": row.outcome}
    if row.title:
        shown["title"] = row.title
    if row.is_heading:
        shown["is_heading"] = True
    if row.problem:
        shown |= {
            "problem": row.problem.sentence(_),
            "cell": row.problem.cell,
            "remedy": row.problem.way_on(_),
        }
    if row.kind:
        shown |= {"kind": row.kind, "text": row.text}
    if row.changes:
        shown["changes"] = [_shown_change(change, names) for change in row.changes]
    if row.conflicts:
        shown["conflicts"] = [
            {"key": c.key, "choice": c.choice, **_shown_change(c.change, names)}
            for c in row.conflicts
        ]
    if row.uid and row.outcome == MISSING:
        shown |= {"uid": row.uid, "is_withdrawn": row.uid in withdrawn}
    if row.notices:
        shown["notices"] = [f"{n.cell}: {n.sentence(_)}" for n in row.notices]
    return shown


def _shown_change(change, names):
    return {
        "field": change.name,
        "label": change.name if change.is_extra else field_label(change.name),
        "old": shown_value(change, change.old, names),
        "new": shown_value(change, change.new, names),
    }


def withdrawn_notices(plan: Plan) -> list[str]:
    """That rows of the file have been withdrawn here and do not come back by the import."""
    count = plan.still_withdrawn
    if not count:
        return []
    text = ngettext(
        "%(count)d rad i filen har utgått i katalogen och förblir det. Återställ den i "
        "dispositionen om den ska gälla.",
        "%(count)d rader i filen har utgått i katalogen och förblir det. Återställ dem i "
        "dispositionen om de ska gälla.",
        count,
    )
    return [text % {"count": count}]


def approval_notices(plan: Plan) -> list[str]:
    """That a file approves nothing, and that approvals fall with the texts that it changes."""
    notes = [node.status_note for node in plan.nodes]
    return told_of_approvals(notes.count(NOT_APPROVED), notes.count(FALLEN))


def told_of_approvals(not_approved: int, fallen: int) -> list[str]:
    """The same from how many rows each concerns."""
    texts = []
    if not_approved:
        text = ngettext(
            "%(count)d rad står som godkänd i filen och läses in på granskning. Ett krav godkänns "
            "här, av någon som inte har skrivit texten.",
            "%(count)d rader står som godkända i filen och läses in på granskning. Krav godkänns "
            "här, av någon som inte har skrivit texten.",
            not_approved,
        )
        texts.append(text % {"count": not_approved})
    if fallen:
        text = ngettext(
            "%(count)d krav är inte längre godkänt, eftersom filen ändrar dess text.",
            "%(count)d krav är inte längre godkända, eftersom filen ändrar deras text.",
            fallen,
        )
        texts.append(text % {"count": fallen})
    return texts
