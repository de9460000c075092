"""When an assessment of lock-in is from before something that it should have weighed.

What that is, apps to the right know: a supplier has got a new owner, say. They register in a module
named ``outdated_assessments.py``, found when the site starts.
"""

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Q

from requirements_catalog.choices import SuitabilityAssessment

# What was said once, and may be so no more.
_SAID = (SuitabilityAssessment.DONE, SuitabilityAssessment.NOT_NEEDED)
_HAPPENED: list[Callable[[], Q]] = []


def register(happened: Callable[[], Q]) -> None:
    """Add a condition on assessments: that something has happened since the day that they have."""
    _HAPPENED.append(happened)


def is_outdated() -> Q:
    """The condition that what an assessment says of suitability is from before such a thing.

    One that says nothing, or that it is still to be done, is not outdated.
    """
    happened = reduce(or_, (one() for one in _HAPPENED), Q(pk__in=()))
    return Q(suitability_assessment__in=_SAID) & happened
