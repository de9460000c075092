"""Canonical JSON and its digest: the same content always gives the same SHA-256.

Keys sorted, no white space, UTF-8 without escapes, in the spirit of RFC 8785. Numbers in content
are whole numbers or strings, because floating point has more than one text form.
"""

import hashlib
import json


def canonical_json(content: object) -> str:
    """Text form of ``content`` (dicts, lists, strings, ints, booleans, None).

    Raises TypeError for anything else, floats included.
    """
    _refuse_floats(content)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: object) -> str:
    """SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def _refuse_floats(content: object) -> None:
    if isinstance(content, float):
        raise TypeError("canonical JSON holds no floats: write the number as text")
    if isinstance(content, dict):
        for value in content.values():
            _refuse_floats(value)
    elif isinstance(content, list | tuple):
        for value in content:
            _refuse_floats(value)
