"""Keys of rows as a form posts them."""

from collections.abc import Iterable

LARGEST_KEY = 2**63 - 1


def row_keys(texts: Iterable[str]) -> list[int]:
    """The texts that can be keys of rows; anything else no form of ours has posted.

    A number beyond 64 bits is none either: databases answer it with an error.
    """
    # isascii: isdecimal alone takes the digits of every script.
    keys = (int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 20)
    return [key for key in keys if key <= LARGEST_KEY]
