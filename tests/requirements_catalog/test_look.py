"""Columns and orders of the list: where they come from, what cells show, what they cost."""

import re

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from requirements_catalog.look import look_at
from requirements_catalog.models import ColumnLayout
from tests.factories import (
    ModuleFactory,
    NeedFactory,
    RequirementFactory,
    StandardFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
GAP = 1 << 20
USUAL = ("code", "title", "text", "kind", "modules", "status", "owner", "changed")
# As the list (test_filters.py) without the person's own columns, and with needs and standards
# by one more each. Members are choices of the filter already.
QUERIES_WITH_COLUMNS = 19
# As in test_views_grid.py, with the view; a reader has nothing to undo.
QUERIES_OF_GRID = 15
QUERIES_OF_OPENING = 17


@pytest.fixture
def client(as_role):
    return as_role("reader")


def url(name="list", **query):
    path = reverse(f"requirements_catalog:requirement-{name}", args=["prov", "karnan"])
    return f"{path}?{urlencode(query, doseq=True)}" if query else path


def make(catalogue, code, **values):
    position = catalogue.requirements.count() + 1
    return RequirementFactory(catalogue=catalogue, code=code, position=position * GAP, **values)


def look(catalogue, query="", user=None):
    return look_at(catalogue, QueryDict(query), user=user)


# ---------------------------------------------------------------- columns


def test_columns_come_from_address_view_person_or_custom(catalogue, client):
    person = client.user
    view = catalogue.views.create(owner=person, name="Min", columns=["code", "phase", "borta"])
    bare = catalogue.views.create(owner=person, name="Utan kolumner", query="kind=mandatory")
    assert look(catalogue).columns == USUAL
    assert look(catalogue, user=person).columns == USUAL
    ColumnLayout.objects.create(
        catalogue=catalogue, person=person, columns={"list": ["motive", "gone"], "grid": []}
    )
    mine = ("code", "title", "text", "motive")
    assert look(catalogue, user=person).columns == mine
    assert look(catalogue, f"view={bare.uid}", person).columns == mine
    assert look(catalogue, f"view={view.uid}", person).columns == ("code", "title", "text", "phase")
    asked = look(catalogue, f"view={view.uid}&columns=owner,text,finns-inte,kind", person)
    assert asked.columns == ("code", "title", "text", "owner", "kind")
    assert look(catalogue, "columns=finns-inte", person).columns == mine


def test_a_column_whose_key_has_a_comma(catalogue, client):
    catalogue.extra_fields.create(key="a,b", label="A och B", kind="text")
    found = look(catalogue, urlencode({"columns": ["extra.a,b", "kind"]}, doseq=True), client.user)
    assert found.columns == ("code", "title", "text", "extra.a,b", "kind")
    client.post(url("columns", columns="kind"), {"order": ["extra.a,b"], "shown": ["extra.a,b"]})
    answer = client.post(
        url("columns", columns="kind"), {"order": ["extra.a,b"], "shown": ["extra.a,b"]}
    )
    shown = client.get(answer.url).context["look"]
    assert shown.columns == ("code", "title", "text", "extra.a,b")


def test_cells_show_each_kind_of_field(catalogue, client, programme):
    for key, kind in (("vem", "person"), ("not", "text"), ("klar", "yes_no"), ("tal", "number")):
        catalogue.extra_fields.create(key=key, label=key, kind=kind)
    former = UserFactory(full_name="Eva Slutat")
    row = make(
        catalogue, "A", max_points="2.500", confidentiality=3, is_minimum_requirement=True,
        motive="**Skäl** " + "ord " * 60, assignee=client.user,
        extra={"vem": str(former.pk), "not": "<b>fritt</b>", "klar": "yes", "tal": "1.5"},
    )  # fmt: skip
    row.need_links.create(need=NeedFactory(programme=programme, code="N1", title="Behovet"))
    row.standards.add(StandardFactory(programme=programme, code="S1", name="Standarden"))
    names = [
        "max_points", "confidentiality", "is_minimum_requirement", "needs", "standards", "assignee",
        "extra.vem", "extra.not", "extra.klar", "extra.tal",
    ]  # fmt: skip
    page = client.get(url(columns=",".join(names)))
    (shown,) = page.context["page"]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", shown.cells)
    assert cells[2:] == [
        "2,5", "3 – allvarlig", "ja", '<abbr title="Behovet">N1</abbr>',
        '<abbr title="Standarden">S1</abbr>', client.user.get_short_name(), "Eva Slutat",
        "&lt;b&gt;fritt&lt;/b&gt;", "ja", "1,5",
    ]  # fmt: skip
    assert shown.cells.count('<td class="cell-wide num">') == 2
    assert '<th scope="col" class="cell-wide num">' in page.content.decode()
    clipped = client.get(url(columns="motive")).content.decode()
    assert "Skäl ord ord" in clipped
    assert "ord " * 40 not in clipped


@pytest.mark.parametrize("count", [1, 60])
def test_columns_filters_and_a_view_cost_the_same_whatever_the_rows(
    catalogue, client, programme, django_assert_num_queries, count
):
    catalogue.extra_fields.create(key="vem", label="Vem", kind="person")
    module, need = ModuleFactory(programme=programme), NeedFactory(programme=programme)
    for number in range(count):
        row = make(
            catalogue, f"A{number}", owner=client.user, extra={"vem": str(client.user.pk)},
            motive="",
        )  # fmt: skip
        row.need_links.create(need=need)
        row.module_links.create(module=module)
    query = {"columns": "needs,standards,modules,assignee,extra.vem", "sort": "-title",
             "missing": ["motive", "standard"], "extra.vem": "me"}  # fmt: skip
    with django_assert_num_queries(QUERIES_WITH_COLUMNS):
        found = client.get(url(**query))
    assert found.context["total"] == count
    view = catalogue.views.create(
        owner=client.user, name="Min", columns=["needs", "standards", "modules", "extra.vem"],
        query="sort=-title&missing=motive&missing=standard&extra.vem=me",
    )  # fmt: skip
    # One more: the view itself. The person's own columns are not asked for in either.
    with django_assert_num_queries(QUERIES_WITH_COLUMNS + 1):
        found = client.get(url(view=view.uid))
    assert found.context["total"] == count
    with django_assert_num_queries(QUERIES_OF_GRID):
        client.get(url("grid", view=view.uid))
    with django_assert_num_queries(QUERIES_OF_OPENING):
        assert len(client.get(url("grid-rows", view=view.uid)).json()["rows"]) == count


def test_columns_are_chosen_without_a_script_and_remembered(catalogue, client):
    page = client.get(url("columns", kind="mandatory"))
    lines = page.context["form"].lines
    assert [line["name"] for line in lines if line["is_shown"]] == list(USUAL[3:])
    # A step up puts the column before its neighbour and keeps what is chosen, but saves nothing.
    moved = client.post(
        url("columns", kind="mandatory"),
        {"order": ["kind", "motive", "phase"], "shown": ["kind", "phase"], "up": "phase"},
    )
    assert [line["name"] for line in moved.context["form"].lines][:3] == ["kind", "phase", "motive"]
    assert not ColumnLayout.objects.exists()
    saved = client.post(
        url("columns", kind="mandatory"),
        {"order": ["phase", "kind", "<b>", "motive"], "shown": ["kind", "phase", "owner\0"]},
    )
    assert saved.url == url(kind="mandatory")
    assert ColumnLayout.objects.get().columns == {
        "list": ["code", "title", "text", "phase", "kind"]
    }
    assert client.get(saved.url).context["look"].columns == (*USUAL[:3], "phase", "kind")
    reset = client.post(url("columns", kind="mandatory"), {"reset": "yes"})
    assert client.get(reset.url).context["look"].columns == USUAL


def test_columns_of_an_open_view_are_changed_in_the_address(catalogue, client):
    view = catalogue.views.create(
        owner=client.user, name="Min", query="kind=mandatory", columns=["phase"]
    )
    answer = client.post(url("columns", view=view.uid), {"order": ["owner"], "shown": ["owner"]})
    assert not ColumnLayout.objects.exists()
    shown = client.get(answer.url).context["look"]
    assert (shown.view, shown.columns) == (view, ("code", "title", "text", "owner"))
    assert shown.is_changed
    assert shown.selection.urlencode() == "kind=mandatory"
    back = client.post(
        url("columns", view=view.uid, columns="owner"), {"order": ["phase"], "shown": ["phase"]}
    )
    assert not client.get(back.url).context["look"].is_changed
    reset = client.post(url("columns", view=view.uid, columns="owner"), {"reset": "yes"})
    assert not client.get(reset.url).context["look"].is_changed


def test_grid_has_the_columns_that_are_asked_for(catalogue, client):
    columns = client.get(url("grid", columns="phase,owner")).context["setup"]["columns"]
    assert [column["name"] for column in columns if column["shown"]] == [
        "title", "text", "phase", "owner",
    ]  # fmt: skip


# ---------------------------------------------------------------- orders


def test_orders_by_columns(catalogue, client, programme):
    anna, orjan = UserFactory(full_name="Anna"), UserFactory(full_name="Örjan")
    b = make(catalogue, "1", title="öl", kind="information", phase="contract", owner=orjan,
             max_points=10, confidentiality=1)  # fmt: skip
    a = make(catalogue, "2", title="Zebra", kind="mandatory", phase="tender", owner=anna,
             max_points=9, is_minimum_requirement=True)  # fmt: skip
    make(catalogue, "3", title="ärta", kind="desirable")
    make(catalogue, "4", title="", kind="desirable", confidentiality=4)
    b.module_links.create(module=ModuleFactory(programme=programme, code="A"))
    a.module_links.create(module=ModuleFactory(programme=programme, code="B"))
    a.module_links.create(module=ModuleFactory(programme=programme, code="C"))
    for sort, expected in {
        "": "1234", "-code": "4321", "title": "2314", "-title": "1324",
        # By the order of the choices, not of the alphabet; what is empty is last.
        "kind": "2341", "-kind": "1342", "phase": "2134", "-phase": "1234",
        "owner": "2134", "-owner": "1234", "max_points": "2134", "-max_points": "1234",
        "confidentiality": "1423", "-confidentiality": "4123", "modules": "1234",
        "-modules": "2134", "is_minimum_requirement": "1342", "-is_minimum_requirement": "2134",
        # By long texts there is no order.
        "motive": "1234", "finns-inte": "1234", "-": "1234",
    }.items():  # fmt: skip
        found = client.get(url(sort=sort)).context["page"]
        assert "".join(row.code for row in found)[: len(expected)] == expected, sort


def test_headings_lead_to_the_order_and_back(catalogue, client):
    make(catalogue, "A")

    def headings(**query):
        found = client.get(url(kind="mandatory", **query)).context["headings"]
        return {one.field.name: (one.sort_url, one.direction) for one in found}

    assert headings()["title"] == ("?kind=mandatory&sort=title", "")
    assert headings(sort="title")["title"] == ("?kind=mandatory&sort=-title", "ascending")
    assert headings(sort="-title")["title"] == ("?kind=mandatory", "descending")
    # Of changes the newest come first.
    assert headings(sort="changed")["changed"] == ("?kind=mandatory&sort=-changed", "descending")
    assert headings(columns="motive")["motive"] == ("", "")
    page = client.get(url(sort="-title")).content.decode()
    assert 'aria-sort="descending"' in page
    assert '<option value="-title" selected>' in page
