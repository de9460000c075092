"""When no choice applies: what ended the last one, and the earlier one that can be made again.

A choice that took the place of another and is undone does not bring the other back: what that had
made is gone, and who decides may want neither. It can be made again, from what was said then.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from programmes.models import Decision

from .choice_record import Choice, Ending, choices_of
from .models import PackagingAlternative


@dataclass(frozen=True)
class Lapse:
    """That no choice applies: the last one with its ending, and what it had replaced, if it had and
    if that can be chosen again."""

    last: Choice
    ending: Ending
    replaced: Choice | None = None

    @property
    def told(self) -> str:
        """What ended the last choice, by whom and when, in sentences."""
        ending = self.ending
        names = {"title": self.last.title, "day": localtime(ending.at).date().isoformat()}
        if ending.is_removed:
            told = _("Inget val gäller nu. ”%(title)s” togs bort %(day)s medan det var valt.")
        else:
            told = _("Inget val gäller nu. Valet av ”%(title)s” ångrades %(day)s.")
        if not ending.by:
            return told % names
        return f"{told % names} {_('Antecknat av %(name)s.') % {'name': ending.by}}"


def replaced_by(choices: Sequence[Choice]) -> Choice | None:
    """What the newest choice took the place of, if it did and that has its page still."""
    for one in choices[1:2]:
        if one.ending and one.ending.is_replaced and one.is_there:
            return one
    return None


def lapse_in(choices: Sequence[Choice]) -> Lapse | None:
    """What to say where no choice applies any more; None where one does, or none was ever made."""
    if not choices or choices[0].ending is None:
        return None
    return Lapse(choices[0], choices[0].ending, replaced_by(choices))


def choice_to_repeat(alternative: PackagingAlternative) -> Choice | None:
    """The choice of the alternative that was replaced by one that was then undone; None for any
    other. Three queries at most."""
    lapse = lapse_in(choices_of(alternative.programme))
    replaced = lapse.replaced if lapse else None
    return replaced if replaced and replaced.key == alternative.pk else None


def is_said_before(alternative: PackagingAlternative, decision: Decision, laid_out_at) -> bool:
    """Whether the decision is that of the choice to repeat, which was made of the alternative as it
    is and beside the same others, and has chosen nothing else: it was confirmed then that it is the
    one. Of an alternative that has come since the decision has said nothing."""
    choices = choices_of(alternative.programme)
    lapse = lapse_in(choices)
    replaced = lapse.replaced if lapse else None
    if replaced is None or replaced.decision_key != decision.pk or replaced.at < laid_out_at:
        return False
    others = PackagingAlternative.objects.in_programme(alternative.programme)
    if others.exclude(pk__in=[alternative.pk, *replaced.reasons]).exists():
        return False
    return {one.key for one in choices if one.decision_key == decision.pk} == {alternative.pk}
