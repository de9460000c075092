"""Which comments of a round are shown to those who answer for them."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .choices import CommentKind, Outcome
from .models import ReviewComment, Reviewer

LEFT = "left"


class DispositionFilter(django_filters.FilterSet):
    """By kind, by who said it, and by what became of it."""

    state = django_filters.ChoiceFilter(
        label=_("Läge"),
        choices=[(LEFT, _("väntar på svar")), ("done", _("besvarade")), *Outcome.choices],
        method="by_state",
        empty_label=_("alla"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Slag"), choices=CommentKind.choices, empty_label=_("alla")
    )
    reviewer = django_filters.ModelChoiceFilter(
        label=_("Granskare"), queryset=Reviewer.objects.none(), empty_label=_("alla")
    )
    mine = django_filters.BooleanFilter(
        label=_("Bara krav som jag ansvarar för"),
        method="only_mine",
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    class Meta:
        model = ReviewComment
        fields: list[str] = []

    def __init__(self, *args, review, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.filters["reviewer"].queryset = review.reviewers.select_related("user")
        for name in ("state", "kind", "reviewer"):
            self.filters[name].extra["widget"] = forms.Select({"class": "form-select"})

    def by_state(self, queryset, _name, value):
        """Those that wait, those that do not, or those with one outcome."""
        if value == LEFT:
            return queryset.undisposed()
        if value == "done":
            return queryset.exclude(dispositions=None)
        return queryset.with_outcome(value)

    def only_mine(self, queryset, _name, value):
        """On requirements that the person is responsible for, or nobody; and on the whole."""
        if not value:
            return queryset
        mine = Q(item__requirement__owner=self.user) | Q(item__requirement__owner=None)
        return queryset.filter(mine)
