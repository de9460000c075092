"""Where lines end: one sign in the database, two in what browsers send."""


def plain_ends(text: str) -> str:
    """The text with one sign for each end of a line; the same object where that is so."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def only_ends_differ(one: object, other: object) -> bool:
    """Whether two values are texts that read the same: nobody has changed one into the other."""
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    return plain_ends(one) == plain_ends(other)
