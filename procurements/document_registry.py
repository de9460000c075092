"""The kinds of document that can be issued: each app registers those it can build.

An app registers in its ``document_kinds.py``, which is found by itself at start::

    register(DocumentKind("rfi", _("Informationsförfrågan (RFI)"), ("pdf",), build_rfi, order=10))
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Q

from programmes.roles import Permission

from .models import Procurement


@dataclass(frozen=True)
class DocumentRequest:
    """What is to be built: for which procurement, in which form and tongue, with which number."""

    procurement: Procurement
    format: str
    language: str
    number: int
    issued_at: object
    issued_by: object


class NotReady(Exception):
    """The document cannot be made yet; its text says what is missing."""


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document: its name in commands, its label, its formats and its builder.

    ``build(request)`` returns the bytes of the file and raises NotReady when data is missing.
    ``needs_to_issue`` and ``needs_to_read`` are the permissions. ``readable_when`` is a condition
    on issued documents: files that do not meet it are closed to everybody for the time being.
    ``basis(procurement)`` names what a document is built on; when it has changed between building
    and storing, the document is built anew. ``is_tendered_on`` is that tenders are made on it, and
    ``names_buyers`` that it says who buys: what is told before it is issued (reissue.py).
    """

    name: str
    label: str
    formats: tuple[str, ...]
    build: Callable[[DocumentRequest], bytes]
    order: int = 100
    needs_to_issue: Permission = Permission.ISSUE_DOCUMENTS
    needs_to_read: Permission = Permission.VIEW_PROCUREMENT
    readable_when: Q = field(default_factory=Q)
    basis: Callable[[Procurement], str] = lambda procurement: ""
    is_tendered_on: bool = False
    names_buyers: bool = False


KINDS: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> None:
    """Make a kind of document known."""
    KINDS[kind.name] = kind


def kinds_in_order() -> list[DocumentKind]:
    """All kinds, in the order of the work."""
    return sorted(KINDS.values(), key=lambda kind: kind.order)
