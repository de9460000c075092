"""A catalogue's own layouts: chosen for an export, uploaded, mapped, replaced and removed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.filters import query_without
from common.views import read_or_write
from common.workbook_reader import read_workbook
from programmes.access import permissions_in
from programmes.roles import Permission

from ..access.catalogues import get_catalogue
from ..access.imports import get_template
from ..actions.templates import remove_template, save_template
from ..exports.template import guess_columns, template_columns, template_fields
from ..fields import fields_of
from ..forms.requirements import add_problems
from ..forms.templates import TemplateFileForm, TemplateForm
from ..import_core.mapping import guess_header_row, guess_sheet, table_columns
from ..models import Catalogue

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@read_or_write
def template_list(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """The layouts of a catalogue, each with an export of the rows that the address selects."""
    needs = Permission.VIEW_CATALOGUE
    if request.method == "POST":
        needs = Permission.IMPORT_REQUIREMENTS
    catalogue = get_catalogue(request.user, programme_slug, slug, needs=needs)
    form = TemplateFileForm()
    if request.method == "POST":
        form = TemplateFileForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                template = save_template(
                    catalogue=catalogue,
                    by=request.user,
                    name=form.cleaned_data["name"],
                    content=form.content,
                    file_name=form.file_name,
                    **_guess(form.workbook, catalogue),
                )
            except ValidationError as error:
                add_problems(error, form)
            else:
                return redirect(
                    "requirements_catalog:template-edit", programme_slug, slug, template.uid
                )
    may = Permission.IMPORT_REQUIREMENTS in permissions_in(request.user, catalogue.programme)
    context = {
        "programme": catalogue.programme,
        "catalogue": catalogue,
        "layouts": catalogue.export_templates.select_related("changed_by"),
        "query": query_without(request, "page"),
        "can_manage": may,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "requirements_catalog/template_list.html", context, status=status)


def _guess(workbook, catalogue: Catalogue) -> dict:
    """Where the table of a workbook is, and what its heads seem to mean."""
    sheets = [(sheet.name, sheet.visible, sheet.rows) for sheet in workbook.sheets]
    name = guess_sheet(sheets)
    rows = workbook.sheet(name).rows
    header = guess_header_row(rows)
    columns = table_columns(rows, *header)
    found = guess_columns(columns, fields_of(catalogue))
    chosen = {index: field for index, _name, field in found}
    return {
        "sheet": name,
        "header_row": header[0],
        "header_rows": header[1],
        "columns": template_columns(columns, chosen),
    }


@read_or_write
def template_edit(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """Where the layout's table is and what each of its columns holds."""
    template = get_template(
        request.user, programme_slug, slug, uid, needs=Permission.IMPORT_REQUIREMENTS
    )
    catalogue = template.catalogue
    with template.file.open("rb") as file:
        workbook = read_workbook(file.read(), template.file_name)
    place = _place(request, template, workbook)
    columns = table_columns(workbook.sheet(place[0]).rows, *place[1:])
    fields = fields_of(catalogue)
    moved = place != (template.sheet, template.header_row, template.header_rows)
    known = guess_columns(columns, fields) if moved else template.columns
    initial = {
        "name": template.name,
        "sheet": place[0],
        "header_row": place[1],
        "header_rows": place[2],
        **{f"column-{index}": field for index, _name, field in known},
    }
    reread = "reread" in request.POST
    posted = request.method == "POST" and not reread
    form = TemplateForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        kept=workbook,
        columns=columns,
        choices=template_fields(fields),
        initial=initial,
    )
    if posted and form.is_valid() and _saved(request, form, template, columns):
        messages.success(request, _("Mallen är sparad."))
        if form.workbook is not None:
            return redirect("requirements_catalog:template-edit", programme_slug, slug, uid)
        return redirect("requirements_catalog:template-list", programme_slug, slug)
    context = {
        "programme": catalogue.programme,
        "catalogue": catalogue,
        "template": template,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "requirements_catalog/template_edit.html", context, status=status)


def _place(request, template, workbook):
    """(sheet, header row, its height) as posted, where that is possible, else as kept."""
    kept = (template.sheet, template.header_row, template.header_rows)
    names = [sheet.name for sheet in workbook.sheets]
    sheet = request.POST.get("sheet", template.sheet)
    row = request.POST.get("header_row", str(template.header_row))
    height = request.POST.get("header_rows", str(template.header_rows))
    if sheet not in names or not row.isdecimal() or height not in ("1", "2"):
        return kept
    if "reread" in request.POST and sheet != template.sheet:
        return (sheet, *guess_header_row(workbook.sheet(sheet).rows))
    if not 1 <= int(row) <= len(workbook.sheet(sheet).rows):
        return kept
    return sheet, int(row), int(height)


def _saved(request, form, template, columns) -> bool:
    chosen = form.cleaned_data
    if form.workbook is not None:
        values = _guess(form.workbook, template.catalogue)
    else:
        values = {
            "sheet": chosen["sheet"],
            "header_row": chosen["header_row"],
            "header_rows": chosen["header_rows"],
            "columns": template_columns(columns, form.chosen),
        }
    try:
        save_template(
            catalogue=template.catalogue,
            by=request.user,
            template=template,
            name=chosen["name"],
            content=form.content,
            file_name=form.file_name,
            **values,
        )
    except ValidationError as error:
        add_problems(error, form)
        return False
    return True


@require_POST
def template_remove(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """Remove a layout."""
    template = get_template(
        request.user, programme_slug, slug, uid, needs=Permission.IMPORT_REQUIREMENTS
    )
    remove_template(template=template, by=request.user)
    messages.success(request, _("Mallen är borttagen."))
    return redirect("requirements_catalog:template-list", programme_slug, slug)
