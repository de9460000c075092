"""Comparing all requirements of a programme, and what people say of the pairs that are found."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.history import chunks
from programmes.models import Programme
from requirements_catalog.actions.relations import add_relation, lock_catalogues_of
from requirements_catalog.choices import RelationKind
from requirements_catalog.models import Requirement, RequirementModule

from .choices import PairKind, Verdict
from .likeness.alike import alike
from .likeness.contradictions import Subject, contradictions
from .models import Comparison, PairJudgement, RequirementPair

# So many pairs are judged in one go, which is all that a page shows and more.
MOST_AT_ONCE = 200
RELATION_OF = {
    Verdict.CORRESPONDS: RelationKind.CORRESPONDS_TO,
    Verdict.CONFLICTS: RelationKind.CONFLICTS_WITH,
}
NEEDS_REASON = (Verdict.DIFFERENT, Verdict.KEPT)
# What two rows say when they say the same of the same pair.
_CONTENT = (
    "kind", "first_id", "second_id", "first_digest", "second_digest", "score", "topic",
    "first_figures", "second_figures",
)  # fmt: skip

Told = Callable[[int, int, str], None]


class PairGone(ValidationError):
    """A pair that was to be judged is there no longer: a text has changed, or it is judged."""


def compare_requirements(
    *, programme: Programme, by, told: Told = lambda done, total, text: None
) -> Comparison:
    """Compare every requirement of a programme with every other; the work of *Jämför kraven*.

    What people have said of the same texts before stays said. ``told(done, total, text)`` is called
    outside of the transaction; what it raises ends the work with nothing written.
    """
    moment = timezone.now()
    rows = Requirement.objects.in_programme(programme).requirements().live().exclude(text="")
    texts = dict(rows.order_by().values_list("pk", "text"))
    modules = defaultdict(set)
    links = RequirementModule.objects.filter(module__programme=programme)
    for requirement, module in links.values_list("requirement", "module"):
        modules[requirement].add(module)
    is_like = _("Jämför kravens ord")
    likenesses = alike(texts, told=lambda done, total: told(done, total, is_like))
    subjects = [Subject(key, text, frozenset(modules[key])) for key, text in texts.items()]
    differ = _("Jämför kravens siffror")
    conflicts = contradictions(subjects, told=lambda done, total: told(done, total, differ))
    found = [
        RequirementPair(
            kind=PairKind.ALIKE, first_id=pair.first, second_id=pair.second, score=pair.score
        )
        for pair in likenesses.pairs
    ] + [
        RequirementPair(
            kind=PairKind.CONTRADICTION,
            first_id=pair.first,
            second_id=pair.second,
            score=pair.score,
            topic=pair.topic,
            first_figures=list(pair.first_figures),
            second_figures=list(pair.second_figures),
        )
        for pair in conflicts.found
    ]
    digests = {key: digest_of(texts[key]) for pair in found for key in _ends(pair)}
    for pair in found:
        pair.first_digest, pair.second_digest = (digests[key] for key in _ends(pair))
    made = Comparison(
        programme=programme,
        compared_at=moment,
        compared_by=by,
        requirement_count=len(texts),
        alike_count=len(likenesses.pairs),
        contradiction_count=len(conflicts.found),
        is_cut=likenesses.is_cut or conflicts.is_cut,
    )
    told(1, 1, _("Sparar det som hittades"))
    return _keep(made, found)


def digest_of(text: str) -> str:
    """The text's digest as the database works it out (``texts_hold``)."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _ends(pair: RequirementPair) -> tuple[int, int]:
    return pair.first_id, pair.second_id


@transaction.atomic
def _keep(made: Comparison, found: list[RequirementPair]) -> Comparison:
    """Store what a comparison found; one that read its texts later has the last word."""
    programme = Programme.objects.select_for_update().get(pk=made.programme_id)
    last = programme.comparisons.first()
    if last and last.compared_at > made.compared_at:
        return last
    made.save()
    there = set(Requirement.objects.in_programme(programme).values_list("pk", flat=True))
    wanted = {_content(pair): pair for pair in found if there.issuperset(_ends(pair))}
    gone = []
    for stored in RequirementPair.objects.in_programme(programme):
        if wanted.pop(_content(stored), None) is None:
            gone.append(stored.pk)
    for chunk in chunks(gone, 5000):
        RequirementPair.objects.filter(pk__in=chunk).delete()
    said = _judgements(programme)
    for pair in wanted.values():
        pair.programme, pair.comparison = programme, made
        pair.judgement = said.get(_same_texts(pair))
    RequirementPair.objects.bulk_create(list(wanted.values()), batch_size=2000)
    RequirementPair.objects.filter(programme=programme).update(comparison=made)
    return made


