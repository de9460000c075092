"""What the list of suspect requirements can be narrowed to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.filters import ChipFilterSet, RowFilter, choice_filter
from requirements_catalog.models import Catalogue, Requirement
from requirements_catalog.tree import below, indented

from .choices import FURTHEST, CauseKind
from .models import Suspicion

CLEARED, ALL = "cleared", "all"
DISTANCES = (("1", _("direkt")), ("2", _("i 2 led")), ("3", _("i 3 led eller fler")))
STATES = ((CLEARED, _("genomgångna")), (ALL, _("osäkra och genomgångna")))


class SuspicionFilter(ChipFilterSet):
    """Suspect requirements of one catalogue; those that nobody has gone through unless asked."""

    state = choice_filter(_("Status"), STATES, _("osäkra"), method="by_state")
    cause = choice_filter(_("Orsak"), CauseKind.choices, _("alla slag"), field_name="change__kind")
    distance = choice_filter(_("Avstånd"), DISTANCES, _("alla avstånd"), method="by_distance")
    chapter = RowFilter(_("Kapitel"), Requirement, _("hela katalogen"), method="by_chapter")
    requirement = RowFilter(_("Krav"), Requirement, _("alla krav"))

    class Meta:
        model = Suspicion
        fields: list[str] = []

    def __init__(self, data=None, queryset=None, *, catalogue: Catalogue, **kwargs):
        super().__init__(data, queryset, **kwargs)
        self.catalogue = catalogue
        headings = catalogue.requirements.headings().live().order_by("position")
        self.form.fields["chapter"].queryset = headings
        self.form.fields["chapter"].label_from_instance = indented
        self.form.fields["requirement"].queryset = catalogue.requirements.all()
        self.form.fields["requirement"].widget = forms.HiddenInput()

    def filter_queryset(self, queryset):
        """Those that stand, unless the address says otherwise."""
        if not self.form.cleaned_data["state"]:
            queryset = queryset.standing()
        return super().filter_queryset(queryset)

    def by_state(self, queryset, name, value):
        """Those that were gone through, or all."""
        return queryset.exclude(clearing=None) if value == CLEARED else queryset

    def by_distance(self, queryset, name, value):
        """Direct ones, those over two links, or those further away."""
        last = FURTHEST if value == "3" else int(value)
        return queryset.filter(distance__range=(int(value), last))

    def by_chapter(self, queryset, name, value):
        """What stands under a heading."""
        return queryset.filter(requirement__in=below(self.catalogue.requirements.all(), value))
