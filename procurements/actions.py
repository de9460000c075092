"""Everything that changes a procurement: the door to actions_package and actions_state as well."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.history import delete_with_reason, save_with_reason, set_with_reason

from .actions_package import (
    change_items,
    pick_requirements,
    refresh_items,
    remove_items,
    set_item_role,
)
from .actions_state import open_tenders, publish_procurement
from .award_plans import check_plan, settle_plan
from .choices import AwardModel
from .locking import lock_draft, lock_row
from .models import AwardCriterion, AwardPlan, Lot, PriceItem, Procurement
from .problems import PlanProblem, ProcurementProblem

__all__ = [
    "ProcurementProblem",
    "add_criterion",
    "add_lot",
    "add_price_item",
    "change_items",
    "create_procurement",
    "edit_criterion",
    "edit_lot",
    "edit_price_item",
    "edit_procurement",
    "open_tenders",
    "pick_requirements",
    "place_in_chain",
    "publish_procurement",
    "refresh_items",
    "remove_criterion",
    "remove_items",
    "remove_lot",
    "remove_price_item",
    "set_award_plan",
    "set_item_role",
    "set_up_procurement",
]


def _assign(instance, fields: dict):
    for name, value in fields.items():
        setattr(instance, name, value)
    return instance


@transaction.atomic
def create_procurement(
    *, programme, slug: str, title: str, by, reason: str = "", **fields
) -> Procurement:
    """A new procurement under work, without lots; ValidationError for values that cannot be."""
    procurement = Procurement(programme=programme, slug=slug, title=title, **fields)
    procurement.full_clean()
    return save_with_reason(procurement, by=by, reason=reason)


@transaction.atomic
def set_up_procurement(
    *, programme, slug: str, title: str, by, modules: Iterable = (), split: str = "one", **fields
) -> Procurement:
    """A new procurement with its lots: one for all modules, or one for each (``split="module"``).

    Without modules, or with one, there is one lot with the procurement's title.
    """
    procurement = create_procurement(programme=programme, slug=slug, title=title, by=by, **fields)
    modules = list(modules)
    if split == "module" and len(modules) > 1:
        for number, module in enumerate(modules, 1):
            add_lot(
                procurement=procurement, number=number, title=module.name, modules=[module], by=by
            )
    else:
        add_lot(procurement=procurement, number=1, title=title, modules=modules, by=by)
    return procurement


@transaction.atomic
def edit_procurement(*, procurement: Procurement, by, reason: str = "", **fields) -> Procurement:
    """Change title, dates and other facts; ProcurementLocked after publication."""
    procurement = _assign(lock_draft(procurement), fields)
    procurement.full_clean()
    return save_with_reason(procurement, by=by, reason=reason)


@transaction.atomic
def place_in_chain(*, procurement: Procurement, undertaking, by) -> Procurement:
    """Say which attempt of the programme's chain it is; None takes the place away.

    It may be said of a published one too: it tells of history and is no part of the package.
    """
    locked = lock_row(procurement)
    locked.undertaking = undertaking
    locked.full_clean()
    return save_with_reason(locked, by=by)


# ---------------------------------------------------------------- lots


@transaction.atomic
def add_lot(
    *, procurement: Procurement, number: int, title: str, by, modules: Iterable = (), **fields
) -> Lot:
    """A new lot with its award plan (monetary deduction until something else is chosen)."""
    procurement = lock_draft(procurement)
    lot = Lot(procurement=procurement, number=number, title=title, **fields)
    lot.full_clean()
    save_with_reason(lot, by=by)
    _set_modules(lot, modules, by=by)
    save_with_reason(AwardPlan(lot=lot), by=by)
    return lot


@transaction.atomic
def edit_lot(*, lot: Lot, by, modules: Iterable | None = None, reason: str = "", **fields) -> Lot:
    """Change a lot's number, title or modules."""
    lock_draft(lot.procurement)
    lot = _assign(Lot.objects.get(pk=lot.pk), fields)
    lot.full_clean()
    save_with_reason(lot, by=by, reason=reason)
    if modules is not None:
        _set_modules(lot, modules, by=by, reason=reason)
    return lot


def _set_modules(lot: Lot, modules: Iterable, *, by, reason: str = "") -> None:
    modules = list(modules)
    if any(module.programme_id != lot.procurement.programme_id for module in modules):
        raise PlanProblem(_("Modulen hör inte till programmet."))
    set_with_reason(lot, "modules", modules, by=by, reason=reason)


def _holding(lot: Lot) -> list:
    """What other apps hold a lot by; what they only point to it with lets go by itself.

    A contract that names one lot would otherwise be one for them all.
    """
    found: list = []
    for relation in lot._meta.related_objects:
        model, on_delete = relation.related_model, getattr(relation, "on_delete", None)
        if model._meta.app_label != lot._meta.app_label and on_delete is not models.SET_NULL:
            found += model._base_manager.filter(**{relation.field.name: lot})[:3]
    return found


