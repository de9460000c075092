"""Every register is reached from the steering page by those who may see it."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from programmes.choices import Role
from programmes.models import Programme
from programmes.register import REGISTERS
from programmes.roles import roles_with
from steering.hub import GROUPS, groups_of
from tests.register_rows import ROWS

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def test_every_register_stands_in_one_group():
    named = [name for _label, names in GROUPS for name in names]
    assert sorted(named) == sorted(REGISTERS)


def test_the_page_of_docs_has_the_same_groups_and_registers():
    text = Path("docs/programme.md").read_text(encoding="utf-8").split("## The registers\n")[1]
    told: list[tuple[str, list[str]]] = []
    for row in re.findall(r"^\| (.*) \|$", text.split("\n- ")[0], re.MULTILINE)[1:]:
        group, registers, _holds = re.split(r" ?\| ?", row, maxsplit=2)
        if group:
            told.append((group.strip("*"), []))
        told[-1][1].extend(re.findall(r"\*([^*]+)\*", registers))
    with override("sv"):
        known = [(str(label), [str(REGISTERS[n].title) for n in names]) for label, names in GROUPS]
    assert told == known


@pytest.mark.parametrize("role", Role.values)
def test_each_role_is_led_to_what_it_may_see(role, as_role, programme):
    text = as_role(role).get(f"/p/{programme.slug}/steering/").content.decode()
    for entry in REGISTERS.values():
        is_led = f'href="{entry.url("list", programme)}"' in text
        assert is_led == (role in roles_with(entry.needs)), entry.name


def test_claims_are_only_for_those_who_see_results(as_role, programme):
    ROWS["claims"](programme)
    for role, is_seen in [(Role.READER, False), (Role.AUTHOR, False), (Role.AUDITOR, True)]:
        text = as_role(role).get(f"/p/{programme.slug}/steering/").content.decode()
        assert ("Tvister och anspråk" in text) == is_seen


def test_rows_are_counted_in_their_own_programme(programme, django_assert_num_queries):
    other = Programme.objects.create(slug="annat", name="Ett annat")
    ROWS["risks"](other)
    for _time in range(2):
        ROWS["budget-lines"](programme)
    ROWS["staffing"](programme)
    needs = {entry.needs for entry in REGISTERS.values()}
    with django_assert_num_queries(1):
        groups = groups_of(programme, needs)
    counts = {shelf.register.name: shelf.count for _label, shelves in groups for shelf in shelves}
    told = {name: count for name, count in counts.items() if count}
    assert told == {"budget": 2, "budget-lines": 2, "staffing": 1, "bodies": 1}
    assert set(counts) == set(REGISTERS)


@pytest.mark.parametrize(
    ("name", "entry"), [("goals", "Styrning"), ("interfaces", "Målarkitektur")]
)
def test_the_menu_shows_where_a_register_belongs(name, entry, as_role, programme):
    text = as_role(Role.READER).get(f"/p/{programme.slug}/r/{name}/").content.decode()
    current = text.split('aria-current="page"><span', 1)[1].split("</a>", 1)[0]
    assert f">{entry}<" in current
