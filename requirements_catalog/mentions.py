"""People who are mentioned in a text: @ and the name, the first name or the address."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User

# Not inside an e-mail address.
_AT = re.compile(r"(?<![\w.+-])@(?=\S)")
_WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class Mentions:
    """Who is meant, and the words after an @ that nobody answers to."""

    people: tuple[User, ...]
    unknown: tuple[str, ...]


def mentions_in(text: str, members: Iterable[User]) -> Mentions:
    """Members that the text mentions, in the order of their keys.

    A first name is enough when one member has it. Of two with the same whole name both are
    meant: better one told too many than one too few.
    """
    called = _names(members)
    found: dict[int, User] = {}
    unknown: list[str] = []
    for at in _AT.finditer(text):
        rest = text[at.end() :].casefold()
        people = next((people for name, people in called if _begins(rest, name)), None)
        if people is not None:
            found |= {person.pk: person for person in people}
        elif word := _WORD.match(text, at.end()):
            unknown.append(word.group())
    return Mentions(tuple(found[key] for key in sorted(found)), tuple(dict.fromkeys(unknown)))


def _names(members: Iterable[User]) -> list[tuple[str, list[User]]]:
    """Everything that members are called by, the longest first."""
    called: dict[str, list[User]] = {}
    people = list(members)
    first = Counter(person.get_short_name().casefold() for person in people)
    for person in people:
        names = {person.email.casefold(), person.full_name.casefold()}
        if first[person.get_short_name().casefold()] == 1:
            names.add(person.get_short_name().casefold())
        for name in filter(None, names):
            called.setdefault(name, []).append(person)
    return sorted(called.items(), key=lambda item: -len(item[0]))


def _begins(text: str, name: str) -> bool:
    after = text[len(name) : len(name) + 1]
    return text.startswith(name) and not (after.isalnum() or after == "_")
