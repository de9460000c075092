"""A list of a register is in the order that its heads say."""

import pytest

from programmes.models import Body, Stream
from programmes.register import REGISTERS
from tests.factories import GoalFactory

pytestmark = pytest.mark.django_db


def test_a_list_in_an_order_of_its_own_says_so_and_names_are_in_swedish_order(as_role, programme):
    """Ordning 1, 2, 3 is Örebro, alfa, Ärla; by name it is alfa, Ärla, Örebro."""
    for position, name in enumerate(["Örebro", "alfa", "Ärla"], start=1):
        Body.objects.create(programme=programme, name=name, kind="decides", position=position)
        Stream.objects.create(
            programme=programme, code=f"D{11 - position}", name=name, position=position
        )
        GoalFactory(programme=programme, code=f"E{11 - position}", title=name, position=position)
    client = as_role("reader")

    def listed(name: str, query: str = "") -> tuple[list[str], list[str]]:
        """The rows in order, and which heads say that the list is sorted by them."""
        answer = client.get(REGISTERS[name].url("list", programme) + query)
        rows = [getattr(row, "title", "") or row.name for row in answer.context["page"]]
        marked = [one.column.label for one in answer.context["table"].headings if one.direction]
        return rows, [str(label) for label in marked]

    for name, column, label in (
        ("bodies", "c0", "Namn"),
        ("streams", "c1", "Namn"),
        ("goals", "c1", "Mål"),
    ):
        assert listed(name) == (["Örebro", "alfa", "Ärla"], ["Ordning"])
        # What is not an order is as none, and says so too.
        assert listed(name, "?sort=c99") == (["Örebro", "alfa", "Ärla"], ["Ordning"])
        assert listed(name, f"?sort={column}") == (["alfa", "Ärla", "Örebro"], [label])
    # 8, 9 and 10, as people count.
    assert listed("goals", "?sort=c0") == (["Ärla", "alfa", "Örebro"], ["Beteckning"])
