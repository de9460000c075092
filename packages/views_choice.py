"""Choosing an alternative: what it will do, the decision, and taking it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from common.views import read_or_write
from procurements.problems import ProcurementProblem

from . import actions_choice
from .access import CHOOSE, get_alternative, get_package
from .choice_again import choice_to_repeat, replaced_by
from .choice_kept import NEW_DECISION, forget, to_new_decision, typed_before
from .choice_record import choices_of
from .choice_undo import undo_choice, undone_with
from .choices import AlternativeState
from .forms import ChoiceForm, UndoForm
from .making import plan_of, published_elsewhere
from .models import PackagingAlternative
from .problems import DoubtfulDecision, LayoutChanged, PackagingProblem
from .reading import read_alternatives, read_facts
from .replacing import replacement_by, taking_back
from .views_shared import form_page, to_board, written


@read_or_write
def alternative_choose(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """What choosing does, and the decision that chooses."""
    alternative = get_alternative(request.user, programme_slug, pk, needs=CHOOSE)
    if alternative.state == AlternativeState.CHOSEN:
        messages.error(request, _("Alternativet är redan valt."))
        return to_board(alternative)
    form, plans, replaced = _choice_form(request, alternative)
    if NEW_DECISION in request.POST:
        return to_new_decision(request, alternative, form)
    status, overtaken = None, ""
    if (typed := typed_before(request, alternative)) and not form.begin_with(typed):
        overtaken = str(LayoutChanged())
    try:
        if form.is_bound and not form.is_as_shown:
            raise LayoutChanged
        if written(form, lambda: _chosen(request, alternative, form)):
            forget(request)
            messages.success(request, _("%(title)s är valt.") % {"title": alternative})
            return to_board(alternative)
    except LayoutChanged as changed:
        status, overtaken = 409, str(changed)
        form, plans, replaced = _choice_form(request, alternative)
        form.show_anew()
    (reading,) = read_alternatives(known := read_facts(alternative.programme), [alternative])
    left = [row for row in known.modules.values() if row.pk in reading.figures.left_over]
    context = {
        "alternative": alternative,
        "plans": plans,
        "left": left,
        "figures": reading.figures,
        "elsewhere": published_elsewhere(plans),
        "overtaken": overtaken,
        "typed": typed,
        "replaced": replaced,
        "again": form.again,
    }
    return form_page(request, "packages/choose.html", form, status=status, **context)


def _choice_form(request: HttpRequest, alternative: PackagingAlternative) -> tuple:
    """The form with what was sent, and what its page tells that the choice does and replaces."""
    replaced = replacement_by(alternative)
    plans = plan_of(alternative)
    data = request.POST if request.method == "POST" else None
    again = choice_to_repeat(alternative)
    form = ChoiceForm(data, alternative=alternative, plans=plans, replaced=replaced, again=again)
    return form, plans, replaced


def _chosen(request: HttpRequest, alternative: PackagingAlternative, form: ChoiceForm):
    """The alternative chosen; None where a doubtful decision has to be asked about."""
    try:
        return actions_choice.choose_alternative(
            alternative=alternative, by=request.user, **form.asked
        )
    except DoubtfulDecision as doubtful:
        # Laid out otherwise after the form asked, and before the choice had its turn.
        form.ask_about(form.cleaned_data["decision"], doubtful)
        return None


@read_or_write
def choice_undo(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """What taking the choice back does, and the reason with which it is done."""
    alternative = get_alternative(request.user, programme_slug, pk, needs=CHOOSE)
    if alternative.state != AlternativeState.CHOSEN:
        messages.error(request, _("Alternativet är inte valt."))
        return to_board(alternative)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if written(
        form,
        lambda: undo_choice(
            alternative=alternative, by=request.user, reason=form.cleaned_data["reason"]
        ),
    ):
        messages.success(request, _("Valet är ångrat. Alla alternativ är förslag igen."))
        return to_board(alternative)
    taken = taking_back(alternative)
    context = {
        "alternative": alternative,
        "taken": taken,
        "losses": undone_with(taken),
        "not_back": replaced_by(choices_of(alternative.programme)),
    }
    return form_page(request, "packages/undo.html", form, **context)


@read_or_write
def package_make(
    request: HttpRequest, programme_slug: str, pk: int, package_pk: int
) -> HttpResponse:
    """Make the procurement of a chosen package, after having told what that does."""
    alternative = get_alternative(request.user, programme_slug, pk, needs=CHOOSE)
    package = get_package(alternative, package_pk)
    if request.method != "POST":
        plans = [one for one in plan_of(alternative) if one.package.pk == package.pk]
        context = {
            "alternative": alternative,
            "package": package,
            "plans": plans,
            "elsewhere": published_elsewhere(plans),
        }
        return render(request, "packages/make.html", context)
    try:
        made = actions_choice.make_package(package=package, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except (PackagingProblem, ProcurementProblem) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request, _("%(title)s är nu en upphandling.") % {"title": made.procurement}
        )
    return to_board(alternative)
