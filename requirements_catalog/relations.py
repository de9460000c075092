"""How requirements stand to each other, read from either end, and how the other end is found."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.ordering import natural

from .choices import RelationKind
from .models import Requirement, RequirementRelation

# The same relation read from its target.
FROM_TARGET = {
    RelationKind.REFINES: gettext_lazy("preciseras av"),
    RelationKind.DEPENDS_ON: gettext_lazy("förutsätts av"),
    RelationKind.CONFLICTS_WITH: gettext_lazy("står i strid med"),
    RelationKind.DERIVED_FROM: gettext_lazy("har gett upphov till"),
    RelationKind.CORRESPONDS_TO: gettext_lazy("motsvarar"),
}
# What says the same thing from both ends stands once.
MUTUAL = (RelationKind.CONFLICTS_WITH, RelationKind.CORRESPONDS_TO)
MOST_PROPOSED = 12


@dataclass(frozen=True)
class Related:
    """A relation as it is read from one of its two requirements."""

    relation: RequirementRelation
    words: str
    other: Requirement


def words_for(kind: str, *, from_source: bool) -> str:
    """What the relation is called, read from its source or from its target."""
    known = RelationKind(kind)
    return str(known.label if from_source else FROM_TARGET[known])


def relations_of(requirement: Requirement) -> list[Related]:
    """Both directions, those that the requirement itself states first; one query."""
    own = RequirementRelation.objects.filter(Q(source=requirement) | Q(target=requirement))
    rows = own.select_related("source__catalogue", "target__catalogue").order_by("kind", "pk")
    found = []
    for row in rows:
        is_source = row.source_id == requirement.pk
        other = row.target if is_source else row.source
        found.append(Related(row, words_for(row.kind, from_source=is_source), other))
    return sorted(found, key=lambda one: one.relation.source_id != requirement.pk)


def candidates(requirement: Requirement, text: str) -> list[tuple[str, str]]:
    """(what to write, title) of live requirements of the programme that the text may mean."""
    text = text.strip()
    if not text or "\x00" in text:
        return []
    rows = _possible(requirement).filter(Q(code__icontains=text) | Q(title__icontains=text))
    rows = rows.select_related("catalogue").order_by(natural("code"), "pk")[:MOST_PROPOSED]
    return [(name_of(row, requirement), row.title or row.text[:80]) for row in rows]


def name_of(row: Requirement, seen_from: Requirement) -> str:
    """The code, with its catalogue when that is another one."""
    is_own = row.catalogue_id == seen_from.catalogue_id
    return row.code if is_own else f"{row.code} ({row.catalogue.name})"


def requirement_named(requirement: Requirement, text: str) -> Requirement:
    """The requirement that somebody means by a code; ValidationError that says what to write.

    The own catalogue goes first; a code that several other catalogues have needs the catalogue's
    name in brackets, as ``name_of`` writes it.
    """
    text = text.strip()
    rows = _possible(requirement)
    own = rows.filter(catalogue=requirement.catalogue_id, code=text).first()
    if own:
        return own
    found = list(rows.filter(code=text).select_related("catalogue")[:5])
    if not found and text.endswith(")") and " (" in text:
        code, _space, name = text[:-1].rpartition(" (")
        found = list(rows.filter(code=code, catalogue__name=name)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise ValidationError(
            _("Krav-id:t finns i flera kataloger. Skriv ett av: %(names)s.")
            % {"names": ", ".join(name_of(row, requirement) for row in found)}
        )
    raise ValidationError(_("Inget gällande krav i programmet har det id:t."))


def _possible(requirement: Requirement) -> QuerySet[Requirement]:
    programme = requirement.catalogue.programme_id
    rows = Requirement.objects.filter(catalogue__programme=programme).requirements().live()
    return rows.exclude(pk=requirement.pk).exclude(code="")
