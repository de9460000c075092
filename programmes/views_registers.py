"""The pages of every register: its list, a row with its history, its form, removal and export."""

from collections.abc import Sequence
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, PositiveSmallIntegerField
from django.forms.models import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.keys import row_keys
from common.lists import list_page, order_asked, wants_fragment
from common.media_types import XLSX
from common.numbers import format_number
from common.timeline import shown_history
from common.views import file_name, read_or_write, sent_file
from common.workbook_writer import write_xlsx

from .access import get_programme, permissions_in
from .actions_registers import StillUsed, remove_row, restore_row, save_row
from .forms_registers import RegisterForm
from .models import Organisation, Programme
from .register import REGISTERS, Register, Section, Tag, words_asked
from .register_table import RegisterTable, orders_of
from .register_workbook import tables_of
from .registered_sections import LIST_PARTS, SECTIONS, links_of
from .removed import records_of_removed, row_as_it_was
from .roles import Permission
from .used_by import told_still_used
from .views_return import return_as, return_to, return_with
from .views_seen import changed, status_of


def opened(
    request: HttpRequest, slug: str, name: str, *, to_write: bool = False
) -> tuple[Programme, Register]:
    """The programme and one of its registers: 404 to strangers, 403 to the wrong role."""
    entry = REGISTERS.get(name)
    needs = Permission.VIEW if entry is None else entry.edits if to_write else entry.needs
    programme = get_programme(request.user, slug, needs=needs)
    if entry is None:
        raise Http404
    return programme, entry


def register_context(request: HttpRequest, programme: Programme, entry: Register) -> dict:
    """What every page of a register takes."""
    label, url_name = entry.crumb
    return {
        "register": entry,
        "crumb": {"label": label, "url_name": url_name},
        "can_edit": entry.edits in permissions_in(request.user, programme),
    }


# ---------------------------------------------------------------- many


@require_safe
def register_list(request: HttpRequest, programme_slug: str, register: str) -> HttpResponse:
    """What there is of one kind, found by words and sorted by a column."""
    programme, entry = opened(request, programme_slug, register)
    words, orders = words_asked(request), orders_of(entry)
    order = order_asked(request, orders)
    table = RegisterTable(request.user, programme, entry, order.name)
    gone = records_of_removed(entry.model, programme)
    asked_back = row_keys([request.GET.get("removed", "")])
    removed = asked_back[0] if gone.filter(id__in=asked_back).exists() else ""
    return list_page(
        request,
        queryset=entry.found(programme, words, request.GET),
        template="programmes/register_list.html",
        fragment="programmes/_register_found.html",
        orders=orders,
        context=register_context(request, programme, entry)
        | {
            "words": words,
            "filters": [
                (one, one.asked(request.GET), one.words(request.GET)) for one in entry.filters
            ],
            "is_narrowed": any(one.asked(request.GET) for one in entry.filters),
            "links": links_of(entry.name),
            "table": table,
            "parts": _list_parts(request, programme, entry),
            "is_renewed": wants_fragment(request),
            "removed": removed,
            "removed_count": gone.count(),
        },
        prepare=table.fill,
    )


def _list_parts(request: HttpRequest, programme: Programme, entry: Register) -> dict[int, str]:
    """Number → what stands below the list; for a list that is searched what is searched with it."""
    parts = enumerate(LIST_PARTS.get(entry.name, ()))
    return {
        number: html
        for number, part in parts
        if part.is_searched or not wants_fragment(request)
        for html in _told(request, [part], programme)
    }


@require_safe
def register_export(request: HttpRequest, programme_slug: str, register: str) -> HttpResponse:
    """The list as a workbook: the rows that are found, in the order they are shown, and what
    stands below them."""
    programme, entry = opened(request, programme_slug, register)
    made = write_xlsx(tables_of(request, programme, entry))
    return sent_file(made, XLSX, file_name(programme.slug, entry.title, suffix="xlsx"))


# ---------------------------------------------------------------- one


def _row(programme: Programme, entry: Register, pk: int) -> Model:
    return get_object_or_404(entry.rows(programme), pk=pk)


@require_safe
def register_detail(
    request: HttpRequest, programme_slug: str, register: str, pk: int
) -> HttpResponse:
    """A row: its facts, what else is told about it, and its history."""
    programme, entry = opened(request, programme_slug, register)
    row = _row(programme, entry, pk)
    context = register_context(request, programme, entry) | {
        "row": row,
        "tags": [value for column in entry.columns if isinstance(value := column.value(row), Tag)],
        "sections": _sections(request, entry, row),
        "timeline": shown_history(row, ignore={"programme", *entry.kept_back(request, row)}),
        **_facts(entry, row),
    }
    return render(request, "programmes/register_detail.html", context)


def _sections(request: HttpRequest, entry: Register, row: Model) -> list[str]:
    return _told(request, [*entry.sections, *SECTIONS.get(entry.name, [])], row)


def _told(request: HttpRequest, sections: Sequence[Section], row: Model) -> list[str]:
    found = ((section, section.values(request, row)) for section in sections)
    return [
        render_to_string(section.template, values, request)
        for section, values in found
        if values is not None
    ]


def _facts(entry: Register, row: Model) -> dict:
    """The fields of the form: long texts to read, and the rest in short."""
    texts, facts = [], []
    for name, form_field in entry.form.base_fields.items():
        if name in ("change_reason", "code", "title", "name"):
            continue
        label = capfirst(str(form_field.label))
        value = _value_of(row, name)
        if "data-markdown-editor" in form_field.widget.attrs:
            if value:
                texts.append({"label": label, "text": value})
        else:
            facts.append({"label": label, "value": value})
    return {"texts": texts, "facts": facts}


