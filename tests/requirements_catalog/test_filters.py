"""What a list of requirements and needs can be narrowed to, and its cost in queries."""

import pytest
from django.urls import reverse

from programmes.models import Membership
from requirements_catalog import outline
from requirements_catalog.models import Requirement, RequirementModule, RequirementNeed, SavedView
from tests.factories import (
    HeadingFactory,
    ModuleFactory,
    NeedFactory,
    ProgrammeFactory,
    RequirementFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
GAP = 1 << 20

# Session, person, programme, roles, catalogue, the person's programmes; then the list: own fields,
# the person's columns, saved views, count, keys, rows, modules, tree of headings, its figures. The
# whole page adds running jobs and the choices of two filters.
QUERIES_OF_FRAGMENT = 15
QUERIES_OF_PAGE = 18


@pytest.fixture
def codes(as_role):
    """``codes("?kind=mandatory")``: codes that the list shows, in its order."""
    client = as_role("reader")

    def shown(query="", slug="karnan"):
        url = reverse("requirements_catalog:requirement-list", args=["prov", slug])
        response = client.get(url + query)
        assert response.status_code == 200
        return [row.code for row in response.context["page"]]

    return shown


def test_list_is_in_document_order_without_headings_and_withdrawn(catalogue, codes):
    RequirementFactory(catalogue=catalogue, code="B", position=3 * GAP)
    HeadingFactory(catalogue=catalogue, position=GAP)
    RequirementFactory(catalogue=catalogue, code="A", position=5 * GAP)
    RequirementFactory(catalogue=catalogue, code="C", position=2 * GAP, status="withdrawn")
    RequirementFactory(code="Z")
    assert codes() == ["B", "A"]
    assert codes("?status=all") == ["C", "B", "A"]
    assert codes("?status=withdrawn") == ["C"]
    assert codes("?sort=code") == ["A", "B"]


def test_filters(catalogue, codes, programme):
    module, need = ModuleFactory(programme=programme), NeedFactory(programme=programme)
    owner = UserFactory()
    Membership.objects.create(programme=programme, user=owner, role="author")
    whole = RequirementFactory(
        catalogue=catalogue, code="A", motive="Varför", verification="Prov", owner=owner
    )
    RequirementModule.objects.create(requirement=whole, module=module)
    RequirementNeed.objects.create(requirement=whole, need=need)
    RequirementFactory(
        catalogue=catalogue, code="B", kind="desirable", status="approved", text="Ödlor på ön"
    )
    for query, expected in {
        "?kind=desirable": ["B"],
        "?status=approved": ["B"],
        f"?module={module.pk}": ["A"],
        f"?need={need.pk}": ["A"],
        f"?owner={owner.pk}": ["A"],
        "?q=ödlor ÖN": ["B"],
        "?q=b": ["B"],
        "?missing=need": ["B"],
        "?missing=motive": ["B"],
        "?missing=verification": ["B"],
        "?missing=module": ["B"],
        f"?kind=desirable&module={module.pk}": [],
    }.items():
        assert codes(query) == expected, query


@pytest.mark.parametrize("query", ["?page=-4", "?page=x", "?sort=x", "?utm=1", "?kind=&module="])
def test_nonsense_that_narrows_nothing_shows_the_list(catalogue, codes, query):
    RequirementFactory(catalogue=catalogue, code="A")
    assert codes(query) == ["A"]


@pytest.mark.parametrize(
    ("query", "label"),
    [("?kind=bogus", "Typ"), ("?module=x", "Moduler"), ("?module=999999", "Moduler"),
     ("?heading=x", "Kapitel"), ("?heading=999999", "Kapitel"), ("?owner=0", "Ansvarig"),
     ("?missing=allt", "Saknar"), ("?q=%00", "Sök"), ("?kind=mandatory&kind=%00", "Typ"),
     ("?from.max_points=sju", "Högsta poäng från"), ("?to.max_points=1e999", "Högsta poäng till"),
     ("?changed_since=2026-02-30", "Ändrad sedan"), ("?extra.borta=1", "borta"),
     ("?from.extra.borta=1", "borta"), ("?view=x", "Vy"), ("?title=" + "x" * 501, "Rubrik"),
     ("?view=00000000-0000-0000-0000-000000000000", "Vy")],
)  # fmt: skip
def test_what_cannot_be_understood_is_told_and_finds_nothing(as_role, catalogue, query, label):
    """A selection is never wider than it was meant: a change in bulk or an export follows it."""
    RequirementFactory(catalogue=catalogue, code="A")
    url = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    response = as_role("reader").get(url + query)
    assert response.status_code == 200
    assert list(response.context["page"]) == []
    assert [problem["label"] for problem in response.context["filterset"].problems] == [label]
    assert "Urvalet kan inte visas." in response.content.decode()


def test_module_of_another_programme_finds_nothing(catalogue, codes):
    RequirementFactory(catalogue=catalogue, code="A")
    assert codes(f"?module={ModuleFactory(programme=ProgrammeFactory()).pk}") == []


def test_chapter_holds_what_stands_under_it_and_no_more(catalogue, codes):
    one = HeadingFactory(catalogue=catalogue, position=GAP)
    sub = HeadingFactory(catalogue=catalogue, position=2 * GAP, parent=one, depth=1)
    RequirementFactory(catalogue=catalogue, code="A", position=3 * GAP, parent=sub, depth=2)
    two = HeadingFactory(catalogue=catalogue, position=4 * GAP)
    RequirementFactory(catalogue=catalogue, code="B", position=5 * GAP, parent=two, depth=1)
    assert codes(f"?heading={one.pk}") == ["A"]
    assert codes(f"?heading={sub.pk}") == ["A"]
    assert codes(f"?heading={two.pk}") == ["B"]
    elsewhere = HeadingFactory(position=GAP)
    assert codes(f"?heading={elsewhere.pk}") == []


def test_the_tree_counts_what_the_filter_finds_in_every_chapter(
    as_role, catalogue, django_assert_num_queries
):
    one = HeadingFactory(catalogue=catalogue, title="Ett", position=GAP)
    sub = HeadingFactory(catalogue=catalogue, title="Under", position=2 * GAP, parent=one, depth=1)
    two = HeadingFactory(catalogue=catalogue, title="Två", position=5 * GAP)
    for place, parent, kind in (
        (3, sub, "mandatory"),
        (4, sub, "desirable"),
        (6, two, "mandatory"),
    ):
        RequirementFactory(
            catalogue=catalogue, position=place * GAP, parent=parent, depth=parent.depth + 1,
            kind=kind, title="Samma ord",
        )  # fmt: skip
    RequirementFactory(
        catalogue=catalogue, position=7 * GAP, parent=two, depth=1, status="withdrawn"
    )
    client = as_role("author")
    url = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])

    def counts(query):
        response = client.get(url + query)
        tops = response.context["outline"].nodes
        return [node.count for top in tops for node in (top, *top.children)]

    assert counts("") == [2, 2, 1]
    # The headings in the order of the document: one, the one under it, two.
    assert counts("?kind=mandatory") == [1, 1, 1]
    assert counts("?kind=desirable") == [1, 1, 0]
    assert counts("?q=samma&sort=title") == [2, 2, 1]
    assert counts("?status=withdrawn") == [0, 0, 1]
    # An open chapter narrows the list, not what is told of the others.
    assert counts(f"?kind=mandatory&heading={two.pk}") == [1, 1, 1]
    assert counts(f"?heading={two.pk}") == [2, 2, 1]
    assert counts("?kind=okänd") == [0, 0, 0]
    with django_assert_num_queries(QUERIES_OF_PAGE):
        counts("?kind=mandatory")


