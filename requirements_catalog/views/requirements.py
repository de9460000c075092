"""Writing in a catalogue: requirements and headings are made, changed, moved and withdrawn."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common.keys import row_keys
from common.meeting import Meeting, marks_of, take_saved
from common.views import read_or_write
from programmes.roles import Permission

from ..access.catalogues import get_catalogue, get_requirement
from ..actions import requirements as actions
from ..actions import structure as actions_structure
from ..choices import RequirementStatus
from ..codes import neighbour_of_new, next_code
from ..fields import LINK_MODELS
from ..forms.conflicts import EditForm, differences, meet
from ..forms.requirements import HeadingForm, PlaceForm, ReasonForm, RequirementForm, add_problems
from ..models import Catalogue, Requirement
from ..registered_chain import dependents_of, start_of
from ..registered_parts import FORM, parts_of
from ..tree import ancestors_of


@read_or_write
def requirement_create(
    request: HttpRequest, programme_slug: str, slug: str, *, is_heading: bool = False
) -> HttpResponse:
    """A new requirement or heading; ``parent`` and ``after`` in the address propose its place,
    ``module``, ``need`` and ``standard`` what it is linked to."""
    catalogue = get_catalogue(
        request.user, programme_slug, slug, needs=Permission.EDIT_REQUIREMENTS
    )
    parent, after = (_row_named(request, catalogue, name) for name in ("parent", "after"))
    neighbour = None if is_heading else neighbour_of_new(catalogue, parent, after)
    form_class = HeadingForm if is_heading else RequirementForm
    form = form_class(
        request.POST or None,
        catalogue=catalogue,
        instance=Requirement(catalogue=catalogue, is_heading=is_heading),
        initial={"code": next_code(neighbour)} | _links_proposed(request),
    )
    place = PlaceForm(
        request.POST or None,
        catalogue=catalogue,
        initial={
            "parent": after.parent if after else parent,
            "after_code": after.code if after else "",
        },
    )
    if form.is_valid() and place.is_valid():
        try:
            row = actions.create_requirement(
                catalogue=catalogue,
                by=request.user,
                is_heading=is_heading,
                **place.placement,
                **form.values,
            )
        except ValidationError as error:
            add_problems(error, form, place)
        else:
            messages.success(request, _("%(row)s är skapat.") % {"row": row})
            if "add_another" in request.POST:
                url = f"{request.path}?after={row.pk}"
                return redirect(url)
            return redirect("requirements_catalog:requirement-detail", programme_slug, row.pk)
    context = {"form": form, "place": place, "catalogue": catalogue, "is_heading": is_heading}
    return _form_page(request, context)


@read_or_write
def requirement_edit(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Change a row; what somebody else has changed meanwhile is shown beside it, never lost."""
    requirement = get_requirement(
        request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS
    )
    detail = ("requirements_catalog:requirement-detail", programme_slug, pk)
    if requirement.status == RequirementStatus.WITHDRAWN:
        messages.warning(request, _("Kravet har utgått. Återställ det för att kunna ändra."))
        return redirect(*detail)
    form = _edit_form(requirement, request.POST or None)
    context = {
        "form": form,
        "catalogue": requirement.catalogue,
        "requirement": requirement,
        "path": ancestors_of(requirement),
        "is_heading": requirement.is_heading,
    }
    if form.is_valid():
        if "take" in request.POST:
            return _conflict_page(request, requirement, form, context)
        try:
            actions.edit_requirement(
                requirement=requirement,
                by=request.user,
                expected=form.cleaned_data["revision"],
                **form.values,
            )
        except actions.ChangedMeanwhile:
            return _conflict_page(request, requirement, form, context)
        except ValidationError as error:
            add_problems(error, form)
        else:
            messages.success(request, _("Ändringen är sparad."))
            return redirect(*detail)
    return _form_page(request, context)