def _content(pair: RequirementPair) -> tuple:
    values = (getattr(pair, name) for name in _CONTENT)
    return tuple(tuple(value) if isinstance(value, list) else value for value in values)


def _same_texts(pair: RequirementPair | PairJudgement) -> tuple:
    return pair.kind, pair.first_id, pair.second_id, pair.first_digest, pair.second_digest


def _judgements(programme: Programme) -> dict[tuple, PairJudgement]:
    """The last word of each pair of texts."""
    said = PairJudgement.objects.in_programme(programme).order_by("pk")
    last = {_same_texts(one): one for one in said}
    return {key: one for key, one in last.items() if one.verdict != Verdict.REOPENED}


# ---------------------------------------------------------------- decisions


@transaction.atomic
def judge_pairs(
    *, programme: Programme, pairs: Iterable[int], verdict: str, by, reason: str = ""
) -> int:
    """Say of some pairs what they are, with one reason for all; returns how many.

    That they correspond or conflict is stated as a relation between the requirements. Raises
    ValidationError without a reason where one is needed and when a relation cannot be made, and
    PairGone when one is gone or judged meanwhile; nothing is then written.
    """
    reason, wanted = reason.strip(), set(pairs)
    if verdict not in Verdict.values or verdict == Verdict.REOPENED:
        raise ValidationError(_("Välj vad paren är."))
    if not reason and verdict in NEEDS_REASON:
        raise ValidationError({"reason": _("Skriv ett skäl till bedömningen.")})
    if not wanted:
        raise ValidationError(_("Markera minst ett par."))
    if len(wanted) > MOST_AT_ONCE:
        raise ValidationError(_("Bedöm högst %(most)d par åt gången.") % {"most": MOST_AT_ONCE})
    mine = RequirementPair.objects.in_programme(programme).filter(pk__in=wanted)
    lock_catalogues_of([key for pair in mine for key in _ends(pair)])
    rows = list(mine.holding().open().select_for_update(of=("self",)).order_by("pk"))
    if len(rows) < len(wanted):
        raise PairGone(
            _("En del av paren gäller inte längre, eller är redan bedömda. "
              "Listan är ny: markera igen.")
        )  # fmt: skip
    for pair in rows:
        _judge(pair, verdict, reason, by)
    return len(rows)


def _judge(pair: RequirementPair, verdict: str, reason: str, by) -> None:
    if verdict in RELATION_OF:
        add_relation(
            source=pair.first,
            target=pair.second,
            kind=RELATION_OF[Verdict(verdict)],
            note=reason,
            by=by,
            reason=_("Bedömd bland lika och motsägande krav."),
        )
    judgement = PairJudgement(
        **{name: getattr(pair, name) for name in _CONTENT},
        verdict=verdict,
        reason=reason,
        judged_by=by,
    )
    judgement.full_clean(exclude=["first", "second", "judged_by"])
    judgement.save()
    RequirementPair.objects.filter(pk=pair.pk).update(judgement=judgement)


@transaction.atomic
def reopen_pair(*, judgement: PairJudgement, by) -> None:
    """Take back the last word of a pair, so that it is open again; what was said stays written.

    Raises ValidationError when it is not the last word, and when it stands as a relation, which is
    taken away where the requirement is.
    """
    lock_catalogues_of([judgement.first_id, judgement.second_id])
    if judgement.verdict in RELATION_OF:
        raise ValidationError(_("Ta bort relationen på kravets sida, så är paret öppet igen."))
    if not PairJudgement.objects.latest().filter(pk=judgement.pk).exists():
        raise ValidationError(_("Bedömningen är redan ersatt av en senare."))
    PairJudgement.objects.create(
        **{name: getattr(judgement, name) for name in _CONTENT},
        verdict=Verdict.REOPENED,
        judged_by=by,
    )
    RequirementPair.objects.filter(judgement=judgement).update(judgement=None)
