"""What builds on a requirement or a need is named before it is withdrawn."""

import re

import pytest
from django.urls import reverse

from programmes.choices import Role
from requirements_catalog.models import RequirementRelation
from steering.models import Analysis
from target_architecture.models import Principle
from tests import factories as make

pytestmark = pytest.mark.django_db
EMPTY = "Inget i programmet bygger på det."
# Session, person, programme, roles, the row; the form; then what is asked of each sort.
QUERIES = 24


@pytest.fixture
def built(chain):
    """A requirement with one of everything, and its need with an analysis."""
    catalogue = chain.requirement.catalogue
    other = make.RequirementFactory(catalogue=catalogue, code="LO-1", title="Logg")
    gone = make.RequirementFactory(catalogue=catalogue, code="LO-2", status="withdrawn")
    for target in (other, gone):
        RequirementRelation.objects.create(
            source=target, target=chain.requirement, kind="depends_on"
        )
    analysis = Analysis.objects.create(programme=chain.programme, title="Förstudie", kind="needs")
    analysis.needs.add(chain.need)
    principle = Principle.objects.create(programme=chain.programme, code="P-1", title="Öppet")
    principle.requirements.add(chain.requirement)
    return chain


def page_of(client, chain, name="requirement-withdraw"):
    if name == "need-withdraw":
        address = reverse(f"requirements_catalog:{name}", args=[chain.programme.slug])
        return client.get(f"{address}?need={chain.need.pk}")
    args = [chain.programme.slug, chain.requirement.pk]
    return client.get(reverse(f"requirements_catalog:{name}", args=args))


def told(answer):
    """Heading → the words of its entries, without marks."""
    part = answer.content.decode().split('class="panel form-narrow dependents"')[1]
    part = part.split("</section>")[0]
    found = {}
    for piece in part.split("<dt>")[1:]:
        head, body = piece.split("</dt>")
        entries = re.findall(r"<li>(.*?)</li>", body, re.S)
        found[head] = [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in entries]
    return found


def test_everything_that_builds_on_a_requirement_is_named(as_role, built):
    """A reviewer of tenders sees answers; of the relations the one to a live row stands there."""
    found = told(page_of(as_role(Role.PROGRAMME_LEAD), built))
    assert found["Relationer till andra krav"] == ["LO-1 Logg UT-1 förutsätts av"]
    assert found["Upphandling"][0].startswith("Upphandling av journal 1")
    assert found["Avtalsvillkor"] == ["12 Rätt till uttag Journalavtalet 1"]
    assert found["Risker som det ska möta"] == ["R-1 Inlåsning"]
    assert found["Principer som det bär upp"] == ["P-1 Öppet"]
    assert found["Moduler som det skyddar"] == [f"{built.module.code} Journal uttag av uppgifter"]
    assert "Analyser som ledde till det" not in found


def test_who_does_not_read_tenders_is_told_of_no_answers(as_role, built):
    assert "Svar" not in told(page_of(as_role(Role.AUTHOR), built))


def test_what_builds_on_a_need_is_named(as_role, built):
    found = told(page_of(as_role(Role.AUTHOR), built, "need-withdraw"))
    assert found["Krav som svarar mot behovet"][0].startswith("UT-1 Uttag utan leverantören")
    assert found["Analyser som ledde till det"] == ["Förstudie"]
    assert "Relationer till andra krav" not in found


def test_what_nothing_builds_on_says_so(as_role, programme):
    row = make.RequirementFactory(catalogue=make.CatalogueFactory(programme=programme))
    address = reverse("requirements_catalog:requirement-withdraw", args=[programme.slug, row.pk])
    assert EMPTY in as_role(Role.AUTHOR).get(address).content.decode()


@pytest.mark.parametrize("more", [0, 12])
def test_the_page_costs_the_same_with_many(as_role, built, more, django_assert_num_queries):
    """Four of each are shown and the others counted."""
    for number in range(more):
        row = make.RequirementFactory(catalogue=built.requirement.catalogue, code=f"Z-{number}")
        RequirementRelation.objects.create(source=row, target=built.requirement, kind="depends_on")
    client = as_role(Role.AUTHOR)
    page_of(client, built)
    with django_assert_num_queries(QUERIES):
        answer = page_of(client, built)
    # One that was there and twelve more, four of them shown: "och 9 till".
    assert ("och 9 till" in answer.content.decode()) == (more == 12)
