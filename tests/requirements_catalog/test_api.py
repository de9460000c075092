"""The API of catalogues and requirements: pages, filters, fields, links."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requirements_catalog.actions import api as actions_api
from requirements_catalog.actions import requirements as actions
from requirements_catalog.choices import RelationKind
from requirements_catalog.models import ExtraField, Requirement, RequirementRelation
from tests import factories

from .api_client import problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(programme):
    """The catalogue "journal"."""
    return factories.CatalogueFactory(programme=programme, slug="journal", name="Journal")


@pytest.fixture
def row(catalogue, program):
    """A requirement with history, made by the action."""
    return actions.create_requirement(
        catalogue=catalogue,
        by=program.person,
        code="J-1",
        title="Läsa",
        text="Systemet ska visa journalen.",
        kind="mandatory",
    )


def test_catalogues_with_their_counts(program, row, catalogue):
    """Live requirements are counted, headings and withdrawn ones are not."""
    factories.HeadingFactory(catalogue=catalogue)
    factories.RequirementFactory(catalogue=catalogue, status="withdrawn")
    body = program.get("catalogues/").json()
    assert (body["count"], body["next"], body["previous"]) == (1, None, None)
    shown = body["results"][0]
    assert (shown["slug"], shown["programme"], shown["requirements"]) == ("journal", "prov", 1)
    assert program.get("catalogues/journal/").json() == shown


def test_a_requirement_with_every_field(program, row, catalogue, programme):
    """People by address, links by code, numbers as text, own fields by key."""
    module = factories.ModuleFactory(programme=programme, code="JRN")
    ExtraField.objects.create(catalogue=catalogue, key="klar", label="Klar", kind="yes_no")
    ExtraField.objects.create(catalogue=catalogue, key="vem", label="Vem", kind="person")
    row.owner, row.max_points, row.confidentiality = program.person, "12.500", 3
    row.extra = {"klar": "yes", "vem": str(program.person.pk), "gammal": "kvar"}
    row.save()
    row.module_links.create(module=module)
    answer = program.get(f"requirements/{row.uid}/")
    shown = answer.json()
    assert answer["ETag"] == f'"{shown["revision"]}"'
    assert shown["revision"] == actions_api.full_revision_of(Requirement.objects.get())
    assert (shown["uid"], shown["catalogue"], shown["parent"]) == (str(row.uid), "journal", None)
    assert (shown["code"], shown["title"], shown["kind"]) == ("J-1", "Läsa", "mandatory")
    assert (shown["owner"], shown["assignee"]) == (program.person.email, None)
    assert (shown["modules"], shown["needs"], shown["standards"]) == (["JRN"], [], [])
    assert (shown["max_points"], shown["max_value"], shown["confidentiality"]) == ("12.5", None, 3)
    assert shown["is_minimum_requirement"] is False
    assert shown["extra"] == {"klar": True, "vem": program.person.email, "gammal": "kvar"}


def test_fields_say_what_can_be_chosen(program, catalogue, programme):
    """Built-in fields and the catalogue's own, with modules and members as choices."""
    factories.ModuleFactory(programme=programme, code="JRN", name="Journal")
    ExtraField.objects.create(
        catalogue=catalogue, key="våg", label="Våg", kind="choice", choice_list="1\n2"
    )
    known = {one["name"]: one for one in program.get("catalogues/journal/fields/").json()}
    assert known["modules"]["choices"] == [{"value": "JRN", "label": "Journal"}]
    assert known["owner"]["choices"] == [{"value": program.person.email, "label": "Kim"}]
    assert [one["value"] for one in known["extra.våg"]["choices"]] == ["1", "2"]
    assert [one["value"] for one in known["kind"]["choices"]] == [
        "mandatory",
        "desirable",
        "information",
    ]
    assert known["kind"]["is_required"] and known["code"]["max_length"] == 80


