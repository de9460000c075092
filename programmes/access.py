"""Loaders that decide what a person may touch in a programme.

A stranger gets 404, so that nobody learns what exists; a member with the wrong role gets 403.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from .models import Job, Organisation, Programme
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


def other_programmes(organisation: Organisation, programme: Programme) -> list[Programme]:
    """The programmes that it takes part in besides this one; one query."""
    found = Programme.objects.filter(participations__organisation=organisation)
    return list(found.exclude(pk=programme.pk))


def may_change_organisation(user, programme: Programme, organisation: Organisation) -> bool:
    """Whether the person leads this programme and every other that it takes part in.

    What an organisation is, such as how many live there, is the same in all of them.
    """
    programmes = [programme, *other_programmes(organisation, programme)]
    return all(Permission.EDIT_PROGRAMME in permissions_in(user, one) for one in programmes)


def get_organisation(user, programme: Programme, pk: int) -> Organisation:
    """An organisation to change, from a programme that has been loaded with permission.

    404 for one that takes part only in other programmes, 403 for one that takes part in another
    that the person does not lead. One that takes part nowhere, such as a municipality that buys by
    power of attorney, is changed from any programme.
    """
    organisation = Organisation.objects.filter(pk=pk).first()
    if organisation is None:
        raise Http404
    is_own = organisation.participations.filter(programme=programme).exists()
    if not is_own and other_programmes(organisation, programme):
        raise Http404
    if not may_change_organisation(user, programme, organisation):
        raise PermissionDenied
    return organisation
