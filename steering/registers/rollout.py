"""The registers of roll-out and of what the parties of a contract demand."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.ordering import swedish
from programmes.planned_parts import ANNULLED_MARK, replannings_of
from programmes.plans import last_cited_of
from programmes.register import Column, Link, Register, Section, Tag, register
from programmes.registered_sections import add_column
from programmes.roles import Permission

from .. import forms, models
from ..choices import ClaimStatus, WaveStatus
from .crumb import CRUMB

_WAVE = {
    WaveStatus.DONE: "met",
    WaveStatus.POSTPONED: "attention",
    WaveStatus.SUSPENDED: "refused",
}


def _replannings(request: HttpRequest, wave: models.RolloutWave) -> dict:
    return replannings_of(request, wave, "steering:wave-replan")


register(
    Register(
        name="waves",
        model=models.RolloutWave,
        form=forms.RolloutWaveForm,
        title=_("Införandeetapper"),
        lead=_("Vilka områden som börjar använda vilka delar, och när."),
        new_label=_("Ny etapp"),
        empty=_("Här beskrivs etapperna med område, driftstart och vad som tas i bruk."),
        icon="rocket-takeoff",
        order="c2",
        columns=[
            Column(_("Etapp"), lambda row: row.name, (swedish("name"),)),
            Column(_("Område"), lambda row: row.area, (swedish("area"),)),
            Column(_("Planerad"), lambda row: row.planned_on, ("planned_on",)),
            Column(_("I drift"), lambda row: row.done_on, ("done_on",)),
            Column(
                _("Läge"),
                lambda row: Tag(row.get_status_display(), _WAVE.get(row.status, "information")),
            ),
            Column(_("Moduler"), lambda row: [one.code for one in row.modules.all()], is_wide=True),
        ],
        search=("name", "area", "functions", "status_reason"),
        rows=lambda programme: (
            models.RolloutWave.objects.in_programme(programme)
            .prefetch_related("modules")
            .annotate(rests_on=last_cited_of(models.WaveReplanning))
        ),
        new=lambda programme: models.RolloutWave(programme=programme),
        crumb=CRUMB,
        links=[Link(_("Tidslinje"), "steering:timeline", "calendar3-range")],
        sections=[Section("programmes/_replannings.html", _replannings)],
    )
)
add_column("waves", ANNULLED_MARK)
register(
    Register(
        name="claims",
        model=models.Claim,
        form=forms.ClaimForm,
        title=_("Tvister och anspråk"),
        lead=_(
            "Vad parterna i ett avtal kräver av varandra. Visas bara för den som får se resultat."
        ),
        new_label=_("Nytt anspråk"),
        empty=_("Här samlas anspråk för förseningar och brister, förhandlingar och uppgörelser."),
        icon="bank",
        order="-c2",
        columns=[
            Column(_("Anspråk"), lambda row: row.title, (swedish("title"),)),
            Column(_("Motpart"), lambda row: row.counterparty, (swedish("counterparty"),)),
            Column(_("Framställt"), lambda row: row.raised_on, ("raised_on",)),
            Column(
                _("Läge"),
                lambda row: Tag(
                    row.get_status_display(),
                    "met" if row.status == ClaimStatus.SETTLED else "attention",
                ),
            ),
            Column(
                _("Belopp, kr"),
                lambda row: _("sekretess") if row.is_secret else row.amount,
                is_number=True,
            ),
        ],
        search=("title", "counterparty", "position", "outcome"),
        rows=lambda programme: models.Claim.objects.in_programme(programme),
        new=lambda programme: models.Claim(programme=programme),
        crumb=CRUMB,
        needs=Permission.VIEW_RESULT,
        edits=Permission.EDIT_PROCUREMENT,
    )
)
