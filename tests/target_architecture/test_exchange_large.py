"""A whole landscape of another tool: everything in it is read or told, at a fixed cost."""

from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.archimate import read_archimate
from target_architecture.actions_exchange import undo_architecture
from target_architecture.exchange.mapping import first_mapping
from target_architecture.exchange.plan import plan_of
from tests.factories import JobFactory, ProgrammeFactory, UserFactory
from tests.target_architecture.exchange_files import FOREIGN, taken_in
from tests.target_architecture.exchange_large import ELEMENTS, large_file

pytestmark = pytest.mark.django_db
LARGE = large_file()


@pytest.fixture(scope="module")
def model():
    return read_archimate(LARGE, "landskap.xml")


def test_all_of_it_is_read(model):
    assert (len(model.elements), len(model.relationships)) == (400, 900)
    assert Counter(one.type for one in model.elements.values()) == ELEMENTS
    # Twelve kinds in five folders each; the references in them are no folders.
    assert (model.views, model.folders) == (12, 60)
    first = next(iter(model.elements.values()))
    assert (first.name, first.documentation) == (
        "ApplicationComponent 0 sv", "About ApplicationComponent 0 sv"
    )  # fmt: skip
    # In the language of the value that there is; the definition's name in Swedish where it has one.
    assert first.properties == (
        ("Owner sv", "Unit 0"), ("Cost sv", "1200000"), ("Beteckning", "APP000")
    )  # fmt: skip
    assert model.elements["id-businessprocessxxxxx000000000000"].name == "Process 0"


def test_each_part_becomes_a_row_says_something_or_is_told(programme, model):
    """Rows: 120 + 20 modules, 30 classes, 4 states; 200 + 60 + 40 interfaces.

    Told: what is of the business, nodes, junctions and a type that the language has not; accesses,
    triggerings and specializations, and flows that end in a junction or in another model.
    """
    plan = plan_of(programme, model, first_mapping(model))
    assert Counter((row.wanted.kind, row.outcome) for row in plan.rows) == {
        ("module", "created"): 140, ("information", "created"): 30, ("state", "created"): 4,
        ("interface", "created"): 300,
    }  # fmt: skip
    assert Counter(one.type for one in plan.unread) == {
        "BusinessProcess": 40, "BusinessActor": 30, "Node": 20, "AndJunction": 10,
        "Custom_Vendor": 16, "Access": 80, "Triggering": 100, "Specialization": 40, "Flow": 40,
        "egenskap": 2,
    }  # fmt: skip
    properties = {one.name: one.why for one in plan.unread if one.type == "egenskap"}
    # On the 174 elements that are read; flows have none.
    assert properties == dict.fromkeys(
        ("Owner sv", "Cost sv"),
        "Ingen uppgift här heter så. Egenskapen står på 174 rader som läses in.",
    )
    # The rest says who has whom: 60 services, 40 interfaces, 10 groupings, and 340 relationships.
    silent = 60 + 40 + 10 + (60 + 40 + 120 + 120)
    assert len(plan.rows) + len(plan.unread) - 2 + silent == 400 + 900


def test_it_costs_as_many_queries_as_a_small_one(model, django_assert_num_queries):
    small = read_archimate(FOREIGN, "liten.xml")
    for one in (small, model):
        # Each of the seven kinds and the identities; of no interface nothing more is asked.
        with django_assert_num_queries(8):
            plan_of(ProgrammeFactory.build(pk=4711), one, first_mapping(one))


def test_it_is_written_known_again_and_taken_back(programme):
    report = taken_in(programme, LARGE)
    assert (programme.modules.count(), programme.interfaces.count()) == (140, 300)
    known = programme.modules.get(code="APP000")
    assert (known.name, known.layer) == ("ApplicationComponent 0 sv", "Grouping 0 sv")
    # In the first plateau, so since before, and gone the year before the next, which is of 2028.
    assert (known.in_use_from, known.in_use_until) == (None, 2027)
    again = taken_in(programme, LARGE)
    assert {row["outcome"] for row in again["rows"]} == {"unchanged"}
    job = JobFactory(programme=programme)
    left = undo_architecture(
        job=job, programme=programme, written=report["written"], by=UserFactory()
    )
    assert left == [] and not programme.modules.exists() and not programme.interfaces.exists()


def test_the_page_names_every_part_that_is_left_out(programme, as_role):
    client = as_role("requirements_manager")
    step = client.post(
        reverse("target_architecture:exchange-file", args=["prov"]),
        {"file": SimpleUploadedFile("landskap.xml", LARGE)},
    )
    page = client.get(step.url.replace("/mapping/", "/preview/")).content.decode()
    told = page.split('id="unread-title"')[1].split("</section>")[0]
    assert "12 vyer och 60 mappar i filen läses inte" in " ".join(told.split())
    # 376 and two properties, none cut off.
    assert told.count('<th scope="row">') == 378 and "visas." not in told
    for words in ("Custom_Vendor 15 sv", "BusinessActor 29 sv", "Owner sv"):
        assert words in told
    assert "Änden id-elsewhere-19 finns inte i filen." in told
