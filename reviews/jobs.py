"""The workbooks of all parties of a large referral, made by a job."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.access import permissions_in
from programmes.actions import start_job
from programmes.job_runner import JobProblem, JobResult, Progress, job_kind, runs_again
from programmes.models import Job
from programmes.roles import Permission

from .access import get_referral
from .models import ReviewRound
from .referral_out import ZIP_KIND, parties_of, zip_name, zip_of

# Whoever may still fetch it may also make it again.
KEPT_FOR = timedelta(days=7)


@job_kind(ZIP_KIND, keeps_file=KEPT_FOR)
def make_workbooks(job: Job, progress: Progress) -> JobResult:
    """Write every party's workbook into one file; parameters: round."""
    review = (
        ReviewRound.objects.for_list()
        .filter(catalogue__programme=job.programme, pk=job.parameters["round"])
        .first()
    )
    allowed = permissions_in(job.started_by, job.programme)
    if review is None or Permission.MANAGE_REVIEWS not in allowed:
        raise JobProblem(_("Remissen finns inte längre, eller så leder du den inte."))
    parties = parties_of(review)
    progress(0, len(parties), _("Skriver arbetsböckerna"))

    def told(done: int) -> None:
        progress.stop_if_cancelled()
        progress(done, len(parties), _("Skriver arbetsböckerna"))

    return JobResult(
        summary={_("Parter"): len(parties), _("Krav"): review.items.count()},
        file=zip_of(parties, told),
        file_name=zip_name(review),
    )


@runs_again(ZIP_KIND)
def make_workbooks_again(job: Job, user) -> str:
    """The same workbooks as they are now, for somebody who leads the referral."""
    get_referral(user, job.programme.slug, job.parameters["round"])
    again = start_job(
        kind=ZIP_KIND,
        programme=job.programme,
        title=job.title,
        by=user,
        parameters=job.parameters,
    )
    return reverse("programmes:job-detail", args=[again.uid])
