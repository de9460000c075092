"""The difference of two baselines, or of a baseline and now: as a page, as PDF and as Excel."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.lists import wants_fragment
from common.pdf import PdfUnavailable
from common.views import sent_file
from requirements_catalog.access.catalogues import get_catalogue
from requirements_catalog.models import Catalogue

from .comparison import NOW, Comparison
from .difference import RENUMBERED, WAYS
from .difference_file import DifferenceFile
from .difference_pdf import MOST_CHANGES, difference_pdf
from .difference_workbook import difference_workbook
from .forms import NEWER, OLDER, WAY, DifferenceFilter, MomentsForm
from .shown import PLURALS, shown_changes

PER_PAGE = 25
FORMATS = ("pdf", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def difference_page(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """What differs between two moments; the list alone for htmx."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    moments = _moments(request, catalogue)
    context: dict = {
        "programme": catalogue.programme,
        "catalogue": catalogue,
        "moments": moments,
    }
    comparison, problems = _comparison(catalogue, moments)
    if comparison is None:
        return _rendered(request, context | {"problems": problems})
    chosen = DifferenceFilter(_asked(request, comparison), comparison=comparison)
    found = comparison.narrowed(**chosen.conditions)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = shown_changes(comparison, page.object_list)
    return _rendered(
        request,
        context
        | {
            "comparison": comparison,
            "counts": comparison.difference.counts,
            "tiles": _tiles(request, comparison, chosen.conditions["way"]),
            "form": chosen,
            "page": page,
            "total": len(found),
            "chips": _chips(request, chosen),
            "clear_url": f"{request.path}?{OLDER}={comparison.older.word}"
            f"&{NEWER}={comparison.newer.word}",
            "file_query": _file_query(request, comparison),
            "is_too_long_for_pdf": len(found) > MOST_CHANGES,
            "most_in_pdf": MOST_CHANGES,
        },
    )


@require_safe
def difference_download(
    request: HttpRequest, programme_slug: str, slug: str, format: str
) -> HttpResponse:
    """What the page shows as a file: ``pdf`` or ``xlsx``."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    if format not in FORMATS:
        raise Http404
    moments = _moments(request, catalogue)
    comparison, problems = _comparison(catalogue, moments)
    if comparison is None:
        return _refused(request, catalogue, problems)
    chosen = DifferenceFilter(_asked(request, comparison), comparison=comparison)
    found = comparison.narrowed(**chosen.conditions)
    file = DifferenceFile(
        comparison=comparison,
        changes=shown_changes(comparison, found),
        conditions=_words(chosen),
        by=request.user,
    )
    if format == "xlsx":
        return sent_file(difference_workbook(file), XLSX, f"{file.name}.xlsx")
    if len(found) > MOST_CHANGES:
        text = _(
            "%(count)d skillnader är för många för en PDF. Begränsa urvalet till högst %(most)d, "
            "eller hämta Excel."
        ) % {"count": len(found), "most": MOST_CHANGES}
        return _refused(request, catalogue, [text])
    try:
        return sent_file(difference_pdf(file), "application/pdf", f"{file.name}.pdf")
    except PdfUnavailable as error:
        return _refused(request, catalogue, [str(error)])


def _moments(request: HttpRequest, catalogue: Catalogue) -> MomentsForm:
    """The two moments of the address; the two last baselines, or the last and now, if it has
    none."""
    baselines = list(catalogue.baselines.for_list())
    asked = {name: request.GET[name] for name in (OLDER, NEWER) if name in request.GET}
    words = [str(baseline.number) for baseline in baselines]
    usual = {OLDER: words[1] if len(words) > 1 else words[0] if words else NOW}
    usual[NEWER] = words[0] if len(words) > 1 else NOW
    return MomentsForm(usual | asked, baselines=baselines)


def _comparison(catalogue: Catalogue, moments: MomentsForm) -> tuple[Comparison | None, list[str]]:
    """The comparison, or why there is none."""
    if not moments.is_valid():
        return None, [text for texts in moments.errors.values() for text in texts]
    try:
        found = Comparison(catalogue, moments.moment(OLDER), moments.moment(NEWER))
    except ValidationError as error:
        text = _("Baslinjens urval går inte längre att läsa i katalogen: %(why)s")
        return None, [text % {"why": " ".join(error.messages)}]
    return found, []


def _asked(request: HttpRequest, comparison: Comparison) -> dict:
    """The address with the moments in their order, so that the filter's form keeps them."""
    moments = {OLDER: comparison.older.word, NEWER: comparison.newer.word}
    return request.GET.dict() | moments


def _tiles(request: HttpRequest, comparison: Comparison, way: str) -> list[dict]:
    """A tile a way of differing, the first one for all but what is only renumbered."""
    counts = comparison.difference.counts
    changes = comparison.difference.changes
    all_of_them = sum(one.ways != {RENUMBERED} for one in changes)
    query = request.GET.copy()
    for name in (WAY, "page"):
        query.pop(name, None)
    tiles = [{"label": _("Alla"), "value": all_of_them, "url": "?" + query.urlencode(),
              "is_current": not way}]  # fmt: skip
    for one in WAYS:
        query[WAY] = one
        tiles.append(
            {
                "label": PLURALS[one],
                "value": counts[one],
                "url": "?" + query.urlencode(),
                "is_current": way == one,
            }
        )
    return tiles


def _chips(request: HttpRequest, chosen: DifferenceFilter) -> list[dict]:
    chips = []
    for name, label, words in chosen.words():
        query = request.GET.copy()
        for known in (name, "page"):
            query.pop(known, None)
        chips.append({"label": f"{label}: {words}", "remove_url": "?" + query.urlencode()})
    return chips


def _words(chosen: DifferenceFilter) -> list[tuple[str, str]]:
    """What narrows, for the file."""
    found = [(label, words) for _name, label, words in chosen.words()]
    way = chosen.conditions["way"]
    return [*([(_("Visar"), str(PLURALS[way]))] if way else []), *found]


def _file_query(request: HttpRequest, comparison: Comparison) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query[OLDER], query[NEWER] = comparison.older.word, comparison.newer.word
    return "?" + query.urlencode()


def _rendered(request: HttpRequest, context: dict) -> HttpResponse:
    part, whole = "baselines/_difference_list.html", "baselines/difference.html"
    is_part = wants_fragment(request) and "comparison" in context
    response = render(request, part if is_part else whole, context)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response


def _refused(request: HttpRequest, catalogue: Catalogue, problems: list[str]) -> HttpResponse:
    context = {
        "programme": catalogue.programme,
        "catalogue": catalogue,
        "moments": _moments(request, catalogue),
        "problems": problems,
    }
    return render(request, "baselines/difference.html", context, status=422)
