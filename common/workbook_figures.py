"""How the numbers of a column are read alike: all in groups of three or none, as many decimals."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

# A whole number from here on is read in groups of three, and is no year.
GROUPED_FROM = 10_000
# With more decimals than this a number is shown as it is.
MOST_DECIMALS = 4

Kind = tuple[bool, int]


def figures_format(kind: Kind) -> str:
    """The number format of a kind: (in groups of three or not, number of decimals)."""
    is_grouped, decimals = kind
    whole = "#,##0" if is_grouped else "0"
    return f"{whole}.{'0' * decimals}" if decimals else whole


def kinds_of(rows: Iterable[Sequence]) -> dict[int, Kind | None]:
    """The kind of each column with numbers (from 0): grouped if one of them is large, with the
    most decimals that one has. None for columns whose numbers are shown as they are."""
    grouped: dict[int, bool] = {}
    decimals: dict[int, int] = {}
    for row in rows:
        for column, value in enumerate(row):
            if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                grouped[column] = grouped.get(column, False) or is_large(value)
                decimals[column] = max(decimals.get(column, 0), _decimals(value))
    return {column: _kind(grouped[column], decimals[column]) for column in grouped}


def is_large(value: int | float | Decimal) -> bool:
    """Whether a number is too long to be read without groups."""
    return value >= GROUPED_FROM or value <= -GROUPED_FROM


def _kind(is_grouped: bool, decimals: int) -> Kind | None:
    if decimals > MOST_DECIMALS or not (is_grouped or decimals):
        return None
    return is_grouped, decimals


def _decimals(value: int | float | Decimal) -> int:
    if isinstance(value, int):
        return 0
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    # What is no number, such as infinity, has a letter for an exponent.
    return max(0, -exponent) if isinstance(exponent, int) else 0
