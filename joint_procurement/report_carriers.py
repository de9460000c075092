"""Who carries a procurement out for the others, and what is lost of it when that one leaves."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from programmes.choices import ParticipationRole

from .members import Member
from .models import Mandate


@dataclass(frozen=True)
class Carrier:
    """One that leaves and is the coordinating authority, or buys for others by their power."""

    member: Member
    is_lead: bool
    # Names of others who stay and are coordinating authorities as well.
    other_leads: list[str]
    # Asked for or given, and held by the one that leaves.
    mandates: list[Mandate]
    # Whether nobody takes part after the change.
    leaves_nobody: bool = False

    @property
    def told(self) -> str:
        """What the procurement loses; empty where the one only holds powers of attorney."""
        if not self.is_lead:
            return ""
        name = self.member.organisation.name
        if self.other_leads:
            text = _("%(name)s är samordnande myndighet. Kvar som samordnande är %(others)s.")
            return text % {"name": name, "others": ", ".join(self.other_leads)}
        if self.leaves_nobody:
            text = _("%(name)s är samordnande myndighet, och ingen är kvar som kan ta över.")
            return text % {"name": name}
        text = _(
            "%(name)s är samordnande myndighet, den som genomför upphandlingen för de andra. Ingen "
            "annan är det, så de som är kvar behöver utse en och ge den uppdraget innan "
            "upphandlingen kan fortsätta."
        )
        return text % {"name": name}

    @property
    def mandates_told(self) -> str:
        """That it has powers of attorney to buy for others; empty where nobody gave any."""
        if not self.mandates:
            return ""
        text = _("Fullmakter till %(name)s, som då inte längre köper i upphandlingen:")
        return text % {"name": self.member.organisation.name}


def carriers_among(
    leaving: Sequence[Member], staying: Sequence[Member], mandates: Sequence[Mandate]
) -> list[Carrier]:
    """Those who leave and carry the procurement out for others; no query.

    ``staying`` are those who take part after the change, ``mandates`` the standing ones.
    """
    leads = [one.organisation.name for one in staying if _leads(one)]
    found = [
        Carrier(
            one,
            _leads(one),
            leads,
            [row for row in mandates if row.agent_id == one.key],
            leaves_nobody=not staying,
        )
        for one in leaving
    ]
    return [one for one in found if one.is_lead or one.mandates]


def _leads(member: Member) -> bool:
    return member.participation.role == ParticipationRole.LEAD_BUYER
