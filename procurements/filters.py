"""What the lists of the package and of pickable requirements can be narrowed to."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from requirements_catalog.choices import RequirementKind, RequirementStatus
from requirements_catalog.filters import ChipFilterSet
from requirements_catalog.models import Catalogue, Module, Requirement, RequirementModule
from requirements_catalog.tree import position_after_subtree

from .forms_package import ROLES
from .models import AwardCriterion, Lot, Procurement, ProcurementRequirement

_SEARCH = forms.TextInput({"class": "form-control", "autocomplete": "off"})
_SEARCH.input_type = "search"


def _select() -> forms.Select:
    return forms.Select({"class": "form-select"})


class _CriterionField(forms.ModelChoiceField):
    def label_from_instance(self, criterion: AwardCriterion) -> str:
        return f"{criterion.lot.number} – {criterion.title}"


class _CriterionFilter(django_filters.ModelChoiceFilter):
    field_class = _CriterionField


class ItemFilter(ChipFilterSet):
    """Headings and requirements of one package; a narrower search leaves the headings out."""

    q = django_filters.CharFilter(label=_("Sök"), method="search", widget=_SEARCH)
    lot = django_filters.ModelChoiceFilter(
        label=_("Delkontrakt"),
        queryset=Lot.objects.none(),
        empty_label=_("alla delkontrakt"),
        method="by_lot",
        widget=_select(),
    )
    role = django_filters.ChoiceFilter(
        label=_("Roll"), choices=ROLES, empty_label=_("alla roller"), widget=_select()
    )
    criterion = _CriterionFilter(
        label=_("Tilldelningskriterium"),
        queryset=AwardCriterion.objects.none(),
        empty_label=_("alla kriterier"),
        widget=_select(),
    )

    class Meta:
        model = ProcurementRequirement
        fields: list[str] = []

    def __init__(self, data=None, queryset=None, *, procurement: Procurement, **kwargs):
        super().__init__(data, queryset, **kwargs)
        fields = self.form.fields
        fields["lot"].queryset = procurement.lots.all()
        fields["criterion"].queryset = (
            AwardCriterion.objects.filter(lot__procurement=procurement)
            .select_related("lot")
            .order_by("lot__number", "position", "pk")
        )

    def search(self, queryset, name, value):
        """Every word somewhere in the frozen code, title or text."""
        for word in value.split():
            queryset = queryset.filter(
                Q(version__content__code__icontains=word)
                | Q(version__content__title__icontains=word)
                | Q(version__content__text__icontains=word)
            )
        return queryset

    def by_lot(self, queryset, name, value):
        """What applies to a lot, its own and the common."""
        return queryset.for_lot(value)


class _HeadingField(forms.ModelChoiceField):
    def label_from_instance(self, heading: Requirement) -> str:
        return "\xa0\xa0\xa0" * heading.depth + f"{heading.code} {heading.title}".strip()


class _HeadingFilter(django_filters.ModelChoiceFilter):
    field_class = _HeadingField


class PickFilter(ChipFilterSet):
    """Requirements of the programme's catalogues that can be picked into a package."""

    q = django_filters.CharFilter(label=_("Sök"), method="search", widget=_SEARCH)
    catalogue = django_filters.ModelChoiceFilter(
        label=_("Katalog"),
        queryset=Catalogue.objects.none(),
        empty_label=_("alla kataloger"),
        widget=_select(),
    )
    chapter = _HeadingFilter(
        label=_("Kapitel"),
        queryset=Requirement.objects.none(),
        empty_label=_("alla kapitel"),
        method="by_chapter",
        widget=_select(),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Typ"),
        choices=RequirementKind.choices,
        empty_label=_("alla typer"),
        widget=_select(),
    )
    module = django_filters.ModelChoiceFilter(
        label=_("Modul"),
        queryset=Module.objects.none(),
        empty_label=_("alla moduler"),
        method="by_module",
        widget=_select(),
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[c for c in RequirementStatus.choices if c[0] != RequirementStatus.WITHDRAWN],
        empty_label=_("alla gällande"),
        widget=_select(),
    )

    class Meta:
        model = Requirement
        fields: list[str] = []

    def __init__(self, data=None, queryset=None, *, procurement: Procurement, **kwargs):
        super().__init__(data, queryset, **kwargs)
        programme = procurement.programme
        fields = self.form.fields
        fields["catalogue"].queryset = Catalogue.objects.in_programme(programme)
        fields["module"].queryset = Module.objects.in_programme(programme)
        fields["chapter"].queryset = (
            Requirement.objects.in_programme(programme).headings().live().in_order()
        )

    def search(self, queryset, name, value):
        """Every word somewhere in the code, title, text or motive."""
        return queryset.search(value)

    def by_chapter(self, queryset, name, value):
        """Requirements below a heading, at any depth."""
        found = queryset.filter(catalogue=value.catalogue_id, position__gt=value.position)
        end = position_after_subtree(value)
        return found if end is None else found.filter(position__lt=end)

    def by_module(self, queryset, name, value):
        """Requirements that belong to a module."""
        links = RequirementModule.objects.filter(module=value)
        return queryset.filter(pk__in=links.values("requirement"))
