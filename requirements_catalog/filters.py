"""What the lists of requirements and needs can be narrowed to."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from common.filters import ChipFilterSet, RowFilter, Search, choice_filter
from programmes.choices import Perspective
from programmes.models import Programme

from .choices import Dimension, Priority, RequirementKind, RequirementStatus
from .models import Catalogue, Module, Need, Requirement, RequirementModule, RequirementNeed
from .tree import below

EVERY_STATUS = "all"
MISSING = (
    ("need", _("behov")),
    ("motive", _("motiv")),
    ("verification", _("verifiering")),
    ("module", _("modul")),
)


class RequirementFilter(ChipFilterSet):
    """Requirements of one catalogue; what has been withdrawn is shown only when asked for."""

    q = django_filters.CharFilter(label=_("Sök"), method="search", widget=Search)
    kind = choice_filter(_("Typ"), RequirementKind.choices, _("alla typer"))
    status = choice_filter(
        _("Status"),
        [*RequirementStatus.choices, (EVERY_STATUS, _("alla, även utgångna"))],
        _("alla gällande"),
        method="by_status",
    )
    module = RowFilter(_("Modul"), Module, _("alla moduler"), method="by_module")
    need = RowFilter(_("Behov"), Need, _("alla behov"), method="by_need")
    owner = RowFilter(_("Ansvarig"), get_user_model(), _("alla ansvariga"))
    missing = choice_filter(_("Saknar"), MISSING, _("välj"), method="by_missing")

    class Meta:
        model = Requirement
        fields: list[str] = []

    def __init__(
        self,
        data=None,
        queryset=None,
        *,
        catalogue: Catalogue,
        chapter: Requirement | None = None,
        **kwargs,
    ):
        super().__init__(data, queryset, **kwargs)
        self.chapter = chapter
        programme = catalogue.programme
        fields = self.form.fields
        fields["module"].queryset = Module.objects.in_programme(programme)
        fields["need"].queryset = Need.objects.in_programme(programme).only("code", "title")
        members = programme.memberships.values("user")
        fields["owner"].queryset = (
            get_user_model().objects.filter(pk__in=members).order_by("full_name")
        )

    def filter_queryset(self, queryset):
        """Apply the fields, then the chapter; without a status the withdrawn are left out."""
        queryset = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("status"):
            queryset = queryset.live()
        if self.chapter:
            queryset = below(queryset, self.chapter)
        return queryset

    @property
    def selects(self) -> bool:
        """Whether single requirements are picked out, beyond a chapter or the whole."""
        return bool(self.active)

    @property
    def chips(self) -> list[dict]:
        """The active filters, the chapter first."""
        chapter = []
        if self.chapter:
            label = _("Kapitel: %(title)s") % {"title": self.chapter.title}
            chapter = [{"label": label, "remove_url": self.url_without("heading")}]
        return [*chapter, *self.field_chips]

    def search(self, queryset, name, value):
        """Every word somewhere in the code, title, text or motive."""
        return queryset.search(value)

    def by_status(self, queryset, name, value):
        """One status, or all of them."""
        return queryset if value == EVERY_STATUS else queryset.filter(status=value)

    def by_module(self, queryset, name, value):
        """Requirements that belong to a module."""
        return queryset.of_module(value)

    def by_need(self, queryset, name, value):
        """Requirements that answer to a need."""
        links = RequirementNeed.objects.filter(need=value)
        return queryset.filter(pk__in=links.values("requirement"))

    def by_missing(self, queryset, name, value):
        """Requirements that lack something a complete one has."""
        links = {"need": RequirementNeed, "module": RequirementModule}
        if value in links:
            own = links[value].objects.filter(requirement=OuterRef("pk"))
            return queryset.filter(~Exists(own))
        return queryset.filter(**{value: ""})


class NeedFilter(ChipFilterSet):
    """Needs of one programme."""

    q = django_filters.CharFilter(label=_("Sök"), method="search", widget=Search)
    perspective = choice_filter(_("Perspektiv"), Perspective.choices, _("alla perspektiv"))
    dimension = choice_filter(_("Dimension"), Dimension.choices, _("alla dimensioner"))
    priority = choice_filter(_("Prioritet"), Priority.choices, _("alla prioriteter"))
    module = RowFilter(_("Modul"), Module, _("alla moduler"), method="by_module")
    covered = choice_filter(
        _("Krav"),
        (("no", _("utan krav")), ("yes", _("med krav"))),
        _("med och utan krav"),
        method="by_covered",
    )

    class Meta:
        model = Need
        fields: list[str] = []

    def __init__(self, data=None, queryset=None, *, programme: Programme, **kwargs):
        super().__init__(data, queryset, **kwargs)
        self.form.fields["module"].queryset = Module.objects.in_programme(programme)

    def search(self, queryset, name, value):
        """Every word somewhere in the code, title, current or target state."""
        return queryset.search(value)

    def by_module(self, queryset, name, value):
        """Needs that concern a module."""
        return queryset.filter(modules=value)

    def by_covered(self, queryset, name, value):
        """Needs that some requirement answers to, or that none does."""
        links = Exists(RequirementNeed.objects.filter(need=OuterRef("pk")))
        return queryset.filter(links if value == "yes" else ~links)
