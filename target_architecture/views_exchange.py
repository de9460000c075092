"""The steps of taking an architecture in, and taking one out: ArchiMate's exchange file."""

import json
from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.archimate import Model, read_archimate
from common.views import read_or_write, sent_file
from programmes.access import get_programme
from programmes.choices import JobState
from programmes.job_runner import worker_is_alive
from programmes.models import Job, Programme
from programmes.roles import Permission
from requirements_catalog.actions.prepared import NotAsShown

from . import actions
from .access import begun_imports, get_import
from .actions_exchange import ArchitectureChanged, undo_architecture
from .exchange.mapping import first_mapping
from .exchange.outgoing import archimate_file
from .exchange.plan import CREATED, REFUSED, UNCHANGED, UPDATED, plan_of
from .forms_exchange import ExchangeFileForm, MappingForm

PER_PAGE = 50
BEGUN_SHOWN = 5
UNREAD = "unread"
# So many of each type are shown of what is left out.
MOST_UNREAD = 200


@require_safe
def exchange_export(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The whole architecture as a file."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    return sent_file(
        archimate_file(programme), "application/xml", f"{programme.slug}-archimate.xml"
    )


@read_or_write
def exchange_file(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Step 1: a file is uploaded, checked and kept."""
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    form = ExchangeFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = ExchangeFileForm(request.POST, request.FILES)
        if form.is_valid():
            job = actions.begin_import(
                programme=programme,
                content=form.content,
                file_name=form.file_name,
                mapping=first_mapping(form.model),
                by=request.user,
            )
            return _to("mapping", programme, job)
    begun = [
        (job, _address("mapping", programme, job))
        for job in begun_imports(request.user, programme)[:BEGUN_SHOWN]
    ]
    return _page(request, "file", 1, programme, None, {"form": form, "begun": begun})


@read_or_write
def exchange_mapping(request: HttpRequest, programme_slug: str, uid) -> HttpResponse:
    """Step 2: what each type of element and relationship becomes."""
    programme, job = get_import(request.user, programme_slug, uid)
    if job.state != JobState.PREPARED:
        return _to("done", programme, job)
    model = _model(job)
    form = MappingForm(request.POST or None, model=model, initial=job.parameters["mapping"])
    if request.method == "POST" and form.is_valid():
        actions.choose_mapping(job=job, mapping=form.cleaned_data)
        return _to("preview", programme, job)
    return _page(request, "mapping", 2, programme, job, {"form": form, "model": model})


@read_or_write
def exchange_preview(request: HttpRequest, programme_slug: str, uid) -> HttpResponse:
    """Step 3: what would happen to each row; approved, it is written by a job."""
    programme, job = get_import(request.user, programme_slug, uid)
    if job.state != JobState.PREPARED:
        return _to("done", programme, job)
    model = _model(job)
    plan = plan_of(programme, model, job.parameters["mapping"])
    error = ""
    if request.method == "POST":
        try:
            if request.POST.get("seen") != plan.digest:
                raise NotAsShown
            actions.keep_digest(job=job, digest=plan.digest)
            actions.approve_import(job=job, seen=plan.digest)
            return _to("done", programme, job)
        except NotAsShown as changed:
            error = str(changed)
    report = plan.as_json()
    outcome = request.GET.get("outcome", "")
    if outcome not in (CREATED, UPDATED, UNCHANGED, REFUSED, UNREAD):
        outcome = ""
    touched = [row for row in report["rows"] if row["outcome"] != UNCHANGED]
    rows = [row for row in report["rows"] if row["outcome"] == outcome] if outcome else touched
    context = {
        "tiles": _tiles(_counts(report), outcome),
        "outcome": outcome,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "is_empty": not report["rows"],
        "unread": _by_type(report[UNREAD]),
        "model": model,
        "writes": any(row["outcome"] in (CREATED, UPDATED) for row in report["rows"]),
        "seen": plan.digest,
        "error": error,
    }
    return _page(request, "preview", 3, programme, job, context, 409 if error else 200)


@require_safe
def exchange_done(request: HttpRequest, programme_slug: str, uid) -> HttpResponse:
    """Step 4: progress while it is written, then what came of it."""
    programme, job = get_import(request.user, programme_slug, uid)
    if job.state == JobState.PREPARED:
        return _to("preview", programme, job)
    context: dict = {"no_worker": not job.is_finished and not worker_is_alive()}
    if job.state == JobState.DONE:
        context |= {"tiles": _tiles(job.result), "unread": _by_type(_report(job)[UNREAD])}
    return _page(request, "done", 4, programme, job, context)


@read_or_write
def exchange_undo(request: HttpRequest, programme_slug: str, uid) -> HttpResponse:
    """Take an import back as one, once asked; what was changed since stays, and is named."""
    programme, job = get_import(request.user, programme_slug, uid)
    if job.state != JobState.DONE or job.result.get("is_undone"):
        return _to("done", programme, job)
    written = _report(job)["written"]
    if request.method != "POST":
        context = {
            "created": sum(entry["is_new"] for entry in written),
            "changed": sum(not entry["is_new"] for entry in written),
        }
        return _page(request, "undo", 4, programme, job, context)
    try:
        left = undo_architecture(job=job, programme=programme, written=written, by=request.user)
    except ArchitectureChanged:
        messages.error(
            request,
            _(
                "Importen är inte ångrad: någon började använda en av raderna i samma stund. "
                "Ångra igen, så ligger den raden kvar och räknas upp."
            ),
        )
        return _to("undo", programme, job)
    messages.success(request, _("Importen är ångrad."))
    if left:
        messages.warning(
            request,
            _("Detta har ändrats eller används sedan dess och ligger kvar: %(names)s")
            % {"names": ", ".join(left[:20])},
        )
    return _to("done", programme, job)


# ---------------------------------------------------------------- what the steps share


def _model(job: Job) -> Model:
    with job.input_file.open("rb") as file:
        return read_archimate(file.read(), job.input_name)


def _report(job: Job) -> dict:
    if not job.result_file:
        return {"written": [], UNREAD: []}
    with job.result_file.open("rb") as file:
        return json.load(file)


def _by_type(unread: list[dict]) -> list[dict]:
    """What is left out, type by type as the file has them; of each so many are shown."""
    by_type: dict[str, list[dict]] = {}
    for one in unread:
        by_type.setdefault(one["type"], []).append(one)
    return [
        {
            "type": name,
            "count": len(rows),
            "rows": rows[:MOST_UNREAD],
            "whys": list(dict.fromkeys(one["why"] for one in rows)),
        }
        for name, rows in by_type.items()
    ]


def _counts(report: dict) -> dict:
    return {
        **Counter(row["outcome"] for row in report["rows"]),
        UNREAD: len(report[UNREAD]),
    }


def _tiles(counts: dict, shown: str | None = None) -> list[dict]:
    """The outcomes; where one of them is shown by an address, each leads to its own."""
    tiles: list[dict] = [
        {"label": _("nya"), "kind": "met", "name": CREATED},
        {"label": _("ändrade"), "kind": "attention", "name": UPDATED},
        {"label": _("oförändrade"), "name": UNCHANGED},
        {"label": _("avvisade"), "kind": "refused", "name": REFUSED},
        {"label": _("läses inte in"), "name": UNREAD},
    ]
    for tile in tiles:
        name = tile.pop("name")
        tile["value"] = str(counts.get(name, 0))
        if shown is not None:
            tile |= {
                "url": "#unread-title" if name == UNREAD else f"?outcome={name}",
                "is_current": name == shown,
            }
    return tiles


def _to(name: str, programme: Programme, job: Job) -> HttpResponse:
    return redirect(_address(name, programme, job))


def _address(name: str, programme: Programme, job: Job | None) -> str:
    keys = [programme.slug] if job is None or name == "file" else [programme.slug, job.uid]
    return reverse(f"target_architecture:exchange-{name}", args=keys)


def _page(
    request: HttpRequest,
    name: str,
    number: int,
    programme: Programme,
    job: Job | None,
    context: dict,
    status: int = 200,
) -> HttpResponse:
    form = context.get("form")
    if form is not None and form.errors:
        status = 422
    names = ("file", "mapping", "preview", "done")
    labels = (_("Fil"), _("Vad typerna blir"), _("Förhandsgranskning"), _("Klart"))
    steps = [
        {
            "label": label,
            "state": "done" if step < number else "current" if step == number else "todo",
            "url": _address(names[step - 1], programme, job) if step < number < 4 else "",
        }
        for step, label in enumerate(labels, 1)
    ]
    values = {"programme": programme, "job": job, "steps": steps, **context}
    return render(request, f"target_architecture/exchange_{name}.html", values, status=status)
