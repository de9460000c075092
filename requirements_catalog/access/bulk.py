"""Loader of a bulk change that a person has begun."""

from django.http import Http404

from programmes.access import get_job
from programmes.models import Job
from programmes.roles import Permission

from ..models import Catalogue
from .catalogues import get_catalogue

BULK_KIND = "bulk-change"


def get_bulk(user, programme_slug: str, slug: str, uid) -> tuple[Catalogue, Job]:
    """The catalogue and the job of a bulk change: 404 to all but the one who began it, 403 to one
    whose role no longer edits. A job of another kind or catalogue is 404 too.
    """
    job = get_job(user, uid)
    catalogue = get_catalogue(user, programme_slug, slug, needs=Permission.EDIT_REQUIREMENTS)
    if job.kind != BULK_KIND or job.parameters.get("catalogue") != catalogue.pk:
        raise Http404
    return catalogue, job
