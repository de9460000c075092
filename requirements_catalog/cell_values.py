"""Values of cells: read from what people write, shown as they read it, taken from and put in rows.

Extra fields are kept as text in ``Requirement.extra``: numbers with a decimal point, dates as
YYYY-MM-DD, yes and no as "yes" and "no", people by key. An empty one has no key at all.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import User
from common.api import is_storable
from common.keys import row_keys
from common.ordering import in_natural_order, swedish

from .choices import RequirementStatus
from .fields import (
    CHOICE,
    LEVEL,
    LINK_MODELS,
    LINKS,
    LONG_TEXT,
    NUMBER,
    PEOPLE,
    PERSON,
    TEXT,
    YES_NO,
    Field,
)
from .import_core.words import NO_WORDS, VALUE_WORDS, YES_WORDS, kind_of, normalise
from .linkable import Linkable, keys_by_word, linkables
from .models import Catalogue, Requirement
from .querysets import LINKED

# Largest absolute value that every number field takes, and its decimals.
NUMBER_DIGITS, NUMBER_DECIMALS = 12, 3
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class CellRefused(ValueError):
    """What was written cannot be the value of the field; the text says why and what to write."""


class Directory:
    """People, modules, needs and standards that cells name; each read once, when first needed."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue, self.programme = catalogue, catalogue.programme
        # Names of people who were members once, by key; filled when rows name such people.
        self.former: dict[int, str] = {}
        self._linkables: dict[str, list[Linkable]] = {}

    @cached_property
    def people(self) -> dict[int, str]:
        """Members of the programme: key → name, by name."""
        members = User.objects.filter(memberships__programme=self.programme).distinct()
        return dict(members.order_by(swedish("full_name"), "pk").values_list("pk", "full_name"))

    @cached_property
    def people_by_word(self) -> dict[str, int]:
        """Name or e-mail address of the programme's members → key (``people_by_word``)."""
        members = User.objects.filter(memberships__programme=self.programme).distinct()
        return people_by_word(members.values_list("pk", "full_name", "email"))

    @cached_property
    def _codes(self) -> dict[str, dict[int, str]]:
        return {name: {row.key: row.code for row in self.linkables(name)} for name in LINKED}

    def codes(self, name: str) -> dict[int, str]:
        """Key → code of what a field of links names, needs that have been withdrawn among it."""
        return self._codes[name]

    def learn_people(self, values: Iterable[object]) -> None:
        """Know the people in these values who are no members any longer: one query for all."""
        unknown = set(row_keys(str(value) for value in values if value)) - set(self.people)
        if unknown:
            self.former |= {
                person.pk: str(person) for person in User.objects.filter(pk__in=unknown)
            }

    def linkables(self, name: str) -> list[Linkable]:
        """Everything that a field of links names or has named (linkable.py)."""
        if name not in self._linkables:
            self._linkables[name] = linkables(self.catalogue, name)
        return self._linkables[name]

    def options(self, name: str) -> list[tuple[int, str, str]]:
        """(key, code, name) of everything that a field of links may come to name."""
        return [(row.key, row.code, row.label) for row in self.linkables(name) if not row.is_out]

    def addresses(self) -> list[tuple[str, str]]:
        """(e-mail address, name) of the programme's members, by name."""
        members = User.objects.filter(memberships__programme=self.programme).distinct()
        return list(members.order_by(swedish("full_name"), "pk").values_list("email", "full_name"))

    @cached_property
    def _words(self) -> dict[str, dict[str, int]]:
        return {name: keys_by_word(self.linkables(name)) for name in LINKED}

    # ------------------------------------------------------------ from words to values

    def read(self, field: Field, text: str) -> object:
        """The stored value that a person means by ``text``; CellRefused with what to write."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not is_storable(text):
            raise CellRefused(_("Texten innehåller ett tecken som inte kan sparas."))
        if field.kind == LONG_TEXT:
            return self._limited(field, text.rstrip())
        text = text.strip()
        if not text:
            if field.is_required:
                raise CellRefused(_("Fältet behöver ett värde."))
            return empty_value(field)
        return getattr(self, f"_read_{field.kind}")(field, text)

    def _limited(self, field: Field, text: str) -> str:
        if len(text) > field.limit:
            raise CellRefused(
                _("Texten är %(length)d tecken lång. Högst %(limit)d får plats.")
                % {"length": len(text), "limit": field.limit}
            )
        return text

    def _read_text(self, field: Field, text: str) -> str:
        return self._limited(field, " ".join(text.split()))

    def _read_choice(self, field: Field, text: str) -> str:
        if field.name == "kind":
            found = kind_of(text)
            if found and found[0] in dict(field.choices):
                return found[0]
        known = {normalise(str(label)): value for value, label in field.choices}
        known |= {normalise(str(value)): value for value, _label in field.choices}
        words = {**VALUE_WORDS.get(field.name, {}), **known}
        value = words.get(normalise(text))
        if value not in dict(field.choices):
            raise CellRefused(_not_among(text, field))
        return value

    def _read_level(self, field: Field, text: str) -> int:
        for value, label in field.choices:
            if text == str(value) or normalise(text) == normalise(str(label)):
                return int(value)
        raise CellRefused(_not_among(text, field))

    def _read_yes_no(self, field: Field, text: str) -> object:
        word = normalise(text) or text
        if word in YES_WORDS:
            return "yes" if field.extra_key else True
        if word in NO_WORDS:
            return "no" if field.extra_key else False
        raise CellRefused(_("”%(word)s” är varken ja eller nej.") % {"word": text[:80]})

    def _read_number(self, field: Field, text: str) -> str:
        plain = "".join(text.split()).replace("\u2212", "-").replace(",", ".")
        try:
            number = Decimal(plain)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number.adjusted() >= NUMBER_DIGITS:
            raise CellRefused(_("”%(word)s” är inte ett tal.") % {"word": text[:80]})
        if number != round(number, NUMBER_DECIMALS):
            raise CellRefused(
                _("Talet har fler än %(count)d decimaler.") % {"count": NUMBER_DECIMALS}
            )
        if number < 0 and not field.extra_key:
            raise CellRefused(_("Talet får inte vara negativt."))
        return number_text(number)

    def _read_date(self, field: Field, text: str) -> str:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise CellRefused(
                _("”%(word)s” är inget datum. Skriv till exempel 2027-03-01.") % {"word": text[:80]}
            ) from None

    def _read_person(self, field: Field, text: str) -> object:
        key = self.people_by_word.get(text.casefold())
        if key is None:
            raise CellRefused(
                _("Det finns ingen i programmet som heter ”%(word)s”.") % {"word": text[:80]}
            )
        return str(key) if field.extra_key else key

    def _read_links(self, field: Field, text: str) -> list[int]:
        known = self._words[field.name]
        keys = set()
        for part in filter(None, (part.strip() for part in text.replace("\n", ";").split(";"))):
            words = [part] if part.casefold() in known else part.split(",")
            for word in filter(None, (word.strip() for word in words)):
                if word.casefold() not in known:
                    raise CellRefused(self.unknown_link(field.name, word))
                keys.add(known[word.casefold()])
        return sorted(keys)

    def unknown_link(self, name: str, word: str) -> str:
        """Why a word is no link, and what to do."""
        gone = {text.casefold() for row in self.linkables(name) if row.is_out for text in row[1:3]}
        if word.casefold() in gone:
            return _("Behovet ”%(word)s” har utgått. Välj ett annat.") % {"word": word[:80]}
        return _("”%(word)s” finns inte i programmet. Lägg upp det först.") % {"word": word[:80]}

    # ------------------------------------------------------------ from values to words

    def show(self, field: Field, value: object) -> str:
        """A stored value as people read and write it."""
        if value in (None, "", []):
            return ""
        if field.kind == LINKS:
            codes = self.codes(field.name)
            return "; ".join(in_natural_order(codes.get(key, f"#{key}") for key in value))
        if field.kind == PERSON:
            # A value from before the field held people is shown as it stands, as below.
            key = next(iter(row_keys([str(value)])), None)
            if key is None:
                return str(value)
            return self.people.get(key) or self.former.get(key) or _other_person(key)
        if field.kind in (CHOICE, LEVEL):
            # What is withdrawn is shown as such, though nobody chooses it in a cell.
            words: Sequence = RequirementStatus.choices if field.name == "status" else field.choices
            return str(dict(words).get(value, value))
        if field.kind == YES_NO:
            words = {True: _("ja"), "yes": _("ja"), False: _("nej"), "no": _("nej")}
            return str(words.get(value, value))
        if field.kind == NUMBER and _PLAIN_NUMBER.fullmatch(str(value)):
            return str(value).replace(".", ",")
        return str(value)


def people_by_word(rows: Iterable[tuple[int, str, str]]) -> dict[str, int]:
    """Name or e-mail address, case folded → key, of people as (key, name, address).

    A name that two of them share leads nowhere; their addresses still do.
    """
    rows = list(rows)
    shared = Counter(name.casefold() for _pk, name, _email in rows)
    found = {name.casefold(): pk for pk, name, _email in rows if shared[name.casefold()] == 1}
    found.pop("", None)
    return found | {email.casefold(): pk for pk, _name, email in rows}


def number_text(number: Decimal) -> str:
    """A number in its one text form: no exponent, no zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def empty_value(field: Field) -> object:
    """What is stored in a field that holds nothing."""
    if field.kind == LINKS:
        return []
    if field.extra_key or field.kind in (TEXT, LONG_TEXT, CHOICE):
        return ""
    return False if field.kind == YES_NO else None


