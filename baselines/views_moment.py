"""A catalogue as it was at any moment: to read, page through and search, never to change."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from common.lists import PER_PAGE, wants_fragment
from requirements_catalog.access.catalogues import get_catalogue
from requirements_catalog.models import Catalogue, Requirement
from requirements_catalog.registered_parts import text_marker

from .forms_moment import moment_form
from .moment import (
    Linked,
    Place,
    as_requirement,
    change_before,
    linked_at,
    places_at,
    records_at,
    step_back,
    step_on,
    texts_at,
    withdrawn_at,
)
from .moment_facts import facts_then, own_texts_then

DAY = timedelta(days=1)


@dataclass(frozen=True)
class ShownRow:
    """A row of the outline as it was."""

    place: Place
    requirement: Requirement
    modules: list[Linked]


@require_safe
def catalogue_at(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """The outline at the moment of the address, its fragment for htmx; 422 for no such moment."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    form = moment_form(request.GET)
    context = {"programme": catalogue.programme, "catalogue": catalogue, "form": form}
    if not form.is_valid():
        return render(request, "baselines/catalogue_at.html", context, status=422)
    moment, words = form.cleaned_data["moment"], form.cleaned_data["q"].casefold().split()
    places = places_at(catalogue, moment)
    total = len(places)
    if words:
        texts = texts_at(catalogue, moment)
        places = [p for p in places if all(word in texts[p.key].casefold() for word in words)]
    page = Paginator(places, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = _shown(catalogue, moment, page.object_list)
    context |= {
        "page": page,
        "total": total,
        "found": len(places),
        "moment": moment,
        "when": address_form(moment),
        **_steps(catalogue, moment),
    }
    template = "_moment_rows" if wants_fragment(request) else "catalogue_at"
    response = render(request, f"baselines/{template}.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response


@require_safe
def requirement_at(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """One row with all its content as it was; 404 when it was not there then."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    form = moment_form(request.GET)
    if not form.is_valid():
        raise Http404
    moment = form.cleaned_data["moment"]
    places = places_at(catalogue, moment)
    index = next((i for i, place in enumerate(places) if place.uid == str(uid)), None)
    # What was withdrawn then had no place, but can be read.
    place = places[index] if index is not None else withdrawn_at(catalogue, moment, uid)
    if place is None:
        raise Http404
    record = records_at([place])[place.key]
    linked = linked_at(catalogue, moment, [place.key])
    requirement = as_requirement(record, linked)
    context = {
        "programme": catalogue.programme,
        "catalogue": catalogue,
        "moment": moment,
        "when": address_form(moment),
        "place": place,
        "requirement": requirement,
        "record": record,
        "previous": places[index - 1] if index else None,
        "next": places[index + 1] if index is not None and index + 1 < len(places) else None,
        "facts": facts_then(
            record, {name: rows.get(place.key, []) for name, rows in linked.items()}
        ),
        "extra": own_texts_then(catalogue, moment, record.extra),
        "mark": text_marker(catalogue.programme),
    }
    return render(request, "baselines/requirement_at.html", context)


def address_form(moment: datetime) -> str:
    """A moment as addresses hold it: to the fraction, in UTC, so that no hour is meant twice."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _shown(catalogue: Catalogue, moment: datetime, places: list[Place]) -> list[ShownRow]:
    records = records_at(places)
    modules = linked_at(catalogue, moment, [place.key for place in places], ["modules"])["modules"]
    nothing: dict = {"modules": {}, "needs": {}, "standards": {}}
    return [
        ShownRow(place, as_requirement(records[place.key], nothing), modules.get(place.key, []))
        for place in places
    ]


def _steps(catalogue: Catalogue, moment: datetime) -> dict:
    """The moments one step away: from change to change, and from day to day."""
    last, back, on = (
        change_before(catalogue, moment),
        step_back(catalogue, moment),
        step_on(catalogue, moment),
    )
    day_on = moment + DAY
    return {
        "changed_at": last,
        "step_back": address_form(back) if back else "",
        "step_on": address_form(on) if on else "",
        "day_back": address_form(moment - DAY),
        "day_on": address_form(day_on) if day_on <= timezone.now() else "",
    }
