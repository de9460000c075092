"""A JSON document brought in: new fields, new rows, changed cells, moves and relations, once."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from common.history import (
    bulk_create_with_history,
    bulk_delete_with_history,
    chunks,
    save_with_reason,
)

from .actions_cells import Cell, NothingWritten, write_cells
from .actions_copies import RELATION
from .actions_import_set import record_import
from .actions_structure import PLACE, WITHDRAWN, place_for, relocate
from .actions_tree import shape_of
from .cell_values import put_in
from .fields import LINK_MODELS
from .json_plan import JsonPlan, JsonRow
from .models import Catalogue, ChangeSet, ExtraField, Requirement, RequirementRelation
from .tree import positions_after


@transaction.atomic
def apply_document(
    *, catalogue: Catalogue, plan: JsonPlan, by, label: str = "", reason: str = ""
) -> ChangeSet | None:
    """Write what a plan says, as one set; the caller holds the catalogue's lock since it was made.

    Refused rows are left out. Raises ValidationError or NothingWritten when a rule of the
    database or of the cells stops a row after all; nothing is then written.
    """
    _add_fields(catalogue, plan, by, reason)
    new = [row for row in plan.kept if row.current is None]
    moved = [row.current.pk for row in plan.kept if row.is_moved]
    stood = shape_of(catalogue).places(moved) if moved else {}
    _Placing(catalogue, plan, by, reason).run()
    made = [[row.current.pk, "status", WITHDRAWN, row.current.status] for row in new]
    cells = [cell for cell in made if cell[2] != cell[3]]
    cells += _change(catalogue, plan, by, reason)
    cells += _relate(catalogue, plan, by, reason)
    now = shape_of(catalogue).places(moved) if moved else {}
    cells += [[key, PLACE, stood[key], now[key]] for key in moved if stood[key] != now[key]]
    count = len({cell[0] for cell in cells})
    label = label or _("Läste in %(count)d rader") % {"count": count}
    return record_import(catalogue=catalogue, label=label, cells=cells, by=by, reason=reason)


def _add_fields(catalogue: Catalogue, plan: JsonPlan, by, reason: str) -> None:
    start = catalogue.extra_fields.count()
    rows = [
        ExtraField(
            catalogue=catalogue,
            key=new.key,
            label=new.label or new.key,
            kind=new.kind,
            choice_list="\n".join(new.choices),
            help_text=new.help_text,
            position=number,
        )
        for number, new in enumerate(plan.new_fields, start)
    ]
    if rows:
        bulk_create_with_history(ExtraField, rows, by=by, reason=reason)


class _Placing:
    """New rows put in and rows that moved put elsewhere, in the order of the file."""

    def __init__(self, catalogue: Catalogue, plan: JsonPlan, by, reason: str) -> None:
        self.catalogue, self.plan, self.by, self.reason = catalogue, plan, by, reason
        # Heading (None: the top) → the row of the file that stands last under it so far.
        self.last: dict[int | None, Requirement] = {}
        self.has_known = {
            row.current.parent_id for row in plan.kept if row.current and not row.is_moved
        }

    def run(self) -> None:
        """Walk the file once; new rows that stand together are put in together."""
        block: list[JsonRow] = []
        for row in self.plan.kept:
            if row.current is None:
                if block and not self._joins(row, block):
                    self._create(block)
                    block = []
                block.append(row)
                continue
            if block:
                self._create(block)
                block = []
            if row.is_moved:
                moved = relocate(
                    requirement=row.current,
                    by=self.by,
                    reason=self.reason,
                    **self._place(row.parent_key),
                )
                row.current = moved
            self.last[row.current.parent_id] = row.current
        if block:
            self._create(block)

    @staticmethod
    def _joins(row: JsonRow, block: Sequence[JsonRow]) -> bool:
        """Whether a new row stands in the same run: under a row of it, or beside its first."""
        if row.parent is not None and row.parent.current is None:
            return row.parent in block
        return row.parent_key == block[0].parent_key

    def _place(self, parent_key: int | None) -> dict:
        """Where the next row under a heading comes, as the actions take it."""
        before = self.last.get(parent_key)
        if before is not None:
            return {"parent": None, "after": before, "first": False}
        parent = Requirement.objects.get(pk=parent_key) if parent_key else None
        # First where the file has rows that stand there already, last among strangers.
        return {"parent": parent, "after": None, "first": parent_key in self.has_known}

    def _create(self, block: list[JsonRow]) -> None:
        parent, previous = place_for(self.catalogue, **self._place(block[0].parent_key))
        positions = positions_after(self.catalogue, previous, len(block))
        inside = set(block)
        by_depth: dict[int, list[tuple[JsonRow, Requirement]]] = defaultdict(list)
        depths: dict[JsonRow, int] = {}
        for row, position in zip(block, positions, strict=True):
            top = parent.depth + 1 if parent else 0
            depths[row] = depths[row.parent] + 1 if row.parent in inside else top
            made = self._made(row, position, depths[row])
            by_depth[depths[row]].append((row, made))
        for depth in sorted(by_depth):
            rows = []
            for row, made in by_depth[depth]:
                made.parent = row.parent.current if row.parent in inside else parent
                rows.append(made)
            bulk_create_with_history(Requirement, rows, by=self.by, reason=self.reason)
            for row, made in by_depth[depth]:
                row.current = made
        for row in block:
            self.last[row.current.parent_id] = row.current
        self._link(block)

    def _made(self, row: JsonRow, position: int, depth: int) -> Requirement:
        made = Requirement(
            catalogue=self.catalogue, position=position, depth=depth, is_heading=row.is_heading
        )
        if row.uid and not row.is_copy:
            made.uid = uuid.UUID(row.uid)
        for name, value in row.values.items():
            put_in(made, self.plan.fields[name], value)
        try:
            made.clean_fields(exclude=["catalogue", "parent", "owner", "assignee"])
        except ValidationError as error:
            words = {"row": row.number, "problem": " ".join(error.messages)}
            raise ValidationError(_("Rad %(row)s: %(problem)s") % words) from None
        return made

    def _link(self, block: Sequence[JsonRow]) -> None:
        for name, (model_name, column) in LINK_MODELS.items():
            through = apps.get_model("requirements_catalog", model_name)
            links = [
                through(requirement=row.current, **{column: key})
                for row in block
                for key in row.values.get(name, ())
            ]
            if links:
                bulk_create_with_history(through, links, by=self.by, reason=self.reason)


def _change(catalogue: Catalogue, plan: JsonPlan, by, reason: str) -> list[list]:
    """Write the changed cells of rows that were there; returns them as sets keep them."""
    cells = [
        Cell(row.current.pk, name, new, old) for row in plan.kept for name, old, new in row.changes
    ]
    if not cells:
        return []
    written, problems = write_cells(catalogue=catalogue, cells=cells, by=by, reason=reason)
    if problems:
        raise NothingWritten(problems)
    return written


def _relate(catalogue: Catalogue, plan: JsonPlan, by, reason: str) -> list[list]:
    """Make the relations of the rows that name theirs exactly those; returns what was changed."""
    rows = [row for row in plan.kept if row.relations is not None]
    keys = {row.uid: row.current.pk for row in plan.kept if row.uid}
    wanted = {uid for row in rows for _kind, uid, _note in row.relations} - set(keys)
    programme = Requirement.objects.in_programme(catalogue.programme)
    for part in chunks(sorted(wanted), 5000):
        found = programme.filter(uid__in=part).values_list("uid", "pk")
        keys |= {str(uid): pk for uid, pk in found}
    known = {}
    for part in chunks([row.current.pk for row in rows], 5000):
        for relation in RequirementRelation.objects.filter(source__in=part):
            known[relation.source_id, relation.kind, relation.target_id] = relation
    new, kept, missing = [], set(), 0
    for row in rows:
        for kind, uid, note in row.relations:
            target = keys.get(uid)
            if target is None or target == row.current.pk:
                missing += 1
                continue
            place = (row.current.pk, kind, target)
            if place in kept:
                continue
            kept.add(place)
            if place not in known:
                relation = RequirementRelation(
                    source=row.current, target_id=target, kind=kind, note=note
                )
                new.append(relation)
            elif known[place].note != note:
                known[place].note = note
                save_with_reason(known[place], by=by, reason=reason)
    gone = {place: relation.pk for place, relation in known.items() if place not in kept}
    for part in chunks(gone.values(), 5000):
        rows_gone = RequirementRelation.objects.filter(pk__in=part)
        bulk_delete_with_history(rows_gone, by=by, reason=reason)
    if new:
        bulk_create_with_history(RequirementRelation, new, by=by, reason=reason)
    if missing:
        plan.notices.append(
            _("%(count)d relationer leder till krav som inte finns, och lämnades därhän.")
            % {"count": missing}
        )
    made = [[one.source_id, RELATION, None, [one.kind, one.target_id]] for one in new]
    return made + [[source, RELATION, [kind, target], None] for source, kind, target in gone]
