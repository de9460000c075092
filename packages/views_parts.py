"""Forms of packages and their lots."""

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.views import read_or_write

from . import actions
from .access import EDIT, get_alternative, get_lot, get_package, is_gone
from .forms import PackageForm, PackageLotForm
from .models import Package, PackageLot, Placement
from .problems import PackagingProblem, RemovedMeanwhile
from .views_shared import changed, form_page, to_board, told_closed, written

FORM = "packages/part_form.html"


@read_or_write
def package_create(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """A new package, with one lot."""
    alternative = get_alternative(request.user, programme_slug, pk, needs=EDIT)
    if request.method != "POST" and not alternative.is_open:
        return told_closed(request, alternative)
    form = PackageForm(request.POST or None, instance=Package(alternative=alternative))
    if written(form, lambda: actions.save_package(package=form.instance, by=request.user)):
        messages.success(request, _("Paketet är skapat. Dra moduler till det."))
        return to_board(alternative)
    return form_page(request, FORM, form, alternative=alternative, title=_("Nytt paket"))


@read_or_write
def package_edit(
    request: HttpRequest, programme_slug: str, pk: int, package_pk: int
) -> HttpResponse:
    """Change a package."""
    alternative = get_alternative(request.user, programme_slug, pk, needs=EDIT)
    package = get_package(alternative, package_pk)
    if refusal := _refused_at_once(request, alternative, package):
        return refusal
    saved, shown = changed(
        request,
        lambda data: PackageForm(data, instance=get_package(alternative, package_pk)),
        lambda form: actions.save_package(
            package=form.instance, by=request.user, is_unseen=form.is_unseen
        ),
    )
    if saved:
        messages.success(request, _("Ändringen är sparad."))
        return to_board(alternative)
    return form_page(request, FORM, alternative=alternative, title=str(package), **shown)


@read_or_write
def package_remove(
    request: HttpRequest, programme_slug: str, pk: int, package_pk: int
) -> HttpResponse:
    """Ask, and take a package away."""
    alternative = get_alternative(request.user, programme_slug, pk, needs=EDIT)
    package = get_package(alternative, package_pk)
    modules = Placement.objects.filter(lot__package=package)
    return _removed(
        request,
        alternative,
        row=package,
        modules=modules,
        label=_("Ta bort paketet"),
        remove=lambda: actions.remove_package(package=package, by=request.user),
    )


@read_or_write
def lot_create(request: HttpRequest, programme_slug: str, pk: int, package_pk: int) -> HttpResponse:
    """A new lot of a package."""
    alternative = get_alternative(request.user, programme_slug, pk, needs=EDIT)
    package = get_package(alternative, package_pk)
    if refusal := _refused_at_once(request, alternative, package):
        return refusal
    last = package.lots.aggregate(last=Max("number"))["last"] or 0
    form = PackageLotForm(
        request.POST or None, instance=PackageLot(package=package, number=last + 1)
    )
    if written(form, lambda: actions.save_lot(lot=form.instance, by=request.user)):
        messages.success(request, _("Delkontraktet är skapat."))
        return to_board(alternative)
    title = _("Nytt delkontrakt i %(package)s") % {"package": package}
    return form_page(request, FORM, form, alternative=alternative, title=title)


@read_or_write
def lot_edit(
    request: HttpRequest, programme_slug: str, pk: int, package_pk: int, lot_pk: int
) -> HttpResponse:
    """Change a lot."""
    alternative = get_alternative(request.user, programme_slug, pk, needs=EDIT)
    lot = get_lot(get_package(alternative, package_pk), lot_pk)
    if refusal := _refused_at_once(request, alternative, lot):
        return refusal
    saved, shown = changed(
        request,
        lambda data: PackageLotForm(data, instance=get_lot(lot.package, lot_pk)),
        lambda form: actions.save_lot(lot=form.instance, by=request.user, is_unseen=form.is_unseen),
    )
    if saved:
        messages.success(request, _("Ändringen är sparad."))
        return to_board(alternative)
    return form_page(request, FORM, alternative=alternative, title=str(lot), **shown)


@read_or_write
def lot_remove(
    request: HttpRequest, programme_slug: str, pk: int, package_pk: int, lot_pk: int
) -> HttpResponse:
    """Ask, and take a lot away."""
    alternative = get_alternative(request.user, programme_slug, pk, needs=EDIT)
    lot = get_lot(get_package(alternative, package_pk), lot_pk)
    return _removed(
        request,
        alternative,
        row=lot,
        modules=lot.placements.all(),
        label=_("Ta bort delkontraktet"),
        remove=lambda: actions.remove_lot(lot=lot, by=request.user),
    )


def _removed(request, alternative, *, row, modules, label, remove) -> HttpResponse:
    """The question, and what follows the answer."""
    if refusal := _refused_at_once(request, alternative, row):
        return refusal
    name = str(row)
    if request.method != "POST":
        count = modules.count()
        told = ngettext(
            "%(count)d modul blir kvar att placera.",
            "%(count)d moduler blir kvar att placera.",
            count,
        ) % {"count": count}
        context = {
            "alternative": alternative,
            "title": _("Ta bort %(title)s?") % {"title": name},
            "text": told if count else "",
            "label": label,
        }
        return render(request, "packages/remove.html", context)
    try:
        remove()
    except PackagingProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("%(title)s är borttaget.") % {"title": name})
    return to_board(alternative)


def _refused_at_once(request: HttpRequest, alternative, row) -> HttpResponse | None:
    """Back to the board where there is nothing to ask: the row has been removed by somebody, or the
    alternative is decided on. What is sent all the same is refused by the action."""
    if request.method == "POST":
        return None
    if not alternative.is_open:
        return told_closed(request, alternative)
    if is_gone(row):
        messages.error(request, str(RemovedMeanwhile(row)))
        return to_board(alternative)
    return None