def test_chips_name_what_is_active_and_remove_just_that(as_role, catalogue):
    url = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    response = as_role("reader").get(url + "?kind=mandatory&q=lista&page=2")
    assert [
        (chip["label"], chip["remove_url"]) for chip in response.context["filterset"].chips
    ] == [
        ("Sök: lista", "?kind=mandatory"),
        ("Typ: ska-krav", "?q=lista"),
    ]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("is_fragment", [True, False])
def test_queries_do_not_grow_with_the_rows(
    as_role, catalogue, programme, django_assert_num_queries, count, is_fragment
):
    client = as_role("author")
    module = ModuleFactory(programme=programme)
    heading = HeadingFactory(catalogue=catalogue, position=1)
    for _number in range(count):
        row = RequirementFactory(catalogue=catalogue, parent=heading, depth=1, owner=client.user)
        RequirementModule.objects.create(requirement=row, module=module)
    url = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    headers = {"HX-Request": "true"} if is_fragment else {}
    with django_assert_num_queries(QUERIES_OF_FRAGMENT if is_fragment else QUERIES_OF_PAGE):
        response = client.get(url, headers=headers)
    assert len(response.context["page"].object_list) == count


def test_queries_are_the_same_on_first_middle_and_last_page(
    as_role, catalogue, django_assert_num_queries
):
    RequirementFactory.create_batch(150, catalogue=catalogue)
    client = as_role("author")
    url = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    for number in (1, 2, 3):
        with django_assert_num_queries(QUERIES_OF_PAGE):
            response = client.get(f"{url}?page={number}")
        assert len(response.context["page"].object_list) == 50


