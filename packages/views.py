"""Pages of packaging: the alternatives side by side, and the board of one of them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.lists import wants_fragment
from common.media_types import PDF, XLSX
from common.pdf import PdfUnavailable
from common.views import read_or_write, sent_file
from programmes.access import get_programme, permissions_in
from requirements_catalog.models import Module

from . import actions
from .access import CHOOSE, EDIT, get_alternative, get_lot_in
from .board import read_board
from .choice_again import lapse_in
from .choice_record import Choice, choices_of
from .choices import AlternativeState
from .comparison import compare
from .exports import comparison_pdf, comparison_xlsx
from .forms import AlternativeForm
from .log import log_of
from .making import plan_of
from .models import PackagingAlternative
from .problems import PackagingProblem
from .reading import read_programme
from .replacing import standing_in
from .views_shared import asked_key, changed, form_page, to_board, told_closed, written

FORM = "packages/alternative_form.html"


@require_safe
def alternative_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The alternatives side by side."""
    programme = get_programme(request.user, programme_slug)
    known, readings = read_programme(programme)
    allowed = permissions_in(request.user, programme)
    only = request.GET.get("only") == "differences"
    rows = [row for row in compare(known, readings) if row.differs or not only]
    choices = choices_of(programme)
    context = {
        "readings": readings,
        "figures": [row for row in rows if not row.is_text],
        "words": [row for row in rows if row.is_text],
        "choices": choices,
        "lapse": lapse_in(choices),
        "only": only,
        "can_edit": EDIT in allowed,
        "can_choose": CHOOSE in allowed,
    }
    return render(request, "packages/alternative_list.html", context)


