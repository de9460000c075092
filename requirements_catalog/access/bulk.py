"""Loader of a bulk change that a person has begun, and what it may do."""

from django.http import Http404

from programmes.access import get_job
from programmes.models import Job
from programmes.roles import Permission

from ..models import Catalogue
from .catalogues import get_catalogue

BULK_KIND = "bulk-change"
# What a bulk change may do that asks for something else than to edit.
APPROVE, SEND_BACK = "approve", "send_back"
_NEEDS = {
    APPROVE: Permission.APPROVE_REQUIREMENTS,
    SEND_BACK: Permission.SEND_BACK_REQUIREMENTS,
}


def needs_of(act: str) -> Permission:
    """What somebody must be allowed who makes a bulk change of this sort."""
    return _NEEDS.get(act, Permission.EDIT_REQUIREMENTS)


def get_bulk(user, programme_slug: str, slug: str, uid) -> tuple[Catalogue, Job]:
    """The catalogue and the job of a bulk change: 404 to all but the one who began it, 403 to one
    whose role no longer edits or approves. A job of another kind or catalogue is 404 too.
    """
    job = get_job(user, uid)
    catalogue = get_catalogue(user, programme_slug, slug, needs=Permission.SEND_BACK_REQUIREMENTS)
    if job.kind != BULK_KIND or job.parameters.get("catalogue") != catalogue.pk:
        raise Http404
    return catalogue, job
