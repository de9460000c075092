"""Needs are searched for where a requirement is written: few are sent, none of others is taken."""

import pytest
from django.urls import reverse

from requirements_catalog.models import Need
from tests.factories import CatalogueFactory, NeedFactory, ProgrammeFactory, RequirementFactory

pytestmark = pytest.mark.django_db
# Session, person, programme and roles; the rest of the form, and of needs three: what is ticked,
# what matches, and what the row has.
EDIT = 33
# Session, person, programme, roles, and what matches.
OPTIONS = 5
FILTERED = 21


def address(name, *args):
    return reverse(f"requirements_catalog:{name}", args=["prov", *args])


@pytest.fixture
def row(programme):
    catalogue = CatalogueFactory(programme=programme, slug="vis")
    return RequirementFactory(catalogue=catalogue, code="K-1", text="Visa listan.")


def many(programme, count):
    """Needs B-0001, B-0002, … that differ in their number only."""
    Need.objects.bulk_create(
        Need(programme=programme, code=f"B-{n:04}", title=f"Se listan {n:04}",
             perspective="staff", dimension="information")
        for n in range(1, count + 1)
    )  # fmt: skip


def shown(page):
    """Codes of the boxes, in order, with a star at those that are ticked."""
    boxes = page.split("data-choice>")[1:]
    return [
        box.split("<label")[1].split(">")[1].split()[0] + ("*" if " checked" in box else "")
        for box in boxes
    ]


@pytest.mark.parametrize("count", [2, 2000])
def test_the_form_costs_the_same_whatever_the_number_of_needs(
    as_role, programme, row, django_assert_num_queries, count
):
    """Twenty are offered at the most; the rest of the page is under 60 kB."""
    many(programme, count)
    row.need_links.create(need=Need.objects.get(code="B-0001"))
    client = as_role("author")
    client.get(address("requirement-edit", row.pk))
    with django_assert_num_queries(EDIT):
        page = client.get(address("requirement-edit", row.pk)).content.decode()
    assert len(shown(page)) == min(count, 21)
    assert shown(page)[:2] == ["B-0001*", "B-0002"]
    assert len(page) < 60_000
    with django_assert_num_queries(OPTIONS):
        page = client.get(address("need-options"), {"field": "needs"}).content.decode()
    assert len(page) < 8_000


def test_a_search_keeps_what_is_ticked_and_finds_the_rest_by_word(as_role, programme, row):
    many(programme, 30)
    ticked = Need.objects.get(code="B-0030")
    asked = {"field": "needs", "needs_search": "listan 0002", "needs": [ticked.pk]}
    page = as_role("reader").get(address("need-options"), asked).content.decode()
    assert shown(page) == ["B-0030*", "B-0002"]
    assert "Alla som stämmer visas" in page


def test_what_is_withdrawn_or_of_others_is_not_found(as_role, programme, row):
    NeedFactory(programme=programme, code="B-1", withdrawn_at="2026-01-01T00:00:00Z")
    linked = NeedFactory(programme=programme, code="B-2", withdrawn_at="2026-01-01T00:00:00Z")
    row.need_links.create(need=linked)
    stranger = NeedFactory(programme=ProgrammeFactory(), code="B-3")
    client = as_role("reader")
    asked = {"field": "needs", "needs": [stranger.pk]}
    assert shown(client.get(address("need-options"), asked).content.decode()) == []
    # To take links away, those that are linked are found.
    asked["linked"] = "1"
    assert shown(client.get(address("need-options"), asked).content.decode()) == ["B-2"]
    for field in ("", "a b", "<x>"):
        assert client.get(address("need-options"), {"field": field}).status_code == 404


@pytest.mark.parametrize("key", ["stranger", "9999999", "x", "-1", "\0"])
def test_a_forged_need_is_refused(as_role, programme, row, key):
    stranger = NeedFactory(programme=ProgrammeFactory())
    sent = {**filled(row), "text": "Annat.", "needs": [stranger.pk if key == "stranger" else key]}
    answer = as_role("author").post(address("requirement-edit", row.pk), sent)
    assert answer.status_code == 422
    assert "Välj bland programmets egna behov som är i bruk." in answer.content.decode()
    row.refresh_from_db()
    assert (row.text, row.needs.count()) == ("Visa listan.", 0)


