"""What the compliance matrix can be narrowed by."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procurements.choices import ItemRole
from procurements.models import Lot, ProcurementRequirement

_SEARCH = forms.TextInput({"class": "form-control", "type": "search", "autocomplete": "off"})
_SELECT = forms.Select({"class": "form-select"})
_CHECK = forms.CheckboxInput({"class": "form-check-input"})


class MatrixFilter(django_filters.FilterSet):
    """Role, lot, words, and only what is a problem."""

    text = django_filters.CharFilter(label=_("Sök"), method="search", widget=_SEARCH)
    role = django_filters.ChoiceFilter(
        label=_("Typ"),
        choices=[
            (ItemRole.MANDATORY, ItemRole.MANDATORY.label),
            (ItemRole.DESIRABLE, ItemRole.DESIRABLE.label),
        ],
        empty_label=_("Alla"),
        widget=_SELECT,
    )
    lot = django_filters.ModelChoiceFilter(
        label=_("Delkontrakt"),
        queryset=Lot.objects.none(),
        method="in_lot",
        empty_label=_("Alla"),
        widget=_SELECT,
    )
    problems = django_filters.BooleanFilter(
        label=_("Bara problem"), method="keep_all", widget=_CHECK
    )

    class Meta:
        model = ProcurementRequirement
        fields = ["text", "role", "lot", "problems"]

    def __init__(self, *args, procurement, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["lot"].queryset = procurement.lots.all()

    def search(self, queryset, name, value):
        """Every word in the code, the title or the text."""
        for word in value.split():
            queryset = queryset.filter(
                Q(version__content__code__icontains=word)
                | Q(version__content__title__icontains=word)
                | Q(version__content__text__icontains=word)
            )
        return queryset

    def in_lot(self, queryset, name, lot):
        """The lot's own requirements and those common to all."""
        return queryset.filter(pk__in=ProcurementRequirement.objects.for_lot(lot).values("pk"))

    def keep_all(self, queryset, name, value):
        """Nothing here: what is a problem depends on the tenders (matrix.with_problems)."""
        return queryset
