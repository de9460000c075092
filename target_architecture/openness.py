"""Whether an interface stands on open standards; the one place that says when.

It does when it has a standard and all of its standards are open: one that is not has to be bought
or asked for by whoever comes to either side.
"""

from django.db.models import Exists, OuterRef, Q

OPEN, CLOSED, MISSING = "open", "closed", "missing"


def openness_of(interface) -> str:
    """Of an interface whose standards have been read: OPEN, CLOSED, or MISSING without any."""
    standards = interface.standards.all()
    if not standards:
        return MISSING
    return OPEN if all(one.is_open for one in standards) else CLOSED


def with_openness(openness: str, interfaces) -> Q:
    """The same as a condition on interfaces; ``interfaces`` is their model."""
    own = interfaces.standards.through.objects.filter(interface=OuterRef("pk"))
    has_any, has_closed = Q(Exists(own)), Q(Exists(own.filter(standard__is_open=False)))
    return {OPEN: has_any & ~has_closed, CLOSED: has_closed, MISSING: ~has_any}[openness]
