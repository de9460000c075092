"""What a file may do to the status of a row: it approves nothing (docs/approval.md).

A row that the file calls approved is brought in as in review, and an approved row whose content
the file changes becomes a draft. Nothing is refused for it; a notice tells.
"""

from requirements_catalog.import_core.cells import Problem
from requirements_catalog.import_core.cells import gettext_noop as _
from requirements_catalog.import_core.outcomes import Node

DRAFT, IN_REVIEW, APPROVED, WITHDRAWN = "draft", "in_review", "approved", "withdrawn"
# Fields whose change leaves what is published as it is.
_NO_CONTENT = ("status", "owner", "assignee", "parent", "order")
NOT_APPROVED = _("Filen säger godkänt, men ett krav godkänns här, av någon som inte har skrivit "
                 "texten. Det läses in på granskning.")  # fmt: skip
FALLEN = _("Kravet var godkänt. Eftersom texten ändras måste det godkännas på nytt.")


def status_by_rule(old: str | None, wanted: str | None, has_content: bool) -> str | None:
    """The status that a row gets: ``old`` is None for a new one, ``wanted`` for a silent file.

    None when it keeps what it has, or gets what a new row gets.
    """
    if wanted == APPROVED and old == APPROVED and has_content:
        return DRAFT
    if wanted == APPROVED and old != APPROVED:
        return DRAFT if old == WITHDRAWN else IN_REVIEW
    if old == APPROVED and wanted is None and has_content:
        return DRAFT
    if old == APPROVED and wanted == IN_REVIEW and not has_content:
        return DRAFT
    return wanted


def is_content(name: str) -> bool:
    """Whether a field, by its name, is part of what is published."""
    return name not in _NO_CONTENT


def follow_rules(node: Node, cell: str) -> tuple[Problem, ...]:
    """Make the status that a node gets what the rules allow; the notice that tells of it.

    To be asked again where changes have been added: it then does the same to those.
    """
    entry = node.entry
    if node.current is None:
        asked = entry.values.get("status") if entry is not None else None
        if entry is None or asked != APPROVED:
            return ()
        entry.values["status"] = status_by_rule(None, asked, True)
        return _told(node, NOT_APPROVED, cell)
    # Some that call this know no status of a row.
    old = node.current.get("status")
    changes = [c for c in node.changes if c.name == "status" and not c.is_extra]
    wanted = changes[-1].new if changes else None
    has_content = any(change.is_extra or is_content(change.name) for change in node.changes)
    new = status_by_rule(old, wanted, has_content)
    for change in changes:
        node.changes.remove(change)
    if new is not None and new != old:
        node.change("status", old, new)
        if entry is not None:
            entry.values["status"] = new
    if wanted == APPROVED and old != APPROVED:
        return _told(node, NOT_APPROVED, cell)
    return _told(node, FALLEN, cell) if old == APPROVED and new == DRAFT and has_content else ()


def _told(node: Node, text: str, cell: str) -> tuple[Problem, ...]:
    node.status_note = text
    return (Problem(text, cell),)
