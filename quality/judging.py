"""From stored requirements to what the linter remarks on them, with a catalogue's own settings."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from common.canonical import digest
from common.history import chunks
from quality.linter import models as linter
from quality.linter.linting import BY_CODE, lint
from requirements_catalog.models import (
    Catalogue,
    Requirement,
    RequirementModule,
    RequirementStandard,
)

from .models import Finding, RuleSetting, Term

READ_AT_ONCE = 2000
# What the linter reads of a row, under the same names as in the model.
READ_FIELDS = (
    "code", "title", "text", "kind", "is_heading", "motive", "verification",
    "verification_method", "answer_format", "phase", "standard_reference", "law_reference",
    "is_minimum_requirement",
)  # fmt: skip


@dataclass(frozen=True)
class Remark:
    """A remark as it is stored and shown: where it stands, what it says, what it is known by."""

    rule: str
    severity: str
    field: str
    start: int
    end: int
    words: str
    message_sv: str
    message_en: str
    fingerprint: str

    @property
    def message(self) -> str:
        """What it says, in the reader's language."""
        return self.message_sv if is_swedish() else self.message_en

    @property
    def about(self) -> dict:
        """What people read of its rule."""
        return rule_texts(self.rule)


class Judge:
    """Looks at the requirements of one catalogue; make one for many of them: it remembers.

    Six queries, whatever the catalogue holds.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        own = list(catalogue.rule_settings.all())
        self.severities = {one.rule: one.severity for one in own if one.severity}
        self.context = _context(catalogue, own)

    @property
    def basis(self) -> str:
        """A digest of all that decides beside the texts: rules, settings, glossary, codes."""
        context = self.context
        return digest(
            {
                "linter": _linter_digest(),
                "severities": self.severities,
                "terms": [asdict(term) for term in context.terms],
                "codes": sorted(context.codes or ()),
                "standards": list(context.standards),
                "modules": list(context.modules),
                "rules": {
                    code: [one.is_muted, {name: _plain(v) for name, v in one.parameters.items()}]
                    for code, one in context.rules.items()
                },
            }
        )

    def judge(self, subject: linter.Subject) -> list[Remark]:
        """What the linter remarks on a requirement, in the order of its fields and words."""
        return [self._remark(found, subject) for found in lint(subject, self.context)]

    def _remark(self, found: linter.Finding, subject: linter.Subject) -> Remark:
        return Remark(
            rule=found.rule,
            severity=self.severities.get(found.rule, found.severity),
            field=found.field,
            start=found.start,
            end=found.end,
            words=found.words,
            message_sv=found.message("sv"),
            message_en=found.message("en"),
            fingerprint=_fingerprint(found, subject),
        )


def is_swedish() -> bool:
    """Whether the reader reads Swedish."""
    return (get_language() or "sv").split("-")[0] == "sv"


def words_of(wording: linter.Wording) -> str:
    """A text of the linter in the reader's language."""
    return wording.in_language("sv" if is_swedish() else "en")


def rule_named(code: str) -> linter.Rule | None:
    """A rule of the linter; None for one that there is no longer."""
    return BY_CODE.get(code)


def rule_texts(code: str) -> dict:
    """What people read of a rule, in their language; its code alone when there is none now."""
    rule = rule_named(code)
    if rule is None:
        return {"code": code, "name": code}
    return {
        "code": code,
        "name": words_of(rule.name),
        "explanation": words_of(rule.explanation),
        "poor": rule.poor,
        "good": rule.good,
        "sources": rule.sources,
    }


def subjects_of(keys: Sequence[int]) -> Iterator[tuple[int, linter.Subject]]:
    """(key, requirement as the linter reads it) of those that are live; 3 queries a 2,000."""
    for chunk in chunks(keys, READ_AT_ONCE):
        modules = _codes_of(RequirementModule, "module__code", chunk)
        standards = _codes_of(RequirementStandard, "standard__code", chunk)
        found = Requirement.objects.filter(pk__in=chunk).live().order_by("position")
        for row in found.values("pk", *READ_FIELDS):
            key = row.pop("pk")
            yield key, linter.Subject(modules=modules[key], standards=standards[key], **row)


def _codes_of(model, path: str, keys: Iterable[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    links = model.objects.filter(requirement__in=keys).order_by("pk")
    for key, code in links.values_list("requirement", path):
        found[key] += (code,)
    return found


def _context(catalogue: Catalogue, settings: Iterable[RuleSetting]) -> linter.Context:
    programme = catalogue.programme
    codes = Requirement.objects.in_programme(programme).live().exclude(code="")
    standards = [
        name
        for pair in programme.standards.order_by("code").values_list("code", "name")
        for name in pair
        if name
    ]
    return linter.Context(
        terms=tuple(
            linter.Term(term.term, term.term if term.is_abbreviation else "", tuple(term.avoided))
            for term in Term.objects.in_programme(programme).order_by("term")
        ),
        codes=frozenset(codes.order_by().values_list("code", flat=True)),
        standards=tuple(dict.fromkeys(standards)),
        modules=tuple(programme.modules.order_by("code").values_list("code", flat=True)),
        rules={
            one.rule: linter.RuleSettings(
                one.is_muted,
                {name: _held(value) for name, value in one.parameters.items()},
            )
            for one in settings
            if one.rule in BY_CODE
        },
    )


def _held(value: object) -> linter.Value:
    """A parameter as the linter takes it: JSON knows no tuples."""
    return tuple(value) if isinstance(value, list) else value


def _plain(value: linter.Value) -> list[str] | int:
    return value if isinstance(value, int) else list(value)


def _fingerprint(found: linter.Finding, subject: linter.Subject) -> str:
    """What a remark is known by: its rule, field, words, and the sentence that these stand in.

    A remark on a field as a whole is known by the whole field. So an accepted remark is open again
    when what it is about is written anew, and not when another sentence is.
    """
    text = subject.read(found.field)
    about = text.plain
    if found.end:
        about = next((s.text for s in text.sentences if text.place(s.end) > found.start), about)
    return digest([found.rule, found.field, found.words, " ".join(about.split())])


def to_rows(catalogue: Catalogue, key: int, remarks: Iterable[Remark]) -> list[Finding]:
    """Remarks on a requirement as rows to be stored."""
    return [
        Finding(catalogue=catalogue, requirement_id=key, **asdict(remark)) for remark in remarks
    ]


@cache
def _linter_digest() -> str:
    """Changes with the linter's source, so that new rules look at old texts."""
    folder = Path(linter.__file__).parent
    content = b"".join(path.read_bytes() for path in sorted(folder.glob("*.py")))
    return hashlib.sha256(content).hexdigest()
