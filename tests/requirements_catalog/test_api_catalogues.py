"""Catalogues made and changed by the API."""

import pytest

from requirements_catalog.models import Catalogue
from tests import factories

from .api_client import Program, problems

pytestmark = pytest.mark.django_db


def test_a_catalogue_is_made_with_its_reason(program):
    """201 with its address; it is empty, and its first requirement can be sent at once."""
    body = {"programme": "prov", "slug": "journal", "name": "Journal", "reason": "Ny del"}
    answer = program.post("catalogues/", body)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["slug"], made["name"], made["description"]) == ("journal", "Journal", "")
    assert (made["programme"], made["requirements"]) == ("prov", 0)
    assert answer["Location"] == "/api/v1/catalogues/journal/"
    read = program.get(answer["Location"])
    assert (read.json(), read["ETag"]) == (made, answer["ETag"])
    kept = Catalogue.history.get()
    assert (kept.history_user, kept.history_change_reason) == (program.person, "Ny del")
    row = {"kind": "mandatory", "text": "Systemet ska logga."}
    assert program.post("catalogues/journal/requirements/", row).status_code == 201


def test_a_key_of_one_programme_need_not_name_it(make_person, programme):
    """And cannot name another, though its person is there as well."""
    person = make_person("requirements_manager", programme)
    other = factories.MembershipFactory(user=person, role="requirements_manager").programme
    program = Program(person, programme=programme)
    assert program.post("catalogues/", {"slug": "a", "name": "A"}).json()["programme"] == "prov"
    body = {"slug": "b", "name": "B", "programme": other.slug}
    assert problems(program.post("catalogues/", body)) == {"programme": "Programmet finns inte."}
    assert Catalogue.objects.count() == 1


def test_a_catalogue_that_cannot_be(program):
    """By the rules of the page; a programme of strangers is one that does not exist."""
    factories.CatalogueFactory(slug="tagen")
    good = {"programme": "prov", "slug": "journal", "name": "Journal"}

    def refused(**more):
        return problems(program.post("catalogues/", {**good, **more}))

    foreign = factories.MembershipFactory().programme
    assert refused(programme=foreign.slug) == refused(programme="finns-inte")
    assert refused(programme="") == {"programme": "Programmet finns inte."}
    assert "upptaget" in refused(slug="import")["slug"]
    assert refused(slug="tagen").keys() == refused(slug="å ä").keys() == {"slug"}
    assert refused(name="").keys() == refused(name="x" * 201).keys() == {"name"}
    assert refused(name=7, slug=[], position=1).keys() == {"name", "slug", "position"}
    assert refused(description="x" * 32_001).keys() == {"description"}
    assert list(Catalogue.objects.values_list("slug", flat=True)) == ["tagen"]


def test_a_catalogue_is_changed_by_one_who_has_read_it(program, programme):
    """What is left out stays; an old ETag is 412, none 428; its rows are no part of the mark."""
    catalogue = factories.CatalogueFactory(
        programme=programme, slug="journal", name="Journal", description="Om"
    )
    old = program.get("catalogues/journal/").json()["revision"]
    factories.RequirementFactory(catalogue=catalogue)
    answer = program.patch(
        "catalogues/journal/", {"name": "Journalen", "slug": "journalen"}, match=old
    )
    assert answer.status_code == 200, answer.content
    shown = answer.json()
    assert (shown["slug"], shown["name"], shown["description"]) == ("journalen", "Journalen", "Om")
    assert answer["ETag"] == f'"{shown["revision"]}"' != f'"{old}"'
    path = "catalogues/journalen/"
    assert program.patch(path, {"name": "Min"}, match=old).status_code == 412
    assert program.patch(path, {"name": "Min"}).status_code == 428
    assert problems(program.patch(path, {"name": ""}, match="*")).keys() == {"name"}
    assert problems(program.patch(path, {"programme": "prov"}, match="*")).keys() == {"programme"}
    found = Catalogue.objects.get()
    assert (found.name, found.description, found.history.count()) == ("Journalen", "Om", 2)
