"""Scoring: one requirement at a time across the tenders, one's own scores only."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.numbers import format_number
from common.views import read_or_write
from tenders.models import RequirementResponse

from . import actions
from .access import get_cell, get_scoring
from .actions import EvaluationProblem, ScoreRefused
from .basis import LotBasis, load_basis
from .choices import Stage
from .forms import ReasonForm, ScoreForm, levels_of
from .models import Evaluation, Score
from .progress import progress_of, scored_cells
from .views import decide


@require_safe
def score_next(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Go to the first requirement that is not scored, or to the very first when all are."""
    evaluation = get_scoring(request.user, programme_slug, slug)
    return _go_on(request, evaluation)


@read_or_write
def score_edit(
    request: HttpRequest, programme_slug: str, slug: str, item: int, tender: int
) -> HttpResponse:
    """One tender's answer to one requirement, with the person's own score."""
    evaluation = get_scoring(request.user, programme_slug, slug)
    chosen, scored = get_cell(evaluation, item, tender)
    own = Score.objects.own(request.user).with_staleness()
    found = own.filter(item=chosen, tender=scored).first()
    form = ScoreForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_score(
                evaluation=evaluation,
                tender=scored,
                item=chosen,
                by=request.user,
                seen=request.POST.get("seen"),
                **form.cleaned_data,
            )
        except ScoreRefused as refused:
            form.add_error(refused.field or None, str(refused))
        except EvaluationProblem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Sparat."))
            return _go_on(request, evaluation, after=(item, tender))
    context = _scoring_page(request, evaluation, chosen, scored) | {"form": form, "score": found}
    return render(
        request, "evaluation/score_edit.html", context, status=422 if form.errors else 200
    )


@read_or_write
def scores_submit(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Declare one's own scoring complete."""
    evaluation = get_scoring(request.user, programme_slug, slug)
    return decide(
        request,
        evaluation,
        ReasonForm(request.POST or None, is_required=False),
        lambda reason: actions.submit_scores(evaluation=evaluation, by=request.user),
        title=_("Lämna in mina poäng"),
        text=_(
            "Inlämnade poäng kan inte ändras utan att du tar tillbaka dem med ett skäl. Andra "
            "utvärderare ser dem inte."
        ),
        notes=actions.missing_scores(evaluation, evaluators=[request.user]),
        button=_("Lämna in"),
        done=_("Dina poäng är inlämnade."),
    )


@read_or_write
def scores_reopen(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Take back one's own submission."""
    evaluation = get_scoring(request.user, programme_slug, slug)
    return decide(
        request,
        evaluation,
        ReasonForm(request.POST or None),
        lambda reason: actions.reopen_scores(evaluation=evaluation, by=request.user, reason=reason),
        title=_("Ta tillbaka mina poäng"),
        text=_("Du kan ändra dina poäng igen tills upphandlaren låser dem."),
        button=_("Ta tillbaka"),
        done=_("Du kan ändra dina poäng igen."),
    )


def _initial(score: Score | None) -> dict:
    if score is None:
        return {}
    return {"points": format_number(score.points, 3), "reason": score.reason}


def _go_on(request, evaluation: Evaluation, after: tuple[int, int] | None = None) -> HttpResponse:
    """To the next cell without a score, from ``after`` and round.

    When all are scored: to the overview after the last one saved, else to the first cell to read.
    """
    arguments = [evaluation.procurement.programme.slug, evaluation.procurement.slug]
    cells = [
        (item.pk, tender.pk)
        for basis in load_basis(evaluation.procurement)
        for item, tender in basis.cells()
    ]
    scored = scored_cells(evaluation, [request.user])[request.user.pk]
    start = cells.index(after) + 1 if after in cells else 0
    for cell in cells[start:] + cells[:start]:
        if cell not in scored:
            return redirect("evaluation:score-edit", *arguments, *cell)
    if cells and after is None:
        return redirect("evaluation:score-edit", *arguments, *cells[0])
    return redirect("evaluation:evaluation-detail", *arguments)


def _scoring_page(request, evaluation: Evaluation, chosen, tender) -> dict:
    """What the screen shows beside the form: only the person's own scores are read."""
    lots = load_basis(evaluation.procurement)
    basis = next(basis for basis in lots if basis.lot.pk == chosen.criterion.lot_id)
    own = {
        (score.item_id, score.tender_id): score
        for score in Score.objects.own(request.user)
        .with_staleness()
        .filter(tender__procurement=evaluation.procurement)
    }
    return {
        "evaluation": evaluation,
        "procurement": evaluation.procurement,
        "lot": basis.lot,
        "several_lots": len(lots) > 1,
        "item": chosen,
        "content": chosen.version.content,
        "tender": tender,
        "response": RequirementResponse.objects.filter(tender=tender, item=chosen).first(),
        "seen": actions.answer_mark(tender, chosen),
        "levels": levels_of(chosen),
        "tenders": [(other, own.get((chosen.pk, other.pk))) for other in basis.qualified],
        "outline": [_outline(basis, own, chosen) for basis in lots],
        "rejected": basis.rejected,
        "mine": progress_of(evaluation, lots, only=request.user)[0],
        "is_open": evaluation.stage == Stage.SCORING,
    }


def _outline(basis: LotBasis, own: dict, chosen) -> dict:
    """The left list: criteria with their requirements and how many tenders are scored on each."""
    groups = []
    for criterion in basis.criteria:
        rows = [
            _outline_row(item, basis.qualified, own, chosen) for item in basis.items[criterion.pk]
        ]
        groups.append(
            {
                "criterion": criterion,
                "items": rows,
                "done": sum(row["done"] for row in rows),
                "total": sum(row["total"] for row in rows),
                "is_current": any(row["is_current"] for row in rows),
            }
        )
    return {"lot": basis.lot, "criteria": groups}


def _outline_row(item, tenders: tuple, own: dict, chosen) -> dict:
    """One requirement of the list; its link leads to the first tender that is not scored."""
    standing = {cell for cell, score in own.items() if not score.is_stale}
    left = [tender for tender in tenders if (item.pk, tender.pk) not in standing]
    return {
        "item": item,
        "is_current": item.pk == chosen.pk,
        "done": len(tenders) - len(left),
        "total": len(tenders),
        "tender": (left or [*tenders, None])[0],
    }
