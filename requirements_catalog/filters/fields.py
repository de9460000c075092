"""One condition of a filter: its field in the form, and what it asks of the rows."""

from collections.abc import Callable
from datetime import datetime, time
from functools import reduce
from operator import and_, or_

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.filters import Boxes
from common.keys import row_keys
from common.ordering import natural

from ..addresses import CHANGED_BY, CHANGED_SINCE, parameters_of, short_name
from ..cell_values import CellRefused, Directory
from ..choices import RequirementStatus
from ..field_queries import any_of, at_least, at_most, can_lack, contains, lacking
from ..fields import CHANGED, CHOICE, DATE, LEVEL, LINKS, PERSON, YES_NO, Field
from ..forms.need_picker import label_of, offered, pickable, search_url
from ..models import Catalogue, Requirement
from ..registered_conditions import RegisteredCondition

EVERY_STATUS = "all"
# Among the chosen holes: one of them is enough.
ANY_HOLE = "any"
MYSELF = "me"
_ANYTHING = {"status": _("alla gällande")}
YES_NO_WORDS = (("yes", _("ja")), ("no", _("nej")))


class Several(forms.MultipleChoiceField):
    """Some of many, any of which will do; what is empty in the address is no choice."""

    look = "several"
    widget = Boxes
    default_error_messages = {
        "invalid_choice": _("Något av det som valts finns inte. Det kan ha tagits bort."),
    }

    def __init__(self, options: Callable[[], list[tuple[str, str]]], anything: str = "", **kwargs):
        self.anything = anything or _("alla")
        super().__init__(choices=options, required=False, **kwargs)

    def to_python(self, value) -> list[str]:
        """Each choice once."""
        values = [value] if isinstance(value, str) else value or []
        return list(dict.fromkeys(str(one) for one in values if one))

    def validate(self, value) -> None:
        """Every choice is one of those that are offered."""
        if value and not set(value) <= {word for word, _label in self.choices}:
            raise ValidationError(self.error_messages["invalid_choice"])


class SearchedNeeds(Several):
    """Needs, of which there may be thousands: the chosen ones are offered, and some that match."""

    look = "needs"

    def __init__(self, options: "Options", **kwargs):
        self.programme, self.has_more = options.directory.programme, False
        # A function is the same in every copy that a form makes of the field.
        self.named = lambda words: options.needs(words)
        super().__init__(list, **kwargs)

    @property
    def search_url(self) -> str:
        """Where the page's script asks for matches."""
        return search_url(self.programme, with_linked=True)

    def validate(self, value) -> None:
        """Every choice is a need that there is."""
        if {*value} - {word for word, _label, _key in self.named(value)}:
            raise ValidationError(self.error_messages["invalid_choice"])

    def get_bound_field(self, form, field_name):
        """The field with what it offers in this form; two queries."""
        bound = super().get_bound_field(form, field_name)
        chosen = row_keys(map(str, bound.value() or ()))
        self.choices, self.has_more = offered(self.programme, "", chosen, with_linked=True)
        return bound


class Holes(Several):
    """What rows lack: all that is chosen, or any of it."""

    def to_python(self, value) -> list[str]:
        """Any of nothing is no choice."""
        words = super().to_python(value)
        return [] if words == [ANY_HOLE] else words


class Words(forms.CharField):
    """Some text that a field must hold."""

    look = "text"

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=500, **kwargs)


