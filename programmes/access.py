"""Loaders that decide what a person may touch in a programme.

A stranger gets 404, so that nobody learns what exists; a member with the wrong role gets 403.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from .models import Job, Programme
from .roles import Permission, permissions_of


def permissions_in(user, programme) -> frozenset[Permission]:
    """What the person may do in the programme; remembered for the length of the request."""
    remembered = user.__dict__.setdefault("_programme_permissions", {})
    if programme.pk not in remembered:
        roles = set(user.memberships.filter(programme=programme).values_list("role", flat=True))
        remembered[programme.pk] = permissions_of(roles)
    return remembered[programme.pk]


def check(user, programme, needs: Permission) -> None:
    """Raise Http404 to one who is no member, PermissionDenied to one with the wrong role."""
    allowed = permissions_in(user, programme)
    if not allowed:
        raise Http404
    if needs not in allowed:
        raise PermissionDenied


def get_programme(user, slug: str, *, needs: Permission = Permission.VIEW) -> Programme:
    """The only way a view gets a programme: 404 to strangers, 403 to the wrong role."""
    programme = Programme.objects.filter(slug=slug).first()
    if programme is None or not user.is_authenticated:
        raise Http404
    check(user, programme, needs)
    return programme


def get_job(user, uid) -> Job:
    """The only way a view gets a job: 404 to everybody but the one who started it."""
    job = (
        Job.objects.visible_to(user).select_related("programme", "started_by").filter(uid=uid)
    ).first()
    if job is None:
        raise Http404
    return job
