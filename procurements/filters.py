"""What the lists of the package and of pickable requirements can be narrowed to."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from common.filters import ChipFilterSet, RowFilter, Search, choice_filter
from requirements_catalog.choices import RequirementKind, RequirementStatus
from requirements_catalog.models import Catalogue, Module, Requirement
from requirements_catalog.tree import below

from .forms_package import ROLES, CriterionField, criteria_of
from .models import AwardCriterion, Lot, Procurement, ProcurementRequirement


class _CriterionFilter(RowFilter):
    field_class = CriterionField


class ItemFilter(ChipFilterSet):
    """Headings and requirements of one package; a narrower search leaves the headings out."""

    q = django_filters.CharFilter(label=_("Sök"), method="search", widget=Search)
    lot = RowFilter(_("Delkontrakt"), Lot, _("alla delkontrakt"), method="by_lot")
    role = choice_filter(_("Roll"), ROLES, _("alla roller"))
    criterion = _CriterionFilter(_("Tilldelningskriterium"), AwardCriterion, _("alla kriterier"))

    class Meta:
        model = ProcurementRequirement
        fields: list[str] = []

    def __init__(self, data=None, queryset=None, *, procurement: Procurement, **kwargs):
        super().__init__(data, queryset, **kwargs)
        fields = self.form.fields
        fields["lot"].queryset = procurement.lots.all()
        fields["criterion"].queryset = criteria_of(procurement)

    def search(self, queryset, name, value):
        """Every word somewhere in the frozen code, title or text."""
        return queryset.search(value)

    def by_lot(self, queryset, name, value):
        """What applies to a lot, its own and the common."""
        return queryset.for_lot(value)


class _HeadingField(forms.ModelChoiceField):
    def label_from_instance(self, heading: Requirement) -> str:
        return "\xa0\xa0\xa0" * heading.depth + f"{heading.code} {heading.title}".strip()


class _HeadingFilter(RowFilter):
    field_class = _HeadingField


class PickFilter(ChipFilterSet):
    """Requirements of the programme's catalogues that can be picked into a package."""

    q = django_filters.CharFilter(label=_("Sök"), method="search", widget=Search)
    catalogue = RowFilter(_("Katalog"), Catalogue, _("alla kataloger"))
    chapter = _HeadingFilter(_("Kapitel"), Requirement, _("alla kapitel"), method="by_chapter")
    kind = choice_filter(_("Typ"), RequirementKind.choices, _("alla typer"))
    module = RowFilter(_("Modul"), Module, _("alla moduler"), method="by_module")
    status = choice_filter(
        _("Status"),
        [c for c in RequirementStatus.choices if c[0] != RequirementStatus.WITHDRAWN],
        _("alla gällande"),
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
        return below(queryset, value)

    def by_module(self, queryset, name, value):
        """Requirements that belong to a module."""
        return queryset.of_module(value)
