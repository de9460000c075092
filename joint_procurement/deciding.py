"""By which bodies an organisation may have decided, and what of one day contradicts what."""

from collections.abc import Collection, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from procurements.models import Procurement
from programmes.choices import BodyKind
from programmes.models import Body, Organisation, Programme

from .models import JoiningDecision


def deciding_in(programme: Programme) -> list[Body]:
    """The bodies of a programme that decide, with the organisations they belong to; one query."""
    rows = Body.objects.in_programme(programme).filter(kind=BodyKind.DECIDES)
    return list(rows.select_related("organisation"))


def bodies_of(organisation: Organisation, deciding: Sequence[Body]) -> list[Body]:
    """Those that it may have decided by: its own, or where it has none those of nobody."""
    own = [body for body in deciding if body.organisation_id == organisation.pk]
    return own or [body for body in deciding if body.organisation_id is None]


def check_decides(body: Body, organisation: Organisation, deciding: Sequence[Body]) -> None:
    """ValidationError, by the field of the body, where it does not decide for the organisation."""
    if body in bodies_of(organisation, deciding):
        return
    text = _(
        "%(body)s beslutar inte för %(name)s. Välj ett organ ur listan, eller skriv det under "
        "Annat organ."
    )
    raise ValidationError({"body": text % {"body": body, "name": organisation}})


class SameDayDecision(Exception):
    """Another decision of the organisation on the same day says something else, and nobody has
    confirmed that both were made.

    ``standing`` is the one that holds of that day, ``tick`` what is confirmed.
    """

    def __init__(self, standing: JoiningDecision) -> None:
        self.standing = standing
        told = _(
            "Samma dag, %(day)s, finns redan ett beslut: %(name)s %(outcome)s (%(body)s). Av "
            "dem räknas det som antecknas sist, alltså det här. Är det andra fel antecknat, "
            "makulera det. Rätta annars dagen, eller bekräfta att båda fattades den dagen."
        )
        day = standing.decided_on.isoformat()
        words = {
            "day": day,
            "name": standing.organisation,
            "outcome": standing.get_outcome_display(),
            "body": standing.decided_by,
        }
        super().__init__(told % words)
        self.tick = _("Båda besluten fattades %(day)s, och det här är det som gäller") % {
            "day": day
        }


def check_same_day(
    procurement: Procurement,
    organisation: Organisation,
    day: date,
    outcome: str,
    confirmed: Collection[int] = (),
) -> None:
    """SameDayDecision where another outcome stands of the same day and is not ``confirmed``, as
    keys of decisions; one query. The same outcome twice contradicts nothing.
    """
    rows = JoiningDecision.objects.in_force().filter(
        procurement=procurement, organisation=organisation, decided_on=day
    )
    last = rows.select_related("organisation", "body").order_by("pk").last()
    if last is not None and last.outcome != outcome and last.pk not in confirmed:
        raise SameDayDecision(last)
