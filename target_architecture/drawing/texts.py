"""Names that fit: in lines, and cut off where there is no room."""

# Long words are parted before one of these, as Swedish compounds are.
LAST_PARTS = (
    "plattform", "system", "tjänst", "journal", "register", "översikt", "katalog", "lista",
    "information", "hantering", "funktion", "kontrakt", "stöd",
)  # fmt: skip


def wrapped(text: str, width: int, lines: int) -> list[str]:
    """Text in at most so many lines of at most so many letters; the rest is cut off with a dot."""
    found: list[str] = []
    for word in (part for whole in text.split() for part in _parted(whole, width)):
        if found and not found[-1].endswith("\u00ad") and len(found[-1]) + 1 + len(word) <= width:
            found[-1] += f" {word}"
        else:
            found.append(word)
    if len(found) > lines:
        found[lines - 1 :] = [" ".join(found[lines - 1 :]).replace("\u00ad ", "")]
    return [cut(line.replace("\u00ad", "-"), width) for line in found]


def _parted(word: str, width: int) -> list[str]:
    """A word that is longer than a line in parts; each but the last ends in a soft hyphen."""
    if len(word) <= width:
        return [word]
    places = [place for part in LAST_PARTS if 3 <= (place := word.rfind(part)) < width]
    place = max(places, default=width - 1)
    return [word[:place] + "\u00ad", *_parted(word[place:], width)]


def cut(text: str, length: int) -> str:
    """Text of at most so many letters."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
