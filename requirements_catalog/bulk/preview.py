"""The preview of a bulk change: figures, and each row with its values before and after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.text_diff import SAME, Piece, word_diff

from ..cell_values import Directory
from ..choices import RequirementStatus
from ..fields import LONG_TEXT, PERSON, TEXT, Field, fields_of
from ..models import Catalogue, Requirement
from .plan import REPLACE, Plan, replacement_of

CHANGED, REFUSED = "changed", "refused"
# Of a text that stays as it is, so many characters are shown on each side of a change.
CONTEXT = 90


@dataclass
class ShownRow:
    """A row of the preview: what would change in it and what would be refused."""

    row: Requirement
    is_outdated: bool
    changes: list[dict] = field(default_factory=list)
    problems: list[dict] = field(default_factory=list)


def tiles_of(made: Plan, shown: str) -> list[dict]:
    """A tile for each outcome; those with rows to see lead to them."""
    outcomes = (
        (CHANGED, _("ändras"), len(made.changed_rows), "attention"),
        (REFUSED, _("avvisas"), len(made.refused_rows), "refused"),
    )
    tiles = [
        {
            "label": label,
            "value": count,
            "kind": kind if count else "",
            "url": f"?outcome={outcome}",
            "is_current": outcome == shown,
        }
        for outcome, label, count, kind in outcomes
    ]
    return [*tiles, {"label": _("oförändrade"), "value": made.unchanged}]


def left_out(made: Plan) -> list[str]:
    """What the change passes over, in words."""
    texts = []
    if made.withdrawn:
        texts.append(
            ngettext(
                "Ett valt krav har utgått och lämnas som det är.",
                "%(count)d valda krav har utgått och lämnas som de är.",
                made.withdrawn,
            )
            % {"count": made.withdrawn}
        )
    if made.headings:
        texts.append(
            ngettext(
                "En vald rubrik lämnas som den är: ändringen gäller bara krav.",
                "%(count)d valda rubriker lämnas som de är: ändringen gäller bara krav.",
                made.headings,
            )
            % {"count": made.headings}
        )
    return texts


def warnings_of(made: Plan, change: Mapping) -> list[str]:
    """What deserves a second thought before the change is approved, in words."""
    texts = []
    approved = RequirementStatus.APPROVED
    leaving = sum(name == "status" and old == approved for _key, name, old, _new in made.cells)
    if leaving:
        told = ngettext(
            "Ett godkänt krav är inte längre godkänt efter ändringen.",
            "%(count)d godkända krav är inte längre godkända efter ändringen.",
            leaving,
        )
        texts.append(told % {"count": leaving})
    if change["act"] == REPLACE and not change["put"]:
        texts += _told_of_deletion(made, change)
    return texts


def _told_of_deletion(made: Plan, change: Mapping) -> list[str]:
    words = replacement_of(change)
    places = [words.places(str(old)) for _key, _name, old, _new in made.cells]
    count, inside = sum(one[0] for one in places), sum(one[1] for one in places)
    if not count:
        return []
    told = ngettext(
        "”%(find)s” tas bort på ett ställe, eftersom inget står under ”Ersätt med”.",
        "”%(find)s” tas bort på %(count)d ställen, eftersom inget står under ”Ersätt med”.",
        count,
    ) % {"find": change["find"][:60], "count": count}
    if not inside:
        return [told]
    told_inside = ngettext(
        "Ett av dem är inuti ett längre ord, som blir ett annat ord.",
        "%(count)d av dem är inuti längre ord, som blir andra ord.",
        inside,
    ) % {"count": inside}
    return [f"{told} {told_inside}"]


def shown_rows(
    catalogue: Catalogue, made: Plan, keys: Sequence[int], outdated: Iterable[int] = ()
) -> list[ShownRow]:
    """These rows with their differences; as many queries whatever their number."""
    fields, directory, late = fields_of(catalogue), Directory(catalogue), set(outdated)
    rows = catalogue.requirements.in_bulk(keys)
    found = {key: ShownRow(rows[key], key in late) for key in keys if key in rows}
    cells = [cell for cell in made.cells if cell[0] in found and cell[1] in fields]
    directory.learn_people(
        value for cell in cells if fields[cell[1]].kind == PERSON for value in cell[2:]
    )
    for key, name, old, new in cells:
        found[key].changes.append(_change(fields[name], old, new, directory))
    for key, name, why in made.refused:
        if key in found:
            label = fields[name].label if name in fields else name
            found[key].problems.append({"label": label, "text": why})
    return list(found.values())


def _change(known: Field, old: object, new: object, directory: Directory) -> dict:
    before, after = directory.show(known, old), directory.show(known, new)
    is_text = known.kind in (TEXT, LONG_TEXT) and before and after
    return {
        "label": known.label,
        "old": before,
        "new": after,
        "pieces": _around_changes(word_diff(before, after)) if is_text else (),
    }


def _around_changes(pieces: list[Piece]) -> list[Piece]:
    """The differences with some words around them; long stretches that stay are shortened."""
    shown = []
    for number, piece in enumerate(pieces):
        text = piece.text
        if piece.kind == SAME and len(text) > 2 * CONTEXT + 20:
            # Cut between words.
            head = text[:CONTEXT].rpartition(" ")[0] if number else ""
            tail = text[-CONTEXT:].partition(" ")[2] if number < len(pieces) - 1 else ""
            text = f"{head} … {tail}"
        shown.append(Piece(piece.kind, text))
    return shown
