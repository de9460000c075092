"""Files of a baseline: each one that is handed out is recorded by its digest."""

import hashlib

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programmes.actions import start_job
from programmes.models import Job

from .models import Baseline, SealedFile

FILE_KIND = "baseline-file"


@transaction.atomic
def record_sealed_file(
    *, baseline: Baseline, format: str, name: str, content: bytes, by
) -> SealedFile:
    """Keep the SHA-256 of a file that was made of a baseline, so that it is known again.

    The file itself is not kept: it can be made anew, byte for byte.
    """
    made = SealedFile(
        baseline=baseline,
        format=format,
        name=name[:200],
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        made_by=by,
    )
    made.full_clean(exclude=["baseline", "made_by"])
    made.save()
    return made


def start_file_job(*, baseline: Baseline, format: str, label: str, by) -> Job:
    """Let the worker make a large file; the job's page hands it over when it is done."""
    return start_job(
        kind=FILE_KIND,
        programme=baseline.catalogue.programme,
        title=_("%(baseline)s som %(format)s") % {"baseline": baseline, "format": label},
        by=by,
        parameters={
            "baseline": baseline.pk,
            "format": format,
            "language": get_language() or "sv",
            "fetches_file": True,
        },
    )
