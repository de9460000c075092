"""The tree of headings beside the list: chapters that narrow the list to what stands under them."""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from .models import Catalogue, Requirement
from .tree import ancestors_of

# Above this many headings only the chapters and the open branch are shown, without figures.
MOST_SHOWN_WHOLE = 400


@dataclass
class Node:
    """A heading in the tree: ``count`` is requirements in its whole branch, None when unknown."""

    pk: int
    code: str
    title: str
    depth: int
    is_current: bool = False
    is_open: bool = False
    count: int | None = None
    children: list["Node"] = field(default_factory=list)


def outline(catalogue: Catalogue, chapter: Requirement | None = None) -> list[Node]:
    """Headings of a catalogue as nested nodes, the branch of ``chapter`` open.

    Two queries and one for each level above the chapter, whatever the size of the catalogue.
    """
    branch = {row.pk for row in [*ancestors_of(chapter), chapter]} if chapter else set()
    headings = catalogue.requirements.headings().live().order_by("position")
    rows = _rows(headings[: MOST_SHOWN_WHOLE + 1])
    counts: dict[int | None, int] = {}
    is_whole = len(rows) <= MOST_SHOWN_WHOLE
    if is_whole:
        counts = _counts(catalogue)
    else:
        rows = _rows(headings.filter(Q(depth=0) | Q(parent__in=branch)))
    nodes: dict[int, Node] = {}
    tops: list[Node] = []
    for pk, parent, code, title, depth in rows:
        node = Node(pk, code, title, depth, chapter is not None and pk == chapter.pk, pk in branch)
        node.count = counts.get(pk, 0) if is_whole else None
        nodes[pk] = node
        siblings = nodes[parent].children if parent in nodes else tops
        siblings.append(node)
    if is_whole:
        for top in tops:
            _add_up(top)
    return tops


def _rows(headings) -> list[tuple]:
    return list(headings.values_list("pk", "parent_id", "code", "title", "depth"))


def _counts(catalogue: Catalogue) -> dict[int | None, int]:
    rows = catalogue.requirements.requirements().live().order_by()
    return dict(rows.values_list("parent").annotate(Count("pk")))


def _add_up(node: Node) -> int:
    node.count = (node.count or 0) + sum(_add_up(child) for child in node.children)
    return node.count
