"""Pages of rounds: who sees what, what is refused, and that typed words are kept."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reviews import actions
from reviews.models import ReviewComment, ReviewRound, Verdict
from tests.factories import CatalogueFactory, RequirementFactory
from tests.reviews.conftest import address, item_of, reviewer_of, text_of
from tests.reviews.test_reading import comment, propose, verdict

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def form_values(**changes):
    day = timezone.localdate() + timedelta(days=5)
    return {"name": "Höstens runda", "due_on": day.isoformat(), "what": "address"} | changes


# ---------------------------------------------------------------- preparation


def test_a_round_is_prepared_from_a_list_and_opened(as_person, catalogue, lead, rune, row):
    page = as_person(lead)
    url = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    answer = page.post(
        address("round-create"),
        form_values(
            address=f"https://fvm.test{url}?heading={row('A').pk}&columns=owner",
            people=[rune.pk], roles=["author"], shows_comments="on", purpose="Klart för marknaden",
        ),
    )  # fmt: skip
    review = ReviewRound.objects.get()
    assert answer.url == address("round-detail", review.pk)
    assert (review.selection, review.roles, review.shows_comments) == (
        f"heading={row('A').pk}", ["author"], True,
    )  # fmt: skip
    shown = text_of(page.get(answer.url))
    assert "2 krav fryses som de står då" in shown
    assert "Rune" in shown
    edited = page.get(address("round-edit", review.pk))
    assert f"?heading={row('A').pk}" in text_of(edited)
    page.post(address("round-open", review.pk))
    review.refresh_from_db()
    assert (review.state, review.items.count()) == ("open", 2)
    assert page.get(address("round-edit", review.pk)).status_code == 302


def test_what_is_chosen_must_be_the_programmes_own(as_person, catalogue, lead, rune, make_person):
    page = as_person(lead)
    foreign = CatalogueFactory()
    other = make_person("reviewer", foreign.programme)
    view = foreign.views.create(owner=lead, name="Annans")
    url = reverse(
        "requirements_catalog:requirement-list", args=[foreign.programme.slug, foreign.slug]
    )
    own = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    for wrong, field in (
        ({"what": f"all-{foreign.pk}"}, "what"),
        ({"what": f"view-{view.pk}"}, "what"),
        ({"what": "baseline-1"}, "what"),
        ({"address": url}, "address"),
        ({"address": "inte en adress"}, "address"),
        ({"address": f"{own}?view=finnsinte"}, "address"),
        ({"address": own, "people": [other.pk]}, "people"),
        ({"address": own, "roles": ["reader"]}, "roles"),
        ({"address": own, "due_on": "snart"}, "due_on"),
    ):
        answer = page.post(address("round-create"), form_values(**wrong))
        assert answer.status_code == 422, wrong
        assert field in answer.context["form"].errors
        assert "Höstens runda" in text_of(answer)
    assert not ReviewRound.objects.exists()


def test_a_saved_view_and_the_whole_catalogue_are_chosen_by_name(as_person, catalogue, lead, rune):
    view = catalogue.views.create(owner=lead, name="Mina", query="q=varna")
    page = as_person(lead)
    page.post(address("round-create"), form_values(what=f"view-{view.pk}", people=[rune.pk]))
    page.post(address("round-create"), form_values(what=f"all-{catalogue.pk}", people=[rune.pk]))
    made = ReviewRound.objects.order_by("pk").values_list("selection", "selection_name")
    assert list(made) == [("q=varna", "Mina"), ("", "")]


def test_a_narrowed_view_still_gives_the_round_its_name(as_person, catalogue, lead, rune):
    """Also after the round's own form has been saved again, whose address names no view."""
    view = catalogue.views.create(owner=lead, name="Mina", query="q=varna")
    page = as_person(lead)
    listed = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    asked = form_values(address=f"{listed}?q=spara&view={view.uid}", people=[rune.pk])
    page.post(address("round-create"), asked)
    review = ReviewRound.objects.get()
    assert (review.selection, review.selection_name) == ("q=spara", "Mina, med annat urval")
    again = form_values(address=f"{listed}?q=spara", people=[rune.pk])
    page.post(address("round-edit", review.pk), again)
    review.refresh_from_db()
    assert review.selection_name == "Mina, med annat urval"


