"""What is done with rows of the tree and asks for something first: a reason, a place, a part."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.views import read_or_write
from programmes.roles import Permission

from ..access.catalogues import get_catalogue
from ..actions import copies as actions_copies
from ..actions import tree as actions_tree
from ..actions.cells import Cell, change_cells
from ..choices import ChangeSetKind
from ..fields import LINK_MODELS
from ..forms.need_picker import SEARCHES
from ..forms.requirements import add_problems
from ..forms.tree import CopyForm, LinkForm, MergeForm, MoveForm, SplitForm, StepForm, WithdrawForm
from ..merging import differing_own_values, merged_preview
from ..models import Catalogue, ChangeSet, Requirement
from ..tree_page import State
from .tree import address_of, chosen_keys

# So many copies are named in what is told.
MOST_NAMED = 5


@dataclass(frozen=True)
class Step:
    """One kind of step: its form, its words, and what it does; ``act`` returns what to tell."""

    form: type
    title: str
    button: str
    act: Callable
    lead: str = ""
    is_danger: bool = False
    fewest: int = 1
    most: int = 5000


@read_or_write
def tree_step(request: HttpRequest, programme_slug: str, slug: str, step: str) -> HttpResponse:
    """Ask for what the step needs and do it; the rows come from the tree's form."""
    catalogue = get_catalogue(
        request.user, programme_slug, slug, needs=Permission.EDIT_REQUIREMENTS
    )
    if step not in STEPS:
        raise Http404
    chosen = STEPS[step]
    state = State.of(request.POST)
    keys = chosen_keys(request.POST, state)
    rows = list(catalogue.requirements.filter(pk__in=keys).order_by("position"))
    problem = _unfit(chosen, rows)
    if problem:
        messages.warning(request, problem)
        return redirect(address_of(catalogue, state))
    is_sent = "confirm" in request.POST
    # A change of catalogue shows its headings; what is typed stays.
    is_asked = is_sent or "catalogue" in request.POST or SEARCHES in request.POST
    data = request.POST if is_asked else None
    form = chosen.form(data, catalogue=catalogue, rows=rows)
    if is_sent and form.is_valid():
        try:
            told = chosen.act(catalogue, rows, form, request.user)
        except ValidationError as error:
            add_problems(error, form)
        else:
            messages.success(request, told)
            return redirect(address_of(catalogue, state))
    context = {
        "catalogue": catalogue,
        "step": chosen,
        "form": form,
        "rows": rows[:20],
        "more": max(0, len(rows) - 20),
        "keys": [str(row.pk) for row in rows],
        "state": state,
        "is_sent": is_sent,
        "back": address_of(catalogue, state),
        "takes_catalogue": chosen.form is CopyForm,
        "merged": _merged(catalogue, rows) if chosen.form is MergeForm else [],
        "differing": differing_own_values(catalogue, rows) if chosen.form is MergeForm else [],
    }
    template = "requirements_catalog/requirement_tree_step.html"
    return render(request, template, context, status=422 if is_sent else 200)


def _merged(catalogue: Catalogue, rows: list[Requirement]) -> list[tuple[str, str]]:
    linked = catalogue.requirements.filter(pk__in=_keys(rows)).prefetch_related(*LINK_MODELS)
    return merged_preview(list(linked.order_by("position")))


def _unfit(step: Step, rows: list[Requirement]) -> str:
    if len(rows) < step.fewest:
        return ngettext(
            "Markera minst en rad först.", "Markera minst %(count)d rader först.", step.fewest
        ) % {"count": step.fewest}
    if len(rows) > step.most:
        return ngettext(
            "Markera bara en rad.", "Markera högst %(count)d rader åt gången.", step.most
        ) % {"count": step.most}
    if step.form is SplitForm and len(actions_copies.parts_of(rows[0].text)[0]) < 2:
        return _("Kravets text har bara en mening eller ett stycke. Dela upp den med en tom rad.")
    return ""


def _keys(rows: list[Requirement]) -> list[int]:
    return [row.pk for row in rows]


def _withdraw(catalogue: Catalogue, rows: list[Requirement], form: StepForm, by) -> str:
    made = actions_tree.withdraw_many(
        catalogue=catalogue, keys=_keys(rows), by=by, **form.cleaned_data
    )
    count = made.row_count if made else 0
    return ngettext(
        "En rad har utgått. Id:t används inte igen.",
        "%(count)d rader har utgått. Id:na används inte igen.",
        count,
    ) % {"count": count}


def _restore(catalogue: Catalogue, rows: list[Requirement], form: StepForm, by) -> str:
    made = actions_tree.restore_many(
        catalogue=catalogue, keys=_keys(rows), by=by, reason=form.cleaned_data["reason"]
    )
    count = made.row_count if made else 0
    return ngettext(
        "En rad är återställd som utkast.", "%(count)d rader är återställda som utkast.", count
    ) % {"count": count}