def test_pages_are_in_document_order(program, catalogue):
    """limit and offset, with the addresses of the pages beside."""
    for number in range(5):
        factories.RequirementFactory(catalogue=catalogue, code=f"K{number}")
    body = program.get("catalogues/journal/requirements/?limit=2&offset=2").json()
    assert body["count"] == 5
    assert [one["code"] for one in body["results"]] == ["K2", "K3"]
    assert body["next"] == "/api/v1/catalogues/journal/requirements/?limit=2&offset=4"
    assert body["previous"] == "/api/v1/catalogues/journal/requirements/?limit=2&offset=0"
    last = program.get(body["next"]).json()
    assert ([one["code"] for one in last["results"]], last["next"]) == (["K4"], None)
    assert program.get("catalogues/journal/requirements/?offset=99").json()["results"] == []


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "limit=²", "offset=-1", "offset=99999999999999"]
)
def test_a_page_of_no_size_is_refused(query, program, catalogue):
    """At most 200 rows at a time."""
    answer = program.get(f"catalogues/journal/requirements/?{query}")
    assert list(problems(answer, 400)) == [query.split("=")[0]]


def test_the_filters_of_the_list(program, catalogue, programme):
    """The same as on the screen; rows are named by code and people by address."""
    module = factories.ModuleFactory(programme=programme, code="JRN")
    heading = factories.HeadingFactory(catalogue=catalogue, title="Kapitel")
    under = factories.RequirementFactory(
        catalogue=catalogue, code="K1", parent=heading, depth=1, owner=program.person
    )
    under.module_links.create(module=module)
    factories.RequirementFactory(catalogue=catalogue, code="K2", kind="desirable", motive="Ja")
    factories.RequirementFactory(catalogue=catalogue, code="K3", status="withdrawn")

    def codes(query):
        answer = program.get(f"catalogues/journal/requirements/?{query}")
        assert answer.status_code == 200, answer.content
        return [one["code"] or one["title"] for one in answer.json()["results"]]

    assert codes("") == ["K1", "K2"]
    assert codes("headings=yes") == ["Kapitel", "K1", "K2"]
    assert codes("module=JRN") == ["K1"]
    assert codes(f"owner={program.person.email}") == ["K1"]
    assert codes("kind=desirable") == ["K2"]
    assert codes("missing=motive") == ["K1"]
    assert codes("status=withdrawn") == ["K3"]
    assert codes("status=all&q=K3") == ["K3"]
    assert codes(f"heading={heading.uid}") == ["K1"]
    assert codes("kind=mandatory&kind=desirable&missing=need&missing=owner") == ["K2"]
    assert codes("owner=me") == ["K1"]
    assert codes("motive=j") == ["K2"]
    assert codes("changed_since=2020-01-01&changed_by=me") == []


def test_filters_of_own_fields_and_numbers(program, catalogue):
    """As on the screen: typed, by key, from and to."""
    ExtraField.objects.create(catalogue=catalogue, key="pris", label="Pris", kind="number")
    ExtraField.objects.create(catalogue=catalogue, key="vem", label="Vem", kind="person")
    person = str(program.person.pk)
    factories.RequirementFactory(catalogue=catalogue, code="K1", extra={"pris": "9"}, max_points=3)
    factories.RequirementFactory(
        catalogue=catalogue, code="K2", extra={"pris": "10", "vem": person}
    )

    def codes(query):
        answer = program.get(f"catalogues/journal/requirements/?{query}")
        assert answer.status_code == 200, answer.content
        return [one["code"] for one in answer.json()["results"]]

    assert codes("from.extra.pris=9.5") == ["K2"]
    assert codes("to.extra.pris=9.5&from.max_points=3") == ["K1"]
    assert codes(f"extra.vem={program.person.email}") == ["K2"]
    assert codes("missing=extra.vem") == ["K1"]