def test_what_a_list_shows_is_proposed_from_its_menu(as_person, catalogue, lead, rune):
    view = catalogue.views.create(owner=lead, name="Mina", query="q=varna")
    page, arguments = as_person(lead), ["prov", "karnan"]
    listed = reverse("requirements_catalog:requirement-list", args=arguments)
    asked = reverse("reviews:round-create-of", args=arguments)
    assert f'href="{asked}?q=varna"' in page.get(f"{listed}?q=varna").content.decode()
    for query, what, address_of_list in (
        ("?q=varna&kind=&columns=owner", "address", f"{listed}?q=varna"),
        (f"?view={view.uid}", f"view-{view.pk}", None),
        (f"?view={view.uid}&q=varna", f"view-{view.pk}", None),
        (f"?view={view.uid}&q=spara", "address", f"{listed}?q=spara&view={view.uid}"),
        ("?view=finnsinte", f"all-{catalogue.pk}", None),
        ("", f"all-{catalogue.pk}", None),
    ):
        form = page.get(asked + query).context["form"]
        assert (form["what"].value(), form["address"].value()) == (what, address_of_list), query
    page.post(f"{asked}?q=varna", form_values(address=f"{listed}?q=varna", people=[rune.pk]))
    assert ReviewRound.objects.get().selection == "q=varna"


def test_who_may_not_lead_reviews_is_not_offered_one(as_person, catalogue, author):
    listed = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    assert "Låt granska urvalet" not in as_person(author).get(listed).content.decode()


def test_a_round_in_preparation_is_the_leads_alone(as_person, make_round, lead, rune, author):
    review = make_round([rune], is_open=False)
    for person in (rune, author):
        page = as_person(person)
        assert page.get(address("round-detail", review.pk)).status_code == 404
        assert page.get(address("reading-start", review.pk)).status_code in {403, 404}
        assert "Vårens runda" not in text_of(page.get(address("round-list")))
    assert "Vårens runda" in text_of(as_person(lead).get(address("round-list")))


def test_what_cannot_be_opened_is_told(as_person, make_round, lead):
    review = make_round(is_open=False)
    page = as_person(lead)
    shown = text_of(page.get(address("round-detail", review.pk)))
    assert "Ingen är vald att granska" in shown
    assert "Öppna rundan" not in shown
    told = text_of(page.post(address("round-open", review.pk), follow=True))
    assert "Välj minst en granskare" in told


# ---------------------------------------------------------------- the leader's page


def test_progress_is_for_those_who_lead_and_answer(as_person, make_round, lead, rune, make_person):
    review = make_round([rune])
    comment(review, rune, text="Hemlig fråga?")
    reader = make_person("reader", review.catalogue.programme)
    shown = text_of(as_person(lead).get(address("round-detail", review.pk)))
    assert "Påminn alla som har något kvar" in shown
    assert "1 av 3" in shown
    # One of three requirements has an answer, of the only reviewer.
    assert "1 / 3" in shown and "svar på enskilda krav" in shown
    shown = text_of(as_person(reader).get(address("round-detail", review.pk)))
    assert "Rapporten kan läsas när rundan är avslutad" in shown
    assert "granskare har börjat" not in shown
    assert as_person(reader).get(address("round-report", review.pk, "xlsx")).status_code == 403
    actions.close_round(review=review, by=lead, summary="Klart.")
    shown = text_of(as_person(reader).get(address("round-detail", review.pk)))
    assert "granskare har börjat" in shown
    assert as_person(reader).get(address("round-report", review.pk, "xlsx")).status_code == 200


def test_refused_steps_keep_what_was_typed(as_person, make_round, lead, rune):
    review = make_round([rune])
    page = as_person(lead)
    values = {"due_on": "2020-01-01", "reason": "Semester"}
    answer = page.post(address("round-extend", review.pk), values)
    assert answer.status_code == 422
    assert "Semester" in text_of(answer)
    answer = page.post(address("round-close", review.pk), {"summary": "x" * 10_001})
    assert answer.status_code == 422
    review.refresh_from_db()
    assert review.is_open
    page.post(address("round-close", review.pk), {"summary": "Bra läsning."})
    assert "Bra läsning." in text_of(page.get(address("round-detail", review.pk)))


def test_the_reviewers_of_another_round_are_left_alone(as_person, make_round, lead, rune, olga):
    review, other = make_round([rune]), make_round([olga], name="Annan")
    foreign = reviewer_of(other, olga)
    page = as_person(lead)
    assert page.post(address("reviewer-remove", review.pk, foreign.pk)).status_code == 404
    remind = address("round-remind", review.pk)
    assert page.post(remind, {"reviewer": foreign.pk}).status_code == 404
    for forged in ("1' OR 1", "9" * 30, "²"):
        assert page.post(remind, {"reviewer": forged}).status_code in {302, 404}
    foreign.refresh_from_db()
    assert foreign.reminded_at is None
    page.post(remind)
    assert reviewer_of(review, rune).reminded_at is not None