class Bound(forms.CharField):
    """A number or a date, read as in a cell of the field."""

    def __init__(self, known: Field, directory: Directory, **kwargs):
        self.known, self.directory = known, directory
        self.look = "date" if known.kind == DATE else "number"
        super().__init__(required=False, max_length=100, **kwargs)

    def clean(self, value):
        """The stored form of the value."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return str(self.directory.read(self.known, text))
        except CellRefused as problem:
            raise ValidationError(str(problem)) from problem


class Condition(django_filters.Filter):
    """A parameter of the address: its field, and the question that a value of it asks."""

    def __init__(self, label, form_field: forms.Field, narrows: Callable[[object], Q]):
        super().__init__(label=label)
        form_field.label = label
        self.form_field = form_field
        self.narrows = narrows

    @property
    def field(self) -> forms.Field:
        """The field in the form."""
        return self.form_field

    def filter(self, qs, value):
        """The rows that the value asks for; all of them when there is none."""
        return qs if value in (None, "", []) else qs.filter(self.narrows(value))


class Options:
    """What can be chosen for fields: as (word in the address, label, stored value).

    ``by_code`` names links by code and people by e-mail address, as the API does. Each list is
    read once, when it is needed.
    """

    def __init__(self, directory: Directory, *, user=None, by_code: bool = False) -> None:
        self.directory, self.user, self.by_code = directory, user, by_code
        self._found: dict[str, list[tuple[str, str, object]]] = {}

    def of(self, known: Field) -> list[tuple[str, str, object]]:
        """The options of a field."""
        key = PERSON if known.kind == PERSON else known.name
        if key not in self._found:
            self._found[key] = self._read(known)
        return self._found[key]

    def labels(self, known: Field) -> list[tuple[str, str]]:
        """The options as a form shows them."""
        found = [(word, label) for word, label, _stored in self.of(known)]
        if known.name == "status":
            found.append((EVERY_STATUS, gettext("alla, även utgångna")))
        return found

    def stored(self, known: Field, words: list[str]) -> list:
        """The values that words of the address stand for."""
        values = [value for word, _label, value in self.of(known) if word in words]
        return [str(value) for value in values] if known.extra_key else values

    def needs(self, words: list[str]) -> list[tuple[str, str, int]]:
        """The needs that words of the address name: one query for each choice of words.

        Those that have been withdrawn are among them while requirements link to them.
        """
        key = " ".join(["needs", *words])
        if words and key not in self._found:
            rows = pickable(self.directory.programme, with_linked=True)
            rows = rows.order_by(natural("code"), "pk")
            named = Q(code__in=words) if self.by_code else Q(pk__in=row_keys(words))
            self._found[key] = [
                (need.code if self.by_code else str(need.pk), label_of(need), need.pk)
                for need in rows.filter(named).only("programme", "code", "title", "withdrawn_at")
            ]
        return self._found.get(key, [])

    def _read(self, known: Field) -> list[tuple[str, str, object]]:
        if known.kind == PERSON:
            return self._people()
        if known.kind == LINKS:
            return [
                (row.code if self.by_code else str(row.key), row.choice, row.key)
                for row in self.directory.linkables(known.name)
                if not row.is_out or row.is_linked
            ]
        if known.kind == YES_NO:
            return [
                (word, str(label), word if known.extra_key else word == "yes")
                for word, label in YES_NO_WORDS
            ]
        choices = RequirementStatus.choices if known.name == "status" else known.choices
        return [(str(value), str(label), value) for value, label in choices]

    def _people(self) -> list[tuple[str, str, object]]:
        found: list[tuple[str, str, object]]
        if self.by_code:
            members = User.objects.filter(memberships__programme=self.directory.programme)
            rows = members.distinct().values_list("pk", "email")
            found = [(email, email, key) for key, email in rows]
        else:
            found = [(str(key), name, key) for key, name in self.directory.people.items()]
        if self.user is not None:
            found.insert(0, (MYSELF, gettext("jag själv"), self.user.pk))
        return found


def conditions_of(known: Field, options: Options) -> dict[str, Condition]:
    """The conditions of a field by parameter."""
    names = parameters_of(known)
    if len(names) > 1:
        least, most = names
        return {
            least: Condition(
                _("%(field)s från") % {"field": known.label},
                Bound(known, options.directory),
                lambda value: at_least(known, value),
            ),
            most: Condition(
                _("%(field)s till") % {"field": known.label},
                Bound(known, options.directory),
                lambda value: at_most(known, value),
            ),
        }
    if known.name == "needs":
        return {
            names[0]: Condition(
                known.label,
                SearchedNeeds(options),
                lambda words: any_of(known, [key for _word, _label, key in options.needs(words)]),
            )
        }
    if known.kind in (CHOICE, LEVEL, YES_NO, PERSON, LINKS):
        return {
            names[0]: Condition(
                known.label,
                Several(lambda: options.labels(known), anything=_ANYTHING.get(known.name, "")),
                lambda words: any_of(known, options.stored(known, words)),
            )
        }
    return {names[0]: Condition(known.label, Words(), lambda text: contains(known, text))}


def lowered(label) -> str:
    """A field's name inside a sentence."""
    text = str(label)
    return text[:1].lower() + text[1:]


def missing_condition(fields: dict[str, Field]) -> Condition:
    """Holes: rows that lack everything that is chosen, or any of it."""
    holes = {short_name(known): known for known in fields.values() if can_lack(known)}

    def lacks(words: list[str]) -> Q:
        each = [lacking(holes[word]) for word in words if word != ANY_HOLE]
        return reduce(or_ if ANY_HOLE in words else and_, each)

    labels = [(ANY_HOLE, gettext("något av det valda"))]
    labels += [
        (word, str(known.label) if known.extra_key else lowered(known.label))
        for word, known in holes.items()
    ]
    field = Holes(lambda: labels, anything=_("inget valt"))
    field.help_text = _(
        "Väljs flera visas krav som saknar alla. "
        "Med ”något av det valda” räcker det att ett saknas."
    )
    return Condition(_("Saknar"), field, lacks)


def changed_conditions(options: Options, since: str = "") -> dict[str, Condition]:
    """When rows were changed, and by whom: since that day when one is given too."""

    def is_since(day: str) -> Q:
        return Q(changed_at__gte=_morning_of(day))

    def is_by(words: list[str]) -> Q:
        records = Requirement.history.filter(
            id=OuterRef("pk"), history_user_id__in=options.stored(_WHO, words)
        )
        if since:
            records = records.filter(history_date__gte=_morning_of(since))
        return Q(Exists(records))

    return {
        CHANGED_SINCE: Condition(_("Ändrad sedan"), Bound(CHANGED, options.directory), is_since),
        CHANGED_BY: Condition(_("Ändrad av"), Several(lambda: options.labels(_WHO)), is_by),
    }


def registered_condition(known: RegisteredCondition, catalogue: Catalogue) -> Condition:
    """A condition that another app has added, for the rows of a catalogue."""
    return Condition(
        known.label,
        Several(lambda: known.options(catalogue)),
        lambda words: known.narrows(catalogue, words),
    )


_WHO = Field("changed_by", _("Ändrad av"), PERSON)


def _morning_of(day: str) -> datetime:
    # Nothing was changed before, and nothing will be after; clocks end at the outermost years.
    day = min(max(day, "1900-01-01"), "9000-01-01")
    return timezone.make_aware(datetime.combine(datetime.fromisoformat(day), time.min))
