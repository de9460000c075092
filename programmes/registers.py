"""The programme's own registers: those who take part, goals and how they are measured, milestones,
streams, bodies and what they have decided."""

from django.db.models import Expression, Max, Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.ordering import by_choice, natural, swedish
from common.timeline import shown_history

from . import forms_organisations, models
from . import forms_registers as forms
from .access import may_change_organisation, other_programmes, permissions_in
from .choices import (
    BodyKind,
    GoalKind,
    MilestoneLane,
    OrganisationKind,
    ParticipationRole,
    Perspective,
    StreamStatus,
)
from .goals import course_of
from .planned_parts import ANNULLED_MARK, replannings_of
from .plans import last_cited_of
from .register import Column, Filter, Link, Register, Section, Tag, register
from .registered_sections import add_column
from .roles import Permission
from .used_by import used_by_section

CRUMB = (_("Styrning"), "steering:steering")
_STATUS: dict[str, str] = {
    StreamStatus.ON_TRACK: "met",
    StreamStatus.DONE: "met",
    StreamStatus.AT_RISK: "attention",
    StreamStatus.LATE: "refused",
}


def _place(*then: Expression) -> Column:
    """Where people have put a row among the others: the list begins in that order and says so."""
    order = ("position", *then)
    return Column(_("Ordning"), lambda row: row.position, order, is_number=True, is_wide=True)


def stream_tag(row: models.Stream) -> Tag:
    """Where a stream stands."""
    return Tag(row.get_status_display(), _STATUS.get(row.status, "information"))


def _last(model: type[Model], programme: models.Programme) -> Model:
    """A new row that stands after the others, where people have put them in an order."""
    last = model._default_manager.in_programme(programme).aggregate(last=Max("position"))["last"]
    return model(programme=programme, position=(last or 0) + 1)


def _course(request: HttpRequest, goal: models.Goal) -> dict:
    return {
        "goal": goal,
        "course": course_of(goal),
        "can_edit": Permission.EDIT_PROGRAMME in permissions_in(request.user, goal.programme),
        "programme": goal.programme,
    }


def _replannings(request: HttpRequest, milestone: models.Milestone) -> dict:
    return replannings_of(request, milestone, "programmes:milestone-replan")


def _of_body(request: HttpRequest, body: models.Body) -> dict:
    return {
        "programme": body.programme,
        "reports": body.reports.all(),
        "decisions": body.decisions.all(),
    }


def _in_value(value, unit: str) -> str:
    return "" if value is None else f"{value.normalize():f} {unit}".replace(".", ",")


def _of_participation(request: HttpRequest, place: models.Participation) -> dict:
    programme, organisation = place.programme, place.organisation
    return {
        "programme": programme,
        "place": place,
        "organisation": organisation,
        "decisions": place.decisions.all(),
        "history": shown_history(organisation),
        "may_decide": Permission.EDIT_PROGRAMME in permissions_in(request.user, programme),
        "may_change": may_change_organisation(request.user, programme, organisation),
        "others": len(other_programmes(organisation, programme)),
    }


