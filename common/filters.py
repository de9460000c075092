"""Filters of lists: the look of their fields, and what tells which of them are active."""

import django_filters
from django import forms
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class Search(forms.TextInput):
    """A field for words; the browser offers to empty it."""

    input_type = "search"

    def __init__(self):
        super().__init__({"class": "form-control", "autocomplete": "off"})


class Select(forms.Select):
    """A list to choose one from.

    Written here and not by Django's templates, which are two to an option: rows to choose from
    may be hundreds. Options in groups are not for filters.
    """

    def __init__(self, **kwargs):
        super().__init__({"class": "form-select"}, **kwargs)

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        """The element with its options."""
        widget = self.get_context(name, value, attrs)["widget"]
        options = [option for _group, found, _index in widget["optgroups"] for option in found]
        return format_html(
            '<select name="{}"{}>\n{}</select>',
            name,
            flatatt(widget["attrs"]),
            format_html_join(
                "",
                '  <option value="{}"{}>{}</option>\n',
                ((str(o["value"]), flatatt(o["attrs"]), str(o["label"])) for o in options),
            ),
        )


class Boxes(forms.CheckboxSelectMultiple):
    """Some of many as boxes, each with its label; written here for the same reason."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        """The boxes; what stands around them is the template's."""
        chosen = {str(one) for one in value or []}
        base = (attrs or {}).get("id", f"id_{name}")
        return format_html_join(
            "\n",
            '<div class="form-check" data-choice><input class="form-check-input" type="checkbox" '
            'name="{}" value="{}" id="{}_{}"{}><label class="form-check-label" for="{}_{}">{}'
            "</label></div>",
            (
                (
                    name,
                    word,
                    base,
                    number,
                    flatatt({"checked": str(word) in chosen}),
                    base,
                    number,
                    label,
                )
                for number, (word, label) in enumerate(self.choices)
            ),
        )


class RowFilter(django_filters.ModelChoiceFilter):
    """One row of a model; the filter set says of which rows when it is made."""

    def __init__(self, label, model, empty_label, **kwargs):
        super().__init__(
            label=label,
            queryset=model._default_manager.none(),
            empty_label=empty_label,
            widget=Select,
            **kwargs,
        )


def choice_filter(label, choices, empty_label, **kwargs) -> django_filters.ChoiceFilter:
    """One of some words; ``empty_label`` stands for no choice."""
    return django_filters.ChoiceFilter(
        label=label, choices=choices, empty_label=empty_label, widget=Select, **kwargs
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

    def __init__(self, data=None, queryset=None, *, request=None, prefix=None):
        # An unbound filter would leave the queryset as it is; the defaults must hold then too.
        super().__init__({} if data is None else data, queryset, request=request, prefix=prefix)

    @cached_property
    def active(self) -> dict:
        """Name → value of each field that narrows; what is not valid narrows nothing."""
        self.form.is_valid()
        values = self.form.cleaned_data
        return {
            name: values[name]
            for name in self.form.fields
            if values.get(name) not in (None, "", [])
        }

    @cached_property
    def field_chips(self) -> list[dict]:
        """One ``{label, remove_url}`` for each active field; the address removes just that one."""
        return [
            {
                "label": f"{self.form.fields[name].label}: {self._words(name, value)}",
                "remove_url": self.url_without(name),
            }
            for name, value in self.active.items()
        ]

    @property
    def chips(self) -> list[dict]:
        """Everything that narrows the list."""
        return self.field_chips

    def url_without(self, *names: str) -> str:
        """The list's address without some parameters and without the page number."""
        return "?" + query_without(self.request, *names, "page")

    def _words(self, name: str, value) -> str:
        # Rows are their own words; looking for them among the choices would read them all.
        if not isinstance(value, str):
            return str(value)
        return str(dict(getattr(self.form.fields[name], "choices", ())).get(value, value))
