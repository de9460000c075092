"""Numbers as people read and write them in Swedish; rounding happens here and nowhere else.

Half is rounded away from zero (ROUND_HALF_UP), as in the published tables that the award models
are tested against (docs/scoring.md).
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

NO_BREAK_SPACE = "\xa0"
MINUS = "\u2212"
CURRENCY_SIGNS = {"SEK": "kr", "EUR": "euro", "NOK": "NOK", "DKK": "DKK"}

# A few signs such as 1e999999 are a number of a million digits.
MAX_DIGITS = 30


def round_half_up(value: Decimal | Fraction | int, decimals: int) -> Decimal:
    """Exact value rounded for display to ``decimals`` decimals, half away from zero."""
    exact = Fraction(value)
    scaled = exact * 10**decimals
    whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    sign = -1 if scaled < 0 else 1
    return Decimal(sign * whole).scaleb(-decimals)


def rounded_shares(parts: Sequence[Fraction], decimals: int) -> list[Decimal]:
    """The parts rounded so that they still sum to their sum, rounded: by largest remainder.

    Each part is rounded down, and what is left of the sum is given out, one step each, to those
    that lost most; of equal losses the first in order gets it. Percentages that sum to 100 thus
    sum to 100 as they are shown. Parts are 0 or above, else ValueError. (Hamilton's method with the
    Hare quota: Balinski and Young, Fair Representation, 2nd ed. 2001, ch. 2 and appendix A.)
    """
    exact = [Fraction(part) * 10**decimals for part in parts]
    if any(part < 0 for part in exact):
        raise ValueError("a part is below zero")
    whole = [part.numerator // part.denominator for part in exact]
    total = int(round_half_up(sum(exact, Fraction(0)), 0))
    losses = sorted(range(len(exact)), key=lambda at: whole[at] - exact[at])
    for at in losses[: total - sum(whole)]:
        whole[at] += 1
    return [Decimal(part).scaleb(-decimals) for part in whole]


def read_number(text: str) -> Decimal | None:
    """Exact number as people write it, ``1 200,50`` or ``1200.5``; None for anything else.

    The minus is a hyphen or the true sign, which is what our own pages show. Any space groups
    thousands; one comma, or a point, parts the decimals. None, too, for more than ``MAX_DIGITS``
    digits before the comma or after it.
    """
    text = "".join(text.split()).replace(MINUS, "-")
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    digits, exponent = len(number.as_tuple().digits), int(number.as_tuple().exponent)
    return number if max(digits, digits + exponent, -exponent) <= MAX_DIGITS else None


def format_number(value: Decimal | Fraction | int | None, decimals: int = 2) -> str:
    """``1 234,5``: grouped by thousands, decimal comma, trailing zeros dropped, a typed minus.

    It stands in fields that are sent back and in records; what is only read takes ``show_number``.
    """
    text = _grouped(value, decimals)
    return text.rstrip("0").rstrip(",") if decimals else text


def show_number(value: Decimal | Fraction | int | None, decimals: int = 2) -> str:
    """As ``format_number`` for reading only: with the true minus sign, ``−140,6``."""
    return format_number(value, decimals).replace("-", MINUS)


def show_decimals(value: Decimal | Fraction | int | None, decimals: int) -> str:
    """For columns and sums: always so many decimals, ``6,0`` under ``9,3``; the true minus sign."""
    return _grouped(value, decimals).replace("-", MINUS)


def _grouped(value: Decimal | Fraction | int | None, decimals: int) -> str:
    if value is None or value == "":
        return ""
    rounded = round_half_up(value, decimals)
    return f"{rounded:,.{decimals}f}".replace(",", NO_BREAK_SPACE).replace(".", ",")


def format_money(amount: Decimal | Fraction | int | None, currency: str = "SEK") -> str:
    """``1 240 000 kr``, ``−380 kr``; with two decimals when the amount has öre."""
    if amount is None or amount == "":
        return ""
    rounded = round_half_up(amount, 2)
    decimals = 0 if rounded == rounded.to_integral_value(ROUND_HALF_UP) else 2
    text = f"{rounded:,.{decimals}f}".replace(",", NO_BREAK_SPACE).replace(".", ",")
    # Money is only ever shown, never typed back: it takes the true minus sign.
    text = text.replace("-", MINUS)
    return text + NO_BREAK_SPACE + CURRENCY_SIGNS.get(currency, currency)
