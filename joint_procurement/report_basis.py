"""Why a lot's value is divided by volume or by population, and who lacks what for it, in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from common.numbers import format_money, round_half_up, show_decimals, show_number
from programmes.register import between

from .members import Member, names_of
from .volumes import StatedItem, StatedLot
from .what_if import Change, LotOutcome


def listed(names: Sequence[str]) -> str:
    """Names one after another, as a sentence has them."""
    return f"{between(names)} ".join(names)


def why_in(
    stated: StatedLot, outcome: LotOutcome, change: Change, by_key: Mapping[int, Member]
) -> list[str]:
    """Why the lot is divided as it is, a sentence each; nothing where nobody joins."""
    if not change.before:
        return []
    if outcome.weights.are_by_volume:
        return [
            *_estimated(stated, outcome, by_key),
            *_not_counted(stated, outcome, by_key),
        ]
    if change.splits_by_population:
        return [_("Befolkningen är vald som grund.")]
    return list(_why_not_by_volume(stated, change, by_key))


def _estimated(
    stated: StatedLot, outcome: LotOutcome, by_key: Mapping[int, Member]
) -> Iterator[str]:
    """Who is counted by population in which of the price items that count."""
    counted = [one for one in stated.items if one.item.pk in outcome.weights.parts]
    for key in outcome.weights.estimated:
        lacking = [one for one in counted if key not in one.volumes]
        name = {"name": by_key[key].organisation.name}
        if len(lacking) == len(counted):
            text = _("%(name)s har ingen angiven volym och räknas efter befolkning.")
            yield text % name
        else:
            text = _("%(name)s har ingen volym i %(items)s och räknas där efter befolkning.")
            yield text % {**name, "items": _titles(lacking)}


def _not_counted(
    stated: StatedLot, outcome: LotOutcome, by_key: Mapping[int, Member]
) -> Iterator[str]:
    """Which price items say nothing of the weights, and who lacks what in them."""
    left = [one for one in stated.items if one.item.pk not in outcome.weights.parts]
    by_lacking: dict[tuple[int, ...], list[StatedItem]] = {}
    for one in left:
        lacking = tuple(key for key in outcome.weights.base if key not in one.volumes)
        by_lacking.setdefault(lacking, []).append(one)
    for lacking, items in by_lacking.items():
        if not lacking:
            text = _("Räknas inte, för volymerna är noll: %(items)s.")
        elif len(lacking) == len(outcome.weights.base):
            text = _("Räknas inte, för ingen volym är angiven: %(items)s.")
        else:
            text = _("Räknas inte, för volym saknas från %(names)s: %(items)s.")
        yield text % {"names": listed(names_of(lacking, by_key)), "items": _titles(items)}


def _why_not_by_volume(
    stated: StatedLot, change: Change, by_key: Mapping[int, Member]
) -> Iterator[str]:
    stating = stated.facts.stating(change.own)
    if not stating:
        yield _("Ingen av dem som delar värdet har angett en volym.")
    elif not stated.facts.measured_by(change):
        text = _("Bara %(name)s har angett volymer, och de har inget att jämföras med.")
        yield text % {"name": listed(names_of(stating, by_key))}
        silent = [key for key in change.own if key not in stating]
        text = _("Volymer saknas från %(names)s.")
        yield text % {"names": listed(names_of(silent, by_key))}
    else:
        yield _("Ingen prispost har en volym över noll från alla som har angett någon.")
        for one in stated.items:
            lacking = [key for key in stating if key not in one.volumes]
            if 0 < len(lacking) < len(stating):
                text = _("I %(item)s saknas volym från %(names)s.")
                names = listed(names_of(lacking, by_key))
                yield text % {"item": one.item, "names": names}


def _titles(items: Iterable[StatedItem]) -> str:
    return listed([str(one.item) for one in items])


def on_volumes(stated: StatedLot) -> Iterator[str]:
    """Whose volumes lack, and of what those that are stated do not sum to the price item's."""
    by_lacking: dict[tuple[str, ...], list[StatedItem]] = {}
    for one in stated.remarks:
        if one.lacking:
            by_lacking.setdefault(tuple(one.lacking), []).append(one)
        else:
            text = (
                _("Delkontrakt %(lot)s: volymerna i %(item)s är tillsammans %(gap)s mer än "
                  "prispostens %(total)s (enhet: %(unit)s).")
                if one.gap > 0
                else _("Delkontrakt %(lot)s: volymerna i %(item)s är tillsammans %(gap)s mindre än "
                       "prispostens %(total)s (enhet: %(unit)s).")
            )  # fmt: skip
            yield text % {
                "lot": stated.lot,
                "item": one.item,
                "gap": show_number(abs(one.gap), 2),
                "total": show_number(one.item.quantity, 2),
                "unit": one.item.unit,
            }
    for names, items in by_lacking.items():
        text = _("Delkontrakt %(lot)s: volym saknas från %(names)s i %(items)s.")
        yield text % {"lot": stated.lot, "names": listed(names), "items": _titles(items)}


def sum_told(outcome: LotOutcome, fixed_percent: Fraction) -> str:
    """How the value after is worked out, with its figures; empty where it cannot be.

    The sums of the weights are rounded to four decimals, so that a reader comes near: the value
    itself is worked out from the exact ones.
    """
    value, weight = outcome.value, outcome.weight
    if value.before is None or value.after is None:
        return ""
    if weight.before is None or weight.after is None:
        return ""
    whole = show_number(value.before, 0)
    fixed, moving = (f"{show_number(one, 2)} %" for one in (fixed_percent, 100 - fixed_percent))
    after, before = (show_decimals(one * 100, 4) for one in (weight.after, weight.before))
    found = format_money(round_half_up(value.after, 0))
    return f"{whole} × {fixed} + {whole} × {moving} × {after} ÷ {before} = {found}"
