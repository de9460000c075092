"""What each organisation needs of what is asked: a table that is filled in cell by cell."""

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common.filters import Search, Select
from common.lists import list_page, wants_fragment
from procurements.models import Procurement
from procurements.views_shared import frame_of
from programmes.access import permissions_in
from programmes.models import Organisation
from requirements_catalog.models import Requirement

from . import actions
from .access import EDIT_STANCES, get_organisation, get_procurement, get_requirement
from .choices import Stance
from .forms import StanceForm
from .members import Member, members_of
from .models import RequirementStance
from .package import requirements_in, stances_on
from .told import told_of_stance
from .what_if import NEEDING

SHOW = [
    ("", gettext_lazy("alla krav")),
    ("unspoken", gettext_lazy("som ingen har yttrat sig om")),
    ("differs", gettext_lazy("som någon behöver på annat sätt")),
    ("not", gettext_lazy("som någon inte behöver")),
    ("unowned", gettext_lazy("utan ägare bland köparna")),
]


class StanceFilter(forms.Form):
    """Which requirements, and whose column."""

    q = forms.CharField(label=gettext_lazy("Sök"), required=False, max_length=200, widget=Search())
    show = forms.ChoiceField(
        label=gettext_lazy("Visa"), choices=SHOW, required=False, widget=Select()
    )
    organisation = forms.ChoiceField(
        label=gettext_lazy("Organisation"), required=False, widget=Select()
    )

    def __init__(self, *args, members: list[Member], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [
            ("", _("alla")),
            *((str(member.key), member.organisation.name) for member in members),
        ]


def _said(*stances: str, by: list[int] | None = None) -> Exists:
    """Whether somebody, or one of ``by``, has said something, or one of ``stances``."""
    rows = RequirementStance.objects.filter(requirement=OuterRef("pk"))
    rows = rows.filter(stance__in=stances) if stances else rows
    return Exists(rows if by is None else rows.filter(organisation__in=by))


def _without_owner(rows: QuerySet[Requirement], members: list[Member]) -> QuerySet[Requirement]:
    """Those that buyers have spoken of and none of them needs (what_if.py, rule 6).

    Before anybody has decided to buy, those who have not decided to stay outside stand for them.
    """
    joined = [one.key for one in members if one.is_joined]
    buyers = joined or [one.key for one in members if not one.is_out]
    return rows.filter(_said(by=buyers)).exclude(_said(*NEEDING, by=buyers))


def _found(procurement: Procurement, asked: dict, members: list[Member]):
    rows = requirements_in(procurement).order_by("catalogue", "position", "pk")
    if words := asked.get("q", "").replace("\0", " "):
        rows = rows.with_words(words, "code", "title", "text")
    show = asked.get("show")
    if show == "unspoken":
        return rows.filter(~_said())
    if show == "unowned":
        return _without_owner(rows, members)
    return rows.filter(_said(show)) if show else rows


@require_safe
def stance_list(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """The requirements of a procurement against its organisations."""
    procurement = get_procurement(request.user, programme_slug, slug)
    return _page(request, procurement)


def _page(request: HttpRequest, procurement: Procurement, refused: dict | None = None):
    members = members_of(procurement)
    form = StanceFilter(request.GET, members=members)
    asked = form.cleaned_data if form.is_valid() else {}
    columns = [one for one in members if asked.get("organisation") in ("", None, str(one.key))]
    can_write = EDIT_STANCES in permissions_in(request.user, procurement.programme)

    def with_cells(rows: list[Requirement]) -> None:
        keys = [row.pk for row in rows]
        said = stances_on(Requirement.objects.filter(pk__in=keys))
        for row in rows:
            row.cells = [
                cell(procurement, row, member.organisation, said.get(row.pk, {}).get(member.key))
                | ((refused or {}).get((row.pk, member.key)) or {})
                for member in columns
            ]

    return list_page(
        request,
        queryset=_found(procurement, asked, members),
        template="joint_procurement/stance_list.html",
        fragment="joint_procurement/_stance_table.html",
        context=frame_of(
            request,
            procurement,
            "joint",
            filter=form,
            columns=columns,
            can_write=can_write,
            stances=[("", "–"), *Stance.choices],
        ),
        prepare=with_cells,
    )


def cell(
    procurement: Procurement,
    requirement: Requirement,
    organisation: Organisation,
    said: RequirementStance | None,
) -> dict:
    """What a cell shows: who says what of which requirement, and where it is sent."""
    slugs = (procurement.programme.slug, procurement.slug)
    return {
        "name": f"{requirement.pk}-{organisation.pk}",
        "label": f"{requirement.code}, {organisation.name}",
        "url": reverse(
            "joint_procurement:stance-set", args=[*slugs, requirement.pk, organisation.pk]
        ),
        "stance": said.stance if said else "",
        "word": said.get_stance_display() if said else "",
        "text": said.text if said else "",
        "seen": _mark(said),
    }


@require_POST
def stance_set(
    request: HttpRequest, programme_slug: str, slug: str, requirement: int, organisation: int
) -> HttpResponse:
    """Save one cell; without htmx the table comes back."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT_STANCES)
    row = get_requirement(procurement, requirement)
    who = get_organisation(procurement, organisation)
    form = StanceForm(request.POST)
    if not form.is_valid():
        problem = " ".join(one for errors in form.errors.values() for one in errors)
        typed = {"problem": problem, "seen": request.POST.get("seen", "")}
        return _refused(request, procurement, row, who, typed)
    try:
        said = actions.set_stance(
            requirement=row, organisation=who, by=request.user, **form.cleaned_data
        )
    except actions.StanceMoved as moved:
        told = told_of_stance(row, who, moved.now)
        shown = {"problem": told, "seen": _mark(moved.now), "is_moved": True}
        return _refused(request, procurement, row, who, shown)
    if wants_fragment(request):
        return _cell(request, cell(procurement, row, who, said) | {"is_saved": True})
    return redirect("joint_procurement:stance-list", programme_slug, slug)


def _refused(
    request: HttpRequest,
    procurement: Procurement,
    row: Requirement,
    who: Organisation,
    shown: dict,
) -> HttpResponse:
    """The cell, or without htmx the table, with what was sent and why it is not saved."""
    shown = shown | {name: request.POST.get(name, "") for name in ("stance", "text")}
    if wants_fragment(request):
        return _cell(request, cell(procurement, row, who, None) | shown, status=422)
    answer = _page(request, procurement, {(row.pk, who.pk): shown})
    answer.status_code = 422
    return answer


def _mark(said: RequirementStance | None) -> str:
    return said.mark if said else ""


def _cell(request: HttpRequest, values: dict, status: int = 200) -> HttpResponse:
    context = {"cell": values, "can_write": True, "stances": [("", "–"), *Stance.choices]}
    return render(request, "joint_procurement/_stance_cell.html", context, status=status)
