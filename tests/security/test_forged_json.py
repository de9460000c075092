"""What no script of ours sends as JSON: fields that are not offered, and values of any kind.

The grid passes over what it does not know and refuses the cell; the API refuses the whole body.
"""

import pytest

from programmes.choices import Role
from requirements_catalog.actions.requirements import create_requirement
from requirements_catalog.models import ChangeSet, Requirement
from tests.factories import CatalogueFactory, ProgrammeFactory
from tests.requirements_catalog.api_client import Program, problems
from tests.requirements_catalog.grid_calls import save, send

pytestmark = pytest.mark.django_db
# Columns and attributes of a row that are no fields of a form.
NOT_OFFERED = [
    "id", "pk", "uid", "catalogue", "catalogue_id", "parent", "parent_id", "depth", "position",
    "is_heading", "history", "created_at", "updated_at", "withdrawn_at", "delete", "__class__",
    "__proto__", "_state", "approvals", "catalogue__programme__name", "extra", "extra.", "extra.pk",
    "", "title\0", "TITLE",
]  # fmt: skip
OF_ANY_KIND = [None, True, 5, 1e308, [], ["a"], {}, {"a": [{}]}, "x" * 50_000]


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")


@pytest.fixture
def row(catalogue, make_person, programme):
    by = make_person(Role.REQUIREMENTS_MANAGER, programme)
    return create_requirement(
        catalogue=catalogue, by=by, code="K-1", title="Läsa", text="Visa.", kind="mandatory"
    )


def stored() -> list[dict]:
    return list(Requirement.objects.order_by("pk").values())


@pytest.mark.parametrize("field", NOT_OFFERED)
def test_the_grid_writes_no_field_that_it_does_not_offer(row, as_role, field):
    client, before = as_role(Role.AUTHOR), stored()
    answer = save(client, [row.pk, field, "1", ""])
    assert len(answer["problems"]) == 1 and stored() == before


@pytest.mark.parametrize("value", OF_ANY_KIND)
def test_an_earlier_value_of_any_kind_is_only_another_value(row, as_role, value):
    client, before = as_role(Role.AUTHOR), stored()
    answer = save(client, [row.pk, "title", "Mitt", value])
    assert len(answer["problems"]) == 1 and stored() == before


def test_what_stands_beside_the_cells_decides_nothing(row, as_role, programme):
    """Neither who, where, when nor whether a rule holds: an author does not approve."""
    client = as_role(Role.AUTHOR)
    other = CatalogueFactory(programme=ProgrammeFactory())
    more = {"by": 1, "user": 1, "catalogue": other.pk, "programme": other.programme_id,
            "kind": "bulk", "label": "Annat", "force": True, "__proto__": {"is_admin": True},
            "permissions": ["approve_requirements"]}  # fmt: skip
    save(client, [row.pk, "title", "Mitt", "Läsa"], **more)
    row.refresh_from_db()
    assert (row.title, row.catalogue.slug) == ("Mitt", "karnan")
    assert row.history.latest().history_user == client.user
    assert not ChangeSet.objects.filter(label="Annat").exists()
    before = stored()
    save(client, [row.pk, "status", "godkänt", "utkast"], **more)
    assert stored() == before


@pytest.mark.parametrize("value", OF_ANY_KIND[1:])
@pytest.mark.parametrize(("name", "field"), [("-add", "after"), ("-undo", "step")])
def test_a_place_or_step_of_any_kind_does_nothing(row, as_role, name, field, value):
    client, before = as_role(Role.AUTHOR), stored()
    answer = send(client, name, {field: value}, 400 if name == "-add" else 200)
    assert stored() == before and (answer.get("error") or answer.get("isOther"))


@pytest.mark.parametrize("field", [*NOT_OFFERED, "approved_by", "lang"])
def test_the_api_refuses_a_field_that_it_does_not_describe(row, make_person, programme, field):
    program, before = Program(make_person(Role.AUTHOR, programme)), stored()
    path = f"requirements/{row.uid}/"
    steps = [
        (program.patch, path, {"title": "Mitt"}),
        (program.post, "catalogues/karnan/requirements/", {"title": "Ny", "text": "Ny."}),
        (program.post, f"{path}withdraw/", {"reason": "Dubblett"}),
        (program.post, f"{path}move/", {"parent": None}),
        (program.put, f"{path}links/", {"modules": []}),
    ]
    for ask, address, body in steps:
        if field in ("parent", "extra"):
            continue  # described, each with its own rules
        answer = ask(address, body | {field: 1}, match="*")
        told = problems(answer) if answer.status_code == 422 else {}
        assert answer.status_code == 400 or any(field in name for name in told), address
    assert stored() == before
