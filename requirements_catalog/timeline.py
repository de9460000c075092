"""The history of a requirement as people read it: its fields and its links in one line of time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _

from common.history import Change, FieldChange, changes_of
from common.ordering import in_natural_order
from common.own_reasons import told_reason
from common.timeline import ShownChange, shown

from .choices import RequirementStatus
from .fields import BY_NAME, LINK_MODELS
from .models import (
    Need,
    NeedSource,
    Requirement,
    RequirementRelation,
)
from .registered_pages import address_then
from .relations import words_for

# A change and the links changed with it are written in one transaction, moments apart.
TOGETHER = timedelta(seconds=2)
# Where a row stands is shown by its heading alone; the rest follows from it.
PLACE = ("uid", "catalogue", "position", "depth", "is_heading")


def timeline_of(requirement: Requirement) -> list[ShownChange]:
    """Every change of a requirement, newest first, those of its links among them."""
    labels = labels_of(requirement)
    changes = _with_links(changes_of(requirement, ignore=PLACE), _link_changes(requirement))
    entries, following = [], None
    for change in changes:
        # With the links that were changed with it, but not with what came next.
        moment = change.at + TOGETHER
        if following is not None:
            moment = min(moment, following - timedelta(microseconds=1))
        url = address_then(requirement, max(moment, change.at))
        entries.append(replace(shown(change, labels, _title(change)), url=url))
        following = change.at
    return entries


def labels_of(requirement: Requirement) -> dict[str, str]:
    """What the catalogue's own fields are called, by their names in a change."""
    extra = requirement.catalogue.extra_fields.values_list("key", "label")
    return {f"extra.{key}": label for key, label in extra}


def timeline_of_need(need: Need) -> list[ShownChange]:
    """Every change of a need, newest first, those of its goals and modules among them."""
    changes = [
        change
        for change in changes_of(need, ignore={"programme"})
        if change.fields or change.kind != "~"
    ]
    links = sorted([*_need_links(need), *_need_sources(need)], key=lambda change: change.at)
    return [shown(change, title=_title(change)) for change in _with_links(changes, links)]


def _title(change: Change) -> str:
    if change.kind == "+":
        return _("Skapades")
    names = {field.name for field in change.fields}
    if names == {"parent"} or not names:
        return _("Flyttades")
    if names == {"status"} and change.fields[0].new == str(RequirementStatus.APPROVED.label):
        return _("Godkändes")
    return _("Ändrades")


@dataclass(frozen=True)
class _LinkRecord:
    """One link made or removed: when, by whom, of which sort, and what it leads to in words."""

    name: str
    label: str
    text: str
    is_gone: bool
    record: Any


def _link_records(requirement: Requirement) -> dict[str, list[_LinkRecord]]:
    """Records of links by sort, the oldest first: modules, needs, standards and relations."""
    found = {}
    for field, (model_name, column) in LINK_MODELS.items():
        through = apps.get_model("requirements_catalog", model_name)
        name, label = column.removesuffix("_id"), BY_NAME[field].label
        records = _with_users(through.history.filter(requirement=requirement.pk))
        keys = {getattr(record, column) for record in records}
        linked = through._meta.get_field(name).related_model
        rows = linked._base_manager.in_bulk(keys) if keys else {}
        found[name] = [
            _link_record(record, name, label, rows, getattr(record, column)) for record in records
        ]
    own = Q(source=requirement.pk) | Q(target=requirement.pk)
    records = _with_users(RequirementRelation.history.filter(own))
    others = {record.source_id + record.target_id - requirement.pk for record in records}
    rows = Requirement._base_manager.in_bulk(others) if others else {}
    found["relation"] = [
        _link_record(
            record,
            "relation",
            _("Relationer"),
            rows,
            record.source_id + record.target_id - requirement.pk,
            words_for(record.kind, from_source=record.source_id == requirement.pk) + " ",
        )
        for record in records
    ]
    return found


def _with_users(records) -> list:
    return list(records.select_related("history_user").order_by("history_id"))


def _link_record(record, name: str, label: str, rows: dict, key: int, words: str = ""):
    text = f"{words}{rows.get(key) or f'#{key}'}"
    return _LinkRecord(name, label, text, record.history_type == "-", record)


def _after(linked: list[str], link: _LinkRecord) -> list[str]:
    others = [known for known in linked if known != link.text]
    return others if link.is_gone else sorted([*others, link.text])


