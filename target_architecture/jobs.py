"""Long work of the architecture: an import that is approved."""

import json
from collections import Counter

from django.urls import reverse
from django.utils.translation import gettext as _

from common.archimate import read_archimate
from common.workbooks import WorkbookRefused
from programmes.job_runner import JobProblem, JobResult, Progress, job_kind
from programmes.models import Job
from programmes.roles import Permission

from .access import IMPORT_KIND, programme_of
from .actions import ArchitectureChanged, RowRefused, write_architecture
from .exchange.plan import CREATED, REFUSED, UNCHANGED, UPDATED


@job_kind(IMPORT_KIND)
def import_architecture(job: Job, progress: Progress) -> JobResult:
    """Write an import that a person has looked through; the report is the job's file."""
    programme = programme_of(job, needs=Permission.EDIT_REQUIREMENTS)
    progress(0, 2, _("Läser filen"))
    with job.input_file.open("rb") as file:
        content = file.read()
    try:
        model = read_archimate(content, job.input_name)
        progress(1, 2, _("Skriver"))
        report = write_architecture(
            programme=programme,
            model=model,
            mapping=job.parameters["mapping"],
            expected=job.parameters.get("digest", ""),
            by=job.started_by,
            reason=_("Import ur %(file)s") % {"file": job.input_name},
        )
    except ArchitectureChanged as error:
        raise JobProblem(
            _("Arkitekturen har ändrats sedan du granskade importen. Inget har sparats. "
              "Ladda upp filen och granska den igen.")
        ) from error  # fmt: skip
    except RowRefused as error:
        raise JobProblem(_("Inget har sparats. %(why)s") % {"why": error}) from error
    except WorkbookRefused as error:
        raise JobProblem(str(error)) from error
    counts = Counter(row["outcome"] for row in report["rows"])
    return JobResult(
        summary={
            **{name: counts[name] for name in (CREATED, UPDATED, UNCHANGED, REFUSED)},
            "unread": len(report["unread"]),
        },
        file=json.dumps(report, ensure_ascii=False).encode(),
        file_name="arkitekturimport.json",
        url=reverse("target_architecture:exchange-done", args=[programme.slug, job.uid]),
    )
