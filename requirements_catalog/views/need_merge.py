"""Needs that say the same become one: side by side, with whose words are kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.views import read_or_write

from ..access.catalogues import get_chosen_needs
from ..actions.needs import (
    CHOSEN,
    MOST_MERGED,
    NeedRefused,
    fallen_in,
    falling_in_merge,
    first_codes,
    merge_needs,
)
from ..forms.needs import MergeForm
from ..models import Need, NeedChange
from ..need_values import SOURCES, states_of, united_sources
from .needs import list_after


@read_or_write
def need_merge(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Choose which of the marked needs is kept, and whose text in each field."""
    sent = request.POST if request.method == "POST" else request.GET
    programme, needs = get_chosen_needs(request.user, programme_slug, sent.getlist("need"))
    trouble = _trouble(needs)
    if trouble:
        messages.error(request, trouble)
        return redirect("requirements_catalog:need-list", programme_slug)
    data = request.POST if "keep" in request.POST else None
    form = MergeForm(data, needs=needs, names=CHOSEN)
    if form.is_valid():
        try:
            change = merge_needs(
                keep=form.keep, others=form.others, by=request.user, values=form.values
            )
        except NeedRefused as refused:
            form.add_error(None, str(refused))
        else:
            _tell_of_fallen(request, change)
            return list_after(programme, change)
    states = states_of(needs)
    falling = falling_in_merge(states)
    sources = united_sources(*(states[need.pk][SOURCES] for need in needs))
    context = {
        "programme": programme,
        "needs": needs,
        "keeps": [(need, len(falling[need.pk]), first_codes(falling[need.pk])) for need in needs],
        "form": form,
        "fields": [_field(name, needs, form) for name in CHOSEN],
        "kept": form["keep"].value() or str(needs[0].pk),
        "gains": {
            "sources": len(sources),
            "goals": len({key for state in states.values() for key in state["goals"]}),
            "modules": len({key for state in states.values() for key in state["modules"]}),
            "requirements": len({k for state in states.values() for k in state["requirements"]}),
        },
    }
    status = 422 if form.errors else 200
    return render(request, "requirements_catalog/need_merge.html", context, status=status)


def _tell_of_fallen(request: HttpRequest, change: NeedChange) -> None:
    fallen = fallen_in(change)
    if fallen:
        words = ngettext(
            "%(count)d godkänt krav blev utkast igen: %(codes)s.",
            "%(count)d godkända krav blev utkast igen: %(codes)s.",
            len(fallen),
        )
        messages.info(request, words % {"count": len(fallen), "codes": first_codes(fallen)})


def _trouble(needs: list[Need]) -> str:
    if not 2 <= len(needs) <= MOST_MERGED:
        return _("Markera mellan två och %(most)d behov att slå samman.") % {"most": MOST_MERGED}
    if any(need.withdrawn_at for need in needs):
        return _("Ett av behoven har redan utgått. Markera bara gällande behov.")
    return ""


def _field(name: str, needs: list[Need], form: MergeForm) -> dict:
    """A field's texts, one for each need, and which of them is chosen: the first that says it."""
    field = Need._meta.get_field(name)
    shown = [
        getattr(need, f"get_{name}_display")() if field.choices else getattr(need, name)
        for need in needs
    ]
    first = next((need for need, text in zip(needs, shown, strict=True) if text), needs[0])
    return {
        "name": name,
        "label": field.verbose_name,
        "chosen": form[name].value() or str(first.pk),
        "texts": [
            {"key": str(need.pk), "code": need.code, "text": text}
            for need, text in zip(needs, shown, strict=True)
        ],
        "is_same": len(set(shown)) == 1,
    }
