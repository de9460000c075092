"""Rounds of the demo's catalogue: one closed with its answers, one under way, a referral."""

from datetime import timedelta

from django.utils import timezone

from requirements_catalog.models import Catalogue
from reviews.actions import close_round, create_round, open_round, remind
from reviews.actions_dispositions import adopt_proposal, dispose, seen_mark
from reviews.actions_reading import give_verdicts, write_comment
from reviews.models import ReviewComment, ReviewRound

from . import content
from .referral import hold_referral

LEAD = "programledare@demo.example"
MANAGER = "kravansvarig@demo.example"
_FACTS = ("name", "purpose", "instructions", "shows_comments", "approves_requirements")


def hold_reviews(*, catalogue: Catalogue, people: dict) -> None:
    """Let people read, comment and answer, as they do in the browser."""
    for entry in content.review_content()["rounds"]:
        review = _open(catalogue, entry, people)
        for code_comment in _say(review, entry, people):
            _answer(*code_comment, by=people[MANAGER])
        if entry["summary"]:
            close_round(review=review, by=people[LEAD], summary=entry["summary"])
    hold_referral(catalogue=catalogue, by=people[LEAD])


def _open(catalogue: Catalogue, entry: dict, people: dict) -> ReviewRound:
    chapter = catalogue.requirements.headings().get(code=entry["chapter"])
    review = create_round(
        catalogue=catalogue,
        by=people[LEAD],
        people=[people[email] for email in entry["people"]],
        selection=f"heading={chapter.pk}",
        selection_name=chapter.title,
        due_on=timezone.localdate() + timedelta(days=entry["days"]),
        **{name: entry[name] for name in _FACTS},
    )
    return open_round(review=review, by=people[LEAD])


def _say(review: ReviewRound, entry: dict, people: dict) -> list[tuple[ReviewComment, dict]]:
    """Verdicts and comments of everybody; each comment with what the content says of it."""
    items = {item.version.content["code"]: item for item in review.items.select_related("version")}
    asked = {reviewer.user_id: reviewer for reviewer in review.reviewers.all()}
    for email, choices in entry["verdicts"].items():
        person = people[email]
        for choice, codes in choices.items():
            chosen = [items[code] for code in codes]
            give_verdicts(reviewer=asked[person.pk], items=chosen, choice=choice, by=person)
    said = []
    for told in entry["comments"]:
        person = people[told["by"]]
        comment = write_comment(
            reviewer=asked[person.pk],
            item=items[told["code"]],
            by=person,
            kind=told["kind"],
            field=told["field"],
            text=told["text"],
            proposed_text=told.get("proposed_text", ""),
        )
        said.append((comment, told))
    late = [asked[people[email].pk] for email in entry.get("reminded", [])]
    if late:
        remind(review=review, reviewers=late, by=people[LEAD])
    return said


def _answer(comment: ReviewComment, told: dict, by) -> None:
    if told.get("outcome") == "adopt":
        read = comment.item.version.content[comment.field]
        adopt_proposal(comment=comment, by=by, seen=seen_mark(read))
    elif told.get("outcome"):
        dispose(comment=comment, by=by, outcome=told["outcome"], answer=told["answer"])
