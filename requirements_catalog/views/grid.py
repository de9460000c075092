"""The grid: its page, its rows in blocks, and what is written in its cells (docs/catalogue.md)."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.keys import row_keys
from common.lists import wants_fragment
from programmes.access import permissions_in
from programmes.roles import Permission

from ..access.catalogues import get_catalogue
from ..actions.approvals import write_from_grid
from ..actions.cells import Cell, CellProblem, Changed, try_cells
from ..actions.grid import save_layout
from ..actions.requirements import create_beside
from ..actions.structure import PLACE
from ..actions.undo import NothingToTakeBack, redo, undo, undo_stacks
from ..approval import APPROVED, DRAFT
from ..cell_values import Directory
from ..fields import OUTLINE, SHOWN_ONLY, Field, fields_of
from ..grid.input import (
    ACTIONS,
    Unreadable,
    label_of,
    read_cells,
    read_json,
    read_reason,
    read_since,
    valued,
    without_headings,
)
from ..grid.news import newest_record, news_since
from ..grid.rows import (
    LayoutRefused,
    grid_columns,
    grid_rows,
    layout_of,
    packed,
    read_layout,
    shown_cell,
    with_outline_numbers,
)
from ..grid.texts import grid_texts
from ..look import Look, look_at
from ..look_context import look_context
from ..models import Catalogue, ChangeSet

# So many rows are read at a time at most; the first block comes with the keys.
MOST_ROWS = 500
FIRST_BLOCK = 100
# So many seconds pass before an open grid asks again what others have done.
NEWS_EVERY = 10


def answers_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Tell the script what was wrong with what it sent, with status 400."""

    @wraps(view)
    def wrapper(*args, **kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except Unreadable as problem:
            return JsonResponse({"error": str(problem)}, status=400)

    return wrapper


@require_safe
def requirement_grid(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """The page around the grid; for htmx the line that says what the filter found."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    look = look_at(catalogue, request.GET, user=request.user)
    context = {**look_context(look, request), "place": "grid", "total": look.rows.count()}
    if wants_fragment(request):
        template = "requirements_catalog/_grid_fragment.html"
    else:
        template = "requirements_catalog/requirement_grid.html"
        allowed = permissions_in(request.user, catalogue.programme)
        context |= {
            "can_edit": Permission.EDIT_REQUIREMENTS in allowed,
            "can_import": Permission.IMPORT_REQUIREMENTS in allowed,
            "setup": _setup(request, look, Permission.EDIT_REQUIREMENTS in allowed),
        }
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response


def _setup(request: HttpRequest, look: Look, can_edit: bool) -> dict[str, object]:
    """What the script starts from: addresses, columns, texts, and what can be undone."""
    catalogue, layout = look.catalogue, layout_of(look.catalogue, request.user)
    here = [catalogue.programme.slug, catalogue.slug]
    return {
        "urls": {
            name: reverse(f"requirements_catalog:requirement-grid-{name}", args=here)
            for name in ("rows", "news", "save", "add", "undo", "redo", "layout")
        }
        | {
            "row": reverse(
                "requirements_catalog:requirement-detail", args=[catalogue.programme.slug, 0]
            ),
            "needs": reverse("requirements_catalog:need-codes", args=[catalogue.programme.slug]),
        },
        "columns": grid_columns(look.fields, look.directory, layout, look.asked_columns),
        "columnsAreAsked": bool(look.asked_columns),
        "texts": grid_texts(),
        "newsEvery": NEWS_EVERY,
        "canEdit": can_edit,
        **(
            _stacks(catalogue, request.user)
            if can_edit
            else {"undo": None, "redo": None, "steps": {}}
        ),
    }


@require_safe
@answers_json
def grid_block(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """``?keys=1,2``: those rows. Without: the keys of all that the filter found, and a first block.

    ``with=changed`` and ``with=outline_number`` add those columns. Queries are as many whatever
    the number of rows.
    """
    catalogue = get_catalogue(request.user, programme_slug, slug)
    asked = {name: SHOWN_ONLY[name] for name in request.GET.getlist("with") if name in SHOWN_ONLY}

    def rows_of(keys: list[int], fields: dict[str, Field], directory: Directory) -> list[dict]:
        rows = grid_rows(catalogue, keys, fields | asked, directory)
        return with_outline_numbers(catalogue, rows) if OUTLINE.name in asked else rows

    if "keys" in request.GET:
        keys = row_keys(request.GET["keys"].split(","))[:MOST_ROWS]
        return JsonResponse({"rows": rows_of(keys, fields_of(catalogue), Directory(catalogue))})
    # Before the rows: what is written while they are read comes as news, twice rather than never.
    since = newest_record(catalogue)
    look = look_at(catalogue, request.GET, user=request.user)
    keys = list(look.rows.values_list("pk", flat=True))
    first = rows_of(keys[:FIRST_BLOCK], look.own_fields, look.directory)
    return JsonResponse({"since": since, "keys": packed(keys), "rows": first})


@require_safe
@answers_json
def grid_news(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """``?since=N``: which rows were written after that record, by whom; 204 when none were."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    since = row_keys([request.GET.get("since", "")])
    if not since:
        raise Unreadable(grid_texts()["sinceUnreadable"])
    news = news_since(catalogue, since[0], request.user)
    if news is None:
        return HttpResponse(status=204)
    return JsonResponse(
        {
            "since": news.since,
            "rows": news.rows,
            "people": news.people,
            "tooMuch": news.too_much,
            "at": time_format(timezone.localtime(), "H.i"),
        }
    )


# ---------------------------------------------------------------- what is written


@require_POST
@answers_json
def grid_save(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Write cells as one set: what stands there now, and of each refused cell why."""
    catalogue = get_catalogue(
        request.user, programme_slug, slug, needs=Permission.EDIT_REQUIREMENTS
    )
    data = read_json(request)
    (action, sent), since = read_cells(data), read_since(data)
    fields, directory = fields_of(catalogue), Directory(catalogue)
    kept, headings = without_headings(catalogue, sent) if action == "paste" else (sent, {})
    cells, refused = valued(kept, fields, directory)
    refused |= headings
    reason = read_reason(data)
    if action == "paste" and not reason and (falling := _falling(catalogue, cells, request.user)):
        # Nothing is written before the person has seen how many approvals fall, and said why.
        return JsonResponse({"asks": falling})
    try:
        changed = write_from_grid(
            catalogue=catalogue,
            cells=cells,
            since=since,
            by=request.user,
            kind=ACTIONS[action],
            label=label_of(action, kept, fields),
            reason=reason,
        )
    except ValidationError as error:
        raise Unreadable(" ".join(error.messages)) from error
    problems = [CellProblem(row, field, why) for (row, field), why in refused.items()]
    problems += changed.problems
    wrong = {(problem.row, problem.field) for problem in problems}
    return JsonResponse(
        {
            "cells": [
                shown_cell(cell.row, fields[cell.field], cell.value, directory)
                for cell in _standing(changed, cells)
                if (cell.row, cell.field) not in wrong
            ],
            "fallen": _fallen(changed, cells),
            **_outcome(catalogue, request, problems, fields, directory),
        }
    )


def _falling(catalogue: Catalogue, cells: list[Cell], by) -> int:
    """How many approvals would fall if the cells were written now."""
    changes, _problems = try_cells(catalogue=catalogue, cells=cells, by=by)
    return _count_fallen(changes, cells)


def _standing(changed: Changed, sent: list[Cell]) -> list[Cell]:
    """What stands now in the cells that were sent, and in others that followed from them.

    A status that was sent with a changed text is not always what stands: an approval falls.
    """
    now = {(cell.row, cell.field): cell.value for cell in sent}
    written = changed.change_set.cells if changed.change_set else []
    now |= {(key, name): new for key, name, _old, new in written}
    return [Cell(key, name, value) for (key, name), value in now.items()]


def _fallen(changed: Changed, sent: list[Cell]) -> int:
    """How many rows are no longer approved although nobody asked for that."""
    return _count_fallen(changed.change_set.cells if changed.change_set else [], sent)


def _count_fallen(written: list[list], sent: list[Cell]) -> int:
    asked = {cell.row for cell in sent if cell.field == "status" and cell.value == DRAFT}
    return sum(
        (name, old, new) == ("status", APPROVED, DRAFT) and key not in asked
        for key, name, old, new in written
    )


@require_POST
@answers_json
def grid_add(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """A requirement after the row ``after``, or first under it when it is a heading; its key."""
    catalogue = get_catalogue(
        request.user, programme_slug, slug, needs=Permission.EDIT_REQUIREMENTS
    )
    sent = read_json(request).get("after")
    beside = catalogue.requirements.filter(pk__in=row_keys([str(sent)])).first()
    if sent is not None and beside is None:
        raise Unreadable(_("Raden finns inte i katalogen."))
    try:
        row = create_beside(
            catalogue=catalogue, by=request.user, beside=beside, title=_("Nytt krav")
        )
    except ValidationError as error:
        raise Unreadable(" ".join(error.messages)) from error
    return JsonResponse({"key": row.pk, **_outcome(catalogue, request, [], {}, None)})


@require_POST
@answers_json
def grid_undo(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Take back the person's last set in the catalogue, wherever it was made.

    ``step`` is the set that the person was told of: another one is not taken back.
    """
    return _take_back(request, programme_slug, slug, undo)


@require_POST
@answers_json
def grid_redo(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Do again what the person last took back."""
    return _take_back(request, programme_slug, slug, redo)


def _take_back(request, programme_slug: str, slug: str, action) -> HttpResponse:
    catalogue = get_catalogue(
        request.user, programme_slug, slug, needs=Permission.EDIT_REQUIREMENTS
    )
    sent, stacks = read_json(request), _stacks(catalogue, request.user)
    top = stacks["steps"]["undo" if action is undo else "redo"]
    if "step" in sent and sent["step"] != (top["id"] if top else None):
        # Something else has been done since, in another window: it is told, and not taken back.
        return JsonResponse({"isOther": True, **stacks})
    fields, directory = fields_of(catalogue), Directory(catalogue)
    try:
        changed = action(catalogue=catalogue, by=request.user)
    except NothingToTakeBack:
        changed = Changed()
    made = changed.change_set
    cells = [(key, name, new) for key, name, _old, new in (made.cells if made else [])]
    return JsonResponse(
        {
            "label": made.label if made else None,
            "cells": [
                shown_cell(key, fields[name], value, directory)
                for key, name, value in cells
                if name in fields
            ],
            # Rows that moved, went or came back: the order of the rows is another.
            "moved": any(name == PLACE or value == "withdrawn" for _k, name, value in cells)
            or any(old == "withdrawn" for _k, _n, old, _new in (made.cells if made else [])),
            **_outcome(catalogue, request, changed.problems, fields, directory),
        }
    )


def _outcome(catalogue, request, problems, fields, directory) -> dict[str, object]:
    """What every answer to a change says: problems in words, the time, what can be undone."""
    return {
        "problems": [
            {
                "row": problem.row,
                "field": problem.field,
                "message": problem.message,
                "current": shown_cell(
                    problem.row, fields[problem.field], problem.current, directory
                )[2:]
                if problem.is_conflict and problem.field in fields
                else None,
            }
            for problem in problems
        ],
        "at": time_format(timezone.localtime(), "H.i"),
        **_stacks(catalogue, request.user),
    }


def _stacks(catalogue: Catalogue, user) -> dict:
    """What would be undone and redone next, in words; ``steps`` says of each which and when."""
    done, undone = undo_stacks(catalogue, user)
    tops = {"undo": done[-1] if done else None, "redo": undone[-1] if undone else None}
    steps = {name: _step(top) if top else None for name, top in tops.items()}
    return {**{name: top.label if top else None for name, top in tops.items()}, "steps": steps}


def _step(change_set: ChangeSet) -> dict[str, object]:
    made = timezone.localtime(change_set.made_at)
    words = ngettext(
        "Gjordes %(when)s och rör en rad.",
        "Gjordes %(when)s och rör %(count)d rader.",
        change_set.row_count,
    )
    more = {"when": date_format(made, "DATETIME_FORMAT"), "count": change_set.row_count}
    return {"id": change_set.pk, "told": words % more}


@require_POST
@answers_json
def grid_layout(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Remember the person's columns."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    try:
        known = fields_of(catalogue) | SHOWN_ONLY
        columns = read_layout(read_json(request).get("columns"), known)
    except LayoutRefused as problem:
        raise Unreadable(grid_texts()["layoutRefused"]) from problem
    save_layout(catalogue=catalogue, by=request.user, place="grid", columns=columns)
    return HttpResponse(status=204)
