"""Swedish search and order on SQLite.

SQLite folds case for ASCII only, so that a search for "ö" misses "Ödla", and sorts å, ä, ö by
code point. Each connection gets a LIKE that folds every letter and the collations ``sv`` and
``sv_natural``; on PostgreSQL the same is had by those of ICU (see common/ordering.py).
"""

import re
from functools import lru_cache

from django.db.backends.signals import connection_created
from django.dispatch import receiver

from .ordering import natural_key, swedish_key


@lru_cache(maxsize=512)
def _like_pattern(pattern: str, escape: str | None) -> re.Pattern[str]:
    """Compile an SQL LIKE pattern (% any run, _ one character) to a folded regular expression."""
    parts: list[str] = []
    characters = iter(pattern.casefold())
    for character in characters:
        if escape and character == escape:
            parts.append(re.escape(next(characters, "")))
        elif character == "%":
            parts.append(".*")
        elif character == "_":
            parts.append(".")
        else:
            parts.append(re.escape(character))
    return re.compile("".join(parts), re.DOTALL)


def like(pattern: str | None, text: object, escape: str | None = None) -> bool | None:
    """SQL ``text LIKE pattern [ESCAPE escape]`` with every letter folded; NULL gives NULL."""
    if pattern is None or text is None:
        return None
    return _like_pattern(pattern, escape).fullmatch(str(text).casefold()) is not None


def compare_swedish(left: str, right: str) -> int:
    """Collation ``sv``: negative, zero or positive as SQLite expects."""
    first, second = (swedish_key(left), left), (swedish_key(right), right)
    return (first > second) - (first < second)


def compare_natural(left: str, right: str) -> int:
    """Collation ``sv_natural``, as SQLite expects it."""
    first, second = natural_key(left), natural_key(right)
    return (first > second) - (first < second)


@receiver(connection_created)
def add_swedish(connection, **kwargs) -> None:
    """Teach a new SQLite connection Swedish."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("like", 2, like, deterministic=True)
        connection.connection.create_function("like", 3, like, deterministic=True)
        connection.connection.create_collation("sv", compare_swedish)
        connection.connection.create_collation("sv_natural", compare_natural)
