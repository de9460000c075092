"""What the lists of requirements and needs can be narrowed to."""

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from programmes.choices import Perspective
from programmes.models import Programme

from .choices import Dimension, Priority, RequirementKind, RequirementStatus
from .models import Catalogue, Module, Need, Requirement, RequirementModule, RequirementNeed
from .tree import position_after_subtree

EVERY_STATUS = "all"
MISSING = (
    ("need", _("behov")),
    ("motive", _("motiv")),
    ("verification", _("verifiering")),
    ("module", _("modul")),
)


class _Search(forms.TextInput):
    input_type = "search"

    def __init__(self):
        super().__init__({"class": "form-control", "autocomplete": "off"})


class _Select(forms.Select):
    def __init__(self, **kwargs):
        super().__init__({"class": "form-select"}, **kwargs)


def _choice(label, choices, empty_label, **kwargs) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label=label, choices=choices, empty_label=empty_label, widget=_Select, **kwargs
    )


def _row(label, model, empty_label, **kwargs) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label=label,
        queryset=model._default_manager.none(),
        empty_label=empty_label,
        widget=_Select,
        **kwargs,
    )


def query_without(request: HttpRequest, *names: str) -> str:
    """The address's parameters without some of them and without the empty ones."""
    query = request.GET.copy()
    for name in list(query):
        if name in names or not query[name]:
            query.pop(name)
    return query.urlencode()


class ChipFilterSet(django_filters.FilterSet):
    """A filter that always filters (also with no parameters) and can name what is active."""

    programme: Programme

    def __init__(self, data=None, queryset=None, *, request=None, prefix=None):
        # An unbound filter would leave the queryset as it is; the defaults must hold then too.
        super().__init__({} if data is None else data, queryset, request=request, prefix=prefix)

    @cached_property
    def field_chips(self) -> list[dict]:
        """One ``{label, remove_url}`` for each active field; the address removes just that one."""
        self.form.is_valid()  # what is not valid is left out of cleaned_data, and of the list
        values = self.form.cleaned_data
        return [
            {
                "label": f"{field.label}: {self._words(name, values[name])}",
                "remove_url": self.url_without(name),
            }
            for name, field in self.form.fields.items()
            if values.get(name) not in (None, "", [])
        ]

    @property
    def chips(self) -> list[dict]:
        """Everything that narrows the list."""
        return self.field_chips

    def url_without(self, *names: str) -> str:
        """The list's address without some parameters and without the page number."""
        return "?" + query_without(self.request, *names, "page")

    def _words(self, name: str, value) -> str:
        choices = dict(getattr(self.form.fields[name], "choices", ())) if _is_text(value) else {}
        return str(choices.get(value, value))


def _is_text(value) -> bool:
    return isinstance(value, str)


class RequirementFilter(ChipFilterSet):
    """Requirements of one catalogue; what has been withdrawn is shown only when asked for."""

    q = django_filters.CharFilter(label=_("Sök"), method="search", widget=_Search)
    kind = _choice(_("Typ"), RequirementKind.choices, _("alla typer"))
    status = _choice(
        _("Status"),
        [*RequirementStatus.choices, (EVERY_STATUS, _("alla, även utgångna"))],
        _("alla gällande"),
        method="by_status",
    )
    module = _row(_("Modul"), Module, _("alla moduler"), method="by_module")
    need = _row(_("Behov"), Need, _("alla behov"), method="by_need")
    owner = _row(_("Ansvarig"), get_user_model(), _("alla ansvariga"))
    missing = _choice(_("Saknar"), MISSING, _("välj"), method="by_missing")

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
        fields["need"].queryset = Need.objects.in_programme(programme)
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
            queryset = queryset.filter(position__gt=self.chapter.position)
            end = position_after_subtree(self.chapter)
            if end is not None:
                queryset = queryset.filter(position__lt=end)
        return queryset

    @property
    def selects(self) -> bool:
        """Whether single requirements are picked out, beyond a chapter or the whole."""
        return bool(self.field_chips)

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
        links = RequirementModule.objects.filter(module=value)
        return queryset.filter(pk__in=links.values("requirement"))

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

    q = django_filters.CharFilter(label=_("Sök"), method="search", widget=_Search)
    perspective = _choice(_("Perspektiv"), Perspective.choices, _("alla perspektiv"))
    dimension = _choice(_("Dimension"), Dimension.choices, _("alla dimensioner"))
    priority = _choice(_("Prioritet"), Priority.choices, _("alla prioriteter"))
    module = _row(_("Modul"), Module, _("alla moduler"), method="by_module")
    covered = _choice(
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
