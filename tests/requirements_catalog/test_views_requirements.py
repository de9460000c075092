"""Writing in the browser: what is kept, what is refused, and what two people do at once."""

import pytest
from django.urls import reverse

from requirements_catalog.actions import requirements as actions
from requirements_catalog.models import ExtraField, Requirement
from tests.factories import (
    CatalogueFactory,
    HeadingFactory,
    ModuleFactory,
    NeedFactory,
    ProgrammeFactory,
    RequirementFactory,
)

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def address(name, *args):
    """The address of a page of the programme ``prov``."""
    return reverse(f"requirements_catalog:{name}", args=["prov", *args])


@pytest.fixture
def row(catalogue):
    return RequirementFactory(
        catalogue=catalogue, code="LM-001", title="Lista", text="Visa listan."
    )


def filled(**changes):
    """What the form of a requirement sends."""
    values = {
        "code": "LM-001", "title": "Lista", "kind": "mandatory", "text": "Visa listan.",
        "motive": "", "verification": "", "answer_format": "yes_no", "answer_choices": "",
        "phase": "", "status": "draft", "owner": "", "standard_reference": "",
        "law_reference": "", "reason": "", "revision": "", "place": "last", "after_code": "",
    }  # fmt: skip
    return values | changes


WRITERS = ["author", "requirements_manager", "programme_lead"]
READERS = ["reader", "reviewer", "procurement_officer", "evaluator", "auditor"]
WRITES = [
    ("requirement-edit", filled(text="Ändrat.")),
    ("requirement-move", {"place": "first"}),
    ("requirement-withdraw", {"reason": "Bort"}),
    ("requirement-restore", {"reason": "Åter"}),
]


@pytest.mark.parametrize("role, status", [*((role, 403) for role in READERS), (None, 404)])
def test_wrong_roles_and_strangers_write_nothing(as_role, catalogue, row, role, status):
    client = as_role(role)
    for name, data in WRITES:
        assert client.post(address(name, row.pk), data).status_code == status, name
    for name in ("requirement-create", "heading-create", "catalogue-edit"):
        assert client.post(address(name, "karnan"), filled(name="Nytt")).status_code == status
    for name in ("need-create", "module-create", "catalogue-create"):
        assert client.post(address(name), {"code": "X", "name": "X"}).status_code == status
    assert Requirement.history.count() == 1
    catalogue.refresh_from_db()
    assert catalogue.name == "Kärnan"


@pytest.mark.parametrize("role", WRITERS)
def test_those_who_write_can(as_role, catalogue, row, role):
    response = as_role(role).post(address("requirement-edit", row.pk), filled(text="Ändrat."))
    assert response.status_code == 302
    row.refresh_from_db()
    assert row.text == "Ändrat."


def test_requirement_of_another_programme_is_not_found(as_role, catalogue):
    stranger = RequirementFactory(catalogue=CatalogueFactory())
    client = as_role("author")
    for name in ("requirement-detail", "requirement-edit", "requirement-withdraw"):
        assert client.get(address(name, stranger.pk)).status_code == 404


def test_create_after_a_row_with_the_suggested_code(as_role, catalogue, row):
    client = as_role("author")
    url = address("requirement-create", "karnan") + f"?after={row.pk}"
    assert 'value="LM-002"' in client.get(url).content.decode()
    module = ModuleFactory(programme=catalogue.programme)
    need = NeedFactory(programme=catalogue.programme)
    data = filled(code="LM-002", after_code="LM-001", modules=[module.pk], needs=[need.pk])
    response = client.post(url, data | {"reason": "Ur intervju"})
    made = Requirement.objects.get(code="LM-002")
    assert response.url == address("requirement-detail", made.pk)
    assert made.position > row.position
    assert (list(made.modules.all()), list(made.needs.all())) == ([module], [need])
    record = made.history.get()
    assert (record.history_user, record.history_change_reason) == (client.user, "Ur intervju")


def test_create_another_goes_on_after_the_new_row(as_role, catalogue, row):
    response = as_role("author").post(
        address("requirement-create", "karnan"), filled(code="LM-002", add_another="1")
    )
    made = Requirement.objects.get(code="LM-002")
    assert response.url == address("requirement-create", "karnan") + f"?after={made.pk}"


def test_heading_is_created_under_a_heading(as_role, catalogue):
    above = HeadingFactory(catalogue=catalogue)
    as_role("author").post(
        address("heading-create", "karnan"),
        {"title": "Ordination", "code": "1.1", "parent": above.pk, "place": "last"},
    )
    made = Requirement.objects.get(code="1.1")
    assert (made.is_heading, made.kind, made.parent, made.depth) == (True, "", above, 1)


