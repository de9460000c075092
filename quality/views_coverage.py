"""What covers what: needs, goals, modules and standards with their requirements, and the holes."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.keys import row_keys
from common.lists import list_page
from common.media_types import XLSX
from common.ordering import natural, swedish
from common.views import file_name, read_or_write, sent_file
from programmes.access import get_programme, permissions_in
from programmes.models import Programme
from programmes.roles import Permission
from programmes.views_return import return_to

from .actions_coverage import justify_holes, reopen_hole
from .axes import GROUPS, Axis, CoverageAxis, summary_of
from .coverage import AXES, EVERY, KINDS, STATUSES, Cover, cells_by_need, covers_of
from .exports_coverage import coverage_workbook
from .filters_coverage import CoverageFilter
from .forms_likeness import HoleForm
from .gaps import GapAxis
from .models import JustifiedHole
from .querysets_coverage import counted_by_catalogue, homes_in

# Longer addresses are not for browsers.
MOST_VALUES = 60


def _axis(name: str) -> Axis:
    if name not in EVERY:
        raise Http404
    return EVERY[name]


@require_safe
def coverage(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The ways to look at coverage, with the holes of each."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    groups = [
        (
            name,
            label,
            [summary_of(axis, programme) for axis in EVERY.values() if axis.group == name],
        )
        for name, label in GROUPS
    ]
    return render(request, "quality/coverage.html", {"groups": groups})


@read_or_write
def coverage_axis(request: HttpRequest, programme_slug: str, axis: str) -> HttpResponse:
    """The rows of an axis with their requirements; who decides about its holes lets them stay."""
    known = _axis(axis)
    needs = known.decides if request.method == "POST" else Permission.VIEW_CATALOGUE
    programme = get_programme(request.user, programme_slug, needs=needs)
    form = HoleForm(request.POST or None)
    chosen = request.POST.getlist("hole")
    if form.is_valid() and _is_justified(request, programme, known, form, chosen):
        return redirect(return_to(request, programme) or request.get_full_path())
    return _page(request, programme, known, form, chosen)


def _is_justified(request, programme: Programme, axis: Axis, form: HoleForm, chosen) -> bool:
    try:
        count = justify_holes(
            programme=programme,
            axis=axis,
            holes=_places(chosen),
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    text = ngettext("%(count)d hål har fått ett skäl.", "%(count)d hål har fått ett skäl.", count)
    messages.success(request, text % {"count": count})
    return True


def _places(texts: list[str]) -> list[tuple[int, int]]:
    """(row, column) of what the boxes post: ``12``, or ``12-3`` in the matrix."""
    found = []
    for text in texts:
        row, _dash, column = text.partition("-")
        keys = row_keys([row, column or "0"])
        if len(keys) == 2:
            found.append((keys[0], keys[1]))
    return found


Prepare = Callable[[list], None]


def _list_url(programme: Programme, axis: CoverageAxis) -> str:
    """With one catalogue a number leads straight to its list; else to the row, by catalogue."""
    catalogues = list(programme.catalogues.order_by(swedish("name"))[:2])
    if len(catalogues) != 1 or axis.through:
        return ""
    names = [programme.slug, catalogues[0].slug]
    return reverse("requirements_catalog:requirement-list", args=names)


def _covered(axis: CoverageAxis, programme: Programme) -> tuple[dict, Prepare]:
    def prepare(rows: list) -> None:
        covers = covers_of(axis, programme, [row.pk for row in rows])
        homes = homes_in(programme)
        for row in rows:
            row.cover = covers.get(row.pk, Cover())
            row.mends = axis.mends(row, homes) if row.is_hole else []
            row.shown_title = getattr(row, axis.title)

    known = {"kinds": KINDS, "statuses": STATUSES, "list_url": _list_url(programme, axis)}
    return known, prepare


def _matrix(axis: Axis, programme: Programme) -> tuple[dict, Prepare]:
    modules = list(programme.modules.order_by("position", "pk"))

    def prepare(rows: list) -> None:
        cells = cells_by_need(programme, modules, [row.pk for row in rows])
        for row in rows:
            row.cells = cells[row.pk]

    return {"modules": modules, "list_url": _list_url(programme, AXES["needs"])}, prepare


def _gaps(axis: GapAxis, programme: Programme) -> tuple[dict, Prepare]:
    def prepare(rows: list) -> None:
        holes = axis.holes_of(rows, programme, homes_in(programme))
        for row in rows:
            row.holes = holes.get(row.pk, [])
            row.cells = [(column, _words(column.value(row))) for column in axis.columns[1:]]
            row.shown_name = axis.columns[0].value(row)

    return {}, prepare


# What each kind of table is given, and how its rows are prepared.
SHOWN: dict[str, Callable[..., tuple[dict, Callable]]] = {
    "rows": _covered,
    "requirements": _covered,
    "matrix": _matrix,
    "gaps": _gaps,
}


def _page(
    request: HttpRequest, programme: Programme, axis: Axis, form: HoleForm, chosen: list[str]
) -> HttpResponse:
    context, prepare = SHOWN[axis.table](axis, programme)
    response = list_page(
        request,
        queryset=axis.all(programme),
        template="quality/coverage_axis.html",
        fragment="quality/_coverage_table.html",
        filterset_class=CoverageFilter,
        filterset_kwargs={"axis": axis, "programme": programme},
        context={
            "axis": axis,
            "axes": [one for one in EVERY.values() if one.group == axis.group],
            "group_label": dict(GROUPS)[axis.group],
            "summary": summary_of(axis, programme),
            "table": f"quality/_coverage_{axis.table}.html",
            "hole_form": form,
            "return_to": return_to(request, programme),
            "chosen": chosen,
            "can_edit": axis.decides in permissions_in(request.user, programme),
        }
        | context,
        prepare=prepare,
    )
    if request.method == "POST":
        response.status_code = 422
    return response


@require_safe
def coverage_export(request: HttpRequest, programme_slug: str, axis: str) -> HttpResponse:
    """The rows that the page shows, every page of them, as a workbook."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    known = _axis(axis)
    found = CoverageFilter(
        request.GET or None,
        queryset=known.all(programme),
        request=request,
        axis=known,
        programme=programme,
    )
    content = coverage_workbook(
        found.qs,
        axis=known,
        programme=programme,
        selection=[str(chip["label"]) for chip in found.chips],
    )
    name = file_name(programme.slug, _("Täckning"), known.label, suffix="xlsx")
    return sent_file(content, XLSX, name)