@pytest.mark.parametrize(
    "chapters", [2, outline.MOST_SHOWN_WHOLE + 2], ids=["shown-whole", "paged"]
)
def test_queries_are_the_same_for_few_chapters_and_for_many(
    as_role, catalogue, django_assert_num_queries, chapters
):
    """Every way into the list costs as much in a large catalogue as in a small one."""
    client = as_role("author")
    places = range(GAP, (chapters + 1) * GAP, GAP)
    headings = [HeadingFactory(catalogue=catalogue, position=place) for place in places]
    HeadingFactory(catalogue=catalogue, parent=headings[0], depth=1, position=GAP + 1)
    for number in range(3 * chapters):
        RequirementFactory(
            catalogue=catalogue, parent=headings[0], depth=1, position=GAP + 2 + number,
            kind="mandatory",
        )  # fmt: skip
    view = SavedView.objects.create(
        catalogue=catalogue, owner=client.user, name="Ska", query="kind=mandatory"
    )
    url = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    # An open view is read, and an open chapter with where it ends; it stands under no other.
    for query, more in {
        "": 0,
        "?kind=mandatory": 0,
        f"?page={3 * chapters // 50 // 2 + 1}": 0,
        f"?view={view.uid}": 1,
        f"?heading={headings[0].pk}": 2,
    }.items():
        with django_assert_num_queries(QUERIES_OF_PAGE + more, info=query):
            shown = client.get(url + query).context["outline"]
        assert (shown.page is not None) == (chapters > outline.MOST_SHOWN_WHOLE)


def test_keys_of_four_digits_stand_in_addresses_without_a_space(as_role, catalogue):
    heading = HeadingFactory(pk=12345, catalogue=catalogue, position=1, title="Långt ned")
    RequirementFactory(catalogue=catalogue, code="A-1", position=2, parent=heading, depth=1)
    RequirementFactory(catalogue=catalogue, code="B-1", position=3, is_heading=False)
    client = as_role("author")
    url = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    page = client.get(url).content.decode()
    # Once in the tree and once above the group in the list.
    assert page.count('href="?heading=12345"') == 2
    chapter = client.get(f"{url}?heading=12345&kind=mandatory")
    assert [row.code for row in chapter.context["page"]] == ["A-1"]
    page = chapter.content.decode()
    assert '<input type="hidden" name="heading" value="12345">' in page
    assert 'href="?kind=mandatory&amp;heading=12345" aria-current="true"' in page
    assert page.count("?parent=12345") == 2


def test_chapters_are_paged_without_losing_the_list(as_role, catalogue, monkeypatch):
    monkeypatch.setattr(outline, "MOST_SHOWN_WHOLE", 1)
    monkeypatch.setattr(outline, "CHAPTERS_A_PAGE", 1)
    for number in (1, 2, 3):
        HeadingFactory(catalogue=catalogue, code=f"{number}", title="Kapitel", position=number)
    client = as_role("reader")
    url = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    page = client.get(f"{url}?kind=mandatory&chapters=2").content.decode()
    assert "Kapitel 2–2 av 3" in page
    assert 'href="?kind=mandatory&amp;chapters=1">Tidigare kapitel' in page
    assert 'href="?kind=mandatory&amp;chapters=3">Senare kapitel' in page
    assert "<span>2 Kapitel</span>" in page
    assert "<span>1 Kapitel</span>" not in page
    assert "Senare kapitel" not in client.get(f"{url}?chapters=3").content.decode()