@transaction.atomic
def remove_lot(*, lot: Lot, by, reason: str = "") -> None:
    """Take away a lot with its plan and price items; PlanProblem while requirements stand in it
    or contracts, options or fixed parts name it.

    Were they left, a requirement of this lot alone would silently apply to every lot.
    """
    procurement = lock_draft(lot.procurement)
    count = procurement.items.filter(lots=lot).count()
    if count:
        raise PlanProblem(
            ngettext(
                "%(count)s krav eller rubrik hör till %(lot)s. Flytta eller ta bort det först.",
                "%(count)s krav och rubriker hör till %(lot)s. Flytta eller ta bort dem först.",
                count,
            )
            % {"count": count, "lot": lot}
        )
    if held := _holding(lot):
        raise PlanProblem(
            _("%(lot)s kan inte tas bort: %(held)s hänvisar till det.")
            % {"lot": lot, "held": ", ".join(map(str, held[:3]))}
        )
    delete_with_reason(Lot.objects.get(pk=lot.pk), by=by, reason=reason)


# ---------------------------------------------------------------- award plan


@transaction.atomic
def set_award_plan(*, lot: Lot, by, reason: str = "", **fields) -> AwardPlan:
    """Decide how the lot's tenders are ranked.

    Fields: model, price_method, price_weight, price_max_points, full_points_at, zero_points_at,
    minimum_total_points. What the model does not use is emptied. ValidationError names the field,
    among them the price floor (HFD 2022 ref. 41); PlanProblem for lowest price with criteria.
    """
    lock_draft(lot.procurement)
    plan = AwardPlan.objects.filter(lot=lot).first() or AwardPlan(lot=lot)
    _assign(plan, fields)
    if plan.model == AwardModel.LOWEST_PRICE and lot.criteria.exists():
        raise PlanProblem(
            _("Lägsta pris använder inga tilldelningskriterier. Ta bort kriterierna först.")
        )
    settle_plan(plan)
    plan.full_clean()
    check_plan(plan)
    return save_with_reason(plan, by=by, reason=reason)


@transaction.atomic
def add_criterion(*, lot: Lot, key: str, title: str, by, **fields) -> AwardCriterion:
    """A new award criterion, last in its lot.

    Fields: description, max_deduction (kronor), weight, minimum_points, score_step, and levels, a
    list of ``{"points": "5", "text": "…"}`` from the highest to the lowest.
    """
    lock_draft(lot.procurement)
    if lot.plan.model == AwardModel.LOWEST_PRICE:
        raise PlanProblem(
            _("Lägsta pris använder inga tilldelningskriterier. Välj en annan modell först.")
        )
    last = lot.criteria.aggregate(last=Max("position"))["last"] or 0
    fields.setdefault("position", last + 1)
    return _save_criterion(AwardCriterion(lot=lot, key=key, title=title, **fields), by, "")


@transaction.atomic
def edit_criterion(*, criterion: AwardCriterion, by, reason: str = "", **fields) -> AwardCriterion:
    """Change an award criterion; fields as in add_criterion, and key and title."""
    lock_draft(criterion.lot.procurement)
    criterion = AwardCriterion.objects.select_related("lot").get(pk=criterion.pk)
    return _save_criterion(_assign(criterion, fields), by, reason)


def _save_criterion(criterion: AwardCriterion, by, reason: str) -> AwardCriterion:
    criterion.full_clean()
    return save_with_reason(criterion, by=by, reason=reason)


@transaction.atomic
def remove_criterion(*, criterion: AwardCriterion, by, reason: str = "") -> None:
    """Take away a criterion; PlanProblem while bör-requirements earn points in it."""
    lock_draft(criterion.lot.procurement)
    count = criterion.items.count()
    if count:
        raise PlanProblem(
            ngettext(
                "%(count)s bör-krav ger poäng i %(criterion)s. Ge det ett annat kriterium först.",
                "%(count)s bör-krav ger poäng i %(criterion)s. Ge dem ett annat kriterium först.",
                count,
            )
            % {"count": count, "criterion": criterion}
        )
    delete_with_reason(AwardCriterion.objects.get(pk=criterion.pk), by=by, reason=reason)


# ---------------------------------------------------------------- price items


@transaction.atomic
def add_price_item(
    *, lot: Lot, number: int, title: str, unit: str, quantity: Decimal | int, by
) -> PriceItem:
    """A price that tenderers state: quantity in the unit times the unit price is summed."""
    lock_draft(lot.procurement)
    item = PriceItem(lot=lot, number=number, title=title, unit=unit, quantity=quantity)
    item.full_clean()
    return save_with_reason(item, by=by)


@transaction.atomic
def edit_price_item(*, price_item: PriceItem, by, reason: str = "", **fields) -> PriceItem:
    """Change a price item."""
    lock_draft(price_item.lot.procurement)
    item = _assign(PriceItem.objects.select_related("lot").get(pk=price_item.pk), fields)
    item.full_clean()
    return save_with_reason(item, by=by, reason=reason)


@transaction.atomic
def remove_price_item(*, price_item: PriceItem, by, reason: str = "") -> None:
    """Take away a price item."""
    lock_draft(price_item.lot.procurement)
    delete_with_reason(PriceItem.objects.get(pk=price_item.pk), by=by, reason=reason)
