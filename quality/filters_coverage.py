"""What the rows of a coverage axis can be narrowed to."""

import django_filters
from django.utils.translation import gettext_lazy as _

from common.filters import ChipFilterSet, Search, choice_filter
from programmes.models import Programme

from .axes import Axis

HOLES, JUSTIFIED, EITHER = "holes", "justified", "either"
STATES = (
    (HOLES, _("bara hål")),
    (JUSTIFIED, _("motiverade hål")),
    (EITHER, _("hål med och utan skäl")),
)


class CoverageFilter(ChipFilterSet):
    """Rows of one axis: all, those that are holes, the holes that may stay, or both of these."""

    q = django_filters.CharFilter(label=_("Sök"), method="search", widget=Search)
    state = choice_filter(_("Visa"), STATES, _("alla"), method="by_state")

    def __init__(self, data=None, queryset=None, *, axis: Axis, programme: Programme, **kwargs):
        super().__init__(data, queryset, **kwargs)
        self.axis, self.programme = axis, programme

    def search(self, queryset, name, value):
        """Every word somewhere in the code or the title."""
        return self.axis.search(queryset, value)

    def by_state(self, queryset, name, value):
        """The holes without a reason, those with one, or both."""
        if value == EITHER:
            return queryset.filter(is_hole=True)
        found = self.axis.open_holes if value == HOLES else self.axis.justified_holes
        return queryset.filter(pk__in=found(self.programme).order_by().values("pk"))