@require_safe
def coverage_row(request: HttpRequest, programme_slug: str, axis: str, pk: int) -> HttpResponse:
    """One row: its requirements by catalogue, each number a list, and what was decided."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    known = _axis(axis)
    if known.table not in ROWS:
        raise Http404
    row = get_object_or_404(known.all(programme), pk=pk)
    decided = JustifiedHole.objects.filter(programme=programme, axis=known.name, row=pk)
    context = {
        "axis": known,
        "row": row,
        "hole_form": HoleForm(),
        "return_to": return_to(request, programme),
        "decided": decided.select_related("decided_by").order_by("-pk"),
        "can_edit": known.decides in permissions_in(request.user, programme),
    }
    template, values = ROWS[known.table]
    return render(request, template, context | values(known, programme, row))


def _row_of_gaps(axis: GapAxis, programme: Programme, row) -> dict:
    return {
        "holes": axis.holes_of([row], programme, homes_in(programme)).get(row.pk, []),
        "name": axis.columns[0].value(row),
        "facts": [(column.label, _words(column.value(row))) for column in axis.columns[1:]],
        "own_url": axis.url(row),
    }


def _row_of_cover(known: CoverageAxis, programme: Programme, row) -> dict:
    between = (
        list(getattr(row, known.through[1]).live().order_by(natural("code")))
        if known.through
        else []
    )
    values = [one.pk for one in between] if known.through else [row.pk]
    numbers: dict[int, dict[str, int]] = {}
    for catalogue, kind, number in counted_by_catalogue(programme, known.path, row.pk):
        numbers.setdefault(catalogue, {})[kind] = number
    tables = [
        _by_kind(catalogue, numbers[catalogue.pk], known, values)
        for catalogue in programme.catalogues.order_by(swedish("name"))
        if catalogue.pk in numbers
    ]
    return {
        "title": getattr(row, known.title),
        "holes": known.holes_of(row, programme, homes_in(programme)),
        "between": between,
        "tables": tables,
        "kinds": KINDS,
    }


# The page of one row, by the kind of its table; the others have none.
ROWS: dict[str, tuple[str, Callable[..., dict]]] = {
    "rows": ("quality/coverage_row.html", _row_of_cover),
    "gaps": ("quality/coverage_gap.html", _row_of_gaps),
}


def _by_kind(catalogue, numbers: dict[str, int], axis: CoverageAxis, values: list[int]) -> dict:
    """A catalogue's numbers, each with the address of its list where that is short enough."""
    address = reverse(
        "requirements_catalog:requirement-list", args=[catalogue.programme.slug, catalogue.slug]
    )
    query = [(axis.parameter, value) for value in values]
    is_short = len(values) <= MOST_VALUES

    def url(*more) -> str:
        return f"{address}?{urlencode([*query, *more])}" if is_short else ""

    return {
        "catalogue": catalogue,
        "cells": [(numbers.get(kind, 0), url(("kind", kind))) for kind, _label in KINDS],
        "total": (sum(numbers.values()), url()),
    }


@require_POST
def hole_reopen(request: HttpRequest, programme_slug: str, axis: str) -> HttpResponse:
    """Take back that a hole may stay."""
    known = _axis(axis)
    programme = get_programme(request.user, programme_slug, needs=known.decides)
    for row, column in _places(request.POST.getlist("hole")[:1]):
        try:
            reopen_hole(programme=programme, axis=known, row=row, column=column, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Hålet är öppet igen."))
    if address := return_to(request, programme):
        return redirect(address)
    address = reverse("quality:coverage-axis", args=[programme_slug, known.name])
    query = QueryDict(request.POST.get("back", "")).urlencode()
    return redirect(f"{address}?{query}" if query else address)


def _words(value: object) -> object:
    """A list as people write one; a template that asks a value for ``append`` calls it."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
