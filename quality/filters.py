"""What the glossary and the list of remarks can be narrowed to."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from common.filters import ChipFilterSet, RowFilter, Search, choice_filter
from requirements_catalog.models import Catalogue, Requirement
from requirements_catalog.tree import below, indented

from .choices import Severity
from .judging import words_of
from .linter.linting import RULES
from .models import Finding, Term

ACCEPTED, ALL = "accepted", "all"
NOBODY = "none"
STATES = (
    (ACCEPTED, _("accepterade")),
    (ALL, _("öppna och accepterade")),
)


def rule_choices() -> list[tuple[str, str]]:
    """The rules by name, in the order of the linter."""
    return [(rule.code, words_of(rule.name)) for rule in RULES]


class TermFilter(ChipFilterSet):
    """Terms of one programme."""

    q = django_filters.CharFilter(label=_("Sök"), method="search", widget=Search)
    kind = choice_filter(
        _("Slag"),
        (("term", _("termer")), ("abbreviation", _("förkortningar"))),
        _("alla"),
        method="by_kind",
    )

    class Meta:
        model = Term
        fields: list[str] = []

    def search(self, queryset, name, value):
        """Every word somewhere in the term, its definition, source or words to avoid."""
        return queryset.search(value.replace("\0", ""))

    def by_kind(self, queryset, name, value):
        """Abbreviations, or all but those."""
        return queryset.filter(is_abbreviation=value == "abbreviation")


class FindingFilter(ChipFilterSet):
    """Remarks on one catalogue; the open ones unless others are asked for."""

    state = choice_filter(_("Status"), STATES, _("öppna"), method="by_state")
    rule = choice_filter(_("Regel"), rule_choices, _("alla regler"))
    chapter = RowFilter(_("Kapitel"), Requirement, _("hela katalogen"), method="by_chapter")
    owner = choice_filter(_("Ansvarig"), (), _("alla"), method="by_owner")
    severity = choice_filter(_("Tyngd"), Severity.choices, _("alla"))
    requirement = RowFilter(_("Krav"), Requirement, _("alla krav"))

    class Meta:
        model = Finding
        fields: list[str] = []

    def __init__(self, data=None, queryset=None, *, catalogue: Catalogue, people, **kwargs):
        super().__init__(data, queryset, **kwargs)
        self.catalogue = catalogue
        headings = catalogue.requirements.headings().live().order_by("position")
        self.form.fields["chapter"].queryset = headings
        self.form.fields["chapter"].label_from_instance = indented
        self.form.fields["requirement"].queryset = catalogue.requirements.all()
        self.form.fields["requirement"].widget = forms.HiddenInput()
        self.form.fields["owner"].choices = [(NOBODY, _("ingen")), *people]

    def filter_queryset(self, queryset):
        """The open ones, unless the address says otherwise."""
        if not self.form.cleaned_data["state"]:
            queryset = queryset.open()
        return super().filter_queryset(queryset)

    def by_state(self, queryset, name, value):
        """Accepted ones, or all."""
        return queryset.accepted() if value == ACCEPTED else queryset

    def by_chapter(self, queryset, name, value):
        """Remarks on what stands under a heading."""
        return queryset.filter(requirement__in=below(self.catalogue.requirements.all(), value))

    def by_owner(self, queryset, name, value):
        """Remarks on one person's requirements, or on those that nobody owns."""
        return queryset.filter(requirement__owner=None if value == NOBODY else value)