@read_or_write
def requirement_move(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Put a row, with all that stands under it, somewhere else in the tree."""
    requirement = get_requirement(
        request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS
    )
    place = PlaceForm(
        request.POST or None,
        catalogue=requirement.catalogue,
        initial={"parent": requirement.parent},
    )
    if place.is_valid():
        try:
            actions_structure.move_requirement(
                requirement=requirement,
                by=request.user,
                # PostgreSQL takes no text with a NUL in it.
                reason=request.POST.get("reason", "").replace("\0", "")[:100],
                **place.placement,
            )
        except ValidationError as error:
            add_problems(error, place)
        else:
            messages.success(request, _("Raden är flyttad."))
            return redirect("requirements_catalog:requirement-detail", programme_slug, pk)
    context = {
        "place": place,
        "form": place,
        "requirement": requirement,
        "catalogue": requirement.catalogue,
        "path": ancestors_of(requirement),
    }
    return _form_page(request, context, "requirements_catalog/requirement_move.html")


@read_or_write
def requirement_withdraw(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Let a row go out of the catalogue, with a reason."""
    requirement = get_requirement(
        request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS
    )
    return _with_reason(
        request,
        requirement,
        action=actions_structure.withdraw_requirement,
        done=_("%(row)s har utgått. Id:t används inte igen.") % {"row": requirement},
        is_restore=False,
    )


@read_or_write
def requirement_restore(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Bring a withdrawn row back as a draft, with a reason."""
    requirement = get_requirement(
        request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS
    )
    return _with_reason(
        request,
        requirement,
        action=actions_structure.restore_requirement,
        done=_("%(row)s är återställt som utkast.") % {"row": requirement},
        is_restore=True,
    )


def _with_reason(
    request: HttpRequest, requirement: Requirement, *, action, done: str, is_restore: bool
) -> HttpResponse:
    """Ask for a reason, do it, tell."""
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            action(requirement=requirement, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            add_problems(error, form)
        else:
            messages.success(request, done)
            slug = requirement.catalogue.programme.slug
            return redirect("requirements_catalog:requirement-detail", slug, requirement.pk)
    programme = requirement.catalogue.programme
    context = {
        "form": form,
        "requirement": requirement,
        "catalogue": requirement.catalogue,
        "is_restore": is_restore,
        "dependents": []
        if is_restore
        else dependents_of(request, start_of(programme, requirement.pk)),
    }
    return _form_page(request, context, "requirements_catalog/requirement_withdraw.html")


def _edit_form(requirement: Requirement, data: QueryDict | None) -> EditForm:
    """The form of a row, on a copy of its own: the page's heads show what is saved."""
    copy = Requirement.objects.get(pk=requirement.pk)
    form_class = HeadingForm if requirement.is_heading else RequirementForm
    form = form_class(
        data,
        catalogue=requirement.catalogue,
        instance=copy,
        initial={"revision": actions.revision_of(requirement)},
    )
    form.initial["seen"] = marks_of(form.stored(requirement))
    return form


def _conflict_page(
    request: HttpRequest, requirement: Requirement, form: EditForm, context
) -> HttpResponse:
    """What each has changed, and the form with both together; saving again is a choice.

    What only the other has changed is in the form as it is saved; what only this person has
    changed is there as it was typed. Of what both have changed the form keeps what was typed, and
    ``take`` puts what is saved in the place of it, field by field.
    """
    saved = Requirement.objects.select_related("owner").get(pk=requirement.pk)
    fresh = _edit_form(saved, None)
    data, taken = request.POST.copy(), request.POST.getlist("take")
    if taken and data.get("revision") == fresh["revision"].value():
        meeting = Meeting(differences(form, saved, set(data.getlist("clash")) - {*taken}))
        names = [name for name in taken if name in fresh.stored(saved)]
    else:
        meeting = meet(form, saved)
        names = [difference.name for difference in meeting.theirs]
    take_saved(data, fresh, names)
    # The next save is made against what is shown here.
    data["revision"], data["seen"] = fresh["revision"].value(), fresh["seen"].value()
    context |= {
        "form": _edit_form(saved, data),
        "meeting": meeting,
        "is_taken": bool(taken),
        "saved": saved,
        "last_change": requirement.history.select_related("history_user").first(),
    }
    template = "requirements_catalog/requirement_form.html"
    return render(request, template, _with_parts(request, context), status=409)


def _row_named(request: HttpRequest, catalogue: Catalogue, name: str) -> Requirement | None:
    return catalogue.requirements.filter(pk__in=row_keys([request.GET.get(name, "")])).first()


def _links_proposed(request: HttpRequest) -> dict[str, list[str]]:
    """The keys of each kind of link in the address; the form offers only the programme's own."""
    asked = {name: request.GET.getlist(name.removesuffix("s")) for name in LINK_MODELS}
    return {name: keys for name, keys in asked.items() if keys}


def _form_page(
    request: HttpRequest,
    context: dict,
    template: str = "requirements_catalog/requirement_form.html",
) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, template, _with_parts(request, context), status=status)


def _with_parts(request: HttpRequest, context: dict) -> dict:
    """With what other apps show in the form of a requirement."""
    if context.get("is_heading", True):
        return context
    parts = parts_of(FORM, request, context["catalogue"], context.get("requirement"))
    return context | {"parts": parts}
