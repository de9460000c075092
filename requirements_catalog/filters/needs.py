"""What the list of needs can be narrowed to."""

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from common.filters import ChipFilterSet, RowFilter, Search, choice_filter
from programmes.choices import Perspective
from programmes.models import Goal, Programme

from ..choices import Dimension, Priority, SourceKind
from ..models import Module, Need, NeedSource


class NeedFilter(ChipFilterSet):
    """Needs of one programme; those that have been withdrawn are shown only when asked for."""

    q = django_filters.CharFilter(label=_("Sök"), method="search", widget=Search)
    perspective = choice_filter(_("Perspektiv"), Perspective.choices, _("alla perspektiv"))
    dimension = choice_filter(_("Dimension"), Dimension.choices, _("alla dimensioner"))
    priority = choice_filter(_("Prioritet"), Priority.choices, _("alla prioriteter"))
    source = choice_filter(
        _("Slag av källa"),
        [*SourceKind.choices, ("none", _("utan källa"))],
        _("alla källor"),
        method="by_source",
    )
    goal = RowFilter(_("Mål"), Goal, _("alla mål"), field_name="goals")
    module = RowFilter(_("Modul"), Module, _("alla moduler"), field_name="modules")
    covered = choice_filter(
        _("Krav"),
        (("no", _("utan krav")), ("yes", _("med krav"))),
        _("med och utan krav"),
        method="by_covered",
    )
    state = choice_filter(
        _("Läge"),
        (("withdrawn", _("utgått")), ("all", _("alla, även utgångna"))),
        _("gällande"),
        method="by_state",
    )

    class Meta:
        model = Need
        fields: list[str] = []

    def __init__(self, data=None, queryset=None, *, programme: Programme, **kwargs):
        super().__init__(data, queryset, **kwargs)
        self.form.fields["goal"].queryset = Goal.objects.in_programme(programme)
        self.form.fields["module"].queryset = Module.objects.in_programme(programme)

    def filter_queryset(self, queryset):
        """Without a chosen state only needs in use."""
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.live()

    def search(self, queryset, name, value):
        """Every word somewhere in the code or the texts."""
        return queryset.search(value)

    def by_source(self, queryset, name, value):
        """Needs with a source of a kind, or with none at all."""
        rows = NeedSource.objects.filter(need=OuterRef("pk"))
        if value == "none":
            return queryset.filter(~Exists(rows))
        return queryset.filter(Exists(rows.filter(kind=value)))

    def by_covered(self, queryset, name, value):
        """Needs that some live requirement answers to, or that none does."""
        answered = queryset.answered()
        return queryset.filter(answered if value == "yes" else ~answered)

    def by_state(self, queryset, name, value):
        """Those that have been withdrawn, or all."""
        return queryset.filter(withdrawn_at__isnull=False) if value == "withdrawn" else queryset