def test_the_rows_of_a_saved_view(program, catalogue, make_person, programme):
    """In the view's order, withdrawn ones with it if so saved; narrowed further by the rest."""
    for number, kind in enumerate(["mandatory", "desirable", "desirable"], 1):
        factories.RequirementFactory(
            catalogue=catalogue, code=f"K{number}", kind=kind, title=f"T{number}",
            position=number << 20, status="withdrawn" if number == 1 else "draft",
        )  # fmt: skip
    own = catalogue.views.create(owner=program.person, name="Min", query="status=all&sort=-title")
    other = catalogue.views.create(owner=make_person("author", programme), name="Deras")
    broken = catalogue.views.create(owner=program.person, name="Trasig", query="module=999999")

    def ask(query):
        return program.get(f"catalogues/journal/requirements/?{query}")

    def codes(query):
        return [one["code"] for one in ask(query).json()["results"]]

    assert codes(f"view={own.uid}") == ["K3", "K2", "K1"]
    assert codes(f"view={own.uid}&kind=desirable") == ["K3", "K2"]
    assert codes(f"view={own.uid}&status=withdrawn") == ["K1"]
    for uid in (other.uid, broken.uid, "x"):
        assert list(problems(ask(f"view={uid}"), 400)) == ["view"]


@pytest.mark.parametrize(
    "query",
    [
        "kind=x",
        "module=FINNS-INTE",
        "owner=x@y.se",
        "heading=x",
        "headings=x",
        "modul=JRN",
        "q=%00",
        "from.max_points=x",
        "max_points=1",
        "changed_since=x",
        "extra.finns-inte=1",
        "missing=x",
        "sort=code",
        "columns=kind",
    ],
)
def test_a_filter_that_is_not_understood_is_refused(query, program, catalogue):
    """A misspelt filter must not give everything."""
    answer = program.get(f"catalogues/journal/requirements/?{query}")
    assert list(problems(answer, 400)) == [query.split("=")[0]]


def test_modules_of_other_programmes_are_unknown(program, catalogue):
    """A code of another programme's is refused as one that does not exist, word for word."""
    factories.ModuleFactory(code="HEMLIG")
    there, nowhere = (
        problems(program.get(f"catalogues/journal/requirements/?module={code}"), 400)
        for code in ("HEMLIG", "INGEN")
    )
    assert there == nowhere


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_whatever_its_rows(count, program, catalogue, programme):
    """Key, memberships, catalogue, fields, count, keys, rows, links of three sorts, relations."""
    module = factories.ModuleFactory(programme=programme)
    target = factories.RequirementFactory(catalogue=catalogue)
    for _number in range(count):
        row = factories.RequirementFactory(catalogue=catalogue, owner=program.person)
        row.module_links.create(module=module)
        factories.RelationFactory(source=row, target=target)
    program.get("catalogues/")  # notes the use of the key
    with CaptureQueriesContext(
        connection,
    ) as queries:
        program.get("catalogues/journal/requirements/")
    assert len(queries) == PAGE_QUERIES, [query["sql"][:90] for query in queries]


PAGE_QUERIES = 12


def test_links_and_relations(program, row, catalogue, programme):
    """Relations are read from both sides, and name the other requirement."""
    other = factories.RequirementFactory(catalogue=catalogue, code="J-2", title="Skriva")
    relation = RequirementRelation.objects.create(
        source=row, target=other, kind=RelationKind.DEPENDS_ON, note="Efter"
    )
    row.module_links.create(module=factories.ModuleFactory(programme=programme, code="JRN"))
    shown = program.get(f"requirements/{row.uid}/links/").json()
    assert [one["code"] for one in shown["modules"]] == ["JRN"]
    assert shown["relations"] == [
        {
            "id": relation.pk,
            "direction": "out",
            "kind": "depends_on",
            "requirement": {
                "uid": str(other.uid),
                "catalogue": "journal",
                "code": "J-2",
                "title": "Skriva",
            },
            "note": "Efter",
        }
    ]
    back = program.get(f"requirements/{other.uid}/links/").json()["relations"]
    assert [(one["direction"], one["requirement"]["code"]) for one in back] == [("in", "J-1")]
