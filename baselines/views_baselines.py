"""Baselines of a catalogue: listed, published and read."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.lists import list_page, wants_fragment
from common.ordering import swedish
from common.views import read_or_write
from programmes.access import permissions_in
from programmes.roles import Permission
from requirements_catalog.access.catalogues import get_catalogue
from requirements_catalog.addresses import address_of, says_rows
from requirements_catalog.forms.requirements import add_problems
from requirements_catalog.models import Catalogue

from .access import AGAIN, get_baseline, said_before
from .actions import ChangedSincePreview, publish_baseline, start_publishing
from .forms import EntryFilter, PublishForm
from .models import Baseline
from .preview import LISTED, WHOLE, Preview, preview_of, selection_of
from .rows import page_of
from .shown import full_fields
from .words import ContentWords, kind_word

PER_PAGE = 25


@require_safe
def baseline_list(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """The baselines of a catalogue, the newest first."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    return list_page(
        request,
        queryset=catalogue.baselines.for_list(),
        template="baselines/baseline_list.html",
        fragment="baselines/_baseline_table.html",
        per_page=PER_PAGE,
        context={
            "programme": catalogue.programme,
            "catalogue": catalogue,
            "list_query": _listed(request),
            "can_publish": _may_publish(request, catalogue),
        },
    )


@read_or_write
def baseline_publish(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """What would be published of the chosen rows, and the form that publishes it."""
    catalogue = get_catalogue(request.user, programme_slug, slug, needs=Permission.PUBLISH_BASELINE)
    listed = _listed(request)
    what = request.GET.get("what", "") or (LISTED if listed else WHOLE)
    try:
        selection = selection_of(catalogue, request.GET, what, user=request.user)
    except ValidationError as error:
        return _publish_page(request, catalogue, what, problems=error.messages)
    preview = preview_of(catalogue, selection, by=request.user)
    form = PublishForm(
        request.POST or None,
        needs_override=bool(preview.unapproved),
        initial={
            **said_before(request.user, catalogue, request.GET.get(AGAIN, "")),
            "seen": preview.seal,
        },
    )
    if preview.requirements and form.is_valid():
        try:
            return _published(request, catalogue, preview, form.cleaned_data)
        except ChangedSincePreview as error:
            # What is sent in next is what is shown now.
            form.data = {**request.POST.dict(), "seen": preview.seal}
            add_problems(error, form)
        except ValidationError as error:
            add_problems(error, form)
    return _publish_page(request, catalogue, what, preview=preview, form=form)


def _published(
    request: HttpRequest, catalogue: Catalogue, preview: Preview, said: dict
) -> HttpResponse:
    values = {
        "catalogue": catalogue,
        "by": request.user,
        "selection": preview.selection.query,
        "selection_name": preview.selection.name,
        **said,
    }
    if preview.is_long:
        job = start_publishing(**values)
        return redirect("programmes:job-detail", job.uid)
    baseline = publish_baseline(**values)
    messages.success(request, _("%(baseline)s är publicerad.") % {"baseline": baseline})
    return redirect(
        "baselines:baseline-detail", catalogue.programme.slug, catalogue.slug, baseline.number
    )


def _publish_page(
    request: HttpRequest,
    catalogue: Catalogue,
    what: str,
    *,
    preview: Preview | None = None,
    form: PublishForm | None = None,
    problems: list[str] | None = None,
) -> HttpResponse:
    context = {
        "programme": catalogue.programme,
        "catalogue": catalogue,
        "what": what,
        "whole": WHOLE,
        "listed": LISTED,
        "listed_words": _listed_words(request, catalogue),
        "kept": [
            (name, value)
            for name, values in request.GET.lists()
            for value in values
            if name != "what"
        ],
        "views": catalogue.views.usable_by(request.user).order_by(swedish("name"), "pk"),
        "preview": preview,
        "form": form,
        "problems": problems,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "baselines/baseline_publish.html", context, status=status)


def _listed_words(request: HttpRequest, catalogue: Catalogue) -> str:
    """What the address shows, in words; empty when it shows everything."""
    if not _listed(request):
        return ""
    try:
        return selection_of(catalogue, request.GET, LISTED, user=request.user).name
    except ValidationError:
        return _("urvalet från listan")


def _listed(request: HttpRequest) -> str:
    """The part of the address that says which rows the list showed, if any."""
    says = any(says_rows(name) and value for name, value in request.GET.items())
    if not (says or request.GET.get("view")):
        return ""
    return address_of(request.GET, without=["what", "page"])


def _may_publish(request: HttpRequest, catalogue: Catalogue) -> bool:
    allowed = permissions_in(request.user, catalogue.programme)
    return Permission.PUBLISH_BASELINE in allowed


# ---------------------------------------------------------------- reading


@require_safe
def baseline_detail(
    request: HttpRequest, programme_slug: str, slug: str, number: int
) -> HttpResponse:
    """A baseline: its facts, its seal and its rows; the rows alone for htmx."""
    baseline = get_baseline(request.user, programme_slug, slug, number)
    previous = _neighbour(baseline, -1)
    chosen = EntryFilter(request.GET, previous=previous)
    page = page_of(baseline, previous, chosen, request.GET.get("page"))
    context = {
        "programme": baseline.catalogue.programme,
        "catalogue": baseline.catalogue,
        "baseline": baseline,
        "previous": previous,
        "next": _neighbour(baseline, 1),
        "form": chosen,
        "page": page,
        "total": page.paginator.count,
    }
    part, whole = "baselines/_entry_table.html", "baselines/baseline_detail.html"
    response = render(request, part if wants_fragment(request) else whole, context)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response


@require_safe
def entry_detail(
    request: HttpRequest, programme_slug: str, slug: str, number: int, place: int
) -> HttpResponse:
    """A row of a baseline as it was published, and who had approved it."""
    baseline = get_baseline(request.user, programme_slug, slug, number)
    entries = baseline.entries.select_related(
        "version__requirement", "parent", "approval__approved_by"
    )
    entry = get_object_or_404(entries, place=place)
    content = entry.version.content
    words = ContentWords(baseline.catalogue)
    words.learn_people([content])
    places = baseline.entries.order_by("place").values_list("place", flat=True)
    context = {
        "programme": baseline.catalogue.programme,
        "catalogue": baseline.catalogue,
        "baseline": baseline,
        "entry": entry,
        "content": content,
        "kind_word": kind_word(content.get("kind")),
        "fields": full_fields(content, words),
        "before": places.filter(place__lt=place).last(),
        "after": places.filter(place__gt=place).first(),
    }
    return render(request, "baselines/entry_detail.html", context)


def _neighbour(baseline: Baseline, step: int) -> Baseline | None:
    """The baseline before or after it in the catalogue."""
    return baseline.catalogue.baselines.filter(number=baseline.number + step).first()
