"""How procurements and their parts are read."""

from django.db.models import Count, Prefetch, Q

from common.append_only import AppendOnlyQuerySet
from programmes.querysets import InProgrammeQuerySet
from programmes.roles import Permission

from .choices import ItemRole


class ProcurementQuerySet(InProgrammeQuerySet):
    """Procurements as a person may see them."""

    def visible_to(self, user, needs: Permission = Permission.VIEW_PROCUREMENT):
        """Procurements in the person's programmes."""
        return super().visible_to(user, needs)

    def for_list(self) -> "ProcurementQuerySet":
        """With what a list row shows: lots and the number of requirements by role."""
        return self.prefetch_related("lots").annotate(
            mandatory_count=Count("items", filter=Q(items__role=ItemRole.MANDATORY)),
            desirable_count=Count("items", filter=Q(items__role=ItemRole.DESIRABLE)),
        )


class ItemQuerySet(InProgrammeQuerySet):
    """Headings and requirements of a package, in document order."""

    programme_path = "procurement__programme"

    def in_order(self) -> "ItemQuerySet":
        """Document order."""
        return self.order_by("position", "pk")

    def with_content(self) -> "ItemQuerySet":
        """With the frozen text, the criterion and the lots."""
        return self.select_related("version", "criterion").prefetch_related("lots")

    def answerable(self) -> "ItemQuerySet":
        """Those that a tenderer answers: ska and bör."""
        return self.filter(role__in=[ItemRole.MANDATORY, ItemRole.DESIRABLE])

    def search(self, text: str) -> "ItemQuerySet":
        """Rows whose frozen code, title or text holds every word of the search."""
        content = "version__content__"
        return self.with_words(text, f"{content}code", f"{content}title", f"{content}text")

    def for_module(self, module) -> "ItemQuerySet":
        """Those that are asked in a lot with the module."""
        return self.for_lots(module.lots.order_by().values("pk"))

    def for_lots(self, lots) -> "ItemQuerySet":
        """Those that are asked in any of some lots, given by their keys.

        Without lots of its own a requirement is asked in all; a bör-requirement stands in its
        criterion's lot.
        """
        asked = (
            Q(lots__in=lots)
            | Q(criterion__lot__in=lots)
            | Q(lots=None, criterion=None, procurement__lots__in=lots)
        )
        return self.filter(pk__in=self.model._default_manager.filter(asked).values("pk"))

    def for_lot(self, lot) -> "ItemQuerySet":
        """Those that apply to a lot: its own and those common to all lots."""
        lots_of_item = self.model.lots.through.objects
        own = lots_of_item.filter(lot=lot).values("procurementrequirement")
        any_lot = lots_of_item.filter(
            procurementrequirement__procurement=lot.procurement_id
        ).values("procurementrequirement")
        return self.filter(procurement=lot.procurement_id).filter(
            Q(pk__in=own) | ~Q(pk__in=any_lot)
        )


class LotQuerySet(InProgrammeQuerySet):
    """Lots of procurements."""

    programme_path = "procurement__programme"

    def with_plan(self) -> "LotQuerySet":
        """With award plan, criteria and price items."""
        return self.select_related("plan").prefetch_related(
            Prefetch("criteria"), Prefetch("price_items")
        )


class DocumentQuerySet(AppendOnlyQuerySet, InProgrammeQuerySet):
    """Issued documents."""

    programme_path = "procurement__programme"