def _value_of(row: Model, name: str) -> object:
    field = row._meta.get_field(name)
    if field.many_to_many:
        return ", ".join(str(one) for one in getattr(row, name).all())
    if field.choices:
        return getattr(row, f"get_{name}_display")()
    value = getattr(row, name)
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, Decimal):
        return format_number(value, field.decimal_places)
    if isinstance(field, PositiveSmallIntegerField) and value is not None:
        return str(value)  # years and steps: 2026, not 2 026
    return value


@read_or_write
def register_create(request: HttpRequest, programme_slug: str, register: str) -> HttpResponse:
    """A new row; who came from a page that needs it is led back there."""
    programme, entry = opened(request, programme_slug, register, to_write=True)
    form = entry.form(
        request.POST or None,
        instance=entry.new(programme),
        programme=programme,
        initial=request.GET.dict(),
    )
    if row := _written(request, form):
        messages.success(request, _("%(row)s har lagts till.") % {"row": row})
        back = return_with(request, programme, row)
        return redirect(back or entry.url("detail", programme, row.pk))
    shown = {
        "lacking": _lacking(programme, form),
        "return_to": return_to(request, programme),
        "return_as": return_as(request),
    }
    return _form_page(request, programme, entry, form, **shown)


def _lacking(programme: Programme, form: RegisterForm) -> list[dict]:
    """The fields in which something must be chosen and nothing can, and where it is added first."""
    registers = {entry.model: entry for entry in REGISTERS.values()}
    # Organisations are common; which of them can be chosen is said there.
    registers[Organisation] = REGISTERS["participants"]
    found = []
    for bound in form:
        is_one = type(bound.field) is ModelChoiceField
        if not is_one or not bound.field.required or bound.field.queryset.exists():
            continue
        entry = registers.get(bound.field.queryset.model)
        url = entry.url("list", programme) if entry else ""
        found.append({"label": bound.label, "title": entry.title if entry else "", "url": url})
    return found


@read_or_write
def register_edit(
    request: HttpRequest, programme_slug: str, register: str, pk: int
) -> HttpResponse:
    """Change a row; one that somebody removes meanwhile can be put back with what was typed."""
    programme, entry = opened(request, programme_slug, register, to_write=True)
    row = _row_or_as_it_was(programme, entry, pk)
    if row._state.adding and request.method != "POST":
        text = _("%(row)s är borttaget. Lägg tillbaka det för att ändra det.")
        messages.error(request, text % {"row": row})
        return redirect(f"{entry.url('list', programme)}?removed={pk}")

    def form_of(data) -> RegisterForm:
        there = entry.model._default_manager.filter(pk=pk).first()  # the page shows what is saved
        copy = there or row_as_it_was(entry.model, programme, pk) or row
        return entry.form(data, instance=copy, programme=programme)

    if row._state.adding and "restore" in request.POST and form_of(request.POST).is_valid():
        _put_back(request, programme, entry, pk)
    saved, shown = changed(
        request, form_of, lambda form: _written(request, form, is_unseen=form.is_unseen)
    )
    if saved:
        messages.success(request, _("Ändringen är sparad."))
        return redirect(entry.url("detail", programme, pk))
    is_gone = shown["form"].instance._state.adding
    return _form_page(request, programme, entry, row=row, is_gone=is_gone, **shown)


def _row_or_as_it_was(programme: Programme, entry: Register, pk: int) -> Model:
    """A row, or one that has been removed as it was last; 404 for what the programme never had."""
    row = entry.rows(programme).filter(pk=pk).first() or row_as_it_was(entry.model, programme, pk)
    if row is None:
        raise Http404
    return row


def _put_back(request: HttpRequest, programme: Programme, entry: Register, pk: int) -> Model | None:
    """Bring a removed row back; None, and the person is told why, where that cannot be."""
    try:
        return restore_row(model=entry.model, programme=programme, key=pk, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return None


def _written(request: HttpRequest, form: RegisterForm, **options) -> Model | None:
    """The row that a form made or changed; None where nothing was sent or something is refused."""
    if not form.is_valid():
        return None
    reason = form.cleaned_data.get("change_reason", "")
    try:
        return save_row(
            row=form.instance, by=request.user, reason=reason, links=form.links, **options
        )
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return None


def _form_page(request, programme, entry, form, row=None, **shown) -> HttpResponse:
    shown |= {"form": form, "row": row}
    context = register_context(request, programme, entry) | shown
    return render(request, "programmes/register_form.html", context, status=status_of(shown))


@require_POST
def register_remove(
    request: HttpRequest, programme_slug: str, register: str, pk: int
) -> HttpResponse:
    """Take a row out, if nobody has already; the list offers to bring it back."""
    programme, entry = opened(request, programme_slug, register, to_write=True)
    row = _row_or_as_it_was(programme, entry, pk)
    name = str(row)
    try:
        remove_row(row=row, by=request.user)
    except StillUsed as used:
        allowed = permissions_in(request.user, programme)
        messages.error(request, told_still_used(name, used.used, allowed))
        return redirect(entry.url("detail", programme, pk))
    messages.success(request, _("%(row)s har tagits bort.") % {"row": name})
    return redirect(f"{entry.url('list', programme)}?removed={pk}")


@require_POST
def register_restore(
    request: HttpRequest, programme_slug: str, register: str, pk: int
) -> HttpResponse:
    """Bring a removed row back."""
    programme, entry = opened(request, programme_slug, register, to_write=True)
    row = _put_back(request, programme, entry, pk)
    if row is None:
        return redirect(entry.url("list", programme))
    messages.success(request, _("%(row)s har lagts tillbaka.") % {"row": row})
    return redirect(entry.url("detail", programme, row.pk))
