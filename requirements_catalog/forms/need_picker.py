"""Needs are searched for and picked: a form offers those that match, not all there are."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.translation import gettext as _

from common.keys import row_keys
from common.ordering import natural
from programmes.models import Programme

from ..models import Need

# So many are offered beside those that are chosen: the page is as long with 20 needs as with 2,000.
MOST_OFFERED = 20
LONGEST_SEARCH = 200
SEARCH = "_search"
# The button that searches without a script sends this name: nothing is saved then.
SEARCHES = "search"


def offered(
    programme: Programme, words: str, chosen: list[int], *, with_linked: bool
) -> tuple[list[tuple[str, str]], bool]:
    """(Key, words) of what is chosen and then of what matches, and whether there are more matches.

    ``with_linked``: needs that have been withdrawn are found too, while requirements link to them.
    Three queries at the most, whatever number of needs there is.
    """
    own = programme.needs.filter(pk__in=chosen) if chosen else programme.needs.none()
    found = matching(programme, words, with_linked=with_linked).exclude(pk__in=chosen)
    matches = _choices(found[: MOST_OFFERED + 1])
    choices = [*_choices(own.order_by(natural("code"), "pk")), *matches[:MOST_OFFERED]]
    return choices, len(matches) > MOST_OFFERED


def matching(programme: Programme, words: str, *, with_linked: bool) -> QuerySet:
    """The needs that may be picked in which every word is found, by code."""
    found = pickable(programme, with_linked=with_linked)
    words = " ".join(words.replace("\0", " ").split())[:LONGEST_SEARCH]
    return (found.search(words) if words else found).order_by(natural("code"), "pk")


def pickable(programme: Programme, *, with_linked: bool) -> QuerySet:
    """The needs that may be picked: those in use, or also those that requirements still name."""
    return programme.needs.live_or_linked() if with_linked else programme.needs.live()


def _choices(rows: QuerySet) -> list[tuple[str, str]]:
    found = rows.only("programme", "code", "title", "withdrawn_at")
    return [(str(need.pk), label_of(need)) for need in found]


def label_of(need: Need) -> str:
    """A need as it is written where it is chosen."""
    text = f"{need.code} {need.title}"
    return _("%(need)s (utgått)") % {"need": text} if need.withdrawn_at else text


def search_url(programme: Programme, *, with_linked: bool) -> str:
    """Where a page's script asks for boxes of needs that match."""
    url = reverse("requirements_catalog:need-options", args=[programme.slug])
    return f"{url}?linked=1" if with_linked else url


class NeedsField(forms.MultipleChoiceField):
    """Needs of a programme; cleans to their keys in order.

    What stood there before may stay although it has been withdrawn. Needs of other programmes are
    refused.
    """

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, programme: Programme, value=(), with_linked: bool = False, **kwargs):
        self.programme, self.with_linked = programme, with_linked
        self.kept = list(value)
        self.words, self.has_more = "", False
        super().__init__(initial=[str(key) for key in value], **kwargs)

    @property
    def search_url(self) -> str:
        """Where the page's script asks for matches."""
        return search_url(self.programme, with_linked=self.with_linked)

    def get_bound_field(self, form, field_name):
        """The field with what it offers in this form: what is chosen, and what was searched for."""
        bound = super().get_bound_field(form, field_name)
        if form.is_bound:
            self.words = form.data.get(f"{bound.html_name}{SEARCH}", "")
        chosen = row_keys(map(str, bound.value() or ()))
        self.choices, self.has_more = offered(
            self.programme, self.words, chosen, with_linked=self.with_linked
        )
        return bound

    def validate(self, value):
        """Every key is that of a need which may be picked."""
        forms.Field.validate(self, value)
        keys = set(row_keys(value))
        allowed = pickable(self.programme, with_linked=self.with_linked).filter(pk__in=keys)
        allowed |= self.programme.needs.filter(pk__in=keys & set(self.kept))
        if len(keys) != len(set(value)) or (keys and allowed.count() != len(keys)):
            raise ValidationError(_("Välj bland programmets egna behov som är i bruk."))

    def clean(self, value):
        """The keys, sorted as they are stored."""
        return sorted({int(key) for key in super().clean(value)})


class SearchingForm(forms.Form):
    """A form in which needs are searched for without a script: it is shown again, nothing more."""

    @property
    def is_searching(self) -> bool:
        """Whether the button that searches was used."""
        return self.is_bound and SEARCHES in self.data

    def full_clean(self) -> None:
        """What is not filled in yet is no fault while one is searching."""
        super().full_clean()
        if self.is_searching:
            self._errors = ErrorDict()

    def is_valid(self) -> bool:
        """Whether it may be saved, which a search never asks for."""
        return super().is_valid() and not self.is_searching
