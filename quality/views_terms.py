"""The glossary of a programme: its list, one term, and many at once from a table."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from common.history import changes_of
from common.lists import Order, list_page
from common.ordering import swedish
from common.timeline import shown
from common.views import read_or_write
from programmes.access import get_programme, permissions_in
from programmes.roles import Permission

from . import actions_terms as actions
from .access import get_term
from .filters import TermFilter
from .forms import PasteForm, TermForm
from .models import Term
from .term_table import TermTable, read_terms

ORDERS = (
    Order("term", gettext_lazy("term"), (swedish("term"), "pk")),
    Order("-term", gettext_lazy("term, ö till a"), (swedish("term").desc(), "-pk")),
    Order("source", gettext_lazy("källa"), (swedish("source"), swedish("term"), "pk")),
    Order("newest", gettext_lazy("senast tillagda först"), ("-pk",)),
)


@require_safe
def term_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The terms of a programme."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    return list_page(
        request,
        queryset=Term.objects.in_programme(programme),
        template="quality/term_list.html",
        fragment="quality/_term_table.html",
        filterset_class=TermFilter,
        orders=ORDERS,
        context={
            "can_edit": Permission.EDIT_REQUIREMENTS in permissions_in(request.user, programme),
            "removed": _removed(request),
        },
    )


def _removed(request: HttpRequest) -> str:
    """The key of a term that was just removed, to be brought back."""
    key = request.GET.get("removed", "")
    return key if key.isascii() and key.isdecimal() and len(key) < 19 else ""


@read_or_write
def term_create(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """A new term."""
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    term = Term(programme=programme)
    form = TermForm(request.POST or None, instance=Term(programme=programme))
    if _is_written(request, form, term):
        messages.success(request, _("%(term)s är tillagd i ordlistan.") % {"term": term})
        return redirect("quality:term-list", programme_slug)
    return _page(request, "quality/term_form.html", {"form": form})


@read_or_write
def term_edit(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Change a term; its history stands below."""
    term = get_term(request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS)
    form = TermForm(request.POST or None, instance=Term.objects.get(pk=pk))
    if _is_written(request, form, term):
        messages.success(request, _("Ändringen är sparad."))
        return redirect("quality:term-list", programme_slug)
    saved = Term.objects.get(pk=pk)  # what could not be saved is in the form only
    timeline = [shown(change) for change in changes_of(saved, ignore={"programme"})]
    context = {"form": form, "term": saved, "timeline": timeline}
    return _page(request, "quality/term_form.html", context)


def _is_written(request: HttpRequest, form: TermForm, term: Term) -> bool:
    if not form.is_valid():
        return False
    try:
        actions.save_term(entry=term, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@require_POST
def term_remove(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Take a term out; the list offers to bring it back."""
    term = get_term(request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS)
    actions.remove_term(term=term, by=request.user)
    messages.success(request, _("%(term)s är borttagen ur ordlistan.") % {"term": term.term})
    response = redirect("quality:term-list", programme_slug)
    response["Location"] += f"?removed={pk}"
    return response


@require_POST
def term_restore(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Bring a removed term back."""
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    try:
        term = actions.restore_term(programme=programme, removed=pk, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(term)s är tillbaka i ordlistan.") % {"term": term})
    return redirect("quality:term-list", programme_slug)


@read_or_write
def term_paste(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Many terms from a table: what it would do is shown before it is done."""
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    form = PasteForm(request.POST or None)
    context: dict = {"form": form}
    if request.method != "POST" or not form.is_valid():
        return _page(request, "quality/term_paste.html", context)
    table = read_terms(form.cleaned_data["table"])
    if table.troubles or request.POST.get("act") != "save":
        context |= {"preview": _preview(programme, table), "troubles": table.troubles}
        status = 422 if table.troubles else 200
        return render(request, "quality/term_paste.html", context, status=status)
    new, changed = actions.import_terms(
        programme=programme, rows=table.rows, by=request.user, reason=_("Inklistrad tabell")
    )
    text = ngettext("%(count)d ny term", "%(count)d nya termer", new) % {"count": new}
    more = ngettext("%(count)d ändrad", "%(count)d ändrade", changed) % {"count": changed}
    messages.success(request, f"{text}, {more}.")
    return redirect("quality:term-list", programme_slug)


def _preview(programme, table: TermTable) -> dict[str, list]:
    """The rows of a table by what would come of them."""
    stored = {term.term.casefold(): term for term in Term.objects.in_programme(programme)}
    preview: dict[str, list] = {"new": [], "changed": [], "unchanged": []}
    for row in table.rows:
        known = stored.get(row.term.casefold())
        if known is None:
            preview["new"].append(row)
        elif found := actions.differences(known, row):
            labels = [str(Term._meta.get_field(name).verbose_name) for name in found]
            preview["changed"].append({"row": row, "known": known, "labels": labels})
        else:
            preview["unchanged"].append(row)
    return preview


def _page(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, template, context, status=status)
