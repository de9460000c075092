"""The published content of requirements: what is frozen, and how it is recognised.

A version holds every field that a reader of a document may see, extra columns included. Two
versions are the same exactly when the SHA-256 of their canonical JSON is the same.
"""

from collections.abc import Iterable

from common.canonical import digest
from common.history import chunks

from .cell_values import value_in
from .fields import BY_NAME
from .models import Requirement, RequirementVersion

# What to prefetch before the content of many requirements is read.
CONTENT_LINKS = ("modules", "needs", "standards")

TEXT_FIELDS = (
    "code",
    "title",
    "text",
    "kind",
    "motive",
    "verification",
    "answer_format",
    "answer_choices",
    "phase",
    "standard_reference",
    "law_reference",
)
# Fields that came later stand in the content only when they hold something, so that the digest of
# what was frozen before them is the same for ever.
LATER_FIELDS = (
    "verification_method",
    "verification_delivery",
    "verification_contract",
    "max_points",
    "max_value",
    "scale",
    "confidentiality",
    "integrity",
    "availability",
    "traceability",
    "suitability_assessment",
)


def published_content(requirement: Requirement) -> dict:
    """Every published field of a requirement as plain JSON; its links by code, sorted.

    Costs no query when ``modules``, ``needs`` and ``standards`` are prefetched (``CONTENT_LINKS``).
    """
    return {
        "uid": str(requirement.uid),
        "is_heading": requirement.is_heading,
        "is_minimum_requirement": requirement.is_minimum_requirement,
        **{name: getattr(requirement, name) for name in TEXT_FIELDS},
        "modules": sorted(module.code for module in requirement.modules.all()),
        "needs": sorted(need.code for need in requirement.needs.all()),
        **_later_content(requirement),
        "extra": {str(key): str(value) for key, value in requirement.extra.items()},
    }


def _later_content(requirement: Requirement) -> dict:
    """The later fields that hold something; numbers in their one text form."""
    found: dict = {name: value_in(requirement, BY_NAME[name]) for name in LATER_FIELDS}
    found["standards"] = sorted(standard.code for standard in requirement.standards.all())
    return {name: value for name, value in found.items() if value not in ("", None, [])}


def capture_versions(requirements: Iterable[Requirement], *, by) -> dict[int, RequirementVersion]:
    """The version of each requirement as it is now, by requirement key; unchanged ones are shared.

    Two that freeze the same text at the same instant get the same row: the insert passes over what
    the other has written meanwhile, and what is stored is read back.

    With ``modules`` and ``needs`` prefetched: one query for the versions known and, where any is
    new, one insert and one more query a chunk of 5,000 requirements (SQLite takes the insert in
    smaller pieces).
    """
    found: dict[int, RequirementVersion] = {}
    for chunk in chunks(requirements, 5000):
        contents = {row.pk: published_content(row) for row in chunk}
        digests = {pk: digest(content) for pk, content in contents.items()}
        known = _known(contents)
        new = [
            RequirementVersion(
                requirement_id=pk, digest=digests[pk], content=content, captured_by=by
            )
            for pk, content in contents.items()
            if (pk, digests[pk]) not in known
        ]
        if new:
            RequirementVersion.objects.bulk_create(new, ignore_conflicts=True)
            known |= _known([version.requirement_id for version in new])
        found |= {pk: known[pk, digests[pk]] for pk in contents}
    return found


def _known(keys: Iterable[int]) -> dict[tuple[int, str], RequirementVersion]:
    """Every stored version of some requirements, by requirement and digest; one query."""
    return {
        (version.requirement_id, version.digest): version
        for version in RequirementVersion.objects.filter(requirement__in=list(keys))
    }
