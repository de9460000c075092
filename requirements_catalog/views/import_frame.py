"""The frame that all steps of an import have: where one is, and the way back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.choices import JobState
from programmes.models import Job

from ..actions.import_steps import check_import
from ..imports.files import JSON, REQIF
from ..models import Catalogue

NAMES = ("import", "import-sheet", "import-columns", "import-preview", "import-done")


def is_approved(job: Job) -> bool:
    """Whether the person has gone past the preview: there is no way back."""
    return job.state != JobState.PREPARED


def to_step(name: str, catalogue: Catalogue, job: Job) -> HttpResponse:
    """Send the browser to a step."""
    return redirect(step_address(name, catalogue, job))


def start_check(catalogue: Catalogue, job: Job, back: str) -> HttpResponse:
    """Have a job work out what a large file would do, and wait for it.

    ``back`` is the step to go to when it cannot be done.
    """
    check_import(job=job, by=job.started_by, back=step_address(back, catalogue, job))
    return to_step("import-wait", catalogue, job)


def step_address(name: str, catalogue: Catalogue, job: Job | None) -> str:
    """Where a step is; the first is there before the job."""
    arguments = [catalogue.programme.slug, catalogue.slug]
    if job is not None and name != "import":
        arguments.append(job.uid)
    return reverse(f"requirements_catalog:requirement-{name}", args=arguments)


def step_page(
    request: HttpRequest,
    name: str,
    number: int,
    catalogue: Catalogue,
    job: Job | None,
    context: dict,
    form=None,
    status: int = 200,
) -> HttpResponse:
    """Render a step inside the frame that all steps have."""
    if form is not None and form.errors:
        status = 422
    labels = (
        _("Fil"), _("Blad och rubrikrad"), _("Kolumner"), _("Förhandsgranskning"), _("Klart"),
    )  # fmt: skip
    # After approval there is no way back: the earlier steps are history.
    steps = [
        {
            "label": label,
            "state": "done" if step < number else "current" if step == number else "todo",
            "url": step_address(NAMES[step - 1], catalogue, job) if step < number < 5 else "",
        }
        for step, label in enumerate(labels, 1)
    ]
    kind = job.parameters.get("file_kind") if job is not None else ""
    if kind == REQIF:
        steps[2]["label"] = _("Attribut")
    # A ReqIF file has neither sheets nor header rows, and a JSON file nothing to choose at all.
    left_out = {REQIF: 1, JSON: 2}.get(kind, 0)
    del steps[1 : 1 + left_out]
    number = max(1, number - left_out) if number > 1 else 1
    values = {
        "programme": catalogue.programme,
        "catalogue": catalogue,
        "job": job,
        "steps": steps,
        "back": steps[number - 2]["url"] if 1 < number < len(steps) else "",
        **context,
    }
    return render(request, f"requirements_catalog/import_{name}.html", values, status=status)