def test_a_party_is_added_on_the_page_of_a_referral(as_person, make_round, lead, rune):
    review = make_round([rune], is_external=True)
    page = as_person(lead)
    values = {"act": "party", "organisation": "Fjällvyn AB", "email": "ida@f.test"}
    page.post(address("reviewer-add", review.pk), values)
    answer = page.post(address("reviewer-add", review.pk), values | {"organisation": "Annan AB"})
    assert answer.status_code == 422
    assert "Annan AB" in text_of(answer)
    assert [str(one) for one in review.reviewers.filter(user=None)] == ["Fjällvyn AB"]
    shown = text_of(page.get(address("round-detail", review.pk)))
    assert "Fjällvyn AB" in shown


# ---------------------------------------------------------------- reading


def test_reading_leads_from_one_to_the_next_that_is_left(as_person, make_round, rune):
    review = make_round([rune])
    page = as_person(rune)
    items = {code: item_of(review, code).pk for code in ("A1", "A2", "B1")}
    start = page.get(address("reading-start", review.pk))
    assert start.url == address("reading-item", review.pk, items["A1"])
    shown = text_of(page.get(start.url))
    assert "1 av 3" in shown
    assert "3 kvar" in shown
    assert 'rel="next"' in shown
    assert 'rel="prev"' not in shown
    for code, goal in (("A1", "A2"), ("A2", "B1")):
        answer = page.post(address("verdict-give", review.pk, items[code]), {"choice": "approve"})
        assert answer.url == address("reading-item", review.pk, items[goal])
    last = page.post(address("verdict-give", review.pk, items["B1"]), {"choice": "abstain"})
    assert last.url == address("reading-list", review.pk)
    back = page.post(address("verdict-give", review.pk, items["B1"]), {"choice": "withdrawn"})
    assert back.url == address("reading-item", review.pk, items["B1"])
    assert Verdict.objects.count() == 4


def test_only_those_asked_read_and_only_what_they_were_asked(
    as_person, make_round, rune, olga, lead, row
):
    review, other = make_round([rune]), make_round([rune], name="Annan")
    actions.invite_members(review=review, people=[lead], by=lead, chapters=[row("B")])
    item, foreign = item_of(review, "A1"), item_of(other, "A1")
    for person, pk, status in (
        (olga, item.pk, 403), (rune, foreign.pk, 404), (lead, item.pk, 404),
    ):  # fmt: skip
        page = as_person(person)
        assert page.get(address("reading-item", review.pk, pk)).status_code == status
        for name in ("verdict-give", "comment-write", "proposal-preview"):
            data = {"choice": "approve", "kind": "question", "text": "Hej?"}
            assert page.post(address(name, review.pk, pk), data).status_code == status
    assert not Verdict.objects.exists()
    assert not ReviewComment.objects.exists()


def test_a_refused_comment_and_proposal_stay_in_their_boxes(as_person, make_round, rune):
    review = make_round([rune])
    page = as_person(rune)
    write = address("comment-write", review.pk, item_of(review, "A1").pk)
    answer = page.post(write, {"kind": "finnsinte", "text": "Min långa fråga"})
    assert answer.status_code == 422
    assert "Min långa fråga" in text_of(answer)
    sent = {"proposal-field": "text", "proposal-proposed_text": "Ska visa listan.",
            "proposal-text": "Därför"}  # fmt: skip
    answer = page.post(write, sent)
    assert answer.status_code == 422
    assert "Förslaget är likadant som texten" in text_of(answer)
    assert "Därför" in text_of(answer)
    assert page.post(write, sent | {"proposal-field": "status"}).status_code == 422
    assert not ReviewComment.objects.exists()
    page.post(write, sent | {"proposal-proposed_text": "Ska visa hela listan."})
    made = ReviewComment.objects.get()
    assert (made.kind, made.field, made.text) == ("proposal", "text", "Därför")
    shown = text_of(page.get(address("reading-item", review.pk, made.item_id)))
    assert "<ins>hela </ins>" in shown


def test_a_proposal_shows_what_it_changes_while_it_is_written(as_person, make_round, rune):
    review = make_round([rune])
    page = as_person(rune)
    item = item_of(review, "A1")
    shown = text_of(page.get(address("reading-item", review.pk, item.pk), {"propose": "text"}))
    assert 'name="proposal-proposed_text"' in shown
    preview = address("proposal-preview", review.pk, item.pk)
    sent = {"proposal-field": "text", "proposal-proposed_text": "Ska visa <b>listan</b>."}
    shown = page.post(preview, sent).content.decode()
    assert "&lt;b&gt;" in shown
    assert "Det ändras" in shown
    same = page.post(preview, sent | {"proposal-proposed_text": "Ska visa listan."})
    assert same.content.decode().strip() == ""
    assert not ReviewComment.objects.exists()


