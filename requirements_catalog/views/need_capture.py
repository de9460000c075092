"""Needs written down while they are said: one after the other, or many rows from a spreadsheet."""

import csv
import io
from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from common.lists import wants_fragment
from common.views import read_or_write
from programmes.access import get_programme
from programmes.models import Programme
from programmes.roles import Permission

from ..actions.needs import add_needs, added_before
from ..choices import NeedChangeKind
from ..forms.needs import CaptureForm, PasteForm, SourceForm
from ..forms.requirements import add_problems
from ..import_core.mapping import table_columns
from ..import_core.need_rows import CODE, PASTED, TITLE, guess_need_targets, read_need_rows
from ..import_core.words import SKIP
from ..imports.needs import NeedReport, add_planned, known_of, plan_rows
from ..models import Need, NeedChange

PAGE = "requirements_catalog/need_capture.html"
CAPTURED = "requirements_catalog/_need_captured.html"
SHOWN = 30
MOST_PASTED = 1000
# What the next need is likely to have in common with the one before.
KEPT = ("perspective", "dimension", "priority")


def _occasion(request: HttpRequest, programme: Programme) -> list[str] | None:
    """The occasion that the person writes at, as a source; kept while signed in."""
    return request.session.get(f"need-occasion-{programme.pk}")


