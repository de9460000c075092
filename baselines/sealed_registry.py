"""Files that other apps have handed out and know again by their bytes.

An app to the right has documents that this one cannot know of. It registers in a module named
``sealed_documents.py``, found when the site starts::

    register(find_issued_document)
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class KnownFile:
    """A file whose bytes are known: what it is, and what stands in the file itself.

    ``url`` and ``notices`` are given only for one who may read it where it is kept.
    """

    title: str
    facts: list[tuple[str, str]]
    url: str = ""
    notices: tuple[str, ...] = ()


# ``find(sha256, user)`` gives the file with exactly those bytes; ``user`` may be nobody.
Finder = Callable[[str, object], KnownFile | None]
FINDERS: list[Finder] = []


def register(finder: Finder) -> None:
    """Let a finder be asked about files that are no baselines'."""
    FINDERS.append(finder)
