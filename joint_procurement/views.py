"""Who buys together: the page of a procurement, decisions about it, and volumes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from common.views import read_or_write
from procurements.views_shared import frame_of, lot_tabs, posted
from programmes.access import get_programme, permissions_in
from programmes.roles import Permission
from target_architecture.models import Principle

from . import actions
from .access import EDIT, get_lot_with_items, get_procurement
from .changed_buyers import changed_after_opening, changed_since_estimated
from .forms import VolumesForm
from .members import members_of
from .models import JoiningOption, Mandate, OwnUpgrade
from .open_options import unsettled_among
from .registers import mandate_tag, option_tag, parties_of
from .summary import standings_in
from .told import told_of_volumes
from .volumes import stated_lots, volumes_in


@require_safe
def procurement_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The programme's procurements, and how many have decided what in each."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_PROCUREMENT)
    context = {"standings": standings_in(programme)}
    return render(request, "joint_procurement/procurement_list.html", context)


@require_safe
def joint_detail(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Who stands where, by which decision, with what share, and what hangs on it."""
    procurement = get_procurement(request.user, programme_slug, slug)
    members = members_of(procurement)
    mandates = list(
        Mandate.objects.filter(procurement=procurement).select_related("principal", "agent")
    )
    options = list(
        JoiningOption.objects.filter(procurement=procurement)
        .select_related("lot")
        .prefetch_related("organisations")
    )
    upgrades = OwnUpgrade.objects.in_programme(procurement.programme)
    decisions = [one for member in members for one in member.record]
    context = frame_of(
        request,
        procurement,
        "joint",
        rows=[
            {
                "member": member,
                "mandates": [one for one in mandates if one.agent_id == member.key],
                "options": [
                    one for one in options if member.organisation in one.organisations.all()
                ],
            }
            for member in members
        ],
        population=sum(
            member.organisation.population or 0 for member in members if member.is_joined
        ),
        changed=changed_after_opening(procurement, members),
        unestimated=changed_since_estimated(procurement, members),
        decisions=sorted(decisions, key=lambda one: (one.decided_on, one.pk), reverse=True),
        # What may be annulled: the last of each.
        standing={member.standing for member in members},
        mandates=[(one, mandate_tag(one)) for one in mandates],
        joined={member.key for member in members if member.is_joined},
        options=[(one, option_tag(one), parties_of(one)) for one in options],
        unsettled=unsettled_among(options, members),
        lots=stated_lots(procurement, members, timezone.localdate()),
        upgrades=list(upgrades.select_related("organisation")),
        principles=Principle.objects.in_programme(procurement.programme)
        .filter(is_shared=True)
        .count(),
        may_edit_programme=Permission.EDIT_PROGRAMME
        in permissions_in(request.user, procurement.programme),
    )
    return render(request, "joint_procurement/joint_detail.html", context)


@read_or_write
def volume_edit(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """How much of each price item of a lot each organisation takes."""
    procurement = get_procurement(request.user, programme_slug, slug, needs=EDIT)
    lot = get_lot_with_items(procurement, pk)
    members, items = members_of(procurement), list(lot.price_items.all())
    known = volumes_in(lot)
    form = VolumesForm(posted(request), items=items, members=members, known=known)
    if form.is_valid():
        try:
            changed = actions.save_volumes(
                lot=lot, volumes=form.volumes, seen=form.seen_volumes, by=request.user
            )
        except actions.VolumesMoved as moved:
            form = _beside_theirs(form, moved, items=items, members=members, lot=lot)
        else:
            text = ngettext("%(count)s volym är ändrad.", "%(count)s volymer är ändrade.", changed)
            messages.success(request, text % {"count": changed})
            return redirect("joint_procurement:joint-detail", programme_slug, slug)
    context = frame_of(
        request,
        procurement,
        "joint",
        form=form,
        lot=lot,
        lots=lot_tabs(procurement, lot, "joint_procurement:volume-edit"),
        members=members,
        rows=[(item, [form[f"v-{item.pk}-{member.key}"] for member in members]) for item in items],
    )
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "joint_procurement/volume_form.html", context, status=status)


def _beside_theirs(form: VolumesForm, moved, *, items, members, lot) -> VolumesForm:
    """The form with what was typed, what others wrote in the rest, and who wrote where both did.

    Saving it again is a choice: it counts from what is saved now.
    """
    known, seen, typed = volumes_in(lot), form.seen_volumes, form.volumes
    fresh = VolumesForm(items=items, members=members, known=known)
    data = {name: fresh[name].value() for name in fresh.fields}
    data |= {
        name: form[name].value()
        for name, cell in form.cells.items()
        if typed[cell] != seen.get(cell)
    }
    again = VolumesForm(data, items=items, members=members, known=known)
    told = told_of_volumes(moved.now)
    again.full_clean()
    for name, cell in form.cells.items():
        if cell in told:
            again.add_error(name, told[cell])
    again.add_error(
        None,
        _(
            "Någon annan har ändrat volymer i delkontrakt %(lot)s sedan du öppnade sidan. Inget "
            "är sparat, och det du skrev står kvar. Spara igen om det är dina volymer som gäller."
        )
        % {"lot": lot},
    )
    return again
