"""What rows say once they are read, and what their cells may refer to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from requirements_catalog.import_core.cells import Problem


@dataclass(frozen=True)
class Directory:
    """What names in cells lead to: casefolded code, name or e-mail → key."""

    modules: Mapping[str, int] = field(default_factory=dict)
    needs: Mapping[str, int] = field(default_factory=dict)
    owners: Mapping[str, int] = field(default_factory=dict)
    standards: Mapping[str, int] = field(default_factory=dict)
    # Header of a catalogue's own field that is more than text → reader of its cells, which gives
    # the text to store or raises ValueError with a sentence.
    extras: Mapping[str, Callable[[str], str]] = field(default_factory=dict)


@dataclass(slots=True)
class Entry:
    """What one row of the sheet says about a heading or requirement.

    ``values`` holds only the fields that the table has a column for; ``path`` is the headings
    named in columns of their own, outermost first, as (code, title).
    """

    row: int
    code: str
    is_heading: bool = False
    # The only filled cell of its row: a heading, or a note below the table.
    is_lone: bool = False
    level: int | None = None
    path: tuple[tuple[str, str], ...] = ()
    values: dict = field(default_factory=dict)
    # False where the table has no column for the kind: what is here already keeps its own.
    is_kind_stated: bool = True
    extra: dict[str, str] = field(default_factory=dict)
    notices: tuple[Problem, ...] = ()


class RowRefused(Exception):
    """A problem found while a row is read; ends that row."""

    def __init__(self, problem: Problem):
        self.problem = problem
        super().__init__(problem.text)
