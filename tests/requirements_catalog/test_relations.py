"""How requirements stand to each other: stated, shown from both ends, taken away, in history."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from requirements_catalog.actions.relations import add_relation, remove_relation
from requirements_catalog.models import Requirement, RequirementRelation
from requirements_catalog.timeline import timeline_of
from tests.factories import CatalogueFactory, HeadingFactory, RelationFactory, RequirementFactory

pytestmark = pytest.mark.django_db


def address(name, *args):
    """The address of a page of the programme ``prov``."""
    return reverse(f"requirements_catalog:{name}", args=["prov", *args])


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme, name="Kärnan")


@pytest.fixture
def row(catalogue):
    return RequirementFactory(catalogue=catalogue, code="LM-001", title="Lista")


@pytest.fixture
def other(catalogue):
    return RequirementFactory(catalogue=catalogue, code="LM-002", title="Dos")


def add(client, row, **data):
    values = {"kind": "depends_on", "target": "LM-002"} | data
    return client.post(address("relation-add", row.pk), values)


def test_relation_is_read_in_words_from_both_ends_and_in_history(as_role, row, other):
    client = as_role("author")
    with time_machine.travel(timezone.now() + timedelta(seconds=10)):
        assert add(client, row, note="Ur Ö-listan").status_code == 302
    links = {
        one: client.get(address("requirement-detail", one.pk) + "?tab=links").content.decode()
        for one in (row, other)
    }
    assert "Kravet förutsätter</span>" in links[row]
    assert "Ur Ö-listan" in links[row]
    assert "Kravet förutsätts av</span>" in links[other]
    relation = RequirementRelation.objects.get()
    assert relation.history.get().history_user == client.user
    # From its other end it is taken away just as well, and both histories say so.
    with time_machine.travel(timezone.now() + timedelta(seconds=20)):
        client.post(address("relation-remove", other.pk, relation.pk))
    assert not RequirementRelation.objects.exists()
    told = {
        one: [
            ["".join(piece.text for piece in field.pieces) for field in entry.fields]
            for entry in timeline_of(one)
        ]
        for one in (row, other)
    }
    words = {row: "förutsätter LM-002 Dos", other: "förutsätts av LM-001 Lista"}
    for one, text in words.items():  # taken away, stated, made
        assert told[one] == [[text], [text], []]


@pytest.mark.parametrize("reason", ["", "Dubblett"])
def test_a_relation_made_and_taken_away_at_once_stands_in_history(as_role, row, other, reason):
    """Programs do both within a second; neither goes away, nor the reason for the second."""
    person = as_role("author").user
    made = add_relation(source=row, target=other, kind="depends_on", by=person)
    remove_relation(relation=made, by=person, reason=reason)
    told = [(entry.change.reason, len(entry.fields)) for entry in timeline_of(row)]
    assert told == [(reason, 1), ("", 1), ("", 0)]


@pytest.mark.parametrize(
    "role, status",
    [("reader", 403), ("reviewer", 403), ("procurement_officer", 403), ("evaluator", 403),
     ("auditor", 403), (None, 404)],
)  # fmt: skip
def test_wrong_roles_state_and_take_away_nothing(as_role, row, other, role, status):
    relation = RelationFactory(source=row, target=other)
    client = as_role(role)
    assert add(client, row).status_code == status
    assert client.post(address("relation-remove", row.pk, relation.pk)).status_code == status
    url = address("relation-candidates", row.pk) + "?target=LM"
    assert client.get(url).status_code == status
    assert list(RequirementRelation.objects.all()) == [relation]


@pytest.mark.parametrize(
    "data, told",
    [
        ({"target": "LM-001"}, "Inget gällande krav"),  # itself
        ({"target": "SAKNAS"}, "Inget gällande krav"),
        ({"target": ""}, "Detta fält måste fyllas i"),
        ({"target": "K1"}, "Inget gällande krav"),  # a heading
        ({"target": "UT-1"}, "Inget gällande krav"),  # withdrawn
        ({"target": "ANNAN-1"}, "Inget gällande krav"),  # of another programme
        ({"kind": "hatar"}, "inte ett giltigt val"),
        ({"note": "x" * 301}, "300"),
    ],
)
def test_what_cannot_be_a_relation_is_told(as_role, catalogue, row, other, data, told):
    HeadingFactory(catalogue=catalogue, code="K1")
    RequirementFactory(catalogue=catalogue, code="UT-1", status="withdrawn")
    RequirementFactory(catalogue=CatalogueFactory(), code="ANNAN-1")
    response = add(as_role("author"), row, **data)
    assert response.status_code == 422
    assert response.context["relation_form"].errors
    assert told.split()[0] in response.content.decode()
    assert not RequirementRelation.objects.exists()


def test_the_same_is_stated_once_whichever_end_says_it(as_role, row, other):
    client = as_role("author")
    RelationFactory(source=other, target=row, kind="conflicts_with")
    RelationFactory(source=other, target=row, kind="refines")
    assert add(client, row, kind="conflicts_with").status_code == 422
    assert add(client, row, kind="refines").status_code == 302  # says something else
    assert add(client, row, kind="refines").status_code == 422
    assert RequirementRelation.objects.count() == 3


def test_code_in_several_catalogues_needs_the_name(as_role, programme, row):
    second, third = (CatalogueFactory(programme=programme, name=name) for name in ("Bi", "Tri"))
    for one in (second, third):
        RequirementFactory(catalogue=one, code="X-1", title="Ute")
    client = as_role("author")
    refused = add(client, row, target="X-1")
    assert "X-1 (Bi), X-1 (Tri)" in refused.content.decode()
    proposed = client.get(address("relation-candidates", row.pk) + "?target=ute").content.decode()
    assert 'value="X-1 (Bi)"' in proposed
    add(client, row, target="X-1 (Tri)")
    assert RequirementRelation.objects.get().target.catalogue == third


def test_forged_relation_of_others_is_not_found(as_role, row, other):
    elsewhere = CatalogueFactory()
    forged = RelationFactory(
        source=RequirementFactory(catalogue=elsewhere),
        target=RequirementFactory(catalogue=elsewhere),
    )
    response = as_role("author").post(address("relation-remove", row.pk, forged.pk))
    assert response.status_code == 404
    assert RequirementRelation.objects.filter(pk=forged.pk).exists()


def test_links_cost_the_same_with_one_relation_and_many(
    as_role, catalogue, row, other, django_assert_num_queries
):
    client = as_role("reader")
    url = address("requirement-detail", row.pk) + "?tab=links"
    RelationFactory(source=row, target=other)
    client.get(url)
    with django_assert_num_queries(LINKS_QUERIES):
        client.get(url)
    for _number in range(5):
        RelationFactory(source=RequirementFactory(catalogue=catalogue), target=row)
    with django_assert_num_queries(LINKS_QUERIES):
        assert len(client.get(url).context["relations"]) == 6
    assert Requirement.objects.count() == 7


# Session, person; programme, memberships, requirement; modules, needs, standards; counts;
# versions, relations; previous and next; the frame: programmes, jobs; the approval, and the links
# of three kinds once more for the mark of the text that is seen.
LINKS_QUERIES = 19
