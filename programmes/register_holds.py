"""Where what moves milestones, and what is decided of taking part in the programme, is read."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import ParticipationDecision, ReplannedDay, Replanning
from .register import REGISTERS
from .registered_holds import Page, add_page
from .roles import Permission


def name_of_move(move: ReplannedDay) -> str:
    """A re-planning, and whether it holds: it stays when it is undone."""
    if move.undoes_id is not None:
        return _("%(move)s (ångrar en omplanering)") % {"move": move}
    is_undone = getattr(move, "undone_by", None) is not None
    return _("%(move)s (ångrad)") % {"move": move} if is_undone else str(move)


add_page(
    Replanning,
    Page(
        label=gettext_lazy("Omplanerade milstolpar"),
        needs=Permission.VIEW,
        url=lambda programme, row: REGISTERS["milestones"].url(
            "detail", programme, row.milestone_id
        ),
        name=name_of_move,
        joined=["undone_by"],
    ),
)
add_page(
    ParticipationDecision,
    Page(
        label=gettext_lazy("Beslut om programmet"),
        needs=Permission.VIEW,
        url=lambda programme, row: REGISTERS["participants"].url(
            "detail", programme, row.participation_id
        ),
    ),
)
