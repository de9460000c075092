"""What the linter remarks on one requirement, where it is read and while it is written."""

from collections.abc import Mapping
from typing import Any

from requirements_catalog.models import Catalogue, Requirement

from .judging import READ_FIELDS, Judge, Remark, linter, subjects_of
from .models import AcceptedFinding, CatalogueCheck, Finding

MOST_LETTERS = 20_000


def remarks_now(requirement: Requirement) -> list[Remark]:
    """The open remarks on a requirement as it stands.

    Those that are stored, two queries, unless it was written after the last look: then it is
    looked at, and nothing is stored.
    """
    check = CatalogueCheck.objects.filter(catalogue=requirement.catalogue_id).first()
    if check and requirement.changed_at < check.checked_at:
        found = Finding.objects.filter(requirement=requirement).open().order_by("field", "start")
        return [_as_remark(finding) for finding in found]
    for _key, subject in subjects_of([requirement.pk]):
        return _open(Judge(requirement.catalogue).judge(subject), requirement)
    return []


def remarks_on_typed(
    catalogue: Catalogue,
    requirement: Requirement | None,
    typed: Mapping[str, str],
    modules,
    standards,
) -> list[Remark]:
    """The open remarks on what stands in the form, saved or not."""
    held: dict[str, Any] = {name: str(typed.get(name, ""))[:MOST_LETTERS] for name in READ_FIELDS}
    held |= {
        "is_heading": False,
        "is_minimum_requirement": bool(typed.get("is_minimum_requirement")),
        "modules": tuple(modules),
        "standards": tuple(standards),
    }
    if held["kind"] not in linter.EVERY_KIND:
        held["kind"] = linter.MANDATORY
    if not held["text"].strip():
        return []
    return _open(Judge(catalogue).judge(linter.Subject(**held)), requirement)


def _open(remarks: list[Remark], requirement: Requirement | None) -> list[Remark]:
    """Without those that have been accepted; one query where there are any."""
    if not remarks or requirement is None:
        return remarks
    accepted = set(
        AcceptedFinding.objects.filter(requirement=requirement).values_list("rule", "fingerprint")
    )
    return [remark for remark in remarks if (remark.rule, remark.fingerprint) not in accepted]


def _as_remark(finding: Finding) -> Remark:
    return Remark(**{name: getattr(finding, name) for name in Remark.__dataclass_fields__})
