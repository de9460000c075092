"""What has happened that concerns a person: each app answers for what it holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Notice:
    """One thing that happened: when, what in words, about what, and where it is."""

    at: datetime
    words: str
    title: str
    url: str
    text: str = ""


@dataclass(frozen=True)
class Provider:
    """A source: how much happened after a moment, and the newest of it, at most ``limit``."""

    count: Callable[[object, datetime], int]
    find: Callable[[object, datetime, int], list[Notice]]


PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a source."""
    PROVIDERS.append(provider)


def unseen(user) -> int:
    """How much has happened since the person said that everything was seen."""
    return sum(provider.count(user, seen_until(user)) for provider in PROVIDERS)


def seen_until(user) -> datetime:
    """The moment up to which the person has seen everything; at first that of joining."""
    return user.notices_seen_at or user.date_joined


def notices_since(user, moment: datetime, limit: int) -> list[Notice]:
    """The newest of everything that happened after a moment."""
    found = [notice for one in PROVIDERS for notice in one.find(user, moment, limit)]
    return sorted(found, key=lambda notice: notice.at, reverse=True)[:limit]
