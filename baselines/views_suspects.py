"""Suspect requirements of a catalogue: listed by what changed, and gone through."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from common.history import changes_of
from common.keys import row_keys
from common.lists import list_page
from common.views import read_or_write
from programmes.access import get_programme, permissions_in
from programmes.roles import Permission
from requirements_catalog.access.catalogues import get_catalogue
from requirements_catalog.forms.requirements import add_problems
from requirements_catalog.models import Catalogue

from . import actions_suspects as actions
from .filters_suspects import SuspicionFilter
from .forms_suspects import TITLES, ClearForm, LawForm, WatchedForm
from .models import SuspectFields, Suspicion
from .suspect_history import own_labels, watched, with_usual
from .suspects import label_of, prepare, standing_in


@read_or_write
def suspicion_list(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """What is suspect in a catalogue, by what changed; who may write marks it as gone through."""
    needs = Permission.EDIT_REQUIREMENTS if request.method == "POST" else Permission.VIEW_CATALOGUE
    catalogue = get_catalogue(request.user, programme_slug, slug, needs=needs)
    form = ClearForm(request.POST or None)
    if form.is_valid() and _is_cleared(request, catalogue, form):
        return redirect(request.get_full_path())
    return _list(request, catalogue, form)


def _is_cleared(request: HttpRequest, catalogue: Catalogue, form: ClearForm) -> bool:
    # A row's own button takes that row alone, whatever else is marked.
    only = row_keys(request.POST.getlist("only"))
    try:
        count = actions.clear_suspicions(
            catalogue=catalogue,
            keys=only or row_keys(request.POST.getlist("suspicion")),
            changes=[] if only else row_keys(request.POST.getlist("change")),
            note=form.cleaned_data["note"],
            by=request.user,
        )
    except ValidationError as error:
        add_problems(error, form)
        return False
    text = ngettext(
        "%(count)d koppling är genomgången.", "%(count)d kopplingar är genomgångna.", count
    )
    messages.success(request, text % {"count": count})
    return True


def _list(request: HttpRequest, catalogue: Catalogue, form: ClearForm) -> HttpResponse:
    is_current = actions.refresh_suspicions(programme=catalogue.programme)
    totals: dict[int, int] = {}

    def show(rows: list[Suspicion]) -> None:
        prepare(rows)
        found = standing_in(catalogue).filter(change__in={row.change_id for row in rows})
        counts = found.order_by().values("change").annotate(count=Count("pk"))
        totals.update(counts.values_list("change", "count"))
        for row in rows:
            row.change.standing_count = totals.get(row.change_id, 0)

    response = list_page(
        request,
        queryset=Suspicion.objects.filter(requirement__catalogue=catalogue).for_list(),
        template="baselines/suspicion_list.html",
        fragment="baselines/_suspicion_table.html",
        filterset_class=SuspicionFilter,
        filterset_kwargs={"catalogue": catalogue},
        context={
            "programme": catalogue.programme,
            "catalogue": catalogue,
            "is_current": is_current,
            "can_edit": _may_edit(request, catalogue.programme),
            "clear_form": form,
            "chosen": row_keys(request.POST.getlist("suspicion")),
            "whole": row_keys(request.POST.getlist("change")),
        },
        prepare=show,
    )
    if request.method == "POST":
        response.status_code = 422
    return response


@require_POST
def suspicion_scan(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Start the job that reads a long history."""
    catalogue = get_catalogue(
        request.user, programme_slug, slug, needs=Permission.EDIT_REQUIREMENTS
    )
    job = actions.start_scan(catalogue=catalogue, by=request.user)
    return redirect("programmes:job-detail", job.uid)


@read_or_write
def law_change(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Say that a provision has changed, so that what refers to it becomes suspect."""
    catalogue = get_catalogue(
        request.user, programme_slug, slug, needs=Permission.EDIT_REQUIREMENTS
    )
    form = LawForm(request.POST or None)
    if form.is_valid():
        try:
            _change, count = actions.note_law_change(
                programme=catalogue.programme, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            add_problems(error, form)
        else:
            text = ngettext(
                "%(count)d krav i programmet är markerat som osäkert.",
                "%(count)d krav i programmet är markerade som osäkra.",
                count,
            )
            messages.success(request, text % {"count": count})
            return redirect("baselines:suspicion-list", programme_slug, slug)
    context = {"programme": catalogue.programme, "catalogue": catalogue, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "baselines/law_change.html", context, status=status)


@read_or_write
def watched_fields(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The fields that are watched in a programme; who may write chooses others."""
    needs = Permission.EDIT_REQUIREMENTS if request.method == "POST" else Permission.VIEW_CATALOGUE
    programme = get_programme(request.user, programme_slug, needs=needs)
    own = own_labels(programme)
    form = WatchedForm(request.POST or None, watched=watched(programme), own=own)
    if form.is_valid():
        try:
            actions.choose_fields(
                programme=programme,
                chosen=form.chosen,
                by=request.user,
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            add_problems(error, form)
        else:
            messages.success(request, _("De valda fälten bevakas från och med nu."))
            return redirect("baselines:watched-fields", programme_slug)
    can_edit = _may_edit(request, programme)
    if not can_edit:
        for field in form.fields.values():
            field.disabled = True
    setting = SuspectFields.objects.filter(programme=programme).first()
    context = {
        "programme": programme,
        "form": form,
        "can_edit": can_edit,
        "timeline": _timeline(setting, own) if setting else [],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "baselines/watched_fields.html", context, status=status)


def _timeline(setting: SuspectFields, own: Mapping[str, str]) -> list[dict]:
    """Who chose which fields when, the newest first."""
    records = setting.history.select_related("history_user").order_by("-history_id")
    heads = changes_of(setting)
    return [
        {
            "change": head,
            "chosen": [
                (TITLES[kind], [label_of(kind, name, own) for name in names])
                for kind, names in with_usual(record.chosen).items()
            ],
        }
        for record, head in zip(records, heads, strict=True)
    ]


def _may_edit(request: HttpRequest, programme) -> bool:
    return Permission.EDIT_REQUIREMENTS in permissions_in(request.user, programme)
