"""Signs that turn the direction of a text, so that it is read as something else than it says.

Swedish and English need none of them. They come by pasting, or because somebody wants "exe.tsil"
to be read as "list.exe". They are not seen, so nobody could be asked to remove them: they are taken
out where a text comes in, by form, file or program (docs/import.md).
"""

import json
import re

# Embeddings and overrides, and isolates; marks that only give a place its direction may stay.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def straight(text: str) -> str:
    """The text without signs that turn it."""
    return text if text.isascii() else _TURNS.sub("", text)


def is_turned(text: str) -> bool:
    """Whether signs in the text turn it."""
    return not text.isascii() and _TURNS.search(text) is not None


def straight_json(data: object) -> object:
    """Plain data with all of its texts straight, keys too; the same object where they are."""
    # Written out they stand as themselves, and mean nothing to JSON.
    written = json.dumps(data, ensure_ascii=False)
    return json.loads(_TURNS.sub("", written)) if is_turned(written) else data
