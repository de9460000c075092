"""What a job concerns and what it wrote, for the person who started it or begins it again."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from programmes.job_runner import JobProblem
from programmes.models import Job
from programmes.roles import Permission

from ..models import Catalogue, ChangeSet
from .catalogues import get_catalogue


def get_catalogue_of(user, job: Job, *, needs: Permission) -> Catalogue:
    """The catalogue of a job: 404 to strangers, 403 to the wrong role."""
    stored = get_object_or_404(Catalogue, pk=job.parameters["catalogue"], programme=job.programme)
    return get_catalogue(user, job.programme.slug, stored.slug, needs=needs)


def catalogue_of(job: Job, *, needs: Permission) -> Catalogue:
    """The catalogue, when the work begins: rights may have changed since the job was queued.

    Raises JobProblem when the one who started it may no longer do it.
    """
    try:
        return get_catalogue_of(job.started_by, job, needs=needs)
    except PermissionDenied as error:
        raise JobProblem(_("Din roll i programmet räcker inte längre för det här.")) from error
    except Http404 as error:
        raise JobProblem(_("Du har inte längre tillgång till katalogen.")) from error


def change_set_of(job: Job) -> ChangeSet | None:
    """What a job wrote, for the one who started it; None when it cannot be taken back as one."""
    uid = job.result.get("change_set")
    if not uid:
        return None
    return ChangeSet.objects.filter(uid=uid, made_by=job.started_by_id).defer("cells").first()
