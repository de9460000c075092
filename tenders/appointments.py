"""Who reads the tenders of a procurement by appointment, not by role (OSL 19:3, LOU 12:8–12:10).

The role of evaluator says that somebody may be appointed, never to what. What a person is
appointed to is known by an app to the right, which registers in its ``tender_appointments.py``,
found by itself at start::

    register(lambda user: Procurement.objects.filter(evaluation__assignments__user=user))

As long as nobody registers, nobody reads anything by appointment.
"""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from programmes.roles import Permission, roles_with

# What an appointment gives in that procurement; prices and results are never among it.
BY_APPOINTMENT = frozenset({Permission.VIEW_TENDERS, Permission.VIEW_EVALUATION})

# From a person to a queryset of the procurements that the person is appointed to.
Finder = Callable[[object], QuerySet]
FINDERS: list[Finder] = []


def register(find: Finder) -> None:
    """Let an app tell what people are appointed to."""
    FINDERS.append(find)


def readable(user, needs: Permission, *, programme: str, procurement: str) -> Q:
    """The condition for rows that the person may read, by role or by appointment.

    ``programme`` and ``procurement`` are the rows' paths to these. An appointment counts only
    while the person still holds a role that may be appointed.
    """
    by_role = user.memberships.filter(role__in=roles_with(needs)).values("programme")
    found = Q((f"{programme}__in", by_role))
    if needs in BY_APPOINTMENT:
        may_be = user.memberships.filter(role__in=roles_with(Permission.SCORE)).values("programme")
        for find in FINDERS:
            own = find(user).filter(programme__in=may_be)
            found |= Q((f"{procurement}__in", own.values("pk")))
    return found


def appointed_to(user) -> dict[int, int]:
    """Procurements that the person is appointed to, with their programmes, by key.

    Remembered for the length of the request, as permissions are.
    """
    remembered = user.__dict__.get("_tender_appointments")
    if remembered is None:
        remembered = {}
        for find in FINDERS:
            remembered.update(find(user).values_list("pk", "programme"))
        user.__dict__["_tender_appointments"] = remembered
    return remembered
