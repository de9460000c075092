"""A name for a file that somebody sends, which harms nobody where it is shown or given out."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME = 120
# Signs that are not seen, and those that turn the direction of others.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def safe_name(name: str) -> str:
    """The last part of a path as a name of seen letters, at most 120 long, with its suffix."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in _UNSEEN)
    seen = re.sub(r'[<>:"|?*]', "_", seen)
    seen = " ".join(seen.split()).strip(". ")
    path = PurePosixPath(seen)
    suffix = path.suffix if len(path.suffix) < 10 else ""
    stem = seen[: len(seen) - len(suffix)] if suffix else seen
    return f"{stem[: LONGEST_NAME - len(suffix)]}{suffix}" or "fil"
