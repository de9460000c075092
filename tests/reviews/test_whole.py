"""What is said of a round as a whole: by whom, in workbooks, answered and reported."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quality.models import Term
from reviews import actions_reading
from reviews.actions_dispositions import dispose
from reviews.lists import comments_waiting_for
from reviews.models import ReviewComment
from reviews.notices import find
from reviews.progress import progress_of
from reviews.report import report_of
from tests.reviews.conftest import address, reviewer_of, text_of
from tests.reviews.referral import (
    ID,
    KIND,
    TITLE,
    Book,
    let_in,
    make_referral,
    party_in,
    plan,
    take_in,
)
from tests.reviews.test_reading import comment

pytestmark = pytest.mark.django_db


def say(review, person, text="Kraven hänger ihop bra.", kind="question"):
    return actions_reading.write_comment(
        reviewer=reviewer_of(review, person), item=None, by=person, kind=kind, text=text
    )


def test_it_is_said_changed_and_removed_on_the_page_of_the_round(as_person, make_round, rune):
    review = make_round([rune])
    page = address("round-detail", review.pk)
    client = as_person(rune)
    assert "Kommentera helheten" in text_of(client.get(page))
    answer = client.post(address("whole-comment", review.pk), {"kind": "question", "text": " "})
    assert answer.status_code == 422
    assert "Kommentar" in text_of(answer) and not ReviewComment.objects.exists()
    answer = client.post(
        address("whole-comment", review.pk), {"kind": "objection", "text": "För många ska-krav."}
    )
    said = ReviewComment.objects.get()
    assert answer["Location"] == f"{page}#comment-{said.pk}"
    assert (said.item, said.kind, said.text) == (None, "objection", "För många ska-krav.")
    assert "För många ska-krav." in text_of(client.get(page))
    edit = address("comment-edit", review.pk, said.pk)
    assert "Granskningen som helhet" in text_of(client.get(edit))
    answer = client.post(edit, {"kind": "objection", "text": "Alldeles för många ska-krav."})
    assert answer["Location"] == f"{page}#comment-{said.pk}"
    said.refresh_from_db()
    assert said.text == "Alldeles för många ska-krav."
    answer = client.post(address("comment-remove", review.pk, said.pk))
    assert answer["Location"] == f"{page}#whole"
    assert not ReviewComment.objects.standing().exists()


def test_others_see_it_only_where_the_round_says_so(as_person, make_round, rune, olga):
    closed, shown = make_round([rune, olga]), make_round([rune, olga], shows_comments=True)
    for review in (closed, shown):
        say(review, rune)
    client = as_person(olga)
    assert "hänger ihop" not in text_of(client.get(address("round-detail", closed.pk)))
    assert "hänger ihop" in text_of(client.get(address("round-detail", shown.pk)))


def test_who_was_not_asked_says_nothing(as_person, make_round, rune, olga):
    review = make_round([rune])
    answer = as_person(olga).post(
        address("whole-comment", review.pk), {"kind": "question", "text": "x"}
    )
    assert answer.status_code == 403
    with pytest.raises(PermissionDenied):
        actions_reading.write_comment(
            reviewer=reviewer_of(review, rune), item=None, by=olga, kind="question", text="x"
        )
    assert not ReviewComment.objects.exists()


def test_a_proposal_belongs_to_a_requirement(make_round, rune):
    review = make_round([rune])
    reviewer = reviewer_of(review, rune)
    with pytest.raises(ValidationError):
        actions_reading.write_comment(
            reviewer=reviewer, item=None, by=rune, kind="proposal", field="text",
            proposed_text="Ny.",
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewComment.objects.create(
            reviewer=reviewer, kind="proposal", field="text", proposed_text="Ny."
        )
    assert not ReviewComment.objects.exists()


def test_it_counts_as_a_comment_and_not_as_a_requirement_read(make_round, rune, olga):
    review = make_round([rune, olga])
    say(review, rune)
    comment(review, rune, "A1")
    progress = progress_of(review)
    first, second = progress.reviewers
    assert (first.done, first.comments, first.has_begun) == (1, 2, True)
    assert (second.done, second.comments, second.has_begun) == (0, 0, False)
    assert (progress.comments, progress.undisposed, progress.begun) == (2, 2, 1)
    assert [chapter.comments for chapter in progress.chapters] == [1, 0]
    say(review, olga)
    assert progress_of(review).begun == 2


def test_it_stands_first_among_what_waits_for_an_answer_and_is_answered(
    as_person, make_round, rune, author, programme
):
    review = make_round([rune])
    first = comment(review, rune, "A1", text="Om A1")
    whole = say(review, rune)
    waiting = comments_waiting_for(author, programme)
    assert waiting == [{"pk": review.pk, "name": "Vårens runda", "count": 2}]
    client = as_person(author)
    page = text_of(client.get(address("disposition-list", review.pk) + "?mine=on"))
    assert page.index("Granskningen som helhet") < page.index("hänger ihop") < page.index("Om A1")
    since = timezone.now()
    answer = client.post(
        address("disposition-write", review.pk, whole.pk),
        {"outcome": "answered", "answer": "Tack!"},
    )
    # On to the next that waits, which stands after the whole.
    assert answer["Location"].endswith(f"#comment-{first.pk}")
    (notice,) = find(rune, since, 5)
    assert (notice.title, notice.url) == (
        "Vårens runda", address("round-detail", review.pk) + f"#comment-{whole.pk}",
    )  # fmt: skip


def test_the_report_has_it_first(make_round, rune, author):
    review = make_round([rune])
    comment(review, rune, "A1", text="Om A1")
    dispose(comment=say(review, rune), by=author, outcome="answered", answer="Tack!")
    report = report_of(review, is_anonymous=False)
    assert [row.item and row.item.version.content["code"] for row in report.items] == [None, "A1"]


def test_a_party_says_it_by_its_link(client, catalogue, lead):
    review = make_referral(catalogue, lead)
    ymer = let_in(client, party_in(review, "Ymer Vård AB"), lead)
    start = reverse("party:start", args=[ymer.uid])
    answer = client.post(start, {"kind": "question", "text": ""})
    assert answer.status_code == 422
    answer = client.post(start, {"kind": "question", "text": "Hur lång är avtalstiden?"})
    assert answer["Location"] == f"{start}#whole"
    assert "Hur lång är avtalstiden?" in text_of(client.get(start))
    said = ymer.comments.get()
    edit = reverse("party:comment-edit", args=[ymer.uid, said.uid])
    assert "Remissen som helhet" in text_of(client.get(edit))
    assert client.post(edit, {"kind": "question", "text": "Hur långt är avtalet?"})[
        "Location"
    ] == f"{start}#whole"  # fmt: skip
    other = Client()
    ask = let_in(other, party_in(review, "Ask Data AB"), lead)
    assert "avtalet" not in text_of(other.get(reverse("party:start", args=[ask.uid])))
    remove = reverse("party:comment-remove", args=[ymer.uid, said.uid])
    assert client.post(remove)["Location"] == f"{start}#whole"
    assert not ymer.comments.standing().exists()


def test_a_workbook_brings_it_on_a_row_of_its_own(catalogue, lead):
    review = make_referral(catalogue, lead)
    ymer, ask = party_in(review, "Ymer Vård AB"), party_in(review, "Ask Data AB")
    book = Book(ymer)
    last = book.sheet.max_row
    assert book.sheet.cell(last, TITLE).value == "Remissen som helhet"
    book.put(last, "Fråga", "Hur långt är avtalet?")
    book.put(last, None, "", "En ny lydelse av allt", group=2)
    content = book.bytes()
    found = plan(review, content)
    assert [one.text for one in found.refused] == [
        "Ett förslag till ny lydelse hör till ett krav."
    ]  # fmt: skip
    assert found.absent == 0
    take_in(review, content, lead)
    said = ymer.comments.get()
    assert (said.item, said.kind, said.text) == (None, "question", "Hur långt är avtalet?")
    # The next workbook holds it, and the same file again brings nothing new.
    again = Book(ymer)
    assert again.sheet.cell(last, KIND).value == "Fråga"
    assert plan(review, content).unchanged == 1
    # A row of another party's workbook is nobody's here; a deleted one is no requirement left out.
    foreign = Book(ask).sheet.cell(last, ID).value
    again.sheet.cell(last, ID).value = foreign
    told = plan(review, again.bytes())
    assert [one.row for one in told.refused] == [last]
    assert (told.unchanged, told.absent) == (0, 0)


def test_terms_of_the_glossary_are_marked_where_requirements_are_reviewed(
    as_person, client, catalogue, programme, lead, rune
):
    Term.objects.create(programme=programme, term="lista", definition="Rader i ordning.")
    review = make_referral(catalogue, lead, people=[rune])
    item = review.items.get(requirement__code="A1")
    page = text_of(as_person(rune).get(address("reading-item", review.pk, item.pk)))
    assert ">listan</dfn>" in page and "Rader i ordning." in page
    client.logout()
    ymer = let_in(client, party_in(review, "Ymer Vård AB"), lead)
    page = text_of(client.get(reverse("party:item", args=[ymer.uid, item.place])))
    assert ">listan</dfn>" in page and "Rader i ordning." in page