@require_safe
def comparison_workbook(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The comparison, the placements, the cuts and the record of choices as a workbook."""
    programme = get_programme(request.user, programme_slug)
    known, readings = read_programme(programme)
    name = f"{programme.slug}-{_('paketering')}.xlsx"
    return sent_file(comparison_xlsx(known, readings, choices_of(programme)), XLSX, name)


@require_safe
def comparison_document(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The comparison on paper."""
    programme = get_programme(request.user, programme_slug)
    known, readings = read_programme(programme)
    try:
        if not readings:
            raise PdfUnavailable(_("Det finns inget alternativ att skriva ut."))
        record = choices_of(programme)
        content = comparison_pdf(
            programme, known, readings, record, by=request.user, at=timezone.now()
        )
    except PdfUnavailable as problem:
        messages.error(request, str(problem))
        return redirect("packages:alternative-list", programme.slug)
    return sent_file(content, PDF, f"{programme.slug}-{_('paketering')}.pdf")


@read_or_write
def alternative_create(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """A new proposal."""
    programme = get_programme(request.user, programme_slug, needs=EDIT)
    last = programme.packaging_alternatives.last()
    row = PackagingAlternative(programme=programme, position=last.position + 1 if last else 1)
    form = AlternativeForm(request.POST or None, instance=row)
    if made := written(
        form, lambda: actions.save_alternative(alternative=form.instance, by=request.user)
    ):
        messages.success(request, _("Alternativet är skapat. Lägg till paketen."))
        return to_board(made)
    return form_page(request, FORM, form)


@read_or_write
def alternative_edit(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Change what is said of an alternative."""
    alternative = get_alternative(request.user, programme_slug, pk, needs=EDIT)
    if request.method != "POST" and not alternative.is_open:
        return told_closed(request, alternative)

    def form_of(data) -> AlternativeForm:
        copy = get_alternative(request.user, programme_slug, pk)  # the page shows what is saved
        return AlternativeForm(data, instance=copy)

    saved, shown = changed(
        request,
        form_of,
        lambda form: actions.save_alternative(
            alternative=form.instance, by=request.user, is_unseen=form.is_unseen
        ),
    )
    if saved:
        messages.success(request, _("Ändringen är sparad."))
        return to_board(alternative)
    return form_page(request, FORM, alternative=alternative, title=str(alternative), **shown)


@read_or_write
def alternative_remove(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Ask, and take an alternative away."""
    alternative = get_alternative(request.user, programme_slug, pk, needs=EDIT)
    if request.method != "POST":
        if not alternative.is_open:
            return told_closed(request, alternative)
        packages = list(alternative.packages.all())
        context = {
            "alternative": alternative,
            "title": _("Ta bort %(title)s?") % {"title": alternative},
            "losses": [str(package) for package in packages],
            "label": _("Ta bort alternativet"),
        }
        return render(request, "packages/remove.html", context)
    try:
        actions.remove_alternative(alternative=alternative, by=request.user)
    except PackagingProblem as problem:
        messages.error(request, str(problem))
        return to_board(alternative)
    messages.success(request, _("%(title)s är borttaget.") % {"title": alternative})
    return redirect("packages:alternative-list", programme_slug)


@read_or_write
def alternative_copy(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """A new proposal that begins as this one is; who comes by the address sees this one."""
    alternative = get_alternative(request.user, programme_slug, pk, needs=EDIT)
    if request.method != "POST":
        return to_board(alternative)
    rows = PackagingAlternative.objects.in_programme(alternative.programme)
    taken = set(rows.values_list("title", flat=True))
    names = (
        _("%(title)s (kopia %(number)d)") % {"title": alternative.title[:180], "number": number}
        for number in range(1, len(taken) + 2)
    )
    title = next(name for name in names if name not in taken)
    try:
        copy = actions.copy_alternative(alternative=alternative, title=title, by=request.user)
    except (PackagingProblem, ValidationError) as problem:
        # Gone, or copied by somebody else under the same name just now.
        messages.error(request, " ".join(getattr(problem, "messages", [str(problem)])))
        return redirect("packages:alternative-list", programme_slug)
    messages.success(request, _("Kopian är skapad. Ge den ett namn och flytta modulerna."))
    return to_board(copy)


# ---------------------------------------------------------------- the board


@require_safe
def alternative_detail(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """The board: packages with lots, modules on cards, and what the cut leads to."""
    alternative = get_alternative(request.user, programme_slug, pk)
    choices = choices_of(alternative.programme)
    earlier = [one for one in choices if _is_over(one, alternative)]
    context = _board_context(request, alternative, earlier=earlier, lapse=lapse_in(choices))
    return render(request, "packages/board.html", context)


def _board_context(request: HttpRequest, alternative: PackagingAlternative, **more) -> dict:
    allowed = permissions_in(request.user, alternative.programme)
    context = {
        "alternative": alternative,
        "board": read_board(alternative),
        "can_edit": EDIT in allowed and alternative.is_open,
        "may_edit": EDIT in allowed,
        "can_choose": CHOOSE in allowed and EDIT in allowed,
        "is_chosen": alternative.state == AlternativeState.CHOSEN,
        **more,
    }
    if context["can_choose"] and not context["is_chosen"]:
        context["standing"] = standing_in(alternative.programme)
    if context["is_chosen"] and context["can_choose"]:
        plans = plan_of(alternative)
        context["unmade"] = {plan.package.pk for plan in plans if plan.made}
    return context


def _is_over(choice: Choice, alternative: PackagingAlternative) -> bool:
    return choice.key == alternative.pk and choice.ending is not None


@read_or_write
def module_move(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Move a module, or undo the last move; answers with the board as it is then."""
    alternative = get_alternative(request.user, programme_slug, pk, needs=EDIT)
    if request.method != "POST" or not request.POST.get("module"):
        return to_board(alternative)
    modules = Module.objects.in_programme(alternative.programme)
    module = get_object_or_404(modules, pk=asked_key(request.POST.get("module")))
    wanted = request.POST.get("lot", "")
    lot = get_lot_in(alternative, asked_key(wanted)) if wanted else None
    expected = actions.ANYWHERE
    if "expected" in request.POST:
        seen = request.POST["expected"]
        expected = asked_key(seen) if seen else None
    problem, told = "", _("%(module)s står redan där.") % {"module": module}
    try:
        if actions.move_module(
            alternative=alternative, module=module, lot=lot, by=request.user, expected=expected
        ):
            where = f"{lot.package} {lot}" if lot else _("kvar att placera")
            names = {"module": module, "where": where}
            if request.POST.get("undo"):
                told = _("Ångrat: %(module)s är tillbaka, %(where)s.") % names
            else:
                told = _("%(module)s flyttades till %(where)s.") % names
    except PackagingProblem as refused:
        problem, told = str(refused), ""
    if not wants_fragment(request):
        (messages.error if problem else messages.success)(request, problem or told)
        return to_board(alternative, anchor=f"module-{module.pk}")
    context = _board_context(request, alternative, told=told, problem=problem, moved=module.pk)
    return render(request, "packages/_board.html", context, status=422 if problem else 200)


@require_safe
def alternative_history(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """What was done to the alternative, its packages and its modules."""
    alternative = get_alternative(request.user, programme_slug, pk)
    context = {"alternative": alternative, "timeline": log_of(alternative)}
    return render(request, "packages/history.html", context)
