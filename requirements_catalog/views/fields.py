"""A catalogue's own fields: seen, added, changed, put in order and removed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.history import changes_of
from common.timeline import shown
from common.views import read_or_write
from programmes.roles import Permission

from ..access.catalogues import get_catalogue, get_own_field
from ..actions.fields import ValuesDoNotFit, add_field, change_field, move_field, remove_field
from ..fields import field_of
from ..forms.fields import OwnFieldForm
from ..forms.requirements import ReasonForm, add_problems
from ..models import Catalogue, ExtraField
from ..own_fields import Reading, read_as, with_counts

# Values that do not fit which are shown one by one.
SHOWN = 50


@require_safe
def field_list(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """The catalogue's own fields in order, and those that were removed."""
    catalogue = get_catalogue(
        request.user, programme_slug, slug, needs=Permission.EDIT_REQUIREMENTS
    )
    gone = ExtraField.history.filter(catalogue=catalogue.pk, history_type="-")
    context = {
        "catalogue": catalogue,
        "extras": with_counts(catalogue),
        "removed": gone.select_related("history_user").order_by("-history_id")[:20],
    }
    return render(request, "requirements_catalog/field_list.html", context)


@read_or_write
def field_create(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """A new field."""
    catalogue = get_catalogue(
        request.user, programme_slug, slug, needs=Permission.EDIT_REQUIREMENTS
    )
    form = OwnFieldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            extra = add_field(catalogue=catalogue, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_problems(error, form)
        else:
            messages.success(request, _("Fältet %(field)s finns nu.") % {"field": extra})
            return redirect("requirements_catalog:field-list", programme_slug, slug)
    return _form_page(request, catalogue, {"form": form})


@read_or_write
def field_edit(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """Change a field; values that its new kind cannot read are shown before it is done."""
    extra = get_own_field(request.user, programme_slug, slug, pk)
    catalogue = extra.catalogue
    # The form works on a copy of its own: the page's head shows what is saved.
    copy = ExtraField.objects.get(pk=extra.pk)
    form = OwnFieldForm(request.POST if request.method == "POST" else None, instance=copy)
    reading = read_as(field_of(extra), field_of(extra), catalogue)
    needs_consent = False
    if form.is_valid():
        try:
            change_field(
                extra=extra,
                by=request.user,
                although_unfit="although_unfit" in request.POST,
                **form.cleaned_data,
            )
        except ValuesDoNotFit:
            reading = read_as(field_of(extra), field_of(copy), catalogue)
            needs_consent = True
        except ValidationError as error:
            add_problems(error, form)
        else:
            messages.success(request, _("Fältet %(field)s är ändrat.") % {"field": copy})
            return redirect("requirements_catalog:field-list", programme_slug, slug)
    context = {
        "form": form,
        "extra": extra,
        "needs_consent": needs_consent,
        "new_kind": copy.get_kind_display(),
        "timeline": [shown(change) for change in changes_of(extra, ignore={"catalogue", "key"})],
        **_unfit(catalogue, reading),
    }
    return _form_page(request, catalogue, context)


@require_POST
def field_move(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """One place up or down."""
    extra = get_own_field(request.user, programme_slug, slug, pk)
    step = -1 if request.POST.get("to") == "up" else 1
    move_field(extra=extra, step=step, by=request.user)
    return redirect("requirements_catalog:field-list", programme_slug, slug)


@read_or_write
def field_remove(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """Ask for a reason, say what goes, and remove the field."""
    extra = get_own_field(request.user, programme_slug, slug, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        remove_field(extra=extra, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Fältet %(field)s är borttaget.") % {"field": extra})
        return redirect("requirements_catalog:field-list", programme_slug, slug)
    counted = {one.pk: one for one in with_counts(extra.catalogue)}
    context = {"form": form, "extra": counted[extra.pk], "catalogue": extra.catalogue}
    status = 422 if form.errors else 200
    return render(request, "requirements_catalog/field_remove.html", context, status=status)


def _unfit(catalogue: Catalogue, reading: Reading) -> dict:
    """Values that cannot be read, each with its row; the first of them."""
    first = reading.unfit[:SHOWN]
    rows = catalogue.requirements.in_bulk([pk for pk, _words, _why in first])
    return {
        "unfit": [{"row": rows[pk], "words": words, "why": why} for pk, words, why in first],
        "unfit_count": len(reading.unfit),
        "more_unfit": len(reading.unfit) - len(first),
        "rewritten": len(reading.changed),
    }


def _form_page(request: HttpRequest, catalogue: Catalogue, context: dict) -> HttpResponse:
    """The form; 422 when something was sent that was not saved."""
    status = 422 if request.method == "POST" else 200
    values = {"catalogue": catalogue, **context}
    return render(request, "requirements_catalog/field_form.html", values, status=status)
