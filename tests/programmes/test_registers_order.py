"""A list of a register is in the order that its heads say."""

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, TextField

from contracts.models import Contract, ContractClause
from programmes.models import Body, Stream
from programmes.register import REGISTERS, Register
from steering.models import Risk
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


def _sorted_by(client, programme, name: str, label: str, *, is_down: bool = False) -> list:
    """The rows of a register's list sorted by the column of this label."""
    labels = [str(column.label) for column in REGISTERS[name].columns]
    sort = f"{'-' if is_down else ''}c{labels.index(label)}"
    return list(client.get(f"{REGISTERS[name].url('list', programme)}?sort={sort}").context["page"])


def test_a_column_of_choices_is_in_the_order_in_which_they_are_declared(as_role, programme):
    """By the stored words it would be connection, data_export, exit."""
    contract = Contract.objects.create(programme=programme, title="Avtal om journal")
    declared = ["exit", "data_export", "connection"]
    for number, purpose in enumerate(["connection", "", "exit", "data_export"], start=1):
        ContractClause.objects.create(
            contract=contract, number=str(number), heading="Villkor", purpose=purpose
        )
    client = as_role("reader")
    for is_down, expected in [(False, declared), (True, declared[::-1])]:
        rows = _sorted_by(client, programme, "clauses", "Skydd", is_down=is_down)
        # What protects from nothing that is named stands last in both.
        assert [row.purpose for row in rows] == [*expected, ""]


def test_what_is_empty_stands_last_in_both_directions(as_role, programme):
    for title, day in [("utan", None), ("sist", "2027-12-31"), ("först", "2026-12-31")]:
        GoalFactory(programme=programme, title=title, code=title, target_on=day)
    client = as_role("reader")
    for is_down, expected in [(False, ["först", "sist"]), (True, ["sist", "först"])]:
        rows = _sorted_by(client, programme, "goals", "Nås senast", is_down=is_down)
        assert [row.title for row in rows] == [*expected, "utan"]


def test_an_empty_text_stands_last_in_both_directions(as_role, programme):
    """As a day that is not said. A1 has nobody, the others Örjan and Anna; å, ä, ö last as ever."""
    for code, lead in [("A1", ""), ("A2", "Örjan"), ("A3", "Anna")]:
        Stream.objects.create(programme=programme, code=code, name=code, lead=lead)
    client = as_role("reader")
    for is_down, expected in [(False, ["A3", "A2", "A1"]), (True, ["A2", "A3", "A1"])]:
        rows = _sorted_by(client, programme, "streams", "Leds av", is_down=is_down)
        assert [row.code for row in rows] == expected


def test_codes_are_in_the_order_in_which_people_count(as_role, programme):
    for number in (10, 9, 1):
        Risk.objects.create(
            programme=programme,
            code=f"R-{number}",
            title="Inlåsning",
            category="lock_in",
            probability=1,
            consequence=1,
        )
    rows = _sorted_by(as_role("reader"), programme, "risks", "Beteckning")
    assert [row.code for row in rows] == ["R-1", "R-9", "R-10"]


def _plain_texts(entry: Register) -> list[str]:
    """The texts that a register is sorted by as they are stored."""
    found = []
    for path in [one for column in entry.columns for one in column.order if isinstance(one, str)]:
        model, field = entry.model, None
        try:
            for step in path.removeprefix("-").split("__"):
                field = model._meta.pk if step == "pk" else model._meta.get_field(step)
                model = field.related_model
        except FieldDoesNotExist:
            continue  # counted by the query
        if isinstance(field, CharField | TextField):
            found.append(path)
    return found


def test_no_register_sorts_texts_as_they_are_stored():
    """Names are in Swedish order, codes as people count, and choices as they are declared."""
    plain = {name: found for name, entry in REGISTERS.items() if (found := _plain_texts(entry))}
    assert plain == {}
