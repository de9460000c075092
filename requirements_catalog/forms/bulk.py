"""Forms of a bulk change: one for each thing that can be done; ``change`` is what the plan takes.

``shown_as`` turns a change back into what its form shows.
"""

from collections.abc import Mapping
from dataclasses import replace

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..access.bulk import APPROVE, SEND_BACK
from ..approval import APPROVED
from ..bulk.plan import (
    ADD,
    EMPTY,
    REMOVE,
    RENUMBER,
    REPLACE,
    SET,
    headings_with_numbers,
)
from ..bulk.text import LARGEST_NUMBER, CodePattern, PatternRefused
from ..cell_values import Directory, empty_value
from ..fields import LINK_MODELS, LONG_TEXT, TEXT, YES_NO, Field, fields_of
from ..models import Catalogue
from .cells import cell_field, field_to_set
from .need_picker import SearchingForm
from .requirements import ReasonForm

# A code is another for every row: it is given by renumbering.
NOT_SET = ("code",)


class ChangeForm(SearchingForm):
    """What every form of a bulk change is given: the catalogue, and the change made before."""

    act = ""

    def __init__(self, data=None, *, catalogue: Catalogue, change: Mapping, **kwargs):
        self.catalogue, self.before = catalogue, change
        super().__init__(data, initial=self.shown_as(change), **kwargs)

    @classmethod
    def shown_as(cls, change: Mapping) -> dict:
        """Initial values that show a change made before."""
        return dict(change)

    @cached_property
    def known(self) -> dict[str, Field]:
        """Every field of the catalogue."""
        return fields_of(self.catalogue)

    @property
    def change(self) -> dict:
        """The change as the plan takes it."""
        return {**self.cleaned_data, "act": self.act}


class FieldForm(forms.Form):
    """Which field is to be set."""

    field = forms.ChoiceField(label=_("Fält"), widget=forms.Select({"data-submit-on-change": ""}))

    def __init__(self, *args, catalogue: Catalogue, **kwargs):
        super().__init__(*args, **kwargs)
        names = [(field.name, field.label) for field in fields_of(catalogue).values()]
        self.fields["field"].choices = [
            ("", _("välj ett fält")),
            *((name, label) for name, label in names if name not in NOT_SET),
        ]