def test_a_need_is_searched_for_and_picked_without_a_script(as_role, programme, row):
    """The button posts the form: what is written stands there still, and nothing is saved."""
    many(programme, 30)
    first, last = Need.objects.get(code="B-0001"), Need.objects.get(code="B-0030")
    client, url = as_role("author"), address("requirement-edit", row.pk)
    sent = {**filled(row), "text": "", "needs": [first.pk], "needs_search": "0030"}
    page = client.post(url, {**sent, "search": "needs"}).content.decode()
    assert shown(page) == ["B-0001*", "B-0030"]
    assert "error-summary" not in page
    row.refresh_from_db()
    assert (row.text, row.needs.count()) == ("Visa listan.", 0)
    client.post(url, {**sent, "text": "Ny lydelse.", "needs": [first.pk, last.pk]})
    row.refresh_from_db()
    assert (row.text, [need.code for need in row.needs.order_by("code")]) == (
        "Ny lydelse.", ["B-0001", "B-0030"],
    )  # fmt: skip


@pytest.mark.parametrize("count", [2, 2000])
def test_the_filter_costs_the_same_whatever_the_number_of_needs(
    as_role, programme, row, django_assert_num_queries, count
):
    many(programme, count)
    last = Need.objects.get(code=f"B-{count:04}")
    row.need_links.create(need=last)
    RequirementFactory(catalogue=row.catalogue, code="K-2")
    client = as_role("reader")
    listed = reverse("requirements_catalog:requirement-list", args=["prov", "vis"])
    client.get(listed, {"need": last.pk})
    with django_assert_num_queries(FILTERED):
        page = client.get(listed, {"need": last.pk}).content.decode()
    condition = page[page.index('id="id_need_boxes"') :].split("</fieldset>")[0]
    # What is chosen stands first, and twenty at the most beside it.
    assert len(shown(condition)) == min(count, 21)
    assert shown(condition)[0] == f"B-{count:04}*"
    assert f"Behov: B-{count:04} Se listan {count:04}" in page
    assert ">K-1<" in page and ">K-2<" not in page


def test_the_filter_refuses_needs_that_are_not_the_programmes(as_role, programme, row):
    stranger = NeedFactory(programme=ProgrammeFactory(), code="B-9")
    gone = NeedFactory(programme=programme, code="B-1", withdrawn_at="2026-01-01T00:00:00Z")
    client = as_role("reader")
    listed = reverse("requirements_catalog:requirement-list", args=["prov", "vis"])
    for key in (stranger.pk, gone.pk, 9_999_999, "x", "-1"):
        page = client.get(listed, {"need": key}).content.decode()
        assert "Något av det som valts finns inte" in page, key
        assert ">K-1<" not in page and "B-9" not in page
    # One that has been withdrawn is asked for as long as something links to it.
    row.need_links.create(need=gone)
    page = client.get(listed, {"need": gone.pk}).content.decode()
    assert ">K-1<" in page and f"B-1 {gone.title} (utgått)" in page


def test_the_grid_asks_for_needs_that_match(as_role, programme, row, django_assert_num_queries):
    many(programme, 30)
    NeedFactory(programme=programme, code="B-9", withdrawn_at="2026-01-01T00:00:00Z")
    client = as_role("reader")
    grid = reverse("requirements_catalog:requirement-grid", args=["prov", "vis"])
    assert "Se listan 0007" not in client.get(grid).content.decode()
    with django_assert_num_queries(OPTIONS):
        found = client.get(address("need-codes")).json()["options"]
    assert len(found) == 20 and found[0] == ["B-0001", "Se listan 0001"]
    found = client.get(address("need-codes"), {"q": "listan 0030"}).json()["options"]
    assert found == [["B-0030", "Se listan 0030"]]
    assert client.get(address("need-codes"), {"q": "B-9\0"}).json()["options"] == []


def filled(row):
    """What the form of the row sends when nothing is changed."""
    return {"code": row.code, "kind": "mandatory", "status": "draft", "text": row.text,
            "answer_format": "yes_no"}  # fmt: skip
