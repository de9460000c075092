"""One requirement in a browser: its tabs without a fault by axe, comments, files, relations."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from requirements_catalog.actions import requirements as actions
from tests.conftest import PHONE
from tests.factories import (
    AttachmentFactory,
    CatalogueFactory,
    CommentFactory,
    RelationFactory,
    RequirementFactory,
    StandardFactory,
)

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def row(programme, make_person):
    catalogue = CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")
    made = RequirementFactory(catalogue=catalogue, code="K-1", title="Visa listan")
    other = RequirementFactory(catalogue=catalogue, code="K-2", title="Visa doserna")
    actions.edit_requirement(
        requirement=made,
        by=make_person("author", programme, "Olle Ek"),
        reason="Tydligare",
        text="Systemet ska visa hela listan.",
        standards=[StandardFactory(programme=programme)],
        integrity=3,
    )
    RelationFactory(source=made, target=other)
    AttachmentFactory(requirement=made)
    first = CommentFactory(requirement=made, text="Vad är *aktuell*?")
    CommentFactory(requirement=made, text="Enligt ordlistan.", reply_to=first)
    return made


@pytest.fixture
def address(programme, row):
    return reverse("requirements_catalog:requirement-detail", args=[programme.slug, row.pk])


@pytest.mark.once
@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_every_part_of_the_page_is_without_fault(
    row, programme, make_person, new_page, address, axe_violations, viewport
):
    page = new_page(make_person("author", programme), viewport=viewport)
    record = row.history.order_by("history_id").first().history_id
    last = row.history.order_by("history_id").last().history_id
    work = reverse("requirements_catalog:my-work", args=[programme.slug])
    revert = reverse(
        "requirements_catalog:requirement-revert", args=[programme.slug, row.pk, record]
    )
    for url in (
        address,
        f"{address}?tab=links",
        f"{address}?tab=files",
        f"{address}?tab=comments",
        f"{address}?tab=history&from={record}&to={last}",
        f"{address}edit/",
        revert,
        work,
        reverse("requirements_catalog:standard-list", args=[programme.slug]),
        reverse("programmes:notice-list"),
    ):
        page.goto(url)
        for fold in page.locator("main details:not([data-menu]) > summary").all():
            if fold.evaluate("node => !node.parentElement.open"):
                fold.click()
        assert axe_violations(page) == [], url
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), url


def test_a_half_typed_name_is_completed_and_replaced(
    row, programme, make_person, new_page, address, axe_violations
):
    make_person("author", programme, "Jon Berg")
    make_person("reviewer", programme, "Jonna Ek")
    page = new_page(make_person("author", programme, "Anna Alm"))
    page.goto(f"{address}?tab=comments")
    text = page.locator(".comment-form textarea")
    box = page.get_by_role("listbox", name="Nämn någon")
    text.focus()
    page.keyboard.type("Fråga @Jon")
    expect(box.get_by_role("option")).to_have_text(["Jon Berg", "Jonna Ek"])
    expect(text).to_have_attribute("aria-activedescendant", "mention-name-0")
    assert axe_violations(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_be_hidden()
    expect(text).to_have_value("Fråga @Jonna Ek ")
    # By a later part of the name too, and by a click; Escape leaves what was typed.
    page.keyboard.type("och @ber")
    box.get_by_role("option", name="Jon Berg").click()
    expect(text).to_have_value("Fråga @Jonna Ek och @Jon Berg ")
    page.keyboard.type("eller @Jo")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    # The list replaces the half-typed name.
    page.get_by_label("Nämn någon").last.select_option("Anna Alm")
    expect(text).to_have_value("Fråga @Jonna Ek och @Jon Berg eller @Anna Alm ")
    # An address is no mention, and a line of its own is a line.
    page.keyboard.type("post@jon")
    expect(box).to_be_hidden()


def test_comment_mentions_by_list_and_the_other_person_sees_the_bell(
    row, programme, make_person, new_page, address
):
    writer = make_person("author", programme, "Anna Alm")
    reader = make_person("reviewer", programme, "Bo Berg")
    page = new_page(writer)
    page.goto(f"{address}?tab=comments")
    page.get_by_label("Kommentar", exact=False).last.fill("Vad säger")
    page.get_by_label("Nämn någon").select_option("Bo Berg")
    page.keyboard.type("om det?")
    page.get_by_role("button", name="Kommentera").click()
    page.get_by_text("Nämner Bo Berg").wait_for()
    assert row.comments.filter(text="Vad säger @Bo Berg om det?", mentions=reader).exists()
    other = new_page(reader)
    other.goto(address)
    other.locator(".notice-count .count").get_by_text("1").wait_for()
    other.get_by_role("link", name="Aviseringar").click()
    other.get_by_text("Anna Alm nämnde dig").wait_for()
    other.get_by_role("link", name="K-1 Visa listan").click()
    other.get_by_text("om det?").wait_for()


def test_own_comment_is_changed_removed_and_brought_back_by_keyboard(
    row, programme, make_person, new_page, address, axe_violations
):
    writer = make_person("author", programme, "Anna Alm")
    comment = CommentFactory(requirement=row, written_by=writer, text="Först så.")
    CommentFactory(requirement=row, text="Någon annans.")
    page = new_page(writer, viewport=PHONE)
    page.goto(f"{address}?tab=comments")
    own = page.get_by_role("article", name="Kommentar av Anna Alm")
    own.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Sedan så.")
    assert axe_violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    own.get_by_text("Först så. Sedan så.").first.wait_for()
    own.get_by_text("· ändrad 2").wait_for()
    own.get_by_role("button", name="Ta bort din kommentar").press("Enter")
    page.get_by_text("Kommentaren är borttagen.").wait_for()
    assert axe_violations(page) == []
    own.get_by_role("button", name="Ångra borttagningen").press("Enter")
    own.get_by_role("button", name="Ta bort din kommentar").wait_for()
    assert page.get_by_role("button", name="Ta bort din kommentar").count() == 1
    comment.refresh_from_db()
    assert (comment.text, comment.removed_at) == ("Först så. Sedan så.", None)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_two_who_are_there_are_told_of_each_other(row, programme, make_person, new_page, address):
    one = new_page(make_person("author", programme, "Anna Alm"))
    with one.expect_response("**/presence/"):
        one.goto(f"{address}edit/")
    two = new_page(make_person("reader", programme, "Bo Berg"))
    two.goto(address)
    two.get_by_text("Anna Alm ändrar just nu").wait_for()


def test_relation_is_made_from_what_is_proposed(row, programme, make_person, new_page, address):
    RequirementFactory(catalogue=row.catalogue, code="K-3", title="Larm")
    page = new_page(make_person("author", programme))
    page.goto(f"{address}?tab=links")
    page.get_by_text("Lägg till en relation").click()
    page.get_by_label("Kravet", exact=True).select_option("depends_on")
    field = page.get_by_label("Det andra kravets krav-id")
    field.press_sequentially("lar")
    page.locator("#relation-candidates option[value='K-3']").wait_for(state="attached")
    # Answered before the form is sent: threads of a test share one connection to SQLite.
    with page.expect_response("**/candidates/**"):
        field.fill("K-3")
    page.get_by_role("button", name="Lägg till relationen").click()
    page.get_by_role("link", name="K-3 Larm").wait_for()
    assert row.relations_out.filter(kind="depends_on", target__code="K-3").exists()
