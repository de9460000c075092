"""A need that has been withdrawn or merged is offered and counted nowhere; its links are marked."""

import pytest
from django.urls import reverse
from django.utils import timezone

from quality.coverage import AXES, MATRIX, cells_by_need, covers_of
from requirements_catalog.cell_values import CellRefused, Directory
from requirements_catalog.chain_links import _goals, _needs
from requirements_catalog.fields import BY_NAME
from requirements_catalog.forms.bulk import LinksForm, UnlinkForm
from requirements_catalog.forms.requirements import RequirementForm
from requirements_catalog.forms.tree import LinkForm
from requirements_catalog.imports.lookup import directory_of
from requirements_catalog.panels import health
from requirements_catalog.registered_chain import start_of
from requirements_catalog.search_providers import find_needs
from steering.models import Analysis
from tests.factories import (
    CatalogueFactory,
    GoalFactory,
    ModuleFactory,
    NeedFactory,
    RequirementFactory,
)

pytestmark = pytest.mark.django_db
NEEDS = BY_NAME["needs"]


@pytest.fixture
def world(programme):
    """B-1 in use; B-2 withdrawn but K-2 links to it; B-3 withdrawn; B-4 merged into B-1.

    B-2 and B-3 serve M-1 and concern MOD; so does no need in use. K-1 answers to B-1.
    """

    class World:
        catalogue = CatalogueFactory(programme=programme, slug="vis")
        goal = GoalFactory(programme=programme, code="M-1")
        module = ModuleFactory(programme=programme, code="MOD")

    now = timezone.now()
    World.kept = NeedFactory(programme=programme, code="B-1", title="Se svaret")
    World.linked = NeedFactory(programme=programme, code="B-2", title="Gammalt", withdrawn_at=now)
    World.gone = NeedFactory(programme=programme, code="B-3", title="Borta", withdrawn_at=now)
    World.merged = NeedFactory(
        programme=programme, code="B-4", title="Se svar", withdrawn_at=now, merged_into=World.kept
    )
    for need in (World.linked, World.gone):
        need.goals.add(World.goal)
        need.modules.add(World.module)
    World.first = RequirementFactory(catalogue=World.catalogue, code="K-1")
    World.second = RequirementFactory(catalogue=World.catalogue, code="K-2")
    World.first.need_links.create(need=World.kept)
    World.second.need_links.create(need=World.linked)
    return World


# ---------------------------------------------------------------- offered


def test_a_form_offers_what_is_in_use_and_keeps_what_is_linked(world):
    def offered(row):
        form = RequirementForm(catalogue=world.catalogue, instance=row)
        return [label for _key, label in form["needs"].field.choices]

    assert offered(world.first) == ["B-1 Se svaret"]
    # What is chosen stands first.
    assert offered(world.second) == ["B-2 Gammalt (utgått)", "B-1 Se svaret"]
    links = LinkForm(catalogue=world.catalogue, rows=[world.first])
    assert [label for _key, label in links["needs"].field.choices] == ["B-1 Se svaret"]


def test_many_rows_are_linked_to_what_is_in_use_and_unlinked_from_the_rest(world):
    def offered(form):
        bound = form(catalogue=world.catalogue, change={})["needs"]
        return [label for _key, label in bound.field.choices]

    assert offered(LinksForm) == ["B-1 Se svaret"]
    assert offered(UnlinkForm) == ["B-1 Se svaret", "B-2 Gammalt (utgått)"]


def test_cells_read_old_codes_as_what_is_left_of_them(world):
    """B-4 lives on in B-1, B-2 is linked here and may stay, B-3 is neither."""
    directory = Directory(world.catalogue)
    assert [code for _key, code, _title in directory.options("needs")] == ["B-1"]
    assert directory.read(NEEDS, "B-4") == directory.read(NEEDS, "se svar") == [world.kept.pk]
    assert directory.read(NEEDS, "B-2") == [world.linked.pk]
    assert directory.show(NEEDS, [world.gone.pk]) == "B-3"
    with pytest.raises(CellRefused, match="Behovet ”B-3” har utgått"):
        directory.read(NEEDS, "B-3")
    with pytest.raises(CellRefused, match="”B-9” finns inte i programmet"):
        directory.read(NEEDS, "B-9")


