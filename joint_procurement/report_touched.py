"""What else is touched when organisations leave or join: what is kept of them beside the values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from common.numbers import format_money
from procurements.models import Procurement
from programmes.models import Organisation
from steering.models import RolloutWave, StaffingNeed
from target_architecture.models import Principle

from .budget import BudgetRow, FrameRow, budget_of, frames_of, shared_budget
from .members import Member
from .models import JoiningOption, Mandate


@dataclass(frozen=True)
class TouchedOption:
    """An option that names somebody who moves, or who buys through somebody who does."""

    option: JoiningOption
    # In what way each that is touched is, in words.
    ways: list[str]
    # Nobody is left to buy, so there is no contract to join by it.
    is_void: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether all that the option names are touched, and so the whole of its value."""
        return self.is_void or len(self.ways) == len(self.option.organisations.all())

    @property
    def value(self) -> Decimal | None:
        """Its value in kronor; None where it is not stated, or is also for those who stay."""
        return self.option.value if self.is_whole else None

    @property
    def notes(self) -> list[str]:
        """Who is touched, and what is not known of the option."""
        found = list(self.ways)
        if self.option.value is not None and not self.is_whole:
            text = _("värdet, %(value)s för alla tillsammans, är inte fördelat på organisationerna")
            found.append(text % {"value": format_money(self.option.value)})
        if not self.option.covers:
            found.append(_("vad den omfattar är inte angivet"))
        return found


@dataclass(frozen=True)
class Touched:
    """What is kept of those who move, and what goes on applying to them."""

    options: list[TouchedOption]
    mandates: list[Mandate]
    waves: list[RolloutWave]
    staffing: list[StaffingNeed]
    budget: list[BudgetRow]
    # The frames that are divided on organisations. They, the budget, what is shared of it and the
    # principles are asked for only where somebody leaves.
    frames: list[FrameRow]
    # What is budgeted without an organisation, in kronor: shared, and not divided.
    budget_shared: Decimal | None
    principles: list[Principle]


def touched_by(
    procurement: Procurement,
    moving_members: tuple[Sequence[Member], Sequence[Member]],
    staying: Sequence[Member],
    options: Iterable[JoiningOption],
    today: date,
) -> Touched:
    """What those who leave and join touch, of these open options and of the rest; seven queries.

    ``moving_members`` are those who leave and those who join, ``staying`` all who take part after.
    """
    leaving, joining = moving_members
    moving = {member.key for member in (*leaving, *joining)}
    mandates = [
        one
        for one in _standing_mandates(procurement, today)
        if one.agent_id in moving or one.principal_id in moving
    ]
    waves = RolloutWave.objects.in_programme(procurement.programme)
    staffing = StaffingNeed.objects.in_programme(procurement.programme)
    principles = Principle.objects.in_programme(procurement.programme)
    return Touched(
        options=_options(options, moving, mandates, is_without_buyers=not staying),
        mandates=mandates,
        waves=list(waves.filter(organisation__in=moving).select_related("organisation")),
        staffing=list(
            staffing.filter(organisation__in=moving).select_related("organisation", "body")
        ),
        budget=budget_of(procurement, leaving) if leaving else [],
        frames=frames_of(procurement, leaving, staying) if leaving else [],
        budget_shared=shared_budget(procurement) if leaving else None,
        principles=list(principles.filter(is_shared=True)) if leaving else [],
    )


def _standing_mandates(procurement: Procurement, today: date) -> Iterable[Mandate]:
    rows = Mandate.objects.filter(procurement=procurement).in_force_on(today)
    return rows.select_related("principal", "agent")


def _options(
    options: Iterable[JoiningOption],
    moving: set[int],
    mandates: Sequence[Mandate],
    *,
    is_without_buyers: bool,
) -> list[TouchedOption]:
    """Those that name who is touched; every one where nobody is left to buy from."""
    agents: dict[int, list[Organisation]] = {}
    for mandate in mandates:
        if mandate.agent_id in moving:
            agents.setdefault(mandate.principal_id, []).append(mandate.agent)
    found = []
    for option in options:
        ways = [
            _way(option, one, [] if one.pk in moving else agents[one.pk])
            for one in option.organisations.all()
            if one.pk in moving or one.pk in agents
        ]
        if is_without_buyers:
            ways.append(_("utan köpare finns inget avtal att ansluta till"))
        if ways:
            found.append(TouchedOption(option, ways, is_void=is_without_buyers))
    return found


def _way(option: JoiningOption, organisation: Organisation, agents: Sequence[Organisation]) -> str:
    """How an organisation that an option names is touched, in words."""
    if agents:
        text = _("%(name)s, genom fullmakt till %(agent)s")
        names = ", ".join(agent.name for agent in agents)
        return text % {"name": organisation.name, "agent": names}
    if option.is_for_others:
        return _("för andra genom %(name)s") % {"name": organisation.name}
    return organisation.name
