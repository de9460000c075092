"""Who may join a procurement later, by the options that stand open: what its documents describe."""

from common.ordering import swedish_key
from procurements.buyers import RightToJoin
from procurements.models import Procurement
from programmes.choices import ParticipationOutcome
from programmes.models import Organisation
from programmes.register import between

from .models import JoiningOption


def open_rights(procurement: Procurement) -> list[RightToJoin]:
    """The options that are offered or called off, in order; three queries.

    One that names only organisations that already buy by a decision of their own gives nobody a
    right to join: it is left out, and so is the name of one of several that does.
    """
    options = procurement.joining_options.select_related("lot").prefetch_related("organisations")
    standing = [option for option in options if option.is_open]
    buying = _buying(procurement) if standing else set()
    found = []
    for option in standing:
        named = sorted(option.organisations.all(), key=lambda one: swedish_key(one.name))
        joining = [one for one in named if option.is_for_others or one.pk not in buying]
        if joining or not named:
            found.append(_right(option, joining))
    return found


def _right(option: JoiningOption, named: list[Organisation]) -> RightToJoin:
    names = [one.name for one in named]
    others = option.is_for_others or not named
    return RightToJoin(
        who=option.holder if others else f"{between(names)} ".join(names),
        through=tuple(named) if others else (),
        organisations=frozenset() if others else frozenset(one.pk for one in named),
        lot=option.lot,
        covers=option.covers,
        trigger=option.trigger,
        call_from=option.call_from,
        call_until=option.call_until,
    )


def _buying(procurement: Procurement) -> set[int]:
    """Keys of those whose newest decision is to take part, and not through an option."""
    decisions = procurement.joining_decisions.in_force()
    rows = decisions.order_by("decided_on", "pk").values_list("organisation_id", "outcome")
    return {key for key, outcome in dict(rows).items() if outcome == ParticipationOutcome.JOINS}