def test_what_is_in_use_wins_a_title_that_two_share(world, programme):
    newer = NeedFactory(programme=programme, code="B-0", title="Gammalt")
    assert Directory(world.catalogue).read(NEEDS, "Gammalt") == [newer.pk]


def test_an_import_looks_up_the_same(world):
    names = directory_of(world.catalogue, ["needs"])
    assert names.directory.needs == {
        "b-1": world.kept.pk, "se svaret": world.kept.pk, "b-2": world.linked.pk,
        "gammalt": world.linked.pk, "b-4": world.kept.pk, "se svar": world.kept.pk,
    }  # fmt: skip
    other = CatalogueFactory(programme=world.catalogue.programme)
    assert "b-2" not in directory_of(other, ["needs"]).directory.needs


def test_search_finds_only_what_is_in_use(world, make_person):
    person = make_person("reader", world.catalogue.programme)
    assert [hit.title for hit in find_needs(person, "B-", 9)] == ["B-1 Se svaret"]


# ---------------------------------------------------------------- counted


def test_no_number_counts_them(world, as_role, programme):
    world.second.module_links.create(module=world.module)
    client = as_role("reader")
    modules = client.get(reverse("requirements_catalog:module-list", args=["prov"]))
    (_layer, [module]) = modules.context["layers"][0]
    assert (module.requirement_count, module.need_count) == (1, 0)
    goals = covers_of(AXES["goals"], programme)
    # Both of the goal's needs are withdrawn, so K-2 reaches it no longer.
    assert (goals[world.goal.pk].total, goals[world.goal.pk].between) == (0, 0)
    assert AXES["goals"].figures(programme) == (1, 1, 0)
    # K-2 answers to no need in use; no cell of the matrix is told by a need in use.
    assert [row.code for row in AXES["without-need"].open_holes(programme)] == ["K-2"]
    assert MATRIX.figures(programme) == (0, 0, 0)
    assert list(cells_by_need(programme, [world.module])) == [world.kept.pk]
    [(_catalogue, figures)] = health(programme, None)["catalogues"]
    assert figures["need"] == 1
    address = reverse("requirements_catalog:requirement-list", args=["prov", "vis"])
    rows = client.get(f"{address}?missing=need").context["page"]
    assert [row.code for row in rows] == ["K-2"]


def test_an_analysis_led_to_needs_in_use(world, programme):
    analysis = Analysis.objects.create(programme=programme, title="Förstudie", kind="needs")
    analysis.needs.add(world.kept, world.gone)
    assert Analysis.objects.with_counts().get().led_to == 1


def test_the_chain_leaves_them_out(world, programme):
    chain = start_of(programme, world.second.pk)
    assert (_needs(None, chain).total, _goals(None, chain).total) == (0, 0)
    world.second.need_links.create(need=world.kept)
    assert [entry.code for entry in _needs(None, chain).entries] == ["B-1"]


def test_a_goals_page_counts_what_is_in_use(world, as_role):
    page = as_role("requirements_manager").get(
        reverse("programmes:register-detail", args=["prov", "goals", world.goal.pk])
    )
    assert "0 behov, 0 krav" in page.content.decode()
    assert "K-2" not in page.content.decode()


# ---------------------------------------------------------------- marked


def test_a_requirement_shows_that_its_need_is_withdrawn(world, as_role):
    client = as_role("reader")
    address = reverse("requirements_catalog:requirement-detail", args=["prov", world.second.pk])
    for tab in ("text", "links"):
        text = client.get(f"{address}?tab={tab}").content.decode()
        assert "B-2" in text and "utgått</span>" in text
    listed = reverse("requirements_catalog:requirement-list", args=["prov", "vis"])
    text = client.get(f"{listed}?need={world.linked.pk}&columns=code,needs").content.decode()
    assert "K-2" in text and "K-1" not in text
