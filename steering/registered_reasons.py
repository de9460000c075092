"""Which high risks may be without a requirement: an app to the right keeps the reasons.

It registers in a module named ``steering_parts.py``, found when the site starts.
"""

from collections.abc import Callable

from django.db.models import Exists, Q

NOBODY = Q(pk__in=())

# ``build()`` is the condition on a risk that somebody has said why it may be without.
REASONS: list[Callable[[], Exists]] = []


def register(build: Callable[[], Exists]) -> None:
    """Add a condition."""
    REASONS.append(build)


def may_lack() -> Q:
    """Whether a risk may be without a requirement, for a query of risks."""
    return Q(*(Q(build()) for build in REASONS), _connector=Q.OR) if REASONS else NOBODY
