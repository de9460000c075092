"""What an uploaded PDF claims by the data inside it: the pages themselves cannot be compared."""

import json
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from common.pdf_attachments import attached_file
from common.workbooks import WorkbookRefused
from requirements_catalog.fields import BY_NAME

from .claims import Claim, ClaimedRow
from .exports_pdf import ATTACHMENT, JSON_FORMAT

MOST_OPENED, MOST_COMMAS = 2_000_000, 10_000_000


def claim_of_pdf(data: bytes, filename: str) -> Claim | None:
    """What the data inside a PDF says of a baseline; None for one without such data of ours.

    A document that was issued in a procurement has a seal and no baseline. Raises WorkbookRefused
    for what must not or cannot be read.
    """
    content = attached_file(data, ATTACHMENT, filename)
    if content is None:
        return None
    if _is_hostile(content):
        raise WorkbookRefused(
            _("Bilagan krav.json i filen har orimligt många delar och läses därför inte."),
            filename,
            _("Be om en ny fil av den som lämnade ut den."),
        )
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise WorkbookRefused(
            _("Bilagan krav.json i filen går inte att läsa."),
            filename,
            _("Be om en ny fil av den som lämnade ut den."),
        ) from error
    return claim_of_json(said)


def _is_hostile(content: bytes) -> bool:
    """Whether it becomes far more in memory than it is as text: "[]," of three bytes takes 64.

    100,000 requirements are some 200,000 lists and objects and five million commas.
    """
    opened = content.count(b"[") + content.count(b"{")
    return opened > MOST_OPENED or content.count(b",") > MOST_COMMAS


def claim_of_json(said: object) -> Claim | None:
    """The claim of the data; whatever is not as we write it is read as empty."""
    if not isinstance(said, dict) or not isinstance(said.get("seal"), str):
        return None
    if said.get("format") != JSON_FORMAT:
        return Claim("", said["seal"], "")
    facts = said.get("facts")
    pairs = [fact for fact in facts if _is_pair(fact)] if isinstance(facts, list) else []
    labels = said.get("own_fields")
    own = {key: _text(label) for key, label in labels.items()} if isinstance(labels, dict) else {}
    rows = said.get("requirements")
    return Claim(
        _text(said.get("baseline")),
        said["seal"],
        _text(said.get("language")),
        rows=[_row(row, own) for row in rows if isinstance(row, dict)]
        if isinstance(rows, list)
        else [],
        facts={_text(label): _text(value) for label, value in pairs},
    )


def _is_pair(fact: object) -> bool:
    return isinstance(fact, list) and len(fact) == 2


def _row(row: Mapping, own: Mapping[str, str]) -> ClaimedRow:
    content = row.get("content")
    content = content if isinstance(content, dict) else {}
    cells = dict(_cells(content, own))
    for head, key in (
        (_("Nummer"), "number"), (_("Kontrollsumma"), "digest"),
        (_("Godkänt av"), "approved_by"), (_("Godkänt"), "approved_at"),
    ):  # fmt: skip
        cells[head] = _text(row.get(key))
    name = _text(content.get("code")) or _text(content.get("title")) or _text(content.get("text"))
    return ClaimedRow(
        _text(content.get("uid")),
        _text(row.get("parent")),
        name[:120],
        {head: text for head, text in cells.items() if text},
    )


def _cells(content: Mapping, own: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, value in content.items():
        if key == "uid":
            continue
        if key == "extra" and isinstance(value, dict):
            yield from ((own.get(name) or name, _text(text)) for name, text in value.items())
            continue
        known = BY_NAME.get(key)
        word = dict(known.choices).get(value, value) if _is_choice(known, value) else value
        yield (str(known.label) if known else str(key)), _text(word)


def _is_choice(known, value: object) -> bool:
    return known is not None and isinstance(value, str | int)


def _text(value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return _("ja")
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return str(value)
