"""The figures that stand first on the page of a steering group, as components/tiles.html has them.

Each says in words what it counts, and leads to the block that names what is counted.
"""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.numbers import show_number
from programmes.choices import MilestoneLane, StreamStatus

from .overview import Standing

MILLION = 1_000_000


def first_figures(standing: Standing) -> list[dict]:
    """The tiles of what there is something of."""
    makers = (_decisions, _streams, _milestones, _money, _risks)
    return [tile for make in makers if (tile := make(standing)) is not None]


def _streams(standing: Standing) -> dict | None:
    if not standing.streams:
        return None
    states = [stream.status for stream, _tag in standing.streams]
    off = sum(state in (StreamStatus.LATE, StreamStatus.AT_RISK) for state in states)
    kind = "refused" if StreamStatus.LATE in states else "attention" if off else "met"
    return {
        "value": off,
        "label": ngettext("delprojekt avviker", "delprojekt avviker", off),
        "note": _("av %(count)s") % {"count": len(states)},
        "kind": kind,
        "url": "#streams",
    }


def _milestones(standing: Standing) -> dict | None:
    if not standing.count:
        return None
    late = sum(one.days_late > 0 for one in standing.ahead)
    return {
        "value": late,
        "label": ngettext(
            "av programmets milstolpar är sen mot gällande plan",
            "av programmets milstolpar är sena mot gällande plan",
            late,
        ),
        "note": _("%(done)s av %(count)s klara")
        % {"done": standing.done_count, "count": standing.count},
        "kind": "refused" if late else "met",
        "url": "#milestones",
    }


def _money(standing: Standing) -> dict | None:
    total = standing.total
    if total is None:
        return None
    left = total.left
    is_over = total.unallocated < 0 or (left is not None and left < 0)
    return {
        "value": _millions(total.unallocated),
        "label": _("kvar att budgetera"),
        "note": _("ram %(frame)s, utfall %(spent)s")
        % {
            "frame": _millions(total.amount),
            "spent": "–" if total.spent is None else _millions(total.spent),
        },
        "kind": "refused" if is_over else "",
        "url": "#money",
    }


def _risks(standing: Standing) -> dict | None:
    if not standing.risks:
        return None
    high, lacking, kept = len(standing.high), len(standing.lacking), len(standing.justified)
    notes = [
        _("%(count)s utan krav") % {"count": lacking} if lacking else "",
        _("%(count)s motiverat utan krav") % {"count": kept} if kept else "",
    ]
    note = ", ".join(filter(None, notes))
    return {
        "value": high,
        "label": ngettext("hög risk", "höga risker", high),
        "note": note or _("%(count)s öppna i allt") % {"count": len(standing.risks)},
        "kind": "refused" if lacking else "attention" if high else "met",
        "url": "#risks",
    }


def _decisions(standing: Standing) -> dict | None:
    waiting = standing.to_decide
    if not waiting:
        return None
    late = sum(one.days_late > 0 for one in waiting)
    day = waiting[0].milestone.planned_on.isoformat()
    own = sum(one.milestone.lane != MilestoneLane.POLITICAL for one in waiting)
    return {
        "value": len(waiting),
        "label": ngettext("beslut att fatta", "beslut att fatta", len(waiting)),
        "note": ngettext("%(count)s försenat", "%(count)s försenade", late) % {"count": late}
        if late
        else _("%(own)s av programmets egna organ, nästa %(day)s") % {"own": own, "day": day},
        "kind": "attention" if late else "",
        "url": "#to-decide",
    }


def _millions(amount: Decimal) -> str:
    return _("%(amount)s mnkr") % {"amount": show_number(amount / MILLION, 1)}