def _link_changes(requirement: Requirement) -> list[Change]:
    """One change for each record of a link."""
    found: list[Change] = []
    for records in _link_records(requirement).values():
        linked: list[str] = []
        for link in records:
            before, linked = ", ".join(linked), _after(linked, link)
            found.append(
                Change(
                    at=link.record.history_date,
                    by=str(link.record.history_user or ""),
                    reason=told_reason(link.record.history_change_reason),
                    kind="~",
                    fields=(FieldChange(link.name, link.label, before, ", ".join(linked)),),
                )
            )
    return found


def linked_at(requirement: Requirement, moment: datetime) -> dict[str, tuple[str, str]]:
    """What a requirement was linked to: sort → its label and the links in words.

    Links are written a moment after the row that they were changed with.
    """
    labels = {
        "module": _("Moduler"),
        "need": _("Behov"),
        "standard": _("Standarder"),
        "relation": _("Relationer"),
    }
    found = {}
    for name, records in _link_records(requirement).items():
        linked: list[str] = []
        for link in records:
            if link.record.history_date <= moment + TOGETHER:
                linked = _after(linked, link)
        found[name] = (labels[name], ", ".join(linked))
    return found


def _need_links(need: Need) -> list[Change]:
    """One change for each record in which a need's goals or modules differ from the one before.

    Three queries, however many records there are.
    """
    records = list(need.history.select_related("history_user").order_by("history_id"))
    sorts = [
        (name, label, _linked(records, name))
        for name, label in (("goal", _("Mål")), ("module", _("Moduler")))
    ]
    found: list[Change] = []
    for old, new in pairwise(records):
        fields = [
            FieldChange(name, label, linked[old.pk], linked[new.pk])
            for name, label, linked in sorts
            if linked[old.pk] != linked[new.pk]
        ]
        if fields:
            found.append(
                Change(
                    at=new.history_date,
                    by=str(new.history_user or ""),
                    reason=told_reason(new.history_change_reason),
                    kind="~",
                    fields=tuple(fields),
                )
            )
    return found


def _need_sources(need: Need) -> list[Change]:
    """One change for each source that came, changed or went; one query."""
    found: list[Change] = []
    before: dict[int, str] = {}
    records = NeedSource.history.filter(need_id=need.pk).select_related("history_user")
    for record in records.order_by("history_id"):
        kind, label = record.history_type, _("Källor")
        text = "" if kind == "-" else str(record.instance)
        field = FieldChange("sources", label, before.get(record.id, ""), text)
        before[record.id] = str(record.instance)
        if field.old != field.new:
            found.append(
                Change(
                    at=record.history_date,
                    by=str(record.history_user or ""),
                    reason=told_reason(record.history_change_reason),
                    kind="~",
                    fields=(field,),
                )
            )
    return found


def _linked(records: Sequence, name: str) -> dict[int, str]:
    """Key of a record of a need's history → its goals or modules then, in words."""
    if not records:
        return {}
    links = getattr(records[0], f"{name}s").model._base_manager.filter(history__in=records)
    names: dict[int, list[str]] = {record.pk: [] for record in records}
    for link in links.select_related(name):
        names[link.history_id].append(str(getattr(link, name)))
    return {key: ", ".join(in_natural_order(found)) for key, found in names.items()}


def _with_links(changes: list[Change], links: list[Change]) -> list[Change]:
    """Newest first, each change of links joined to the change that it was made with."""
    merged = list(changes)
    for link in links:
        near = [
            index
            for index, change in enumerate(merged)
            if abs(change.at - link.at) <= TOGETHER and _goes_with(change, link)
        ]
        if near:
            nearest = min(near, key=lambda index: abs(merged[index].at - link.at))
            merged[nearest] = _joined(merged[nearest], link)
        else:
            merged.append(link)
    return sorted(merged, key=lambda change: change.at, reverse=True)


def _goes_with(change: Change, link: Change) -> bool:
    """Whether both were one act: the same person and reason, and neither takes the other back."""
    if (change.by, change.reason) != (link.by, link.reason):
        return False
    names = {field.name for field in link.fields}
    if change.kind == "+":
        return "relation" not in names  # a row is not created with relations
    undone = {(field.name, field.old) for field in change.fields}
    return not undone & {(field.name, field.new) for field in link.fields}


def _joined(change: Change, link: Change) -> Change:
    """Both as one; several changes of the same links become one, from the first to the last."""
    if change.kind == "+":
        return change  # what it was created with is not a change
    own = {field.name: field for field in change.fields}
    for field in link.fields:
        first = own.get(field.name, field)
        own[field.name] = replace(field, old=first.old)
    return replace(change, fields=tuple(own.values()))
