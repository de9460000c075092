"""A decision by which a way to package was ever chosen stays: the record of choices cites it."""

from programmes.models import Decision
from programmes.registered_holds import add_hold

from .choice_record import choices_by

add_hold(Decision, choices_by)