def test_fragment_is_a_part_and_boosted_requests_get_the_page(as_role, catalogue):
    client = as_role("reader")
    url = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    part = client.get(url, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part.headers["Vary"]
    for header in ("HX-Boosted", "HX-History-Restore-Request"):
        whole = client.get(url, headers={"HX-Request": "true", header: "true"})
        assert "<html" in whole.content.decode()


def test_export_is_of_what_the_list_shows(as_role, catalogue):
    RequirementFactory(catalogue=catalogue, code="A-1")
    RequirementFactory(catalogue=catalogue, code="B-1", kind="desirable")
    RequirementFactory(catalogue=catalogue, code="C-1", status="withdrawn")
    client = as_role("reader")

    def exported(query=""):
        url = reverse("requirements_catalog:requirement-export", args=["prov", "karnan"])
        response = client.post(url + query, {"format": "csv"})
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        return [code for code in ("A-1", "B-1", "C-1") if code in text]

    assert exported() == ["A-1", "B-1"]
    assert exported("?kind=desirable") == ["B-1"]
    assert exported("?status=all") == ["A-1", "B-1", "C-1"]


def test_needs_are_filtered_and_counted(as_role, programme, catalogue):
    module = ModuleFactory(programme=programme)
    first = NeedFactory(programme=programme, code="N1", priority="high", perspective="patients")
    first.modules.add(module)
    NeedFactory(programme=programme, code="N2", target_state="Öppna data")
    row = RequirementFactory(catalogue=catalogue)
    RequirementNeed.objects.create(requirement=row, need=first)
    client = as_role("reader")
    url = reverse("requirements_catalog:need-list", args=["prov"])
    for query, expected in {
        "": [("N1", 1), ("N2", 0)],
        "?priority=high": [("N1", 1)],
        "?perspective=patients": [("N1", 1)],
        "?dimension=technology": [],
        f"?module={module.pk}": [("N1", 1)],
        "?covered=no": [("N2", 0)],
        "?covered=yes": [("N1", 1)],
        "?q=ÖPPNA": [("N2", 0)],
        "?sort=covered": [("N2", 0), ("N1", 1)],
    }.items():
        page = client.get(url + query).context["page"]
        assert [(need.code, need.requirement_count) for need in page] == expected, query


def test_a_need_whose_requirements_are_withdrawn_has_none(as_role, programme, catalogue):
    """As on its own page and in the coverage: the hole is seen."""
    need = NeedFactory(programme=programme, code="N1")
    for status in ("withdrawn", "draft"):
        row = RequirementFactory(catalogue=catalogue, status=status)
        RequirementNeed.objects.create(requirement=row, need=need)
    client = as_role("reader")

    def listed(query):
        url = reverse("requirements_catalog:need-list", args=["prov"]) + query
        page = client.get(url).context["page"]
        return [(found.code, found.requirement_count) for found in page]

    assert (listed("?covered=yes"), listed("?covered=no")) == ([("N1", 1)], [])
    Requirement.objects.update(status="withdrawn")
    assert (listed("?covered=yes"), listed("?covered=no")) == ([], [("N1", 0)])


@pytest.mark.parametrize("count", [1, 3])
def test_need_list_costs_the_same_whatever_its_length(
    as_role, programme, django_assert_num_queries, count
):
    for _number in range(count):
        NeedFactory(programme=programme).modules.add(ModuleFactory(programme=programme))
    client = as_role("reader")
    with django_assert_num_queries(12):
        client.get(reverse("requirements_catalog:need-list", args=["prov"]))


@pytest.mark.parametrize("count", [1, 3])
def test_module_list_costs_the_same_whatever_its_length(
    as_role, programme, django_assert_num_queries, count
):
    ModuleFactory.create_batch(count, programme=programme)
    client = as_role("reader")
    with django_assert_num_queries(7):
        client.get(reverse("requirements_catalog:module-list", args=["prov"]))
