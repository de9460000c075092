"""What the list of pairs can be narrowed to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.filters import ChipFilterSet, RowFilter, choice_filter
from common.ordering import swedish
from programmes.models import Programme
from requirements_catalog.models import Catalogue, Module, Requirement

from .forms_likeness import VERDICTS
from .models import PairJudgement, RequirementPair
from .querysets_comparison import RequirementPairQuerySet

KNOWN = "known"
ACROSS, WITHIN = "across", "within"
LIMITS = tuple((str(least), _("minst %d %%") % least) for least in (95, 90, 85, 80))


class _Narrowed(ChipFilterSet):
    """What pairs and what was said of them share."""

    catalogue = RowFilter(_("Katalog"), Catalogue, _("alla kataloger"), method="by_catalogue")
    between = choice_filter(
        _("Mellan"),
        ((ACROSS, _("olika kataloger")), (WITHIN, _("samma katalog"))),
        _("alla"),
        method="by_between",
    )
    module = RowFilter(_("Modul"), Module, _("alla moduler"), method="by_module")
    score = choice_filter(_("Likhet"), LIMITS, _("alla"), method="by_score")
    requirement = RowFilter(_("Krav"), Requirement, _("alla krav"), method="by_requirement")

    class Meta:
        model = RequirementPair
        fields: list[str] = []

    def __init__(self, data=None, queryset=None, *, programme: Programme, **kwargs):
        super().__init__(data, queryset, **kwargs)
        own = Requirement.objects.in_programme(programme).requirements()
        rows = {
            "catalogue": programme.catalogues.order_by(swedish("name")),
            "module": programme.modules.all(),
            "requirement": own,
        }
        for name, found in rows.items():
            self.form.fields[name].queryset = found
        self.form.fields["requirement"].widget = forms.HiddenInput()

    def by_catalogue(self, queryset, name, value):
        """At least one of the two stands in the catalogue."""
        return self._through(queryset, lambda pairs: pairs.in_catalogue(value))

    def by_between(self, queryset, name, value):
        """Both in one catalogue, or in two."""
        return self._through(queryset, lambda pairs: pairs.across_catalogues(value == ACROSS))

    def by_module(self, queryset, name, value):
        """At least one of the two belongs to the module."""
        return self._through(queryset, lambda pairs: pairs.of_module(value))

    def by_requirement(self, queryset, name, value):
        """One of the two is the requirement."""
        return self._through(queryset, lambda pairs: pairs.with_requirement(value))

    def by_score(self, queryset, name, value):
        """At least so alike."""
        return queryset.filter(score__gte=int(value))

    def _through(self, queryset, narrows):
        """The same question to pairs and to judgements: both have a first and a second."""
        borrowed: RequirementPairQuerySet = RequirementPairQuerySet(
            queryset.model, using=queryset.db
        )
        return queryset.filter(pk__in=narrows(borrowed).values("pk"))


class PairFilter(_Narrowed):
    """Pairs of one kind; those that are still to be judged unless others are asked for."""

    state = choice_filter(
        _("Visa"), ((KNOWN, _("kopplade redan")),), _("att bedöma"), method="by_state"
    )

    def filter_queryset(self, queryset):
        """The open ones, unless the address says otherwise."""
        if not self.form.cleaned_data["state"]:
            queryset = queryset.open()
        return super().filter_queryset(queryset)

    def by_state(self, queryset, name, value):
        """Those that a relation says already."""
        return queryset.known()


class JudgementFilter(_Narrowed):
    """What has been said of pairs."""

    verdict = choice_filter(_("Bedömning"), VERDICTS, _("alla bedömningar"))

    class Meta:
        model = PairJudgement
        fields: list[str] = []
