"""Signs that are not seen, and what they do to a text.

Some turn its direction, so that it is read as something else than it says: Swedish and English need
none of them. They come by pasting, or because somebody wants "exe.tsil" to be read as "list.exe".
And a text of nothing but signs that nobody sees is no text: a reason or a name of such would be
empty on every page. Nobody could be asked to remove what is not seen, so it is taken out where a
text comes in, by form, file or program (docs/import.md).
"""

import json
import re

# Embeddings and overrides, and isolates; marks that only give a place its direction may stay.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Spaces, control signs but NUL, which forms refuse by themselves, what Unicode calls
# Default_Ignorable_Code_Point (DerivedCoreProperties.txt, version 16), and the blank of Braille.
_UNSEEN_SIGNS = (
    r"\s\x01-\x1f\x7f-\x9f"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_UNSEEN = re.compile(f"[{_UNSEEN_SIGNS}]+")
# In written JSON: a quotation mark within a text has a backslash before it, and control signs are
# written out.
_UNSEEN_IN_JSON = re.compile(
    rf'(?<!\\)"(?!(?:\s|\\[fnrt]|\\u000b|\\u001[c-f])*")(?:[{_UNSEEN_SIGNS}]|\\[bfnrt]|\\u00(?:0[1-9a-f]|1[0-9a-f]))+"'
)


def straight(text: str) -> str:
    """The text without signs that turn it; empty where nothing in it is seen.

    One of spaces alone stays: whoever reads it knows what they mean there.
    """
    found = text if text.isascii() else _TURNS.sub("", text)
    return "" if _UNSEEN.fullmatch(found) and found.strip() else found


def is_turned(text: str) -> bool:
    """Whether signs in the text turn it, or nothing in it is seen."""
    return straight(text) != text


def straight_json(data: object) -> object:
    """Plain data with all of its texts straight, keys too; the same object where they are."""
    # Written out they stand as themselves, and mean nothing to JSON.
    written = json.dumps(data, ensure_ascii=False)
    found = _UNSEEN_IN_JSON.sub('""', _TURNS.sub("", written))
    return data if found == written else json.loads(found)
