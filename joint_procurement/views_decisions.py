"""Write down what an organisation has decided about taking part in a procurement."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from common.lists import wants_fragment
from common.views import read_or_write
from procurements.forms import add_problem
from procurements.models import Procurement
from procurements.views_shared import frame_of, posted
from programmes.choices import ParticipationOutcome

from . import actions
from .access import EDIT, get_procurement
from .changed_buyers import opening_day
from .forms_decisions import JoiningDecisionForm
from .models import JoiningDecision

_ASKED = ("organisation", "outcome", "decided_on", "body")


@read_or_write
def decision_create(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Write down a decision about taking part; the address may say whose, which and when.

    A fragment is what hangs on the organisation and the day: what holds now, and its bodies.
    """
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    asked = {name: request.GET.get(name, "") for name in _ASKED}
    if asked["outcome"] not in ParticipationOutcome.values:
        asked["outcome"] = ""
    form = JoiningDecisionForm(posted(request), programme=procurement.programme, initial=asked)
    if form.is_valid() and (decision := _recorded(request, procurement, form)):
        _tell(request, decision)
        return redirect("joint_procurement:joint-detail", programme_slug, slug)
    now = form.who and JoiningDecision.objects.standing(procurement.pk, form.who.pk)
    context = frame_of(
        request,
        procurement,
        "joint",
        form=form,
        now=now,
        is_older=bool(now and form.day and form.day < now.decided_on),
        opened_on=opening_day(procurement),
    )
    name = "_decision_told" if wants_fragment(request) else "decision_form"
    status = 422 if form.is_bound and form.errors else 200
    response = render(request, f"joint_procurement/{name}.html", context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response


def _recorded(
    request: HttpRequest, procurement: Procurement, form: JoiningDecisionForm
) -> JoiningDecision | None:
    try:
        return actions.record_joining_decision(
            procurement=procurement, by=request.user, **form.cleaned_data
        )
    except ValidationError as problem:
        add_problem(form, problem)
        return None


def _tell(request: HttpRequest, decision: JoiningDecision) -> None:
    """That it is written down, and that a later one holds where one does."""
    messages.success(request, _("Beslutet är antecknat."))
    now = JoiningDecision.objects.standing(decision.procurement_id, decision.organisation_id)
    if now and now != decision:
        text = _(
            "Ett senare beslut, %(day)s (%(outcome)s), gäller. Det du antecknade ändrar inte var "
            "%(name)s står."
        )
        told = {"day": now.decided_on, "outcome": now.get_outcome_display()}
        messages.warning(request, text % {**told, "name": now.organisation})
