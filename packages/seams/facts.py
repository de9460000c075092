"""What the cutting of an architecture into packages is reckoned from; knows nothing of Django.

Modules, standards, requirements, lots and packages are their keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

# What covers a seam: standards that are all open, ones of which some is not, or none.
OPEN, CLOSED, MISSING = "open", "closed", "missing"


@dataclass(frozen=True)
class Estimate:
    """What a module is thought to cost in whole kronor."""

    low: int
    likely: int
    high: int


@dataclass(frozen=True)
class Seam:
    """An interface between two modules, with its standards; ``is_vital``: care stops without it.

    ``cover``: whether it stands on open standards, as the architecture says.
    """

    key: int
    source: int
    target: int
    standards: frozenset[int] = frozenset()
    cover: str = MISSING
    is_vital: bool = False


@dataclass(frozen=True)
class Order:
    """That a module has to be bought before another."""

    key: int
    before: int
    after: int


@dataclass(frozen=True)
class Facts:
    """What holds however the modules are cut.

    ``mandatory`` and ``desirable``: module → its requirements of that kind; ``naming``: standard →
    the requirements that refer to it; ``procured``: the modules that are to be bought. ``kept``:
    (seam, standard, module) where it has been justified that the module has no requirement on the
    standard; ``kept_seams``: seams that have been justified without an open standard.
    """

    procured: frozenset[int]
    estimates: Mapping[int, Estimate] = field(default_factory=dict)
    mandatory: Mapping[int, frozenset[int]] = field(default_factory=dict)
    desirable: Mapping[int, frozenset[int]] = field(default_factory=dict)
    seams: tuple[Seam, ...] = ()
    naming: Mapping[int, frozenset[int]] = field(default_factory=dict)
    orders: tuple[Order, ...] = ()
    kept: frozenset[tuple[int, int, int]] = frozenset()
    kept_seams: frozenset[int] = frozenset()

    def requirements_of(self, module: int) -> frozenset[int]:
        """The module's requirements, ska and bör."""
        none: frozenset[int] = frozenset()
        return self.mandatory.get(module, none) | self.desirable.get(module, none)


@dataclass(frozen=True)
class Arrangement:
    """A way to cut: ``lots`` lot → package, ``placed`` module → lot, ``starts`` package → day."""

    lots: Mapping[int, int] = field(default_factory=dict)
    placed: Mapping[int, int] = field(default_factory=dict)
    starts: Mapping[int, date | None] = field(default_factory=dict)

    def package_of(self, module: int) -> int | None:
        """The package that a module stands in, or None."""
        lot = self.placed.get(module)
        return None if lot is None else self.lots[lot]
