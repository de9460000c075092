"""A JSON document brought in: new fields, new rows, changed cells, moves and relations, once."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.history import (
    bulk_create_with_history,
    bulk_update_with_history,
    chunks,
)

from ..cell_values import put_in
from ..fields import LINK_MODELS
from ..import_core.outcomes import Change, Node
from ..import_core.tree import Placement, Ref, place
from ..json_document.known import Known
from ..json_document.plan import JsonPlan, JsonRow
from ..models import Catalogue, ChangeSet, ExtraField, Requirement
from ..tree import write_spread
from ..tree_shape import GAP
from .cells import Cell, NothingWritten, write_cells
from .import_set import record_import
from .imports import MADE_AT_ONCE
from .relations import (
    RELATION,
    Place,
    delete_relations,
    make_relations,
    relations_from,
    set_notes,
)
from .structure import PLACE, WITHDRAWN
from .tree import shape_of


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
    """New rows put in and rows that moved put elsewhere: worked out in memory, written together."""

    def __init__(self, catalogue: Catalogue, plan: JsonPlan, by, reason: str) -> None:
        self.catalogue, self.plan, self.by, self.reason = catalogue, plan, by, reason
        self.row_of: dict[Node, JsonRow] = {}
        self.node_of: dict[JsonRow, Node] = {}

    def run(self) -> None:
        """Place the rows as the import of a workbook does: each after the one before it there."""
        new = [row for row in self.plan.kept if row.current is None]
        if not new and not any(row.is_moved for row in self.plan.kept):
            return
        columns = ("id", "parent_id", "position", "depth")
        existing = list(self.catalogue.requirements.order_by("position").values(*columns))
        for row in self.plan.kept:
            node = self.node_of[row] = self._node(row)
            self.row_of[node] = row
        placement = place(list(self.row_of), existing, GAP)
        self._create(placement)
        self._link(new)
        self._move(placement, existing)

    def _node(self, row: JsonRow) -> Node:
        """A row as the tree of an import knows it; one that does not move stays where it stands."""
        if row.current is not None and not row.is_moved:
            current = {"id": row.current.pk, "parent_id": row.current.parent_id}
            return Node("", "", row.is_heading, None, current, is_placed=False)
        above = self.node_of.get(row.parent) if row.parent is not None else None
        if above is None and row.parent_key:
            above = Node("", "", True, None, {"id": row.parent_key})
        node = Node("", "", row.is_heading, None, None, above)
        if row.current is not None:
            node.current = {"id": row.current.pk, "parent_id": row.current.parent_id}
            node.changes = [Change("parent", "", "")]
        return node

    def _key(self, ref: Ref) -> int | None:
        return self.row_of[ref].current.pk if isinstance(ref, Node) else ref

    def _create(self, placement: Placement) -> None:
        """Insert the new rows, parents before children."""
        by_depth: dict[int, list[Node]] = defaultdict(list)
        for ref, (_position, depth) in placement.places.items():
            if isinstance(ref, Node):
                by_depth[depth].append(ref)
        for depth in sorted(by_depth):
            for nodes in chunks(by_depth[depth], MADE_AT_ONCE):
                rows = []
                for node in nodes:
                    made = self._made(self.row_of[node], *placement.places[node])
                    made.parent_id = self._key(placement.parents[node])
                    rows.append(made)
                bulk_create_with_history(Requirement, rows, by=self.by, reason=self.reason)
                for node, made in zip(nodes, rows, strict=True):
                    self.row_of[node].current = Known.of(made)

    def _move(self, placement: Placement, existing: Sequence[Mapping]) -> None:
        """Write the places of rows that moved, of what stands under them, and of those spread."""
        tops = {
            row.current.pk: self._key(placement.parents[self.node_of[row]])
            for row in self.plan.kept
            if row.is_moved
        }
        carried: set[int] = set()
        for known in existing:
            if known["id"] in tops or known["parent_id"] in carried:
                carried.add(known["id"])
        moved: list[Requirement] = []
        below: list[Requirement] = []
        spread: list[Requirement] = []
        now = timezone.now()
        for ref, (position, depth) in placement.places.items():
            if isinstance(ref, Node) or ref is None:
                continue
            row = Requirement(pk=ref, position=position, depth=depth, changed_at=now)
            if ref in tops:
                row.parent_id = tops[ref]
                moved.append(row)
            else:
                (below if ref in carried else spread).append(row)
        for rows, fields in (
            (moved, ["parent", "position", "depth", "changed_at"]),
            (below, ["position", "depth"]),
        ):
            if rows:
                bulk_update_with_history(Requirement, rows, fields, by=self.by, reason=self.reason)
        write_spread(spread)

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

    def _link(self, new: Sequence[JsonRow]) -> None:
        for name, (model_name, column) in LINK_MODELS.items():
            through = apps.get_model("requirements_catalog", model_name)
            links = [
                through(requirement_id=row.current.pk, **{column: key})
                for row in new
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
    known = relations_from(row.current.pk for row in rows)
    made: dict[Place, str] = {}
    cells: list[list] = []
    noted, kept, missing = [], set(), 0
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
            one = known.get(place)
            if one is None:
                made[place] = note
            elif one.note != note:
                cells.append([place[0], RELATION, [kind, target, one.note], [kind, target, note]])
                one.note = note
                noted.append(one)
    gone = {place: one for place, one in known.items() if place not in kept}
    delete_relations(keys=[one.pk for one in gone.values()], by=by, reason=reason)
    set_notes(relations=noted, by=by, reason=reason)
    make_relations(relations=[(*place, note) for place, note in made.items()], by=by, reason=reason)
    if missing:
        plan.notices.append(
            _("%(count)d relationer leder till krav som inte finns, och lämnades därhän.")
            % {"count": missing}
        )
    cells += [
        [source, RELATION, None, [kind, to, note]] for (source, kind, to), note in made.items()
    ]
    cells += [
        [source, RELATION, [kind, to, one.note], None] for (source, kind, to), one in gone.items()
    ]
    return cells
