"""How wide a title is drawn. Knows nothing of Django, and of a font only how wide its letters are.

The widths are those of Source Sans 3, weight 600 at 13 px, rounded upwards by kind of letter
(tests/steering/test_timeline_layout.py reads them in the font).
"""

_NARROW, _SLIM, _COMMON, _CAPITAL, _WIDE = 3.7, 4.9, 7.6, 8.8, 12.6
_KINDS = {
    **dict.fromkeys(" ijl.,:;I", _NARROW),
    **dict.fromkeys("frt-()/!", _SLIM),
    **dict.fromkeys("–”’?+§*_=<>", _COMMON),
    **dict.fromkeys("mwMW%ÆŒæœß¼½¾…", _WIDE),
}
# What is not of the Latin letters may be wider than it is high.
_LAST_LATIN, _OTHER = "ɏ", 16.0


def width_of(text: str) -> float:
    """At least so wide is the text drawn, in CSS pixels."""
    return sum(_width(letter) for letter in text)


def _width(letter: str) -> float:
    if letter in _KINDS:
        return _KINDS[letter]
    if letter > _LAST_LATIN:
        return _OTHER
    if letter.isupper():
        return _CAPITAL
    return _COMMON if letter.isalnum() else _WIDE


def within(text: str, room: float) -> int:
    """Of how many letters the text may be to have room, where what is cut off ends in a dot."""
    if width_of(text) <= room:
        return len(text)
    used, letters = _WIDE, 1
    for letter in text:
        used += _width(letter)
        if used > room:
            break
        letters += 1
    return letters


def width_within(text: str, letters: int) -> float:
    """How wide the text is when it is cut to so many letters."""
    if len(text) <= letters:
        return width_of(text)
    return width_of(text[: letters - 1]) + _WIDE