class SetForm(ChangeForm):
    """One field gets a value."""

    act = SET

    def __init__(self, *args, field: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.field = self.known[field]
        kept = self.before.get("value") if self.before.get("field") == field else None
        help_text = self.field.help_text
        shown = self.field
        if field == "status":
            # Approving is a thing of its own, which shows the texts.
            choices = tuple(one for one in shown.choices if one[0] != APPROVED)
            shown = replace(shown, choices=choices)
            help_text = _("Krav godkänns för sig, till vänster. Krav låter man utgå i "
                          "dispositionen, där ett skäl följer med.")  # fmt: skip
        self.fields["value"] = field_to_set(
            shown, Directory(self.catalogue), kept, help_text=help_text
        )

    @classmethod
    def shown_as(cls, change: Mapping) -> dict:
        """The value is shown by its own field."""
        return {}

    @property
    def change(self) -> dict:
        """The field with its stored value."""
        return {"act": SET, "field": self.field.name, "value": self.cleaned_data["value"]}


class EmptyForm(ChangeForm):
    """One field is emptied, which is a thing of its own so that nobody does it by oversight."""

    act = EMPTY
    field = forms.ChoiceField(label=_("Fält som töms"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [
            ("", _("välj ett fält")),
            *((field.name, field.label) for field in self.known.values() if _can_be_empty(field)),
        ]

    @property
    def change(self) -> dict:
        """The field with what is stored when it holds nothing."""
        field = self.known[self.cleaned_data["field"]]
        return {"act": EMPTY, "field": field.name, "value": empty_value(field)}


def _can_be_empty(field: Field) -> bool:
    is_box = field.kind == YES_NO and not field.extra_key
    return not (is_box or field.is_required or field.name in NOT_SET)


class LinksForm(ChangeForm):
    """Links to add to what the rows have, or to take away."""

    act = ADD
    # To add, only needs in use; to take away, withdrawn ones too that requirements link to.
    with_linked = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        directory, links = Directory(self.catalogue), self.before.get("links", {})
        for name in LINK_MODELS:
            self.fields[name] = cell_field(self.known[name], directory, links.get(name, []))
        self.fields["needs"].kept = []
        self.fields["needs"].with_linked = self.with_linked

    @classmethod
    def shown_as(cls, change: Mapping) -> dict:
        """Each list shows its own."""
        return {}

    def clean(self) -> dict:
        """At least one link is chosen."""
        data = super().clean() or {}
        if not any(data.get(name) for name in LINK_MODELS):
            raise forms.ValidationError(_("Välj minst en modul, ett behov eller en standard."))
        return data

    @property
    def change(self) -> dict:
        """The links by field."""
        return {"act": self.act, "links": self.cleaned_data}


class UnlinkForm(LinksForm):
    """Links to take away."""

    act = REMOVE
    with_linked = True


class ReplaceForm(ChangeForm):
    """Text to replace in one or several fields."""

    act = REPLACE
    find = forms.CharField(label=_("Sök efter"), max_length=500, strip=False)
    put = forms.CharField(
        label=_("Ersätt med"),
        max_length=500,
        strip=False,
        required=False,
        help_text=_("Lämna tomt för att ta bort texten."),
    )
    match_case = forms.BooleanField(label=_("Skilj på stora och små bokstäver"), required=False)
    whole_word = forms.BooleanField(label=_("Bara hela ord"), required=False)
    where = forms.MultipleChoiceField(label=_("I fälten"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = [
            (field.name, field.label)
            for name, field in self.known.items()
            if field.kind in (TEXT, LONG_TEXT) and name not in NOT_SET
        ]

    @classmethod
    def shown_as(cls, change: Mapping) -> dict:
        """The text of the requirement is what is most often meant."""
        return {"where": ["title", "text"], **change} | (
            {"where": change["fields"]} if "fields" in change else {}
        )

    def clean(self) -> dict:
        """The new text is another."""
        data = super().clean() or {}
        if "find" in data and data["find"] == data.get("put"):
            self.add_error("put", _("Skriv något annat än det du söker efter."))
        return data

    @property
    def change(self) -> dict:
        """The words, and where to look for them."""
        data = self.cleaned_data
        names = ("find", "put", "match_case", "whole_word")
        return {
            "act": REPLACE,
            "fields": data["where"],
            **{name: data[name] for name in names},
        }


class RenumberForm(ChangeForm):
    """A pattern for new codes in document order."""

    act = RENUMBER
    pattern = forms.CharField(
        label=_("Mönster"),
        max_length=60,
        initial="KRAV-{n:03}",
        help_text=_(
            "{n} är löpnumret, {n:03} samma med tre siffror (001). {kapitel} är rubrikens plats i "
            "strukturen (1, 1.2 …), inte rubrikens eget id; löpnumret börjar då om under varje "
            "rubrik."
        ),
    )
    start = forms.IntegerField(
        label=_("Första numret"), min_value=0, max_value=LARGEST_NUMBER, initial=1
    )
    skip = forms.BooleanField(
        label=_("Hoppa över id:n som är eller har varit ett annat kravs"),
        required=False,
        initial=True,
        help_text=_("Ett krav-id används aldrig igen. Utan krysset avvisas sådana krav."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if heading := headings_with_numbers(self.catalogue, most=1):
            (number, title), *_more = heading
            example = CodePattern("{kapitel}-{n:02}").code(1, number)
            field = self.fields["pattern"]
            words = _("I den här katalogen är {kapitel} under ”%(title)s” %(number)s, och "
                      "{kapitel}-{n:02} ger %(example)s.")  # fmt: skip
            more = words % {"title": title, "number": number, "example": example}
            field.help_text = f"{field.help_text} {more}"

    @classmethod
    def shown_as(cls, change: Mapping) -> dict:
        """The pattern that was written."""
        return {name: change[name] for name in ("pattern", "start", "skip") if name in change}

    def clean_pattern(self) -> str:
        """A pattern with one running number."""
        pattern = self.cleaned_data["pattern"]
        try:
            return CodePattern(pattern).text
        except PatternRefused as refused:
            raise forms.ValidationError(str(refused)) from refused


class ApproveRowsForm(ChangeForm):
    """Requirements in review are approved; the preview shows their texts."""

    act = APPROVE

    @property
    def change(self) -> dict:
        """Nothing more to choose."""
        return {"act": self.act}


class SendBackForm(ApproveRowsForm):
    """Requirements in review, and approved ones, become drafts."""

    act = SEND_BACK


class ApproveForm(ReasonForm):
    """Why the change is made."""

    reason = forms.CharField(
        label=_("Skäl till ändringen"),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


FORMS: dict[str, type[ChangeForm]] = {
    SET: SetForm,
    EMPTY: EmptyForm,
    ADD: LinksForm,
    REMOVE: UnlinkForm,
    REPLACE: ReplaceForm,
    RENUMBER: RenumberForm,
    APPROVE: ApproveRowsForm,
    SEND_BACK: SendBackForm,
}
