"""Who saved something, and what, while another had the page open."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from common.numbers import format_number
from programmes.models import Organisation
from requirements_catalog.models import Requirement

from .models import RequirementStance, VolumeShare


def told_of_volumes(now: Mapping[tuple[int, int], Decimal | None]) -> dict[tuple[int, int], str]:
    """(price item, organisation) → who saved what there and when; two queries."""
    records = VolumeShare.history.filter(
        price_item_id__in={item for item, _organisation in now},
        organisation_id__in={organisation for _item, organisation in now},
    ).select_related("history_user")
    newest = {
        (one.price_item_id, one.organisation_id): one for one in records.order_by("history_id")
    }
    return {cell: _of_volume(quantity, newest.get(cell)) for cell, quantity in now.items()}


def _of_volume(quantity: Decimal | None, record) -> str:
    if record is None:
        text = _("Nu är %(quantity)s sparat.")
    elif quantity is None:
        text = _("%(person)s tog bort mängden %(when)s.")
    else:
        text = _("%(person)s sparade %(quantity)s %(when)s.")
    return text % {**_by_whom(record), "quantity": format_number(quantity, 2) or _("inget")}


def told_of_stance(
    requirement: Requirement, organisation: Organisation, now: RequirementStance | None
) -> str:
    """Who saved what an organisation says of a requirement, and when; one query."""
    records = RequirementStance.history.filter(requirement=requirement, organisation=organisation)
    record = records.select_related("history_user").order_by("-history_id").first()
    said = _by_whom(record)
    if now is None:
        return _("%(person)s tog bort svaret %(when)s.") % said
    said["stance"] = now.get_stance_display()
    if now.text:
        said["stance"] += f": {now.text}"
    return _("%(person)s sparade ”%(stance)s” %(when)s.") % said


def _by_whom(record) -> dict[str, str]:
    """The person and the moment of a record in history, as texts take them."""
    when = record and timezone.localtime(record.history_date).strftime("%Y-%m-%d %H.%M")
    return {"person": str((record and record.history_user) or _("Någon")), "when": when or ""}
