"""The evaluation as its officer sees it: list, overview, start, appointments, lock."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.ordering import swedish
from common.views import read_or_write
from procurements.choices import ProcurementState
from programmes.access import permissions_in
from programmes.roles import Permission
from tenders.access import get_opened_procurement, get_procurements, permissions_for

from . import actions
from .access import get_evaluation, get_progress
from .actions import EvaluationProblem
from .basis import load_basis
from .choices import Stage
from .forms import EvaluatorsForm, ReasonForm
from .models import Evaluation
from .progress import progress_of


@require_safe
def evaluation_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Procurements whose tenders are opened, with how far their evaluation has come."""
    found = get_procurements(request.user, programme_slug, needs=Permission.VIEW_EVALUATION)
    procurements = (
        found.filter(state=ProcurementState.OPENED)
        .select_related("evaluation", "programme")
        .order_by("-opened_at", swedish("title"))
    )
    context = {"rows": [_list_row(row, permissions_for(request.user, row)) for row in procurements]}
    return render(request, "evaluation/evaluation_list.html", context)


def _list_row(procurement, allowed: frozenset[Permission]) -> dict:
    """A procurement with what the person may do in its evaluation."""
    return {
        "procurement": procurement,
        "can_manage": Permission.MANAGE_EVALUATION in allowed,
        "can_follow": Permission.VIEW_TENDERS in allowed,
        "can_view_result": Permission.VIEW_RESULT in allowed,
    }


