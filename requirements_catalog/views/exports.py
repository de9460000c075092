"""A look at a catalogue is taken out as a file: which format, and the file or the job."""

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.views import read_or_write
from programmes.choices import JobState
from programmes.models import Job

from ..access.catalogues import get_catalogue
from ..actions.export import start_export
from ..exports.look import Format, export_of, formats_of, is_made_at_once, selection_words
from ..grid.rows import columns_in_grid
from ..look import Look, look_at

GRID = "grid"


@read_or_write
def requirement_export(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponseBase:
    """What the address shows, and the formats it can be had in; sent in, the file or its job.

    ``place=grid`` in the address means the columns of the grid.
    """
    catalogue = get_catalogue(request.user, programme_slug, slug)
    look = look_at(catalogue, request.GET, user=request.user)
    place = request.POST.get("place") or request.GET.get("place", "")
    formats = formats_of(catalogue)
    columns = _columns(look, place)
    total = look.rows.count()
    error = ""
    if request.method == "POST":
        chosen = formats.get(request.POST.get("format", ""))
        if look.filterset.troubles:
            error = _("Något i urvalet går inte att förstå. Ta bort det och försök igen.")
        elif chosen is None:
            error = _("Välj i vilket format kraven ska exporteras.")
        else:
            at_once = is_made_at_once(look, chosen, total)
            job = _start(look, chosen, columns, total, at_once)
            if not at_once:
                return redirect("programmes:job-detail", job.uid)
            if job.state == JobState.DONE:
                return _file(job, chosen)
            error = job.error
    context = {
        "programme": catalogue.programme,
        "catalogue": catalogue,
        "look": look,
        "place": place,
        "query": look.href(),
        "formats": formats.values(),
        "chosen": request.POST.get("format", "xlsx"),
        "words": selection_words(look),
        "columns": [look.fields[name].label for name in columns],
        "total": total,
        "error": error,
    }
    status = 422 if error else 200
    return render(request, "requirements_catalog/requirement_export.html", context, status=status)


def _columns(look: Look, place: str) -> tuple[str, ...]:
    """The columns that the person sees: those of the grid are another choice than the list's."""
    return columns_in_grid(look) if place == GRID else look.columns


def _start(look: Look, chosen: Format, columns: tuple[str, ...], total: int, at_once: bool) -> Job:
    catalogue = look.catalogue
    export = export_of(look, chosen, columns, get_language() or "sv")
    arguments = [catalogue.programme.slug, catalogue.slug]
    back = reverse("requirements_catalog:requirement-export", args=arguments)
    title = _("Export av %(catalogue)s: %(format)s")
    return start_export(
        catalogue=catalogue,
        title=title % {"catalogue": catalogue.name, "format": chosen.label},
        parameters={
            **export.as_parameters(),
            "label": str(chosen.label),
            "words": selection_words(look)[:300],
            "rows": total,
            "back": f"{back}{look.href()}",
        },
        at_once=at_once,
        by=look.user,
    )


def _file(job: Job, chosen: Format) -> FileResponse:
    return FileResponse(
        job.result_file.open("rb"),
        as_attachment=True,
        filename=job.result_name,
        content_type=chosen.media_type,
    )
