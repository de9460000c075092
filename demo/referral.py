"""The demo's external referral: two parties, of which one has sent its workbook back."""

import io
from datetime import timedelta

from django.utils import timezone
from openpyxl import load_workbook

from requirements_catalog.models import Catalogue
from reviews.actions import create_round, invite_party, open_round
from reviews.actions_referral import approve_workbook, issue_link, receive_workbook
from reviews.models import Reviewer, ReviewRound
from reviews.referral_layout import LOCKED, columns
from reviews.referral_out import party_workbook
from reviews.referral_plan import plan_return

from . import content

CODE, TEXT = LOCKED.index("code") + 2, LOCKED.index("text") + 2
KIND = len(LOCKED) + 2


def hold_referral(*, catalogue: Catalogue, by) -> None:
    """Send the referral out, and take in what came back."""
    entry = content.review_content()["referral"]
    chapter = catalogue.requirements.headings().get(code=entry["chapter"])
    today = timezone.localdate()
    review = create_round(
        catalogue=catalogue,
        by=by,
        selection=f"heading={chapter.pk}",
        selection_name=chapter.title,
        due_on=today + timedelta(days=entry["days"]),
        is_external=True,
        **{name: entry[name] for name in ("name", "purpose", "instructions")},
    )
    parties = [_invite(review, told, by) for told in entry["parties"]]
    review = open_round(review=review, by=by)
    for party, told in zip(parties, entry["parties"], strict=True):
        party.round = review
        if told["link"]:
            issue_link(reviewer=party, by=by, expires_on=review.due_on)
        if told["answers"]:
            _take_in(party, told["answers"], by)


def _invite(review: ReviewRound, told: dict, by) -> Reviewer:
    names = ("organisation", "contact_name", "email")
    return invite_party(review=review, by=by, **{name: told[name] for name in names})


def _take_in(party: Reviewer, answers: list[dict], by) -> None:
    """Fill in the party's workbook, as it would, and read it in."""
    file, name = _filled(party, answers), "svar-fjallvyn.xlsx"
    returned = receive_workbook(review=party.round, content=file, file_name=name, by=by)
    plan = plan_return(review=party.round, content=file, filename=name)
    approve_workbook(returned=returned, by=by, seen=plan.mark)


def _filled(party: Reviewer, answers: list[dict]) -> bytes:
    book = load_workbook(io.BytesIO(party_workbook(party)))
    sheet = next(one for one in book if one.cell(1, 1).value == columns()["row"])
    rows = {sheet.cell(row, CODE).value: row for row in range(2, sheet.max_row + 1)}
    for told in answers:
        row = rows[told["code"]]
        sheet.cell(row, KIND).value = told["kind"]
        sheet.cell(row, KIND + 1).value = told["text"]
        if end := told.get("wording_end"):
            sheet.cell(row, KIND + 2).value = f"{sheet.cell(row, TEXT).value}{end}"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
