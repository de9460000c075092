"""A bulk change step by step: rows, what is done with them, the preview, done (docs/catalogue.md).

The choices are kept on the server in a job, as those of an import are; nothing is written before
the preview is approved with a reason.
"""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.keys import row_keys
from common.views import read_or_write
from programmes.access import check, permissions_in
from programmes.choices import JobState
from programmes.job_runner import can_run_again, is_silent, worker_is_alive
from programmes.models import Job
from programmes.roles import Permission

from ..access.bulk import APPROVE, SEND_BACK, get_bulk, needs_of
from ..access.catalogues import get_catalogue
from ..actions.bulk import (
    MOST_AT_ONCE,
    MOST_ROWS,
    PreviewOutdated,
    begin_bulk,
    choose_change,
    keys_of,
    plan_of,
    queue_bulk,
    write_bulk_now,
)
from ..actions.prepared import NotAsShown
from ..bulk.plan import ADD, EMPTY, REMOVE, RENUMBER, REPLACE, SET, label_of
from ..bulk.preview import CHANGED, REFUSED, left_out, shown_rows, tiles_of, warnings_of
from ..fields import fields_of
from ..forms.bulk import FORMS, NOT_SET, ApproveForm, FieldForm
from ..look import look_at
from ..models import Catalogue
from ..querysets import RequirementQuerySet
from ..tree_page import State
from .taking_back import take_back, take_back_of
from .tree import chosen_keys

PER_PAGE = 100
VIEWS = ("list", "grid", "tree")
NAMES = ("change", "preview", "done")
LONGEST_QUERY = 2000


