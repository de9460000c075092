"""Which of our kinds of relation the types of a ReqIF file are."""

from collections import defaultdict

from common.reqif import Document

from ..choices import RelationKind
from ..import_core.words import normalise

# Part of a type's name → kind, the surest first; what no word tells corresponds.
_WORDS = (
    ("conflict", RelationKind.CONFLICTS_WITH),
    ("contradict", RelationKind.CONFLICTS_WITH),
    ("strid", RelationKind.CONFLICTS_WITH),
    ("deriv", RelationKind.DERIVED_FROM),
    ("härle", RelationKind.DERIVED_FROM),
    ("refine", RelationKind.REFINES),
    ("elaborat", RelationKind.REFINES),
    ("precis", RelationKind.REFINES),
    ("depend", RelationKind.DEPENDS_ON),
    ("requires", RelationKind.DEPENDS_ON),
    ("förutsätt", RelationKind.DEPENDS_ON),
)


def kind_of_relation(name: str) -> str:
    """The kind of relation that a type's name means."""
    plain = normalise(name)
    return next((kind for word, kind in _WORDS if word in plain), RelationKind.CORRESPONDS_TO)


def kinds_of_relations(document: Document) -> dict[str, str]:
    """Type → kind, for every type of relation there is; a type nobody describes corresponds."""
    named = {key: one.get("LONG-NAME", "") for key, one in document.types.items()}
    kinds: dict[str, str] = defaultdict(lambda: RelationKind.CORRESPONDS_TO)
    kinds.update({key: kind_of_relation(name) for key, name in named.items()})
    return kinds
