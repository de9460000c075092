"""The reading screen and the answers in a browser, by keyboard alone and without a script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from quality.models import Term
from requirements_catalog.models import Requirement
from reviews.actions_referral import issue_link, receive_workbook
from reviews.models import Disposition, ReviewComment, Verdict
from tests.conftest import DESK, PHONE, sign_in
from tests.reviews.conftest import address, item_of
from tests.reviews.referral import Book, make_referral, party_in
from tests.reviews.test_reading import comment, propose

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def place(page):
    """Where the reader stands, "1 av 3"."""
    return page.locator(".reading__progress strong")


def press(page, keys):
    """Press keys one after the other, each when the page stands still."""
    for key in keys:
        page.wait_for_load_state()
        page.keyboard.press(key)


def test_a_round_is_read_by_keyboard_alone(make_round, rune, new_page):
    review = make_round([rune], instructions="Läs noga.")
    page = new_page(rune)
    page.goto(address("reading-start", review.pk))
    expect(place(page)).to_have_text("1 av 3")
    press(page, "j")
    expect(place(page)).to_have_text("2 av 3")
    press(page, ["ArrowRight"])
    expect(place(page)).to_have_text("3 av 3")
    press(page, "k")
    expect(place(page)).to_have_text("2 av 3")
    press(page, ["ArrowLeft"])
    expect(place(page)).to_have_text("1 av 3")
    # Approved, and on to what is left.
    press(page, "a")
    expect(place(page)).to_have_text("2 av 3")
    expect(page.locator(".reading__progress")).to_contain_text("2 kvar")
    # A question on the second: the letters of the text are no commands.
    press(page, "c")
    page.keyboard.type("Var sparas det, ja?")
    expect(page.get_by_role("textbox", name="Kommentar")).to_have_value("Var sparas det, ja?")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Var sparas det, ja?")).to_be_visible()
    expect(page.locator(".reading__progress")).to_contain_text("ett kvar")
    # Another wording of it: the editor holds the text, the difference follows.
    press(page, "p")
    proposed = page.get_by_role("textbox", name="Föreslagen lydelse")
    expect(proposed).to_be_focused()
    expect(proposed).to_have_value("Ska spara.")
    page.keyboard.press("Control+End")
    page.keyboard.press("Backspace")
    page.keyboard.type(" i tio år.")
    expect(page.locator(".reading__diff ins")).to_have_text(" i tio år")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".said ins")).to_have_text(" i tio år")
    # The last one: abstain, taken back, abstain again.
    page.goto(address("reading-start", review.pk))
    expect(place(page)).to_have_text("3 av 3")
    press(page, "s")
    page.wait_for_url("**/read/all/")
    page.go_back()
    page.reload()
    press(page, "u")
    expect(page.get_by_text("du avstår")).to_have_count(0)
    press(page, "s")
    page.wait_for_url("**/read/all/")
    told = Verdict.objects.order_by("pk").values_list("item__requirement__code", "choice")
    assert list(told) == [
        ("A1", "approve"), ("B1", "abstain"), ("B1", "withdrawn"), ("B1", "abstain"),
    ]  # fmt: skip
    said = ReviewComment.objects.order_by("pk").values_list("kind", "text", "proposed_text")
    assert list(said) == [
        ("question", "Var sparas det, ja?", ""), ("proposal", "", "Ska spara i tio år."),
    ]  # fmt: skip


def test_the_keys_are_told_and_a_half_written_comment_is_kept(
    make_round, rune, new_page, axe_violations
):
    review = make_round([rune])
    page = new_page(rune)
    page.goto(address("reading-start", review.pk))
    press(page, "?")
    expect(page.get_by_role("dialog")).to_contain_text("Avstå, och gå till nästa som är kvar")
    page.keyboard.press("Escape")
    press(page, "c")
    page.keyboard.type("Halvt")
    expect(page.get_by_text("Utkastet är sparat")).to_be_visible()
    page.keyboard.press("Escape")
    assert axe_violations(page) == []
    press(page, "j")
    expect(place(page)).to_have_text("2 av 3")
    expect(page.locator("[data-comment]")).not_to_have_attribute("open", "")
    press(page, "k")
    expect(page.get_by_role("textbox", name="Kommentar")).to_have_value("Halvt")
    press(page, "c")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Kommentaren är sparad.")).to_be_visible()
    expect(page.locator("[data-comment] textarea")).to_have_value("")
    assert ReviewComment.objects.get().text == "Halvt"


def test_reading_works_without_a_script(make_round, rune, chromium, live_server):
    review = make_round([rune])
    context = chromium.new_context(
        java_script_enabled=False, base_url=live_server.url, locale="sv-SE"
    )
    sign_in(context, rune, live_server.url)
    page = context.new_page()
    page.goto(address("reading-start", review.pk))
    page.get_by_role("link", name="Föreslå annan lydelse", exact=True).click()
    page.get_by_label("Föreslagen lydelse").fill("Ska visa hela listan.")
    page.get_by_role("button", name="Lämna förslaget").click()
    assert page.locator(".said ins").inner_text() == "hela "
    page.get_by_role("button", name="Godkänn").click()
    assert place(page).inner_text() == "2 av 3"
    context.close()
    assert (Verdict.objects.count(), ReviewComment.objects.get().kind) == (1, "proposal")


def test_comments_are_answered_by_keyboard(make_round, rune, author, new_page):
    review = make_round([rune])
    propose(review, rune, "A1")
    comment(review, rune, "B1")
    page = new_page(author)
    page.goto(address("disposition-list", review.pk))
    press(page, ["j", "a"])
    expect(page.get_by_text("Förslaget är antaget")).to_be_visible()
    # The next comment that waits has the focus.
    expect(page.locator("[data-answer]").nth(1).locator(".said")).to_be_focused()
    press(page, "r")
    page.keyboard.press("Space")
    press(page, ["ArrowDown"] * 3)
    page.keyboard.press("Tab")
    page.keyboard.type("Läkemedelslistan.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Svaret är sparat.")).to_be_visible()
    told = Disposition.objects.order_by("pk").values_list("outcome", "answer")
    assert list(told) == [("accepted", ""), ("answered", "Läkemedelslistan.")]
    assert Requirement.objects.get(code="A1").text == "Ska visa hela listan."


@pytest.mark.once
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_screens_hold_what_they_show(
    make_round, rune, author, lead, new_page, axe_violations, viewport
):
    review = make_round([rune], approves_requirements=True, is_external=True)
    propose(review, rune, "A1")
    comment(review, rune, "B1")
    item = item_of(review, "A1").pk
    pages = [
        (rune, f"{address('reading-item', review.pk, item)}?propose=text"),
        (rune, address("reading-list", review.pk)),
        (author, address("disposition-list", review.pk)),
        (lead, address("round-detail", review.pk)),
        (lead, address("round-create")),
    ]
    for person, path in pages:
        page = new_page(person, viewport=viewport)
        page.goto(path)
        assert axe_violations(page) == [], path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= viewport["width"], path


def test_a_party_writes_by_its_link_in_a_browser(catalogue, lead, new_page):
    """Forms of a page that tells other sites nothing still pass as the site's own."""
    review = make_referral(catalogue, lead, names=("Ymer Vård AB",))
    secret = issue_link(
        reviewer=party_in(review, "Ymer Vård AB"), by=lead, expires_on=review.due_on
    )
    page = new_page(None, viewport=PHONE)
    page.goto(reverse("party:open", args=[secret]))
    assert secret not in page.url
    page.get_by_role("link", name="A2").click()
    page.get_by_label("Kommentar").fill("Hur fort?")
    page.get_by_role("button", name="Spara synpunkten").click()
    expect(page.get_by_text("Synpunkten är sparad.")).to_be_visible()
    page.get_by_text("Föreslå en ny lydelse av kravtexten").click()
    page.get_by_label("Föreslagen lydelse").fill("Ska spara på en sekund.")
    page.get_by_role("button", name="Lämna förslaget").click()
    expect(page.locator(".said")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert ReviewComment.objects.filter(reviewer__organisation="Ymer Vård AB").count() == 2


def test_a_decision_that_nobody_has_made_does_not_look_made(make_round, rune, author, new_page):
    review = make_round([rune])
    comment(review, rune, "A1")
    page = new_page(author)
    page.goto(address("disposition-list", review.pk))
    press(page, ["j", "r"])
    radios = page.locator(".answers__form input[type=radio]")
    colours = radios.evaluate_all(
        "found => found.map(one => getComputedStyle(one).backgroundColor)"
    )
    assert colours == ["rgb(255, 255, 255)"] * 4
    radios.nth(3).check()
    assert radios.nth(3).evaluate("one => getComputedStyle(one).backgroundColor") == (
        "rgb(11, 85, 112)"
    )


def test_terms_are_explained_by_keyboard_where_requirements_are_read(
    make_round, programme, rune, new_page, axe_violations
):
    Term.objects.create(programme=programme, term="lista", definition="Rader i ordning.")
    review = make_round([rune])
    page = new_page(rune)
    page.goto(address("reading-start", review.pk))
    tip = page.get_by_role("tooltip", name="Rader i ordning.", include_hidden=True)
    expect(tip).to_be_hidden()
    page.locator(".term__word").focus()
    expect(tip).to_be_visible()
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_of_a_referral_fit_the_screen(catalogue, lead, new_page, axe_violations, size):
    """The round, its parties, a file to look through, the party's pages and its 404."""
    review = make_referral(catalogue, lead, instructions="Läs noga.")
    ymer = party_in(review, "Ymer Vård AB")
    book = Book(ymer).say("A1", "Fråga", "Hur ofta?").say("A2", "Okänd", "Två")
    returned = receive_workbook(
        review=review, content=book.bytes(), file_name="svar-fran-ymer-vard-ab.xlsx", by=lead
    )
    secret = issue_link(reviewer=ymer, by=lead, expires_on=review.due_on)
    place_of_a1 = item_of(review, "A1").place
    page = new_page(lead, viewport=size)
    party = new_page(viewport=size)
    seen = [
        (page, address("round-detail", review.pk)),
        (page, address("party-list", review.pk)),
        (page, address("returned-detail", review.pk, returned.uid)),
        (party, reverse("party:open", args=[secret])),
        (party, reverse("party:item", args=[ymer.uid, place_of_a1])),
        (party, reverse("party:item", args=[ymer.uid, 99])),
        (party, reverse("party:open", args=["fel"])),
    ]
    for shown, url in seen:
        shown.goto(url)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert shown.evaluate(wide) <= 0, url
        assert axe_violations(shown) == [], url