@require_POST
def bulk_begin(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Take the rows that were marked, or with ``scope=all`` all that the address shows."""
    catalogue = get_catalogue(
        request.user, programme_slug, slug, needs=Permission.SEND_BACK_REQUIREMENTS
    )
    sent = request.POST
    view = sent["view"] if sent.get("view") in VIEWS else "list"
    query = State.of(sent).query if view == "tree" else sent.get("query", "")
    if len(query) > LONGEST_QUERY or "\0" in query:
        # Half an address would choose other rows than those that were shown.
        messages.warning(request, _("Urvalets adress är för lång. Ta bort något av filtren."))
        return redirect(_address_of_rows(catalogue, view, ""))
    rows = _chosen(request, catalogue, view, query)
    keys = list(rows.values_list("pk", flat=True)[: MOST_ROWS + 1])
    if keys and len(keys) <= MOST_ROWS:
        job = begin_bulk(catalogue=catalogue, keys=keys, by=request.user, view=view, query=query)
        return redirect(
            _address("change", catalogue, job) + ("?act=approve" if "approve" in sent else "")
        )
    if keys:
        told = _("Ändra högst %(count)d rader åt gången. Begränsa urvalet med ett filter.")
        messages.warning(request, told % {"count": MOST_ROWS})
    elif _takes_all(request):
        messages.warning(request, _("Urvalet har inga krav att ändra."))
    else:
        messages.warning(request, _("Markera minst ett krav först."))
    return redirect(_address_of_rows(catalogue, view, query))


def _takes_all(request: HttpRequest) -> bool:
    """Whether all that the address shows was meant, by either of the buttons that say so."""
    return "all" in (request.POST.get("scope"), request.POST.get("approve"))


def _chosen(
    request: HttpRequest, catalogue: Catalogue, view: str, query: str
) -> RequirementQuerySet:
    """Rows of this catalogue only, whatever keys were sent; the list shows no headings as rows."""
    sent = request.POST
    if _takes_all(request):
        rows = look_at(catalogue, QueryDict(query), user=request.user).rows
        return rows.requirements() if view == "list" else rows
    keys = row_keys(sent.get("keys", "").split(",")) + chosen_keys(sent, State.of(sent))
    return catalogue.requirements.filter(pk__in=keys[: MOST_ROWS + 1]).order_by("position")


@read_or_write
def bulk_change(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """Step 1: what is to be done with the rows."""
    catalogue, job = get_bulk(request.user, programme_slug, slug, uid)
    if job.state != JobState.PREPARED:
        return _to("done", catalogue, job)
    before = job.parameters.get("change", {})
    acts = _acts(permissions_in(request.user, catalogue.programme))
    act = request.GET.get("act", before.get("act", SET))
    act = act if act in acts else next(iter(acts))
    field = request.GET.get("field", before.get("field", ""))
    chooser = FieldForm(catalogue=catalogue, initial={"field": field}) if act == SET else None
    form = None
    if act != SET or (field in fields_of(catalogue) and field not in NOT_SET):
        data = request.POST if request.method == "POST" else None
        more = {"field": field} if act == SET else {}
        change = before if before.get("act") == act else {}
        form = FORMS[act](data, catalogue=catalogue, change=change, **more)
        if form.is_valid():
            choose_change(job=job, catalogue=catalogue, change=form.change)
            return _to("preview", catalogue, job)
    keys = keys_of(job)
    headings = catalogue.requirements.headings().filter(pk__in=keys)
    context = {
        "form": form,
        "chooser": chooser,
        "act": act,
        "acts": [
            {"url": f"?act={name}", "label": label, "icon": icon, "is_current": name == act}
            for name, (label, icon) in acts.items()
        ],
        "count": len(keys),
        "headings": headings.count(),
    }
    return _page(request, 1, catalogue, job, context, 422 if form and form.errors else 200)


def _acts(allowed: frozenset[Permission]) -> dict[str, tuple[str, str]]:
    """The things that the person may do, each with its words and its sign."""
    every = {
        SET: (_("Sätt ett fält"), "input-cursor-text"),
        EMPTY: (_("Töm ett fält"), "eraser"),
        ADD: (_("Lägg till kopplingar"), "link-45deg"),
        REMOVE: (_("Ta bort kopplingar"), "scissors"),
        REPLACE: (_("Ersätt text"), "search"),
        RENUMBER: (_("Ge nya krav-id"), "123"),
        APPROVE: (_("Godkänn"), "check-lg"),
        SEND_BACK: (_("Skicka tillbaka"), "arrow-counterclockwise"),
    }
    return {act: words for act, words in every.items() if needs_of(act) in allowed}


@read_or_write
def bulk_preview(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """Step 2: every row before and after; with a reason it is approved and written."""
    catalogue, job = get_bulk(request.user, programme_slug, slug, uid)
    if job.state != JobState.PREPARED:
        return _to("done", catalogue, job)
    if not job.result_file:
        return _to("change", catalogue, job)
    check(request.user, catalogue.programme, needs_of(job.parameters["change"]["act"]))
    form = ApproveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _write(request, catalogue, job, form.cleaned_data["reason"])
        except (PreviewOutdated, NotAsShown) as refused:
            job.refresh_from_db()
            choose_change(job=job, catalogue=catalogue, change=job.parameters["change"])
            if job.state != JobState.PREPARED:
                return _to("done", catalogue, job)
            return _show_preview(request, catalogue, job, form, refused, 409)
        return _to("done", catalogue, job)
    return _show_preview(request, catalogue, job, form, None, 422 if form.errors else 200)


def _write(request: HttpRequest, catalogue: Catalogue, job: Job, reason: str) -> None:
    seen = request.POST.get("seen", "")
    if len(plan_of(job).changed_rows) > MOST_AT_ONCE:
        queue_bulk(job=job, reason=reason, seen=seen)
    else:
        write_bulk_now(job=job, catalogue=catalogue, by=request.user, reason=reason, seen=seen)


def _show_preview(
    request: HttpRequest,
    catalogue: Catalogue,
    job: Job,
    form: ApproveForm,
    refused: PreviewOutdated | NotAsShown | None,
    status: int,
) -> HttpResponse:
    """The preview as it is kept; ``refused`` is why the one before could not be approved."""
    made = plan_of(job)
    shown = REFUSED if request.GET.get("outcome") == REFUSED or not made.cells else CHANGED
    late = list(dict.fromkeys(refused.rows)) if isinstance(refused, PreviewOutdated) else []
    keys = made.refused_rows if shown == REFUSED else made.changed_rows
    first = set(late)
    keys = [*(key for key in keys if key in first), *(key for key in keys if key not in first)]
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = shown_rows(catalogue, made, list(page.object_list), late)
    context = {
        "form": form,
        "label": label_of(job.parameters["change"], fields_of(catalogue)),
        "tiles": tiles_of(made, shown),
        "left_out": left_out(made),
        "warnings": warnings_of(made, job.parameters["change"]),
        "outcome": shown,
        "shows_text": job.parameters["change"]["act"] == APPROVE,
        "page": page,
        "writes": bool(made.cells),
        "seen": job.parameters.get("digest", ""),
        "is_outdated": isinstance(refused, PreviewOutdated),
        "replaced": str(refused) if isinstance(refused, NotAsShown) else "",
        "outdated": catalogue.requirements.filter(pk__in=late[:20]).order_by("position"),
        "more_outdated": max(0, len(late) - 20),
    }
    return _page(request, 2, catalogue, job, context, status)


@require_safe
def bulk_done(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """Step 3: progress while many rows are written, then what came of it."""
    catalogue, job = get_bulk(request.user, programme_slug, slug, uid)
    if job.state == JobState.PREPARED:
        return _to("preview", catalogue, job)
    return _page(request, 3, catalogue, job, _outcome(catalogue, job))


def _outcome(catalogue: Catalogue, job: Job) -> dict:
    context: dict = {
        "no_worker": not job.is_finished and not worker_is_alive(),
        "is_silent": is_silent(job),
        "can_run_again": can_run_again(job),
    }
    if job.state == JobState.DONE:
        context |= {
            "label": label_of(job.parameters["change"], fields_of(catalogue)),
            "tiles": [
                {"label": _("ändrade"), "value": job.result["changed"], "kind": "met"},
                {"label": _("oförändrade"), "value": job.result["unchanged"]},
                {"label": _("avvisade"), "value": job.result["refused"]},
            ],
            "take_back": take_back_of(job),
        }
    return context


@require_POST
def bulk_undo(request: HttpRequest, programme_slug: str, slug: str, uid) -> HttpResponse:
    """Take the change back as one, or do it again; what others have changed since stays, told."""
    catalogue, job = get_bulk(request.user, programme_slug, slug, uid)
    left = take_back(
        request,
        catalogue,
        job,
        undone=_undone,
        redone=_redone,
        no=_("Ändringen går inte att ångra i ett svep."),
    )
    if left is None:
        return _to("done", catalogue, job)
    return _page(request, 3, catalogue, job, {**_outcome(catalogue, job), "left": left})


def _undone(count: int) -> str:
    return ngettext(
        "Ändringen är ångrad: %(count)d rad är som förut.",
        "Ändringen är ångrad: %(count)d rader är som förut.",
        count,
    ) % {"count": count}


def _redone(count: int) -> str:
    return ngettext(
        "Ändringen är gjord igen: %(count)d rad ändrades.",
        "Ändringen är gjord igen: %(count)d rader ändrades.",
        count,
    ) % {"count": count}


# ---------------------------------------------------------------- what the steps share


def _to(name: str, catalogue: Catalogue, job: Job) -> HttpResponse:
    return redirect(_address(name, catalogue, job))


def _address(name: str, catalogue: Catalogue, job: Job) -> str:
    arguments = [catalogue.programme.slug, catalogue.slug, job.uid]
    return reverse(f"requirements_catalog:bulk-{name}", args=arguments)


def _back(catalogue: Catalogue, job: Job) -> str:
    return _address_of_rows(catalogue, job.parameters["view"], job.parameters["query"])


def _address_of_rows(catalogue: Catalogue, view: str, query: str) -> str:
    """The list, grid or tree as it was when the rows were chosen there."""
    arguments = [catalogue.programme.slug, catalogue.slug]
    url = reverse(f"requirements_catalog:requirement-{view}", args=arguments)
    return f"{url}?{query}" if query else url


def _page(
    request: HttpRequest,
    number: int,
    catalogue: Catalogue,
    job: Job,
    context: dict,
    status: int = 200,
) -> HttpResponse:
    """Render a step inside the frame that all steps have."""
    labels = (_("Vad som ändras"), _("Förhandsgranskning"), _("Klart"))
    steps = [
        {
            "label": label,
            "state": "done" if step < number else "current" if step == number else "todo",
            # After approval there is no way back: the earlier steps are history.
            "url": _address(NAMES[step - 1], catalogue, job) if step < number < 3 else "",
        }
        for step, label in enumerate(labels, 1)
    ]
    values = {
        "programme": catalogue.programme,
        "catalogue": catalogue,
        "job": job,
        "steps": steps,
        "back": _back(catalogue, job),
        **context,
    }
    template = f"requirements_catalog/bulk_{NAMES[number - 1]}.html"
    return render(request, template, values, status=status)