def _not_among(text: str, field: Field) -> str:
    return _("”%(word)s” är inget av de svar som finns att välja på: %(choices)s.") % {
        "word": text[:80],
        "choices": ", ".join(str(label) for _value, label in field.choices),
    }


def _other_person(key: int) -> str:
    """Somebody who is no member any longer."""
    person = User.objects.filter(pk=key).first()
    return str(person) if person else f"#{key}"


# ---------------------------------------------------------------- rows


def value_in(row: Requirement, field: Field) -> object:
    """The stored value of a field in a row; links cost no query when they are prefetched.

    The row may be anything that has the columns by name; but links are had of the model only.
    """
    if field.extra_key:
        return str(row.extra.get(field.extra_key, ""))
    if field.name in LINK_MODELS:
        return sorted(linked.pk for linked in getattr(row, field.name).all())
    if field.name in PEOPLE:
        return getattr(row, f"{field.name}_id")
    value = getattr(row, field.name)
    return number_text(value) if isinstance(value, Decimal) else value


def put_in(row: Requirement, field: Field, value: object) -> None:
    """Set a field of a row, not yet saved; links are written by the action that saves."""
    if field.extra_key:
        extra = {key: text for key, text in row.extra.items() if key != field.extra_key}
        row.extra = {**extra, field.extra_key: value} if value else extra
    elif field.name in PEOPLE:
        setattr(row, f"{field.name}_id", value)
    elif field.kind == NUMBER:
        setattr(row, field.name, None if value is None else Decimal(str(value)))
    elif field.name not in LINK_MODELS:
        setattr(row, field.name, value)