@pytest.mark.parametrize(
    "changes, told",
    [
        ({"code": "LM-000"}, "Välj ett nytt"),
        ({"kind": ""}, "#id_kind"),
        ({"kind": "bogus"}, "#id_kind"),
        ({"text": "  "}, "#id_text"),
        ({"status": "withdrawn"}, "id_status"),
        ({"code": "X" * 81}, "80"),
        ({"owner": "999999"}, "id_owner"),
        ({"modules": ["999999"]}, "Moduler"),
    ],
)
def test_bad_input_is_told_and_what_was_typed_is_kept(as_role, catalogue, row, changes, told):
    RequirementFactory(catalogue=catalogue, code="LM-000")
    data = filled(motive="Det som skrevs.", **changes)
    response = as_role("author").post(address("requirement-edit", row.pk), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert told in page
    assert "error-summary" in page
    assert "Det som skrevs." in page
    row.refresh_from_db()
    assert (row.motive, row.history.count()) == ("", 1)


@pytest.mark.parametrize("field", ["modules", "needs"])
def test_links_to_another_programme_are_refused(as_role, catalogue, row, field):
    factory = {"modules": ModuleFactory, "needs": NeedFactory}[field]
    forged = factory(programme=ProgrammeFactory())
    response = as_role("author").post(
        address("requirement-edit", row.pk), filled(text="Ändrat.", **{field: [forged.pk]})
    )
    assert response.status_code == 422
    row.refresh_from_db()
    assert (row.text, getattr(row, field).count()) == ("Visa listan.", 0)


def test_place_in_another_catalogue_is_refused(as_role, catalogue, row):
    other = HeadingFactory(catalogue=CatalogueFactory(programme=catalogue.programme))
    data = {"parent": other.pk, "place": "last", "after_code": ""}
    response = as_role("author").post(address("requirement-move", row.pk), data)
    assert response.status_code == 422
    row.refresh_from_db()
    assert row.parent is None


def test_second_of_two_who_edit_sees_both_texts_and_loses_nothing(as_role, row):
    first, second = as_role("author"), as_role("requirements_manager")
    opened = actions.revision_of(row)
    url = address("requirement-edit", row.pk)
    first.post(url, filled(text="Visa hela listan.", revision=opened))
    response = second.post(url, filled(text="Visa korta listan.", revision=opened))
    page = response.content.decode()
    assert response.status_code == 409
    assert "<del>hela</del><ins>korta</ins>" in page
    assert "Visa korta listan." in page
    row.refresh_from_db()
    assert row.text == "Visa hela listan."
    # The mark of the page is new: saving again is a choice that has been made.
    shown = response.context["form"]["revision"].value()
    assert shown == actions.revision_of(row)
    assert second.post(url, filled(text="Visa korta listan.", revision=shown)).status_code == 302
    row.refresh_from_db()
    assert row.text == "Visa korta listan."


def test_own_fields_of_the_catalogue_are_edited_and_others_kept(as_role, catalogue, row):
    extra = ExtraField.objects.create(catalogue=catalogue, key="ursprung", label="Ursprung")
    Requirement.objects.filter(pk=row.pk).update(extra={"dolt": "kvar", "ursprung": "RFI"})
    data = filled(**{f"extra_{extra.pk}": "RFI 2026\r\nrad två"})
    as_role("author").post(address("requirement-edit", row.pk), data)
    row.refresh_from_db()
    assert row.extra == {"dolt": "kvar", "ursprung": "RFI 2026\nrad två"}


def test_withdrawal_asks_for_a_reason_and_restores(as_role, row):
    client = as_role("author")
    assert client.post(address("requirement-withdraw", row.pk), {}).status_code == 422
    row.refresh_from_db()
    assert row.status == "draft"
    client.post(address("requirement-withdraw", row.pk), {"reason": "Dubblett"})
    row.refresh_from_db()
    assert row.status == "withdrawn"
    assert client.get(address("requirement-edit", row.pk)).status_code == 302
    client.post(address("requirement-restore", row.pk), {"reason": "Behövs"})
    row.refresh_from_db()
    assert row.status == "draft"


def test_markdown_is_shown_without_scripts(as_role, row):
    row.text = "<script>alert(1)</script> **fet** [länk](javascript:alert(1))"
    row.motive = '<img src=x onerror="alert(1)">'
    row.save()
    client = as_role("reader")
    for url in (
        address("requirement-detail", row.pk),
        address("requirement-detail", row.pk) + "?tab=history",
        address("requirement-list", "karnan"),
    ):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page


def test_catalogue_short_names_of_the_site_are_refused(as_role, programme):
    response = as_role("author").post(address("catalogue-create"), {"name": "N", "slug": "new"})
    assert response.status_code == 422
    assert programme.catalogues.count() == 0


def test_need_is_created_and_edited_with_its_links(as_role, programme):
    module = ModuleFactory(programme=programme)
    client = as_role("author")
    data = {
        "code": "BEH-1", "title": "Se listan", "perspective": "staff", "dimension": "information",
        "priority": "high", "modules": [module.pk],
    }  # fmt: skip
    client.post(address("need-create"), data)
    need = programme.needs.get()
    client.post(address("need-edit", need.pk), data | {"title": "Se hela", "reason": "Tydligare"})
    need.refresh_from_db()
    assert (need.title, list(need.modules.all())) == ("Se hela", [module])
    assert "Tydligare" in client.get(address("need-detail", need.pk)).content.decode()
    forged = ModuleFactory(programme=ProgrammeFactory())
    response = client.post(address("need-edit", need.pk), data | {"modules": [forged.pk]})
    assert response.status_code == 422


def test_module_with_a_taken_code_is_told_beside_the_field(as_role, programme):
    ModuleFactory(programme=programme, code="VIS")
    data = {"code": "VIS", "name": "Två", "kind": "existing"}
    response = as_role("author").post(address("module-create"), data)
    assert response.status_code == 422
    assert "Beteckningen används redan" in response.content.decode()
    assert programme.modules.count() == 1
