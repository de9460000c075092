"""What covers what: needs, goals, modules and standards with their requirements, and the holes."""

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
from common.views import read_or_write
from programmes.access import get_programme, permissions_in
from programmes.models import Programme
from programmes.roles import Permission

from .actions_coverage import justify_holes, reopen_hole
from .coverage import (
    EVERY,
    KINDS,
    STATUSES,
    Axis,
    Cover,
    Matrix,
    cells_by_need,
    covers_of,
    summary_of,
)
from .exports_coverage import coverage_workbook
from .filters_coverage import CoverageFilter
from .forms_likeness import HoleForm
from .models import JustifiedHole
from .querysets_coverage import counted_by_catalogue

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
    summaries = [summary_of(axis, programme) for axis in EVERY.values()]
    return render(request, "quality/coverage.html", {"summaries": summaries})


@read_or_write
def coverage_axis(request: HttpRequest, programme_slug: str, axis: str) -> HttpResponse:
    """The rows of an axis with their requirements; who may write lets holes stay."""
    needs = Permission.EDIT_REQUIREMENTS if request.method == "POST" else Permission.VIEW_CATALOGUE
    programme = get_programme(request.user, programme_slug, needs=needs)
    known = _axis(axis)
    form = HoleForm(request.POST or None)
    chosen = request.POST.getlist("hole")
    if form.is_valid() and _is_justified(request, programme, known, form, chosen):
        return redirect(request.get_full_path())
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


def _page(
    request: HttpRequest, programme: Programme, axis: Axis, form: HoleForm, chosen: list[str]
) -> HttpResponse:
    catalogues = list(programme.catalogues.order_by("name")[:2])
    is_matrix = isinstance(axis, Matrix)
    modules = list(programme.modules.order_by("position", "pk")) if is_matrix else []
    # With one catalogue a number leads straight to its list; else to the row, by catalogue.
    list_url = ""
    if len(catalogues) == 1 and not axis.through:
        names = [programme.slug, catalogues[0].slug]
        list_url = reverse("requirements_catalog:requirement-list", args=names)

    def show(rows: list) -> None:
        keys = [row.pk for row in rows]
        if is_matrix:
            cells = cells_by_need(programme, modules, keys)
            for row in rows:
                row.cells = cells[row.pk]
            return
        covers = covers_of(axis, programme, keys)
        for row in rows:
            row.cover = covers.get(row.pk, Cover())
            row.shown_title = getattr(row, axis.title)

    response = list_page(
        request,
        queryset=axis.all(programme),
        template="quality/coverage_axis.html",
        fragment="quality/_coverage_table.html",
        filterset_class=CoverageFilter,
        filterset_kwargs={"axis": axis, "programme": programme},
        context={
            "axis": axis,
            "axes": list(EVERY.values()),
            "summary": summary_of(axis, programme),
            "is_matrix": is_matrix,
            "modules": modules,
            "kinds": KINDS,
            "statuses": STATUSES,
            "list_url": list_url,
            "hole_form": form,
            "chosen": chosen,
            "can_edit": Permission.EDIT_REQUIREMENTS in permissions_in(request.user, programme),
        },
        prepare=show,
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
    response = HttpResponse(content, content_type=XLSX)
    name = f"{programme.slug}-tackning-{known.name}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def coverage_row(request: HttpRequest, programme_slug: str, axis: str, pk: int) -> HttpResponse:
    """One row: its requirements by catalogue, each number a list, and what was decided."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    known = _axis(axis)
    if known.is_reverse or isinstance(known, Matrix):
        raise Http404
    row = get_object_or_404(known.all(programme), pk=pk)
    between = list(getattr(row, known.through[1]).order_by("code")) if known.through else []
    values = [one.pk for one in between] if known.through else [row.pk]
    numbers: dict[int, dict[str, int]] = {}
    for catalogue, kind, number in counted_by_catalogue(programme, known.path, pk):
        numbers.setdefault(catalogue, {})[kind] = number
    tables = [
        _by_kind(catalogue, numbers[catalogue.pk], known, values)
        for catalogue in programme.catalogues.order_by("name")
        if catalogue.pk in numbers
    ]
    decided = JustifiedHole.objects.filter(programme=programme, axis=known.name, row=pk)
    context = {
        "axis": known,
        "row": row,
        "title": getattr(row, known.title),
        "between": between,
        "tables": tables,
        "kinds": KINDS,
        "decided": decided.select_related("decided_by").order_by("-pk"),
    }
    return render(request, "quality/coverage_row.html", context)


def _by_kind(catalogue, numbers: dict[str, int], axis: Axis, values: list[int]) -> dict:
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
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    known = _axis(axis)
    for row, column in _places(request.POST.getlist("hole")[:1]):
        try:
            reopen_hole(programme=programme, axis=known, row=row, column=column, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Hålet är öppet igen."))
    address = reverse("quality:coverage-axis", args=[programme_slug, known.name])
    query = QueryDict(request.POST.get("back", "")).urlencode()
    return redirect(f"{address}?{query}" if query else address)
