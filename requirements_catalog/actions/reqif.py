"""Write what a ReqIF file brings: rows, their identities, relations and embedded files."""

import base64
import binascii
import hashlib
import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, unquote_to_bytes

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from common.history import save_with_reason
from common.reqif import Document, kind_of_value, xhtml_value, xml_of
from common.reqif_files import merged_files
from common.reqif_store import as_plain, updated
from common.xhtml import embedded_files

from ..import_core.object_plan import ObjectPlan, ObjectRow
from ..models import Attachment, Catalogue, ReqifObject, ReqifSource
from ..reqif.relations import kinds_of_relations
from .imports import apply_import
from .relations import RELATION, make_relations, relations_from

# What may be shown beside a requirement; a page or a program never comes in this way.
FILE_KINDS = {
    ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".svg", ".emf", ".wmf",
    ".pdf", ".rtf", ".ole", ".txt", ".csv", ".docx", ".xlsx", ".pptx", ".doc", ".xls", ".ppt",
    ".vsd", ".vsdx", ".odt", ".ods", ".odp",
}  # fmt: skip
NOTE_CHARACTERS = 300
DATA_BYTES = 10 * 1024 * 1024
LISTED = 5


@dataclass(frozen=True)
class ReqifOutcome:
    """What an import of objects has worked out, ready to be written."""

    document: Document
    files: Mapping[str, bytes]
    # What each file of an archive holds (common/reqif_files.py).
    parts: Sequence[Mapping]
    file_name: str
    mapping: dict
    made: ObjectPlan
    rows: Sequence[ObjectRow]
    existing: Sequence[Mapping]
    extra_keys: Mapping[str, str]
    extra_kinds: Mapping[str, tuple[str, str]]
    known: Mapping[str, ReqifObject]


@transaction.atomic
def apply_reqif(
    *, catalogue: Catalogue, outcome: ReqifOutcome, by, reason: str
) -> tuple[list[str], list[list]]:
    """Bring the planned objects in: (notices of what could not be brought along, cells).

    The caller holds the catalogue's lock. Objects that the file does not name stay as they are.
    """
    applied = apply_import(
        catalogue=catalogue,
        plan=outcome.made.plan,
        existing=outcome.existing,
        extra_keys=outcome.extra_keys,
        extra_kinds=outcome.extra_kinds,
        column_mapping=catalogue.column_mapping,
        by=by,
        reason=reason,
    )
    by_identifier = {key: applied.keys[node] for key, node in outcome.made.nodes.items()}
    files, notices = _attach_files(outcome, by_identifier, by, reason)
    _keep_identities(catalogue, outcome, by_identifier, files)
    _keep_source(catalogue, outcome)
    related = _relate(outcome, by_identifier, by, reason)
    return notices, [*applied.cells, *related]


def _keep_identities(catalogue, outcome, keys, files):
    """Remember which object each row is, and the whole of what the file said about it."""
    new: list[ReqifObject] = []
    changed: list[ReqifObject] = []
    number_of = {key: number for number, key in enumerate(outcome.document.objects, 1)}
    for row in outcome.rows:
        if row.identifier not in keys:
            continue
        spec = outcome.document.objects.get(row.identifier)
        one = outcome.known.get(row.identifier) or ReqifObject(
            catalogue=catalogue, requirement_id=keys[row.identifier], identifier=row.identifier
        )
        one.number = number_of.get(row.identifier, 0)
        one.is_specification = row.is_specification
        one.xml = xml_of(spec.element) if spec is not None else ""
        one.assigned_code = outcome.made.assigned.get(row.identifier, "")
        one.files = {**one.files, **files.get(row.identifier, {})}
        (changed if one.pk else new).append(one)
    ReqifObject.objects.bulk_create(new, batch_size=2000)
    ReqifObject.objects.bulk_update(
        changed, ["number", "is_specification", "xml", "assigned_code", "files"], batch_size=500
    )


def _keep_source(catalogue, outcome):
    source = ReqifSource.objects.filter(catalogue=catalogue).first() or ReqifSource(
        catalogue=catalogue
    )
    files = merged_files(source.content.get("files", ()), outcome.parts)
    source.content = {**updated(source.content, as_plain(outcome.document)), "files": files}
    source.mapping, source.file_name = outcome.mapping, outcome.file_name[:200]
    source.save()


