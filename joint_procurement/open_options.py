"""When an option can be used, and which options a decision on taking part leaves as they were.

An option must be described from the start, with the days on which it can be called off, to be used
as one (LOU 17:10). So one that has not opened, or has closed, is not how anybody takes part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from procurements.models import Procurement
from programmes.models import Organisation

from .choices import OptionState
from .members import Member
from .models import JoiningDecision, JoiningOption


@dataclass(frozen=True)
class Unsettled:
    """An open option, and why its state may not be what a decision has made of it."""

    option: JoiningOption
    told: list[str]


def unsettled_among(options: Iterable[JoiningOption], members: Sequence[Member]) -> list[Unsettled]:
    """The open options that those whom they name have decided on since; no query with members."""
    by_key = {member.key: member for member in members}
    found = []
    for option in options:
        named = [by_key[one.pk] for one in option.organisations.all() if one.pk in by_key]
        told = [text for one in named if (text := _told(option, one))]
        if option.is_open and told:
            found.append(Unsettled(option, told))
    return found


def _told(option: JoiningOption, member: Member) -> str:
    """Why one that the option names makes it a question; empty where nothing is to ask."""
    if member.is_out:
        text = (
            _("%(name)s, som andra ansluter genom, deltar inte.")
            if option.is_for_others
            else _("%(name)s deltar inte. Så länge optionen är öppen räknas den med i värdet.")
        )
    elif option.is_for_others or option.state != OptionState.OFFERED or not member.is_joined:
        return ""
    elif member.is_by_option:
        text = _("%(name)s deltar genom option. Är det den här, är den avropad.")
    else:
        text = _("%(name)s deltar genom eget beslut och behöver inte ansluta genom optionen.")
    return text % {"name": member.organisation.name}


def check_can_be_used(procurement: Procurement, organisation: Organisation, decided: date) -> None:
    """ValidationError where an organisation would take part by an option that cannot be used.

    Asked only of one that open options name: for others the option may not be written down yet. It
    can be decided before the option opens, and is noted when it has; not after its last day. Of
    one that a later decision holds for, nothing is asked: it says nothing of where it stands.
    """
    now = JoiningDecision.objects.standing(procurement.pk, organisation.pk)
    if now is not None and now.decided_on > decided:
        return
    rows = procurement.joining_options.filter(organisations=organisation, is_for_others=False)
    options = [row for row in rows if row.is_open]
    today = timezone.localdate()
    opened = [row for row in options if not row.call_from or row.call_from <= today]
    if not options or any(not row.call_until or decided <= row.call_until for row in opened):
        return
    raise _closed(opened) if opened else _not_open_yet(options)


def _closed(options: Sequence[JoiningOption]) -> ValidationError:
    last = max(options, key=lambda row: row.call_until)
    text = _(
        "%(option)s kunde avropas till och med %(day)s. Välj en tidigare dag, eller ett annat "
        "beslut; är optionen förlängd ändras den i registret Optioner för fler."
    )
    told = {"option": last.name, "day": last.call_until.isoformat()}
    return ValidationError({"decided_on": text % told})


def _not_open_yet(options: Sequence[JoiningOption]) -> ValidationError:
    first = min(options, key=lambda row: row.call_from)
    text = _(
        "%(option)s kan avropas först från %(day)s. Anteckna beslutet när den har öppnat; till "
        "dess räknas organisationen med genom sin öppna option."
    )
    told = {"option": first.name, "day": first.call_from.isoformat()}
    return ValidationError({"outcome": text % told})
