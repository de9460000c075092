"""Write down what an organisation has decided about taking part in a procurement, and put right
what was written down by mistake."""

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
from procurements.views_shared import attempt, form_page, frame_of, posted
from programmes.access import permissions_in
from programmes.choices import ParticipationOutcome
from programmes.registered_citations import key_of, planned_by
from programmes.roles import Permission

from . import actions
from .access import EDIT, get_decision, get_procurement
from .changed_buyers import opening_day
from .deciding import SameDayDecision
from .forms_decisions import AnnulmentForm, JoiningDecisionForm
from .models import JoiningDecision
from .register_sections import CITATION_SOURCE

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
    form = JoiningDecisionForm(
        posted(request), programme=procurement.programme, procurement=procurement, initial=asked
    )
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


@read_or_write
def decision_annul(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """Say that the last decision of an organisation was written down by mistake."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    decision = get_decision(procurement, pk)
    back = redirect("joint_procurement:joint-detail", programme_slug, slug)
    try:
        actions.check_may_annul(decision)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return back
    form = AnnulmentForm(posted(request))
    if form.is_valid() and attempt(
        form,
        actions.annul_joining_decision,
        decision=decision,
        by=request.user,
        **form.cleaned_data,
    ):
        messages.success(request, _("Beslutet är makulerat. Det står kvar bland besluten."))
        return back
    planned = planned_by(key_of(CITATION_SOURCE, decision.pk))
    return form_page(
        request,
        procurement,
        form,
        "joint_procurement/decision_annul.html",
        decision=decision,
        before=JoiningDecision.objects.before(decision),
        planned=[one for one in planned if not one.done_on],
        done=[one for one in planned if one.done_on],
        may_replan=Permission.EDIT_PROGRAMME in permissions_in(request.user, procurement.programme),
        opened_on=opening_day(procurement),
    )


def _recorded(
    request: HttpRequest, procurement: Procurement, form: JoiningDecisionForm
) -> JoiningDecision | None:
    try:
        return actions.record_joining_decision(
            procurement=procurement, by=request.user, **form.asked
        )
    except SameDayDecision as other:
        form.ask_about(other)
        return None
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