def _relate(outcome, keys, by, reason):
    """Make the relations between rows; those with an end outside stay in the source alone.

    Returns the new ones as cells.
    """
    kinds = kinds_of_relations(outcome.document)
    wanted = {
        (keys[one.source], str(kinds[one.type]), keys[one.target]): one.element.get("DESC") or ""
        for one in outcome.document.relations.values()
        if one.source in keys and one.target in keys and one.source != one.target
    }
    known = relations_from({source for source, _kind, _target in wanted})
    new = {place: note[:NOTE_CHARACTERS] for place, note in wanted.items() if place not in known}
    make_relations(
        relations=[(*place, note) for place, note in sorted(new.items())], by=by, reason=reason
    )
    return [
        [source, RELATION, None, [kind, target, note]]
        for (source, kind, target), note in sorted(new.items())
    ]


# ---------------------------------------------------------------- embedded files


def _attach_files(outcome, keys, by, reason):
    """Give rows the files their XHTML shows; returns (identifier → address → uid, notices)."""
    found: dict[str, dict[str, str]] = {}
    missing, unwanted = [], []
    for identifier, spec in outcome.document.objects.items():
        if identifier not in keys:
            continue
        for number, address in enumerate(_addresses(spec), 1):
            known = outcome.known.get(identifier)
            if known is not None and address in known.files:
                continue
            name, content = _content(address, number, outcome.files)
            if content is None:
                missing.append(name)
            elif PurePosixPath(name).suffix.lower() not in FILE_KINDS or by is None:
                unwanted.append(name)
            else:
                uid = _attach(keys[identifier], name, content, by, reason)
                found.setdefault(identifier, {})[address] = uid
    notices = []
    if missing:
        notices.append(
            _("%(count)s filer som texten visar följde inte med: %(names)s")
            % {"count": len(missing), "names": _few(missing)}
        )
    if unwanted:
        text = (
            _("%(count)s filer togs inte med som bilagor, för att ingen anges som den som "
              "importerar: %(names)s")
            if by is None
            else _("%(count)s filer är av ett slag som inte tas emot som bilaga: %(names)s")
        )  # fmt: skip
        notices.append(text % {"count": len(unwanted), "names": _few(unwanted)})
    return found, notices


def _addresses(spec):
    values = (value for value in spec.values().values() if kind_of_value(value) == "XHTML")
    inner = (xhtml_value(value) for value in values)
    addresses = [a for one in inner if one is not None for a in embedded_files(one)]
    return list(dict.fromkeys(addresses))


def _content(address, number, files):
    """(name, bytes or None) of an embedded file: in the archive, or in the address itself."""
    if address.startswith("data:"):
        return _from_data(address, number)
    path = unquote(address.replace("\\", "/")).removeprefix("./")
    name = PurePosixPath(path).name[:200] or f"fil-{number}"
    if path in files:
        return name, files[path]
    # Paths count from the .reqif, which may lie in a folder of the archive.
    ends = [key for key in files if key.endswith(f"/{path}") or key.lower() == path.lower()]
    return name, files[ends[0]] if len(ends) == 1 else None


def _from_data(address, number):
    head, _comma, body = address.partition(",")
    kind = head.removeprefix("data:").partition(";")[0] or "text/plain"
    name = f"bild-{number}{mimetypes.guess_extension(kind) or '.bin'}"
    if len(body) > DATA_BYTES * 2:
        return name, None
    try:
        content = (
            base64.b64decode("".join(unquote(body).split()), validate=True)
            if head.endswith(";base64")
            else unquote_to_bytes(body)
        )
    except (binascii.Error, ValueError):
        return name, None
    return name, content if len(content) <= DATA_BYTES else None


def _attach(requirement, name, content, by, reason):
    digest = hashlib.sha256(content).hexdigest()
    same = Attachment.objects.filter(requirement=requirement, digest=digest).first()
    if same is not None:
        return str(same.uid)
    one = Attachment(
        requirement_id=requirement,
        name=name,
        content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        size=len(content),
        digest=digest,
        uploaded_by=by,
    )
    one.file.save(
        f"{one.uid}{PurePosixPath(name).suffix.lower()}", ContentFile(content), save=False
    )
    save_with_reason(one, by=by, reason=reason)
    return str(one.uid)


def _few(names):
    more = f" … (+{len(names) - LISTED})" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more
