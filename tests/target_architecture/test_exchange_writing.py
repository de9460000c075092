"""An architecture is written and taken back as a set, and what cannot be is told in time."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from common.archimate import read_archimate
from common.history import changes_with_links
from target_architecture.actions_exchange import undo_architecture, write_architecture
from target_architecture.exchange.mapping import first_mapping
from target_architecture.exchange.outgoing import archimate_file
from target_architecture.exchange.plan import plan_of
from target_architecture.models import ArchitectureState
from tests.factories import (
    JobFactory,
    ModuleFactory,
    ProgrammeFactory,
    RequirementFactory,
    UserFactory,
)
from tests.target_architecture.exchange_files import (
    element,
    exchange_file,
    relationship,
    taken_in,
)

pytestmark = pytest.mark.django_db


def many_seams(count: int) -> bytes:
    """Modules in a row with a seam to the next, a standard on each."""
    told = (
        '<properties><property propertyDefinitionRef="x"><value>S-1; S-2</value></property>'
        "</properties>"
    )
    return exchange_file(
        "".join(element(f"e{n}", "ApplicationComponent", f"Del {n}") for n in range(count)),
        "".join(
            relationship(f"f{n}", "Flow", f"e{n}", f"e{n + 1}", told) for n in range(count - 1)
        ),
        '<propertyDefinition identifier="x" type="string"><name>Standard</name>'
        "</propertyDefinition>",
    )


@pytest.mark.once
def test_writing_and_taking_back_cost_the_same_whatever_the_size():
    costs = []
    for count in (3, 30):
        programme, person = ProgrammeFactory(), UserFactory()
        model = read_archimate(many_seams(count), "m.xml")
        mapping = first_mapping(model)
        expected = plan_of(programme, model, mapping).digest
        with CaptureQueriesContext(connection) as written:
            report = write_architecture(
                programme=programme, model=model, mapping=mapping, expected=expected,
                by=person, reason="Import",
            )  # fmt: skip
        assert programme.interfaces.count() == count - 1
        job = JobFactory(programme=programme)
        with CaptureQueriesContext(connection) as undone:
            left = undo_architecture(
                job=job, programme=programme, written=report["written"], by=person
            )
        assert left == [] and not programme.modules.exists()
        costs.append((len(written), len(undone)))
    assert costs[0] == costs[1]


@pytest.mark.once
def test_taking_out_costs_the_same_whatever_the_size():
    costs = []
    for count in (3, 30):
        programme = ProgrammeFactory()
        taken_in(programme, many_seams(count))
        with CaptureQueriesContext(connection) as queries:
            archimate_file(programme)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_history_tells_the_links_of_what_was_written_as_a_set():
    programme = ProgrammeFactory()
    taken_in(programme, many_seams(2))
    seam = programme.interfaces.get()
    (change,) = changes_with_links(seam)
    assert (change.kind, change.reason) == ("+", "Import")
    # Another standard alone is a change of its own, and history says from what to what.
    taken_in(programme, many_seams(2).replace(b"S-1; S-2", b"S-2"))
    newest = changes_with_links(seam)[0]
    (field,) = newest.fields
    assert (field.name, field.old, field.new) == ("standards", "S-1 S-1, S-2 S-2", "S-2 S-2")


def test_what_another_row_has_alone_is_refused_in_the_preview_and_not_by_the_job():
    programme = ProgrammeFactory()
    for kind, year in (("as_is", 2026), ("to_be", 2032)):
        ArchitectureState.objects.create(programme=programme, kind=kind, name=str(year), year=year)
    code = (
        '<properties><property propertyDefinitionRef="x"><value>A</value></property></properties>'
    )
    content = exchange_file(
        element("m", "ApplicationComponent", "Journal", code)
        + element("p1", "Plateau", "Baseline 2025")
        + element("p2", "Plateau", "Later 2030"),
        definitions='<propertyDefinition identifier="x" type="string"><name>Code</name>'
        "</propertyDefinition>",
    )
    taken_in(programme, content.replace(b"<value>A<", b"<value>B<"))
    ModuleFactory(programme=programme, code="A", name="Annan")
    report = taken_in(programme, content)
    told = {row["name"]: (row["outcome"], row["why"]) for row in report["rows"]}
    # The module is B by its identifier, and A is another's; there is a state as it is already.
    assert told["Journal"] == ("refused", "Beteckningen används redan i programmet.")
    assert told["Baseline 2025"][0] == "refused"
    assert "Bara övergångar kan vara flera" in told["Baseline 2025"][1]
    assert told["Later 2030"][0] == "unchanged"
    assert programme.modules.get(name="Journal").code == "B"


def test_undo_leaves_what_cannot_go_back_and_what_was_linked_since():
    programme = ProgrammeFactory()
    known = ModuleFactory(programme=programme, code="A", name="Journal")
    content = exchange_file(
        element(
            "m", "ApplicationComponent", "Journal",
            '<properties><property propertyDefinitionRef="x"><value>B</value></property>'
            "</properties>",
        )
        + element("p", "Principle", "Öppet"),
        definitions='<propertyDefinition identifier="x" type="string"><name>Code</name>'
        "</propertyDefinition>",
    )  # fmt: skip
    report = taken_in(programme, content)
    ModuleFactory(programme=programme, code="A", name="Har tagit beteckningen")
    principle = programme.principles.get()
    principle.requirements.add(RequirementFactory(catalogue__programme=programme))
    left = undo_architecture(
        job=JobFactory(programme=programme), programme=programme,
        written=report["written"], by=UserFactory(),
    )  # fmt: skip
    known.refresh_from_db()
    assert known.code == "B" and programme.principles.get() == principle
    assert left == [str(known), str(principle)]


@pytest.mark.once
def test_undo_of_what_was_changed_costs_the_same_whatever_the_size():
    """It asked for each side of each interface whether its module still was there."""
    costs = []
    for count in (3, 30):
        programme, person = ProgrammeFactory(), UserFactory()
        taken_in(programme, many_seams(count))
        turned = many_seams(count)
        for n in range(count - 1):
            ends = f'source="e{n}" target="e{n + 1}"', f'source="e{n + 1}" target="e{n}"'
            turned = turned.replace(*(text.encode() for text in ends))
        report = taken_in(programme, turned.replace(b"S-1; S-2", b"S-2").replace(b"Del ", b"Ny "))
        assert sum(not entry["is_new"] for entry in report["written"]) == 2 * count - 1
        job = JobFactory(programme=programme)
        with CaptureQueriesContext(connection) as queries:
            left = undo_architecture(
                job=job, programme=programme, written=report["written"], by=person
            )
        assert left == []
        seam = programme.interfaces.order_by("pk").first()
        assert (seam.source.name, seam.target.name) == ("Del 0", "Del 1")
        assert [one.code for one in seam.standards.all()] == ["S-1", "S-2"]
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 70


YEARS = st.integers(1990, 2100)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
SEAMS = st.sets(
    st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(lambda ends: len({*ends}) > 1)
)


@pytest.mark.once
@settings(max_examples=8, deadline=None)
@given(names=st.lists(NAMES, min_size=4, max_size=4), seams=SEAMS, first=st.none() | YEARS)
def test_any_architecture_comes_in_as_it_went_out(names, seams, first):
    """Whatever the names are, two alike among them, and whichever modules meet."""
    programme, other = ProgrammeFactory(), ProgrammeFactory()
    kinds = ("to_procure", "existing", "national", "shared_platform")
    modules = [
        ModuleFactory(
            programme=programme, code=f"M{n}", name=name, kind=kind, layer=name, in_use_from=first
        )
        for n, (name, kind) in enumerate(zip(names, kinds, strict=True))
    ]
    for n, (source, target) in enumerate(sorted(seams)):
        programme.interfaces.create(
            code=f"G{n}", name=names[source], source=modules[source], target=modules[target]
        )
    content = archimate_file(programme)
    report = taken_in(other, content)
    assert not report["unread"] and {row["outcome"] for row in report["rows"]} == {"created"}

    def told(one):
        rows = one.modules.order_by("code").values_list(
            "code", "name", "kind", "layer", "in_use_from"
        )
        ends = one.interfaces.values_list("code", "name", "source__code", "target__code")
        return list(rows), sorted(ends)

    assert told(other) == told(programme)
    assert {row["outcome"] for row in taken_in(other, content)["rows"]} == {"unchanged"}
