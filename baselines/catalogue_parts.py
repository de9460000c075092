"""What is suspect about a requirement, and what its origin has changed, where it is read."""

from django.http import HttpRequest

from requirements_catalog.models import Catalogue, Requirement
from requirements_catalog.registered_parts import READING, Part, register

from .actions_suspects import refresh_suspicions
from .origins import copy_relations, read_copies
from .suspects import prepare, standing_of

MOST_SHOWN = 5


def _suspicions(
    request: HttpRequest, catalogue: Catalogue, requirement: Requirement | None
) -> dict | None:
    if requirement is None or requirement.is_heading:
        return None
    refresh_suspicions(programme=catalogue.programme)
    found = list(standing_of(requirement))
    if not found:
        return None
    prepare(found)
    return {
        "catalogue": catalogue,
        "requirement": requirement,
        "suspicions": found[:MOST_SHOWN],
        "more": len(found) - MOST_SHOWN,
    }


def _origins(
    request: HttpRequest, catalogue: Catalogue, requirement: Requirement | None
) -> dict | None:
    if requirement is None or requirement.is_heading:
        return None
    relations = copy_relations(catalogue).filter(source=requirement)
    # Most requirements are no copies: one query for them.
    if not relations.exists():
        return None
    copies = read_copies(catalogue, relations)
    return {"catalogue": catalogue, "copies": copies} if copies else None


register(Part(READING, "baselines/_reading_suspicions.html", _suspicions, order=50))
register(Part(READING, "baselines/_reading_origins.html", _origins, order=60))
