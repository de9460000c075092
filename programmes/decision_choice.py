"""The choice of one decision: of the register, or of those that apps to the right keep."""

from collections.abc import Iterable, Mapping, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import Decision
from .registered_citations import SOURCES, CitationSource, CitedDecision

# What can be cited beside the register of decisions, by where it is kept.
Offered = Mapping[CitationSource, Sequence[CitedDecision]]


class OneDecision(forms.Select):
    """The list of a DecisionField. All that is sent is its value, so that two are not read as one.

    A page that was opened while each source had a list of its own sends ``cited_`` and its name.
    """

    def value_from_datadict(self, data, files, name: str) -> list[str]:
        """The keys that are sent, each once; none for no choice."""
        several = getattr(data, "getlist", lambda one: [data.get(one)])
        sent = [key for one in (name, *map("cited_{}".format, SOURCES)) for key in several(one)]
        return list(dict.fromkeys(str(key) for key in sent if key))


class DecisionField(forms.ChoiceField):
    """One of the decisions that are offered, in a list with a group for each place they are kept.

    A decision of the register has its own key, another that of ``registered_citations``. The value
    is the Decision or the CitedDecision; None where none is chosen.
    """

    widget = OneDecision

    def __init__(self, **options) -> None:
        super().__init__(**options)
        self._rows: dict[str, Decision | CitedDecision] = {}

    def offer(self, own: Iterable[Decision], cited: Offered) -> None:
        """Let these be chosen; without any of other apps they stand in no group."""
        listed = [(str(row.pk), row) for row in own]
        groups = [(_("Programmets beslut"), [(key, str(row)) for key, row in listed])]
        groups += [(one.label, [(row.key, row.label) for row in cited[one]]) for one in cited]
        self._rows = dict(listed) | {row.key: row for some in cited.values() for row in some}
        shown = [(label, rows) for label, rows in groups if rows] if cited else groups[0][1]
        self.choices = [("", "---------"), *shown]

    def clean(self, value: Sequence[str]) -> Decision | CitedDecision | None:
        """ValidationError for two, and for what is not offered."""
        if len(value) > 1:
            raise ValidationError(_("Välj ett beslut, inte två."))
        if not value:
            return None
        if value[0] not in self._rows:
            text = self.error_messages["invalid_choice"]
            raise ValidationError(text, code="invalid_choice", params={"value": value[0]})
        return self._rows[value[0]]
