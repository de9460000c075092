"""Which bodies an organisation may have decided by, on taking part in a procurement."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from programmes.choices import BodyKind
from programmes.models import Body, Organisation, Programme


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
