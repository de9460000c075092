"""What the tree page shows: the rows under open headings, a page of them at a time, numbered.

Every row of the catalogue is read by four columns, then only the shown ones by what they show, so
the page costs the same number of queries whatever the catalogue holds.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from common.keys import row_keys

from .choices import RequirementStatus
from .models import Catalogue
from .tree_shape import numbers

ROWS_A_PAGE = 400
# A catalogue of so many rows is shown with all its headings open at first.
OPEN_AT_FIRST = 150
# More keys than this in an address would be refused by the web server.
MOST_KEYS = 300


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

    @classmethod
    def of(cls, data) -> "State":
        """The state that an address or a form tells of."""
        toggle, focus = (
            next(iter(row_keys([data.get(name, "")])), None) for name in ("toggle", "focus")
        )
        return cls(
            open=data.get("open"),
            page=data.get("page", ""),
            with_withdrawn=data.get("withdrawn") == "1",
            toggle=toggle,
            focus=focus,
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
    """The rows to show; the headings above ``state.focus`` are opened. Two queries."""
    rows = catalogue.requirements.order_by("position")
    if not state.with_withdrawn:
        rows = rows.live()
    whole = list(rows.values_list("pk", "parent_id", "is_heading", "status"))
    parents = {pk: parent for pk, parent, _heading, _status in whole}
    headings = {pk for pk, _parent, is_heading, _status in whole if is_heading}
    opened = _opened(state, headings, len(whole))
    if state.toggle in headings:
        opened ^= {state.toggle}
    above = parents.get(state.focus)
    while above is not None:
        opened.add(above)
        above = parents.get(above)
    state.open = _as_text(opened, headings)
    gone = RequirementStatus.WITHDRAWN
    numbered = numbers((pk, parent) for pk, parent, _heading, status in whole if status != gone)
    counts: dict[int | None, int] = {}
    places: dict[int, int] = {}
    shown: list[int] = []
    visible: set[int] = set()
    for pk, parent, _heading, _status in whole:
        places[pk] = counts[parent] = counts.get(parent, 0) + 1
        if parent is None or (parent in visible and parent in opened):
            visible.add(pk)
            shown.append(pk)
    paginator = Paginator(shown, ROWS_A_PAGE)
    page = paginator.get_page(_page_number(state, shown))
    state.page = str(page.number) if page.number > 1 else ""
    columns = ("catalogue", "code", "title", "text", "kind", "status", "is_heading", "depth")
    found = {row.pk: row for row in rows.filter(pk__in=page.object_list).only(*columns)}
    lines = []
    for pk in page.object_list:
        row = found.get(pk)
        if row is None:  # withdrawn or moved between the two queries
            continue
        lines.append(
            Line(
                pk=pk,
                number=numbered.get(pk, ""),
                code=row.code,
                title=row.title or row.text[:120],
                kind=row.get_kind_display(),
                status=row.status,
                is_heading=row.is_heading,
                level=row.depth + 1,
                place=places[pk],
                siblings=counts[parents[pk]],
                has_children=bool(counts.get(pk)),
                is_open=pk in opened and bool(counts.get(pk)),
                is_withdrawn=row.status == gone,
            )
        )
    return TreePage(state, lines, page, len(whole))


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