@read_or_write
def need_capture(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """One need after the other at an occasion that is told once; without script a plain form.

    A script that sends a need gets what is written at the occasion, or 422 and field → error. It
    sends a token of its own making with each: one that comes again, because the answer was lost,
    is answered with what was saved then, whatever has become of the occasion since.
    """
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    if request.method == "POST" and "occasion" in request.POST:
        return _settle_occasion(request, programme)
    occasion = _occasion(request, programme)
    token = request.POST.get("token", "")
    if before := added_before(programme=programme, token=token, by=request.user):
        return _told(request, programme, occasion, before)
    form = CaptureForm(instance=Need(programme=programme), initial=_kept(request))
    if request.method == "POST" and occasion:
        form = CaptureForm(request.POST, instance=Need(programme=programme))
        if form.is_valid() and (change := _add(request, programme, form, occasion, token)):
            return _told(request, programme, occasion, change)
    if request.method == "POST" and wants_fragment(request):
        return JsonResponse(_errors(form, occasion), status=422)
    return _page(request, programme, form)


def _settle_occasion(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = SourceForm(request.POST)
    if not form.is_valid():
        return _page(request, programme, CaptureForm(instance=Need()), occasion_form=form)
    request.session[f"need-occasion-{programme.pk}"] = form.value
    return redirect("requirements_catalog:need-capture", programme.slug)


def _told(request, programme, occasion, change: NeedChange) -> HttpResponse:
    """The answer to a need that is saved."""
    if not wants_fragment(request):
        return redirect("requirements_catalog:need-capture", programme.slug)
    added = Need.objects.get(pk=change.cells[0][0])
    return render(request, CAPTURED, _written(request, programme, occasion, added))


def _add(request, programme, form, occasion, token: str) -> NeedChange | None:
    values = dict(form.cleaned_data)
    try:
        change = add_needs(
            programme=programme, rows=[values], by=request.user, source=occasion, token=token
        )
    except ValidationError as error:
        add_problems(error, form)
        return None
    request.session["need-capture-kept"] = {name: str(values[name]) for name in KEPT}
    return change


def _kept(request: HttpRequest) -> dict:
    return request.session.get("need-capture-kept", {})


def _errors(form: CaptureForm, occasion: list[str] | None) -> dict[str, str]:
    """Field → what is wrong with it; without an occasion there is nowhere to write."""
    if not occasion:
        return {"occasion": _("Tillfället är inte angivet. Ange det överst på sidan.")}
    return {name: " ".join(map(str, found)) for name, found in form.errors.items()}


def _written(request, programme, occasion, added: Need | None = None) -> dict:
    """What has been written at the occasion, with the need that was added just now."""
    captured = _captured(programme, occasion) if occasion else []
    return {
        "programme": programme,
        "captured": captured[:SHOWN],
        "captured_count": len(captured),
        "last": _last(request, programme, captured),
        "added": added,
    }


def _page(request, programme, form, *, occasion_form=None) -> HttpResponse:
    occasion = _occasion(request, programme)
    initial = dict(zip(("kind", "name", "held_on", "participants"), occasion or (), strict=False))
    asked = occasion_form or SourceForm(initial=initial)
    if not occasion:
        asked.fields["kind"].widget.attrs["autofocus"] = True
    context = {
        **_written(request, programme, occasion),
        "form": form,
        "occasion": occasion,
        "occasion_form": asked,
        "opens_occasion": occasion is None or bool(occasion_form),
        "paste_form": PasteForm(),
    }
    status = 422 if form.errors or (occasion_form and occasion_form.errors) else 200
    return render(request, PAGE, context, status=status)


def _captured(programme: Programme, occasion: list[str]) -> list[Need]:
    """The needs of the occasion, newest first: everybody's who writes at it."""
    kind, name, day, _people = occasion
    rows = programme.needs.live().filter(sources__kind=kind, sources__name=name)
    rows = rows.filter(sources__held_on=day or None) if day else rows
    return list(rows.order_by("-pk").distinct())


def _last(request: HttpRequest, programme: Programme, captured: list[Need]) -> NeedChange | None:
    """What the person wrote last at this occasion and can take back."""
    kinds = (NeedChangeKind.CAPTURE, NeedChangeKind.PASTE)
    mine = programme.need_changes.filter(made_by=request.user, kind__in=kinds, undone_by=None)
    last = mine.first() if captured else None
    return last if last and last.cells[0][0] in {need.pk for need in captured} else None


# ---------------------------------------------------------------- many rows at once


@require_POST
def need_paste(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """What pasted rows would become; sent in again with ``save``, they are written."""
    programme = get_programme(request.user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    occasion = _occasion(request, programme)
    if not occasion:
        return redirect("requirements_catalog:need-capture", programme_slug)
    form = PasteForm(request.POST)
    report, usual = NeedReport(), _usual(request)
    if form.is_valid():
        report = _read_paste(programme, form, usual)
    rest = not report.refused or request.POST.get("apply_rest") == "yes"
    if "save" in request.POST and report.new and rest and not form.errors:
        change = add_planned(programme=programme, report=report, by=request.user, source=occasion)
        words = ngettext("%(count)d behov är sparat.", "%(count)d behov är sparade.",
                         len(change.cells))  # fmt: skip
        messages.success(request, words % {"count": len(change.cells)})
        return redirect("requirements_catalog:need-capture", programme_slug)
    context = {
        "programme": programme,
        "occasion": occasion,
        "form": form,
        "report": report,
        "usual": usual,
        "usual_words": _in_words(usual),
        "needs_choice": "save" in request.POST and bool(report.refused) and not rest,
    }
    status = 422 if form.errors or "save" in request.POST else 200
    return render(request, "requirements_catalog/need_paste.html", context, status=status)


def _usual(request: HttpRequest) -> dict[str, str]:
    """What rows have that do not say it: what was chosen on the page they were pasted into."""
    fields = {name: Need._meta.get_field(name) for name in KEPT}
    sent = {name: request.POST.get(name, "") for name in KEPT}
    return {name: value for name, value in sent.items() if value in dict(fields[name].choices)}


def _in_words(usual: Mapping[str, str]) -> list[tuple[str, str]]:
    """(what it is called, what was chosen) of the same."""
    fields = {name: Need._meta.get_field(name) for name in usual}
    return [
        (str(fields[name].verbose_name).capitalize(), str(dict(fields[name].choices)[value]))
        for name, value in usual.items()
    ]


def _read_paste(programme: Programme, form: PasteForm, usual: dict[str, str]) -> NeedReport:
    """The rows as a table: with a head that names at least two columns, or in the usual order."""
    text = form.cleaned_data["text"].replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    try:
        rows = [list(row) for row in csv.reader(io.StringIO(text), delimiter="\t")]
    except csv.Error:
        form.add_error(
            "text",
            _("En cell är längre än någon text får vara. Saknas ett citattecken som avslutar den?"),
        )
        return NeedReport()
    if len(rows) > MOST_PASTED:
        form.add_error(
            "text",
            _("Fler än %(most)d rader. Läs in dem som en fil i stället.") % {"most": MOST_PASTED},
        )
        return NeedReport()
    columns = table_columns(rows, 1) if rows else []
    targets = guess_need_targets(columns)
    named = {c.index: targets[c.name] for c in columns if targets[c.name] not in (SKIP, CODE)}
    has_head = len(named) >= 2 and TITLE in named.values()
    places = named if has_head else dict(enumerate(PASTED))
    known = known_of(programme)
    first = 2 if has_head else 1
    found = read_need_rows(rows[first - 1 :], first, places, known, usual)
    if not found:
        form.add_error("text", _("Det finns inga rader att spara."))
    return plan_rows(programme, found, known)
