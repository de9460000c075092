"""What the tree page shows: the rows under open headings, a page of them at a time, numbered.

The headings are read by two columns, the rows under open ones by three, and only the page's by all
that it shows: as many queries whatever the catalogue holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from common.keys import row_keys

from .choices import RequirementStatus
from .models import Catalogue, Requirement
from .tree_shape import numbers

ROWS_A_PAGE = 400
# A catalogue of so many rows is shown with all its headings open at first.
OPEN_AT_FIRST = 150
# More keys than this in an address would be refused by the web server.
MOST_KEYS = 300
# What a line shows of its row.
COLUMNS = (
    "catalogue", "code", "title", "text", "kind", "status", "is_heading", "depth", "parent",
)  # fmt: skip


@dataclass
class Line:
    """One row of the page."""

    pk: int
    number: str
    code: str
    title: str
    kind: str
    status: str
    is_heading: bool
    level: int
    place: int
    siblings: int
    has_children: bool
    is_open: bool
    is_withdrawn: bool


@dataclass
class State:
    """What is open and shown; travels in addresses and forms as short text."""

    open: str | None = None
    page: str = ""
    with_withdrawn: bool = False
    toggle: int | None = None
    focus: int | None = None
    # The set of changes that the person was told of before it is taken back.
    told_step: int | None = None

    @classmethod
    def of(cls, data) -> "State":
        """The state that an address or a form tells of."""
        toggle, focus, told = (
            next(iter(row_keys([data.get(name, "")])), None) for name in ("toggle", "focus", "step")
        )
        return cls(
            open=data.get("open"),
            page=data.get("page", ""),
            with_withdrawn=data.get("withdrawn") == "1",
            toggle=toggle,
            focus=focus,
            told_step=told,
        )

    @property
    def query(self) -> str:
        """As the query of an address."""
        values = {"open": self.open or ""}
        if self.page:
            values["page"] = self.page
        if self.with_withdrawn:
            values["withdrawn"] = "1"
        return urlencode(values)


@dataclass
class TreePage:
    """The page: its rows, its state, and how much the catalogue holds."""

    state: State
    lines: list[Line] = field(default_factory=list)
    page: Page | None = None
    total: int = 0


def tree_page(catalogue: Catalogue, state: State) -> TreePage:
    """The rows to show; the headings above ``state.focus`` are opened. Four queries, or five."""
    rows = catalogue.requirements.all()
    if not state.with_withdrawn:
        rows = rows.live()
    headings = dict(rows.headings().order_by("position").values_list("pk", "parent_id"))
    counts = dict(rows.order_by().values_list("parent_id").annotate(Count("pk")))
    total = sum(counts.values())
    opened = _opened(state, set(headings), total)
    if state.toggle in headings:
        opened ^= {state.toggle}
    opened |= _above(state.focus, rows, headings)
    state.open = _as_text(opened, set(headings))
    open_rows = _OpenRows(_under_open(rows, opened, set(headings)), opened)
    paginator = Paginator(open_rows.keys, ROWS_A_PAGE)
    page = paginator.get_page(_page_number(state, open_rows.keys))
    state.page = str(page.number) if page.number > 1 else ""
    found = {row.pk: row for row in rows.filter(pk__in=page.object_list).only(*COLUMNS)}
    # One that is not found was withdrawn between the two queries.
    lines = [
        open_rows.line(found[pk], has_children=bool(counts.get(pk)))
        for pk in page.object_list
        if pk in found
    ]
    return TreePage(state, lines, page, total)


def _above(focus: int | None, rows, headings: Mapping[int, int | None]) -> set[int]:
    """The headings that a row stands under, so that it is seen; asks where it is no heading."""
    if not focus:
        return set()
    above = headings.get(focus)
    if focus not in headings:
        above = rows.filter(pk=focus).values_list("parent_id", flat=True).first()
    found = set()
    while above is not None:
        found.add(above)
        above = headings.get(above)
    return found


class _OpenRows:
    """The rows that stand at the top and under open headings, with their places and numbers."""

    def __init__(self, rows, opened: set[int]) -> None:
        self.opened = opened
        self.keys: list[int] = []
        self.parents: dict[int, int | None] = {}
        self.places: dict[int, int] = {}
        self.brothers: dict[int | None, int] = {}
        live: list[tuple[int, int | None]] = []
        open_and_seen: set[int] = set()
        columns = ("pk", "parent_id", "status")
        for pk, parent, status in rows.order_by("position").values_list(*columns):
            # An open heading may itself stand under a closed one.
            if parent is not None and parent not in open_and_seen:
                continue
            self.brothers[parent] = self.places[pk] = self.brothers.get(parent, 0) + 1
            self.parents[pk] = parent
            self.keys.append(pk)
            if pk in opened:
                open_and_seen.add(pk)
            if status != RequirementStatus.WITHDRAWN:
                live.append((pk, parent))
        self.numbers = numbers(live)

    def line(self, row: Requirement, *, has_children: bool) -> Line:
        """A row as the page shows it, where it stood when all were read."""
        return Line(
            pk=row.pk,
            number=self.numbers.get(row.pk, ""),
            code=row.code,
            title=row.title or row.text[:120],
            kind=row.get_kind_display(),
            status=row.status,
            is_heading=row.is_heading,
            level=row.depth + 1,
            place=self.places[row.pk],
            siblings=self.brothers[self.parents[row.pk]],
            has_children=has_children,
            is_open=row.pk in self.opened and has_children,
            is_withdrawn=row.status == RequirementStatus.WITHDRAWN,
        )


def _under_open(rows, opened: set[int], headings: set[int]):
    """Rows at the top and under open headings, named by whichever keys are fewer."""
    closed = headings - opened
    if len(opened) <= len(closed):
        return rows.filter(Q(parent=None) | Q(parent__in=opened))
    return rows.exclude(parent__in=closed) if closed else rows


def _page_number(state: State, shown: list[int]) -> str | int:
    if state.focus in shown:
        return shown.index(state.focus) // ROWS_A_PAGE + 1
    return state.page or 1


def _opened(state: State, headings: set[int], total: int) -> set[int]:
    if state.open is None:
        return set(headings) if total <= OPEN_AT_FIRST else set()
    text = state.open
    keys = set(row_keys(text.removeprefix("-").split("."))) & headings
    return headings - keys if text.startswith("-") else keys


def _as_text(opened: set[int], headings: set[int]) -> str:
    """The shorter of the keys that are open, and of those that are not, after a dash."""
    closed = headings - opened
    is_short = len(opened) <= len(closed) and not (not closed and headings)
    keys = sorted(opened if is_short else closed)[:MOST_KEYS]
    return ("" if is_short else "-") + ".".join(map(str, keys))
