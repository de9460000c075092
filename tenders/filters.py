"""What the compliance matrix can be narrowed by."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from common.filters import ChipFilterSet, RowFilter, Search, choice_filter
from procurements.choices import ItemRole
from procurements.models import Lot, Procurement, ProcurementRequirement


class MatrixFilter(ChipFilterSet):
    """Words, role, lot, and only what is a problem."""

    q = django_filters.CharFilter(label=_("Sök"), method="search", widget=Search)
    role = choice_filter(
        _("Typ"),
        [(role, role.label) for role in (ItemRole.MANDATORY, ItemRole.DESIRABLE)],
        _("Alla"),
    )
    lot = RowFilter(_("Delkontrakt"), Lot, _("Alla"), method="by_lot")
    problems = django_filters.BooleanFilter(
        label=_("Bara problem"),
        method="keep_all",
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    class Meta:
        model = ProcurementRequirement
        fields: list[str] = []

    def __init__(self, data=None, queryset=None, *, procurement: Procurement, **kwargs):
        super().__init__(data, queryset, **kwargs)
        self.form.fields["lot"].queryset = procurement.lots.all()

    def search(self, queryset, name, value):
        """Every word somewhere in the frozen code, title or text."""
        return queryset.search(value)

    def by_lot(self, queryset, name, value):
        """What applies to a lot, its own and the common."""
        return queryset.for_lot(value)

    def keep_all(self, queryset, name, value):
        """Nothing here: what is a problem depends on the tenders (matrix.with_problems)."""
        return queryset
