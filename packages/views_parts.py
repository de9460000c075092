"""Forms of packages and their lots."""

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.views import read_or_write

from . import actions
from .access import EDIT, get_alternative, get_lot, get_package
from .forms import PackageForm, PackageLotForm
from .models import Package, PackageLot, Placement
from .problems import PackagingProblem
from .views_shared import form_page, to_board, written

FORM = "packages/part_form.html"


@read_or_write
def package_create(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """A new package, with one lot."""
    alternative = get_alternative(request.user, programme_slug, pk, needs=EDIT)
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
    title = str(package)
    form = PackageForm(request.POST or None, instance=package)
    if written(form, lambda: actions.save_package(package=package, by=request.user)):
        messages.success(request, _("Ändringen är sparad."))
        return to_board(alternative)
    return form_page(request, FORM, form, alternative=alternative, title=title)


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
    title = str(lot)
    form = PackageLotForm(request.POST or None, instance=lot)
    if written(form, lambda: actions.save_lot(lot=lot, by=request.user)):
        messages.success(request, _("Ändringen är sparad."))
        return to_board(alternative)
    return form_page(request, FORM, form, alternative=alternative, title=title)


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
