"""Where what moves roll-out waves is read."""

from django.utils.translation import gettext_lazy as _

from programmes.register import REGISTERS
from programmes.register_holds import name_of_move
from programmes.registered_holds import Page, add_page
from programmes.roles import Permission

from .models import WaveReplanning

add_page(
    WaveReplanning,
    Page(
        label=_("Omplanerade etapper"),
        needs=Permission.VIEW,
        url=lambda programme, row: REGISTERS["waves"].url("detail", programme, row.wave_id),
        name=name_of_move,
        joined=["undone_by"],
    ),
)