def test_ones_own_comment_is_changed_and_removed_others_are_not_found(
    as_person, make_round, rune, olga
):
    review = make_round([rune, olga])
    said, proposed = comment(review, rune), propose(review, rune)
    for name in ("comment-edit", "comment-remove"):
        answer = as_person(olga).post(address(name, review.pk, said.pk), {"text": "Stulen"})
        assert answer.status_code == 404
    page = as_person(rune)
    edit = address("comment-edit", review.pk, said.pk)
    assert "Vilken lista?" in text_of(page.get(edit))
    assert page.post(edit, {"kind": "question", "text": ""}).status_code == 422
    page.post(edit, {"kind": "objection", "field": "text", "text": "Oklart."})
    said.refresh_from_db()
    assert (said.kind, said.text) == ("objection", "Oklart.")
    other = address("comment-edit", review.pk, proposed.pk)
    assert "Ska visa hela listan." in text_of(page.get(other))
    assert page.post(other, {"text": "Inget förslag"}).status_code == 422
    page.post(address("comment-remove", review.pk, said.pk))
    said.refresh_from_db()
    assert said.removed_at is not None
    assert page.get(edit).status_code == 404


def test_verdicts_on_many_in_the_list(as_person, make_round, rune):
    review, other = make_round([rune]), make_round([rune], name="Annan")
    page = as_person(rune)
    url = address("reading-list", review.pk)
    chosen = [item_of(review, code).pk for code in ("A1", "B1")]
    forged = [item_of(other, "A1").pk, "x", "9" * 30]
    page.post(url, {"item": [*chosen, *forged], "choice": "approve"})
    assert sorted(Verdict.objects.values_list("item", flat=True)) == sorted(chosen)
    page.post(url, {"item": chosen, "choice": "finnsinte"})
    page.post(url, {"choice": "approve"})
    assert Verdict.objects.count() == 2
    shown = text_of(page.get(url, {"show": "left"}))
    assert ("A2" in shown, "B1" in shown) == (True, False)
    assert "Ska spara." in shown


def test_a_long_list_is_paged(as_person, make_round, rune, monkeypatch):
    monkeypatch.setattr("reviews.views_reading.PER_PAGE", 2)
    review = make_round([rune])
    page = as_person(rune)
    first, second = (
        text_of(page.get(address("reading-list", review.pk), {"page": number})) for number in (1, 2)
    )
    assert [code in first for code in ("A1", "A2", "B1")] == [True, True, False]
    assert [code in second for code in ("A1", "A2", "B1")] == [False, False, True]


def test_a_page_of_reading_costs_the_same_however_long_the_round(
    as_person, make_round, catalogue, rune, row
):
    def cost(review):
        page = as_person(rune)
        url = address("reading-item", review.pk, item_of(review, "A1").pk)
        page.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert page.get(url).status_code == 200
        return len(queries)

    short = cost(make_round([rune]))
    for number in range(10):
        RequirementFactory(catalogue=catalogue, parent=row("B"), depth=1,
                           position=(10 + number) << 20)  # fmt: skip
    review = make_round([rune], name="Lång")
    for code in ("A1", "A2"):
        verdict(review, rune, "approve", code)
        comment(review, rune, code)
        propose(review, rune, code, "Annan text.")
    long = cost(review)
    # One more: what became of the comments is asked for only where there are comments.
    assert (short, long) == (16, 17)


def test_the_list_costs_the_same_however_many_rounds(as_person, make_round, rune, lead, row):
    page = as_person(rune)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            shown = text_of(page.get(address("round-list")))
        return len(queries), shown

    review = make_round([rune])
    verdict(review, rune, "approve", "A1")
    cost()
    one, shown = cost()
    assert "1 av 3" in shown
    for number in range(3):
        verdict(make_round([rune], name=f"Runda {number}"), rune, "approve", "A1", "B1")
    other = make_round([lead], name="Kapitel")
    actions.invite_members(review=other, people=[rune], by=lead, chapters=[row("B")])
    many, shown = cost()
    assert "2 av 3" in shown
    assert "0 av 1" in shown
    # Chapters are read once, where any round is shared by them.
    assert (one, many) == (14, 14)
