"""Exact numbers: text in, ``Fraction`` inside, text out; rounding for display only."""

import re
from fractions import Fraction

# Longer numbers are no price and no score; the limit keeps hostile input cheap.
MAX_LENGTH = 60
# Decimals shown of a value that no decimal number can write exactly (docs/scoring.md §1).
DISPLAY_DECIMALS = 4

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?|-?[0-9]+/[0-9]+")


def parse_number(text: str) -> Fraction:
    """Return the exact value of ``12``, ``-3.50`` or ``10/3``.

    Exponents, decimal commas, spaces, NaN and infinity are refused with ``ValueError``:
    each of them is a guess about what the sender meant.
    """
    if len(text) > MAX_LENGTH or not _NUMBER.fullmatch(text):
        raise ValueError(text[:MAX_LENGTH])
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise ValueError(text) from None


def is_decimal(value: Fraction) -> bool:
    """Say whether a finite decimal number equals the value (denominator of 2s and 5s only)."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def round_half_up(value: Fraction, decimals: int) -> Fraction:
    """Round to ``decimals`` places, halves away from zero (domain: ROUND_HALF_UP)."""
    scale = 10**decimals
    scaled = abs(value) * scale
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, scale)


def exact_text(value: Fraction) -> str:
    """Write the value without loss: a decimal number where one exists, else ``p/q``."""
    if not is_decimal(value):
        return f"{value.numerator}/{value.denominator}"
    return _decimal_text(value)


def display_text(value: Fraction, decimals: int = DISPLAY_DECIMALS) -> str:
    """Write the value for people: exact where a decimal number can, else rounded half up."""
    if is_decimal(value):
        return _decimal_text(value)
    rounded = round_half_up(value, decimals)
    sign = "-" if rounded < 0 else ""
    digits = str(abs(rounded.numerator) * 10**decimals // rounded.denominator)
    digits = digits.rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def _decimal_text(value: Fraction) -> str:
    """Write a value that ``is_decimal``, with as few digits as are needed."""
    decimals = 0
    while value.denominator != 1 and (value * 10**decimals).denominator != 1:
        decimals += 1
    digits = str(abs(value.numerator) * 10**decimals // value.denominator)
    sign = "-" if value < 0 else ""
    if decimals == 0:
        return sign + digits
    digits = digits.rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"