@read_or_write
def evaluation_start(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Start the evaluation and appoint those who score."""
    procurement = get_opened_procurement(
        request.user, programme_slug, slug, needs=Permission.MANAGE_EVALUATION
    )
    if Evaluation.objects.filter(procurement=procurement).exists():
        return redirect("evaluation:evaluation-detail", programme_slug, slug)
    form = EvaluatorsForm(request.POST or None, programme=procurement.programme, is_required=False)
    if request.method == "POST" and form.is_valid():
        try:
            evaluation = actions.start_evaluation(procurement=procurement, by=request.user)
        except EvaluationProblem as problem:  # somebody else was a moment earlier
            messages.error(request, str(problem))
        else:
            _appoint(request, evaluation, form)
        return redirect("evaluation:evaluation-detail", programme_slug, slug)
    context = {"procurement": procurement, "form": form, "lots": load_basis(procurement)}
    return render(
        request, "evaluation/evaluation_start.html", context, status=422 if form.errors else 200
    )


@require_safe
def evaluation_detail(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Progress per evaluator and criterion; an evaluator sees only the own row."""
    evaluation = get_progress(request.user, programme_slug, slug)
    return render(request, "evaluation/evaluation_detail.html", _detail(request, evaluation))


def _detail(request, evaluation: Evaluation, form: EvaluatorsForm | None = None) -> dict:
    allowed = permissions_in(request.user, evaluation.procurement.programme)
    lots = load_basis(evaluation.procurement)
    can_manage = Permission.MANAGE_EVALUATION in allowed
    sees_all = can_manage or Permission.VIEW_RESULT in allowed
    progress = progress_of(evaluation, lots, only=None if sees_all else request.user)
    is_open = evaluation.stage == Stage.SCORING
    return {
        "evaluation": evaluation,
        "procurement": evaluation.procurement,
        "lots": lots,
        "progress": progress,
        "progress_rows": _by_criterion(progress),
        "mine": next((row for row in progress if row.user == request.user), None),
        "is_open": is_open,
        "can_manage": can_manage,
        "can_score": Permission.SCORE in allowed,
        "can_view_result": Permission.VIEW_RESULT in allowed,
        "sees_all": sees_all,
        "is_complete": bool(progress) and all(row.is_complete for row in progress),
        "assign_form": form
        or EvaluatorsForm(programme=evaluation.procurement.programme, evaluation=evaluation),
    }


def _by_criterion(progress: list) -> list[tuple]:
    """Each criterion with everybody's part of it: few people across, many criteria down."""
    columns = zip(*(row.criteria for row in progress), strict=True)
    return [(parts[0].criterion, parts) for parts in columns]


@require_POST
def evaluator_assign(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Appoint more evaluators."""
    evaluation = get_evaluation(
        request.user, programme_slug, slug, needs=Permission.MANAGE_EVALUATION
    )
    form = EvaluatorsForm(
        request.POST, programme=evaluation.procurement.programme, evaluation=evaluation
    )
    if not form.is_valid():
        context = _detail(request, evaluation, form)
        return render(request, "evaluation/evaluation_detail.html", context, status=422)
    _appoint(request, evaluation, form)
    return redirect("evaluation:evaluation-detail", programme_slug, slug)


def _appoint(request, evaluation: Evaluation, form: EvaluatorsForm) -> None:
    for user in form.cleaned_data["users"]:
        try:
            actions.assign_evaluator(evaluation=evaluation, user=user, by=request.user)
        except EvaluationProblem as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("%(name)s är utsedd.") % {"name": user})


@read_or_write
def evaluator_remove(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """Relieve an evaluator, with a reason."""
    evaluation = get_evaluation(
        request.user, programme_slug, slug, needs=Permission.MANAGE_EVALUATION
    )
    assignment = get_object_or_404(evaluation.assignments.select_related("user"), pk=pk)
    return decide(
        request,
        evaluation,
        ReasonForm(request.POST or None),
        lambda reason: actions.unassign_evaluator(
            evaluation=evaluation, user=assignment.user, by=request.user, reason=reason
        ),
        title=_("Entlediga %(name)s") % {"name": assignment.user},
        text=_("Personens poäng finns kvar i akten men räknas inte med i resultatet."),
        button=_("Entlediga"),
        done=_("%(name)s är entledigad.") % {"name": assignment.user},
    )


@read_or_write
def scores_lock(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Lock the scores; after this prices and results are shown."""
    evaluation = get_evaluation(
        request.user, programme_slug, slug, needs=Permission.MANAGE_EVALUATION
    )
    return decide(
        request,
        evaluation,
        ReasonForm(request.POST or None, is_required=False),
        lambda reason: actions.lock_scores(evaluation=evaluation, by=request.user, reason=reason),
        title=_("Lås poängen"),
        text=_lock_text(evaluation),
        notes=actions.missing_scores(evaluation),
        button=_("Lås poängen"),
        done=_("Poängen är låsta."),
        go_to="evaluation:evaluation-result",
    )


def _lock_text(evaluation: Evaluation) -> str:
    """What the lock means, and who may still be thinking: scored is not the same as handed in."""
    text = _(
        "När poängen är låsta kan varken poäng, svar eller priser ändras, och priser och "
        "resultat blir synliga för dem som får se dem."
    )
    waiting = evaluation.assignments.filter(submitted_at=None).select_related("user").order_by("pk")
    names = ", ".join(str(assignment.user) for assignment in waiting)
    if names:
        text += " " + _("Har inte lämnat in sina poäng än: %(names)s.") % {"names": names}
    return text


@read_or_write
def scores_unlock(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Open the scores again, with a reason."""
    evaluation = get_evaluation(
        request.user, programme_slug, slug, needs=Permission.MANAGE_EVALUATION
    )
    return decide(
        request,
        evaluation,
        ReasonForm(request.POST or None),
        lambda reason: actions.unlock_scores(evaluation=evaluation, by=request.user, reason=reason),
        title=_("Häv låset"),
        text=_(
            "Poängen kan ändras igen och resultatet döljs tills de låses på nytt. Utfärdade "
            "utvärderingsrapporter upphävs: de finns kvar, märkta med skälet, och kan läsas igen "
            "när poängen är låsta. Skälet och varje ändring följer med i akten."
        ),
        button=_("Häv låset"),
        done=_("Låset är hävt."),
    )


def decide(
    request: HttpRequest,
    evaluation: Evaluation,
    form: ReasonForm,
    act: Callable[[str], object],
    *,
    title: str,
    text: str,
    button: str,
    done: str,
    notes: list[str] | None = None,
    go_to: str = "evaluation:evaluation-detail",
) -> HttpResponse:
    """A page that says what a step means, asks for the reason and takes it.

    A refusal is shown on the page, with what was typed still there.
    """
    procurement = evaluation.procurement
    arguments = [procurement.programme.slug, procurement.slug]
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except EvaluationProblem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, done)
            return redirect(go_to, *arguments)
    context = {
        "evaluation": evaluation,
        "procurement": procurement,
        "form": form,
        "title": title,
        "text": text,
        "button": button,
        "notes": notes or [],
        "back": reverse("evaluation:evaluation-detail", args=arguments),
    }
    return render(
        request, "evaluation/decision_form.html", context, status=422 if form.errors else 200
    )