def _move(catalogue: Catalogue, rows: list[Requirement], form: MoveForm, by) -> str:
    reason = form.cleaned_data["reason"]
    actions_tree.move_many(
        catalogue=catalogue, keys=_keys(rows), by=by, reason=reason, **form.placement
    )
    return _("Flyttat.")


def _copy(catalogue: Catalogue, rows: list[Requirement], form: CopyForm, by) -> str:
    target = form.cleaned_data["catalogue"]
    made = actions_copies.copy_rows(
        source=catalogue,
        keys=_keys(rows),
        target=target,
        by=by,
        reason=form.cleaned_data["reason"],
        **form.placement,
    )
    told = ngettext(
        "En rad är kopierad till %(catalogue)s: %(codes)s.",
        "%(count)d rader är kopierade till %(catalogue)s: %(codes)s.",
        made.row_count,
    ) % {"count": made.row_count, "catalogue": target, "codes": _codes_of(made)}
    # Undo belongs to a catalogue.
    return told if target == catalogue else f"{told} {_('Ångra det i den katalogen.')}"


def _codes_of(made: ChangeSet) -> str:
    """What the rows of a set are called, the first of them in document order."""
    keys = {cell[0] for cell in made.cells}
    rows = made.catalogue.requirements.filter(pk__in=keys).order_by("position")
    named = [row.code or row.title for row in rows[: MOST_NAMED + 1]]
    return ", ".join(named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else "")


def _split(catalogue: Catalogue, rows: list[Requirement], form: StepForm, by) -> str:
    made = actions_copies.split_requirement(requirement=rows[0], by=by, **form.cleaned_data)
    return _("Kravet är delat. Det nya är %(row)s.") % {"row": made}


def _merge(catalogue: Catalogue, rows: list[Requirement], form: StepForm, by) -> str:
    into = next(row for row in rows if row.pk == form.cleaned_data["into"])
    reason = form.cleaned_data["reason"]
    actions_copies.merge_requirements(
        catalogue=catalogue, keys=_keys(rows), into=into, by=by, reason=reason
    )
    return _("%(count)d krav är sammanslagna till %(row)s.") % {"count": len(rows), "row": into}


def _link(catalogue: Catalogue, rows: list[Requirement], form: LinkForm, by) -> str:
    """Add links to what the rows have."""
    linkable = Requirement.objects.filter(pk__in=_keys(form.linkable))
    cells = []
    for row in linkable.prefetch_related(*LINK_MODELS):
        for name in LINK_MODELS:
            present = {linked.pk for linked in getattr(row, name).all()}
            cells.append(Cell(row.pk, name, sorted(present | set(form.cleaned_data[name]))))
    changed = change_cells(
        catalogue=catalogue,
        cells=cells,
        by=by,
        kind=ChangeSetKind.BULK,
        label=_("Kopplade krav"),
        reason=form.cleaned_data["reason"],
    )
    count = changed.change_set.row_count if changed.change_set else 0
    return ngettext("Ett krav är kopplat.", "%(count)d krav är kopplade.", count) % {"count": count}


STEPS = {
    "withdraw": Step(
        WithdrawForm,
        gettext_lazy("Låt rader utgå"),
        gettext_lazy("Låt raderna utgå"),
        _withdraw,
        gettext_lazy(
            "Raderna försvinner ur katalogen och tas inte med i nya underlag. Text och historik "
            "finns kvar, och id:na används aldrig för något annat. Raderna kan återställas."
        ),
        is_danger=True,
    ),
    "restore": Step(StepForm, gettext_lazy("Återställ rader"), gettext_lazy("Återställ"), _restore),
    "move": Step(
        MoveForm,
        gettext_lazy("Flytta rader"),
        gettext_lazy("Flytta hit"),
        _move,
        gettext_lazy("Allt under en rubrik följer med. Id:na ändras inte."),
    ),
    "copy": Step(
        CopyForm,
        gettext_lazy("Kopiera rader"),
        gettext_lazy("Kopiera hit"),
        _copy,
        gettext_lazy(
            "Allt under en rubrik följer med. Kopiorna blir utkast med egna id:n och kopplas till "
            "sina ursprung."
        ),
    ),
    "split": Step(
        SplitForm,
        gettext_lazy("Dela kravet"),
        gettext_lazy("Dela kravet"),
        _split,
        gettext_lazy("Det du väljer och allt efter det blir ett nytt krav direkt efter detta."),
        most=1,
    ),
    "merge": Step(
        MergeForm,
        gettext_lazy("Slå samman krav"),
        gettext_lazy("Slå samman"),
        _merge,
        gettext_lazy(
            "Texter, kopplingar och egna fält samlas i det krav som blir kvar. De andra utgår, med "
            "kopplingen kvar."
        ),
        fewest=2,
    ),
    "link": Step(
        LinkForm,
        gettext_lazy("Koppla krav"),
        gettext_lazy("Koppla"),
        _link,
        gettext_lazy("Läggs till de kopplingar som kraven redan har."),
    ),
}
