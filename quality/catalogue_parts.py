"""What the glossary and the linter show in the pages and documents of the catalogue."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from programmes.models import Programme
from requirements_catalog.models import Catalogue, Requirement
from requirements_catalog.registered_parts import (
    FORM,
    IMPORTED,
    READING,
    Definitions,
    Part,
    register,
    register_chapter,
    register_marker,
    register_reader,
)

from .drafts import remarks_on
from .glossary import TermMarker, terms_in
from .pairs import likest
from .reading import remarks_now


def _in_form(request: HttpRequest, catalogue: Catalogue, requirement: Requirement | None) -> dict:
    return {
        "catalogue": catalogue,
        "requirement": requirement,
        "remarks": remarks_now(requirement) if requirement and request.method != "POST" else [],
    }


def _while_reading(
    request: HttpRequest, catalogue: Catalogue, requirement: Requirement | None
) -> dict | None:
    remarks = remarks_now(requirement) if requirement else []
    if not remarks:
        return None
    return {"catalogue": catalogue, "requirement": requirement, "remarks": remarks}


def _likest(
    request: HttpRequest, catalogue: Catalogue, requirement: Requirement | None
) -> dict | None:
    pairs = likest(requirement) if requirement and not requirement.is_heading else []
    return {"requirement": requirement, "pairs": pairs} if pairs else None


def _of_catalogue(
    request: HttpRequest, catalogue: Catalogue, requirement: Requirement | None
) -> dict:
    return {"catalogue": catalogue}


def _definitions(programme: Programme, texts: Iterable[str]) -> Definitions | None:
    """The terms of the glossary that the texts use."""
    rows = [(term.term, term.definition, term.source) for term in terms_in(programme, texts)]
    return Definitions(_("Definitioner"), rows)


register(Part(FORM, "quality/_form_remarks.html", _in_form))
register(Part(READING, "quality/_reading_remarks.html", _while_reading))
register(Part(IMPORTED, "quality/_import_link.html", _of_catalogue))
register_marker(TermMarker)
register_reader(remarks_on)
register_chapter(_definitions)
register(Part(READING, "quality/_reading_pairs.html", _likest, order=110))