register(
    Register(
        name="participants",
        model=models.Participation,
        form=forms_organisations.ParticipantForm,
        title=_("Deltagare"),
        lead=_("Organisationerna i programmet: vad de är, hur många som bor där och deras roll."),
        new_label=_("Ny deltagare"),
        empty=_("Här samlas de som köper, eller kan komma att köpa, tillsammans."),
        icon="people",
        columns=[
            Column(
                _("Organisation"),
                lambda row: row.organisation.name,
                (swedish("organisation__name"),),
            ),
            Column(
                _("Roll"),
                lambda row: Tag(
                    row.get_role_display(),
                    "draft" if row.role == ParticipationRole.PROSPECTIVE else "information",
                ),
                (by_choice("role", ParticipationRole),),
            ),
            Column(
                _("Slag"),
                lambda row: row.organisation.get_kind_display(),
                (by_choice("organisation__kind", OrganisationKind),),
            ),
            Column(
                _("Organisationsnummer"),
                lambda row: row.organisation.organisation_number,
                is_wide=True,
            ),
            Column(
                _("Befolkning"),
                lambda row: row.organisation.population,
                ("organisation__population",),
                is_number=True,
            ),
            Column(_("Befolkning den"), lambda row: row.organisation.population_on, is_wide=True),
        ],
        search=("organisation__name", "organisation__organisation_number"),
        rows=lambda programme: models.Participation.objects.in_programme(programme).select_related(
            "organisation", "programme"
        ),
        new=lambda programme: models.Participation(programme=programme),
        crumb=CRUMB,
        sections=[Section("programmes/_participant.html", _of_participation)],
    )
)
register(
    Register(
        name="goals",
        model=models.Goal,
        form=forms.GoalForm,
        title=pgettext_lazy("flera", "Mål"),
        lead=_(
            "Vad programmet ska ge verksamheten (effektmål) och vad det ska leverera (programmål)."
        ),
        new_label=_("Nytt mål"),
        empty=_("Målen talar om varför programmet finns och hur man ser att det har lyckats."),
        icon="bullseye",
        order="c7",
        columns=[
            Column(_("Beteckning"), lambda row: row.code, (natural("code"),)),
            Column(_("Mål"), lambda row: row.title, (swedish("title"),)),
            Column(
                _("Slag"),
                lambda row: Tag(
                    row.get_kind_display(),
                    "mandatory" if row.kind == GoalKind.OUTCOME else "information",
                ),
                (by_choice("kind", GoalKind),),
            ),
            Column(
                _("Perspektiv"),
                lambda row: row.get_perspective_display(),
                (by_choice("perspective", Perspective),),
                is_wide=True,
            ),
            Column(_("Indikator"), lambda row: row.indicator, is_wide=True),
            Column(_("Målvärde"), lambda row: _in_value(row.target_value, row.unit)),
            Column(_("Nås senast"), lambda row: row.target_on, ("target_on",)),
            _place(natural("code")),
        ],
        search=("code", "title", "description", "indicator"),
        rows=lambda programme: models.Goal.objects.in_programme(programme),
        new=lambda programme: _last(models.Goal, programme),
        crumb=CRUMB,
        sections=[Section("programmes/_goal_course.html", _course)],
    )
)
register(
    Register(
        name="measurements",
        model=models.GoalMeasurement,
        form=forms.GoalMeasurementForm,
        title=_("Mätningar"),
        lead=_("Uppmätta värden för målens indikatorer, dag för dag."),
        new_label=_("Ny mätning"),
        empty=_("När ett mål har mätts läggs värdet in här. Kurvan visas på målets sida."),
        icon="graph-up",
        columns=[
            Column(_("Mål"), lambda row: str(row.goal), (natural("goal__code"), "measured_on")),
            Column(_("Mätt"), lambda row: row.measured_on, ("measured_on",)),
            Column(_("Värde"), lambda row: _in_value(row.value, row.goal.unit)),
            Column(_("Källa"), lambda row: row.source, is_wide=True),
        ],
        search=("goal__code", "goal__title", "source", "note"),
        rows=lambda programme: models.GoalMeasurement.objects.in_programme(
            programme
        ).select_related("goal"),
        new=lambda programme: models.GoalMeasurement(),
        crumb=CRUMB,
    )
)
register(
    Register(
        name="milestones",
        model=models.Milestone,
        form=forms.MilestoneForm,
        title=_("Milstolpar"),
        lead=_("Dagar som programmet och politiken ska hålla. Varje omplanering sparas."),
        new_label=_("Ny milstolpe"),
        empty=_("Här samlas de dagar som styr arbetet, från politiska beslut till driftstart."),
        icon="flag",
        order="c1",
        columns=[
            Column(_("Milstolpe"), lambda row: row.title, (swedish("title"),)),
            Column(_("Planerad"), lambda row: row.planned_on, ("planned_on",)),
            Column(_("Genomförd"), lambda row: row.done_on, ("done_on",)),
            Column(
                _("Spår"),
                lambda row: row.get_lane_display(),
                (by_choice("lane", MilestoneLane), "planned_on"),
            ),
            Column(
                _("Delprojekt"), lambda row: row.stream.code if row.stream else "", is_wide=True
            ),
            Column(_("Beslutas av"), lambda row: row.decided_by, is_wide=True),
        ],
        search=("title", "decided_by"),
        rows=lambda programme: (
            models.Milestone.objects.in_programme(programme)
            .select_related("stream")
            .annotate(rests_on=last_cited_of(models.Replanning))
        ),
        new=lambda programme: models.Milestone(programme=programme),
        filters=[
            Filter(
                "lane",
                _("Spår"),
                MilestoneLane.choices,
                lambda rows, value: rows.filter(lane=value),
            ),
            Filter(
                "decision",
                _("Beslut"),
                [("yes", _("är ett beslut")), ("no", _("är inget beslut"))],
                lambda rows, value: rows.decisions(is_one=value == "yes"),
            ),
            Filter(
                "done",
                _("Genomförd"),
                [("no", _("nej")), ("yes", _("ja"))],
                lambda rows, value: rows.filter(done_on__isnull=value == "no"),
            ),
        ],
        crumb=CRUMB,
        links=[Link(_("Tidslinje"), "steering:timeline", "calendar3-range")],
        sections=[Section("programmes/_replannings.html", _replannings)],
    )
)
add_column("milestones", ANNULLED_MARK)
register(
    Register(
        name="streams",
        model=models.Stream,
        form=forms.StreamForm,
        title=pgettext_lazy("flera", "Delprojekt"),
        lead=_("Programmets huvudspår och hur långt de har kommit."),
        new_label=_("Nytt delprojekt"),
        empty=_("Till exempel upphandling, lösning, införande och kompetens."),
        icon="signpost-split",
        order="c4",
        columns=[
            Column(_("Beteckning"), lambda row: row.code, (natural("code"),)),
            Column(_("Namn"), lambda row: row.name, (swedish("name"),)),
            Column(_("Läge"), stream_tag),
            Column(_("Leds av"), lambda row: row.lead, (swedish("lead"),), is_wide=True),
            _place(natural("code")),
        ],
        search=("code", "name", "lead", "status_text"),
        rows=lambda programme: models.Stream.objects.in_programme(programme),
        new=lambda programme: _last(models.Stream, programme),
        crumb=CRUMB,
        links=[Link(_("Tidslinje"), "steering:timeline", "calendar3-range")],
    )
)
register(
    Register(
        name="bodies",
        model=models.Body,
        form=forms.BodyForm,
        title=_("Organ och beslutsordning"),
        lead=_("Vilka som beslutar, bereder och genomför, och vad de svarar för."),
        new_label=_("Nytt organ"),
        empty=_("Här samlas fullmäktige, styrgrupp, referensgrupper och programmets enheter."),
        icon="diagram-2",
        order="c4",
        columns=[
            Column(_("Namn"), lambda row: row.name, (swedish("name"),)),
            Column(
                pgettext_lazy("organ", "Uppgift"),
                lambda row: Tag(
                    row.get_kind_display(),
                    "mandatory" if row.kind == BodyKind.DECIDES else "information",
                ),
                (by_choice("kind", BodyKind), "position"),
            ),
            Column(_("Lyder under"), lambda row: row.reports_to or ""),
            Column(_("Ordförande eller chef"), lambda row: row.chair, is_wide=True),
            _place(),
        ],
        search=("name", "chair", "decides_on", "members"),
        rows=lambda programme: models.Body.objects.in_programme(programme).select_related(
            "reports_to"
        ),
        new=lambda programme: _last(models.Body, programme),
        crumb=CRUMB,
        sections=[Section("programmes/_body.html", _of_body)],
    )
)
register(
    Register(
        name="decisions",
        model=models.Decision,
        form=forms.DecisionForm,
        title=pgettext_lazy("flera", "Beslut"),
        lead=_("Vad som har beslutats, av vem, vilken dag och på vilka villkor."),
        new_label=_("Nytt beslut"),
        empty=_("Här antecknas besluten, med diarienummer så att handlingen går att hitta."),
        icon="hammer",
        order="-c1",
        columns=[
            Column(_("Beslut"), lambda row: row.title, (swedish("title"),)),
            Column(_("Dag"), lambda row: row.decided_on, ("decided_on",)),
            Column(_("Beslutat av"), lambda row: row.body.name, (swedish("body__name"),)),
            Column(_("Handling"), lambda row: row.document_reference, is_wide=True),
        ],
        search=("title", "content", "conditions", "grounds", "document_reference", "body__name"),
        rows=lambda programme: models.Decision.objects.in_programme(programme).select_related(
            "body"
        ),
        new=lambda programme: models.Decision(programme=programme),
        crumb=CRUMB,
        sections=[Section("programmes/_used_by.html", used_by_section)],
    )
)
