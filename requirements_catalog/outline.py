"""The tree of headings beside the list: chapters that narrow the list to what stands under them."""

from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, Subquery

from .import_core.words import MOST_LEVELS
from .models import Catalogue, Requirement
from .querysets import RequirementQuerySet
from .tree import ancestors_of

# Above this many headings only the chapters and the open branch are shown, without figures.
MOST_SHOWN_WHOLE = 400
# So many chapters are shown at a time then, those around the open one first.
CHAPTERS_A_PAGE = 100
NODE = ("pk", "parent_id", "code", "title", "depth")


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

    @property
    def label(self) -> str:
        """Code and title."""
        return f"{self.code} {self.title}" if self.code else self.title


@dataclass
class Outline:
    """The tree as it is shown; ``page`` of its chapters when they are too many for one."""

    nodes: list[Node]
    page: Page | None = None


def outline(
    catalogue: Catalogue,
    chapter: Requirement | None = None,
    page: str | None = None,
    found: RequirementQuerySet | None = None,
) -> Outline:
    """Headings of a catalogue as nested nodes, the branch of ``chapter`` open.

    The figures are of ``found``, or of all that is not withdrawn. Of many chapters the asked for
    page is shown, or else the one that ``chapter`` stands on. Two queries, however many headings
    there are, and one for each level above the chapter.
    """
    path = [*ancestors_of(chapter), chapter] if chapter else []
    branch = {row.pk for row in path}
    headings = catalogue.requirements.headings().live().order_by("position")
    chapters = headings.filter(depth=0)
    before = chapters.filter(position__lt=path[0].position) if path else chapters.none()
    first = headings.values_list(*NODE, _how_many(chapters), _how_many(before))
    rows = list(first[: MOST_SHOWN_WHOLE + 1])
    if len(rows) <= MOST_SHOWN_WHOLE:
        nodes = [row[: len(NODE)] for row in rows]
        return Outline(_nested(nodes, branch, chapter, _counts(catalogue, found)))
    count, earlier = (number or 0 for number in rows[0][len(NODE) :])
    shown = _page_of_chapters(chapters, count, page or earlier // CHAPTERS_A_PAGE + 1)
    nodes = _chapters_and_branch(headings, shown, branch)
    return Outline(_nested(nodes, branch, chapter, None), shown)


def _how_many(headings: RequirementQuerySet) -> Subquery:
    """How many there are, as a column of another query; NULL for none."""
    return Subquery(headings.order_by().values("catalogue").values_list(Count("pk")))


def _page_of_chapters(chapters: RequirementQuerySet, count: int, number: str | int) -> Page:
    paginator = Paginator(chapters, CHAPTERS_A_PAGE)
    paginator.count = count
    return paginator.get_page(number)


def _chapters_and_branch(
    headings: RequirementQuerySet, page: Page, branch: set[int]
) -> list[tuple]:
    """The chapters of a page, and what stands under the open branch where that is one of them."""
    keys = page.object_list.values("pk")
    wanted = headings.filter(pk__in=keys).order_by().values_list(*NODE, "position")
    if branch:
        under = headings.filter(parent__in=branch).order_by()
        wanted = wanted.union(under.values_list(*NODE, "position"), all=True)
    rows = [row[: len(NODE)] for row in wanted.order_by("position")]
    is_here = any(row[0] in branch and not row[4] for row in rows)
    return [row for row in rows if is_here or not row[4]]


def _nested(
    rows: list[tuple], branch: set[int], chapter: Requirement | None, counts: dict | None
) -> list[Node]:
    """The rows, a parent before its children, as nodes."""
    nodes: dict[int, Node] = {}
    tops: list[Node] = []
    # Where what stands under a heading is shown: below the last level, beside it.
    below: dict[int, list[Node]] = {}
    for pk, parent, code, title, depth in rows:
        node = Node(pk, code, title, depth, chapter is not None and pk == chapter.pk, pk in branch)
        if counts is not None:
            node.count = counts.get(pk, 0)
        nodes[pk] = node
        siblings = below[parent] if parent in nodes else tops
        siblings.append(node)
        below[pk] = node.children if depth < MOST_LEVELS - 1 else siblings
    if counts is not None:
        for top in tops:
            _add_up(top)
    return tops


def _counts(catalogue: Catalogue, found: RequirementQuerySet | None) -> dict[int | None, int]:
    rows = catalogue.requirements.requirements().order_by()
    rows = rows.live() if found is None else rows.filter(pk__in=found.order_by().values("pk"))
    return dict(rows.values_list("parent").annotate(Count("pk")))


def _add_up(node: Node) -> int:
    node.count = (node.count or 0) + sum(_add_up(child) for child in node.children)
    return node.count
