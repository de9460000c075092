"""Modules that would replace each other in a ring: refused, by hand, at once and in files."""

from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from programmes.actions_registers import remove_row, restore_row, save_row
from programmes.choices import Role
from programmes.register import REGISTERS
from target_architecture.models import Replacement
from tests.factories import ModuleFactory, ProgrammeFactory, UserFactory
from tests.races import both_at_once
from tests.target_architecture.exchange_files import (
    element,
    exchange_file,
    outcomes,
    relationship,
    taken_in,
)


def module(programme, name):
    return ModuleFactory(programme=programme, code=name, name=name)


def replace(old, new) -> Replacement:
    return save_row(row=Replacement(old=old, new=new), by=UserFactory())


@pytest.mark.django_db
@pytest.mark.parametrize("names", ["AB", "ABC", "ABCDE"])
def test_a_ring_is_refused_by_its_field(as_role, programme, names):
    modules = [module(programme, name) for name in names]
    for old, new in pairwise(modules):
        replace(old, new)
    author = as_role(Role.AUTHOR)
    sent = {"old": modules[-1].pk, "new": modules[0].pk}
    page = author.post(REGISTERS["replacements"].url("create", programme), sent)
    assert page.status_code == 422
    (told,) = page.context["form"].errors["new"]
    assert " → ".join([names[-1], *names]) in told
    assert Replacement.objects.count() == len(names) - 1


@pytest.mark.django_db
def test_one_that_is_turned_round_closes_nothing_by_itself(programme):
    one, two, three = (module(programme, name) for name in "ABC")
    row = replace(one, two)
    row.old, row.new = two, one
    save_row(row=row, by=UserFactory())
    # Several may take over from one, and one from several.
    replace(two, three)
    replace(three, one)
    with pytest.raises(ValidationError, match="A → C → A"):
        replace(one, three)
    with pytest.raises(ValidationError, match="kan inte ersätta sig själv"):
        replace(one, one)


@pytest.mark.django_db
def test_a_ring_from_before_the_rule_is_mended_and_hinders_nobody_else(programme):
    one, two, three = (module(programme, name) for name in "ABC")
    first = Replacement.objects.create(old=one, new=two)
    Replacement.objects.create(old=two, new=one)
    replace(one, three)
    with pytest.raises(ValidationError, match="A → B → A"):
        save_row(row=first, by=UserFactory())
    first.new = three
    with pytest.raises(ValidationError, match="finns redan"):
        save_row(row=first, by=UserFactory())
    remove_row(row=first, by=UserFactory())


@pytest.mark.django_db
def test_what_is_brought_back_closes_no_ring(programme):
    one, two = module(programme, "A"), module(programme, "B")
    row = replace(one, two)
    key = row.pk
    remove_row(row=row, by=UserFactory())
    replace(two, one)
    with pytest.raises(ValidationError, match="A → B → A"):
        restore_row(model=Replacement, programme=programme, key=key, by=UserFactory())


@pytest.mark.django_db(transaction=True)
def test_two_replacements_at_once_make_no_ring(need, programme):
    need("postgresql")
    one, two = module(programme, "A"), module(programme, "B")
    problem = both_at_once(lambda: replace(one, two), lambda: replace(two, one))
    assert isinstance(problem, ValidationError) and "B → A → B" in str(problem)
    assert Replacement.objects.count() == 1


# ---------------------------------------------------------------- files


def file_of(*pairs: str) -> bytes:
    """Modules A, B and C; ``AB`` is that B takes over from A."""
    name = '<name xml:lang="sv">ersätts av</name>'
    return exchange_file(
        "".join(element(one, "ApplicationComponent", one) for one in "ABC"),
        "".join(relationship(f"r{pair}", "Association", *pair, name) for pair in pairs),
    )


def pairs_in(programme) -> set[str]:
    rows = Replacement.objects.in_programme(programme)
    return {f"{one.old.name}{one.new.name}" for one in rows.select_related("old", "new")}


@pytest.mark.django_db
def test_a_files_own_ring_is_refused_by_its_last():
    programme = ProgrammeFactory()
    report = taken_in(programme, file_of("AB", "BC", "CA"))
    (refused,) = [row for row in report["rows"] if row["outcome"] == "refused"]
    assert (refused["identifier"], "C → A → B → C" in refused["why"]) == ("rCA", True)
    assert pairs_in(programme) == {"AB", "BC"}


@pytest.mark.django_db
def test_a_file_closes_no_ring_with_what_is_there():
    programme = ProgrammeFactory()
    taken_in(programme, file_of("AB"))
    report = taken_in(programme, file_of("BA"))
    assert [row["why"].count("B → A → B") for row in report["rows"] if row["why"]] == [1]
    assert pairs_in(programme) == {"AB"}
    # The same relation turned round is the same row with other ends.
    turned = file_of("AB").replace(b'source="A" target="B"', b'source="B" target="A"')
    assert "refused" not in outcomes(taken_in(programme, turned)).values()
    assert pairs_in(programme) == {"BA"}


def replaced(*pairs: tuple[int, int], modules: int) -> bytes:
    """Modules by number; each pair is that the second takes over from the first."""
    name = '<name xml:lang="sv">ersätts av</name>'
    return exchange_file(
        "".join(element(f"m{n}", "ApplicationComponent", f"M{n}") for n in range(modules)),
        "".join(relationship(f"r{a}-{b}", "Association", f"m{a}", f"m{b}", name) for a, b in pairs),
    )


@pytest.mark.django_db
def test_a_long_ring_is_told_by_its_first():
    chain = [(n, n + 1) for n in range(11)]
    report = taken_in(ProgrammeFactory(), replaced(*chain, (11, 0), modules=12))
    (why,) = [row["why"] for row in report["rows"] if row["why"]]
    # Thirteen names from M11 round to M11: seven first ones, the last, and five between.
    assert "M11 → M0 → M1 → M2 → M3 → M4 → M5 → (5 till) → M11." in why


@pytest.mark.django_db
def test_a_file_of_rings_alone_is_refused_without_a_search_for_each():
    """Half a thousand pairs are looked at one by one; with one more they are all refused."""
    pairs = [(n, n + 1) for n in range(250)] + [(n + 1, n) for n in range(250)]
    refused = [row for row in report_of(pairs) if row["outcome"] == "refused"]
    assert (len(refused), "M1 → M0 → M1" in refused[0]["why"]) == (250, True)
    refused = [row for row in report_of([*pairs, (0, 2)]) if row["outcome"] == "refused"]
    assert (len(refused), "Fler än 500 ersättningar" in refused[0]["why"]) == (501, True)


def report_of(pairs) -> list[dict]:
    return taken_in(ProgrammeFactory(), replaced(*pairs, modules=251))["rows"]
