"""A referral to three parties, and workbooks as people hand them back."""

import io
import subprocess
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from reviews import actions
from reviews.actions_referral import approve_workbook, issue_link, receive_workbook
from reviews.referral_out import party_workbook
from reviews.referral_plan import plan_return

PARTIES = ("Ymer Vård AB", "Ask Data AB", "Mimer Region")
ID, NUMBER, CODE, TITLE, TEXT, MOTIVE = range(1, 7)
KIND, SAID, WORDING = 7, 8, 9


def make_referral(catalogue, lead, names=PARTIES, **fields):
    """An open external referral of the whole catalogue to parties without an account."""
    values = {"name": "Remiss", "due_on": timezone.localdate() + timedelta(days=20)}
    review = actions.create_round(catalogue=catalogue, by=lead, is_external=True, **values | fields)
    for number, name in enumerate(names):
        email = f"part{number}@exempel.test"
        actions.invite_party(review=review, by=lead, organisation=name, email=email)
    return actions.open_round(review=review, by=lead)


def party_in(review, organisation):
    """A party by its name, knowing its round as the views have it."""
    party = review.reviewers.get(organisation=organisation)
    party.round = review
    return party


def day(days):
    """The day so many days from now."""
    return timezone.localdate() + timedelta(days=days)


def link(secret):
    """The address that a party was given."""
    return reverse("party:open", args=[secret])


def pages(party, name="start", *args):
    """An address of a party's pages, which hold no secret."""
    return reverse(f"party:{name}", args=[party.uid, *args])


def opened(client, secret):
    """The page that a link leads to; the client holds the cookie from then on."""
    return client.get(link(secret), follow=True)


class Book:
    """A party's workbook as it was downloaded, to be written in."""

    def __init__(self, party):
        self.book = load_workbook(io.BytesIO(party_workbook(party)))
        self.sheet = self.book["Krav"]

    def row(self, code):
        """The number of a requirement's row."""
        return next(cells[0].row for cells in self.sheet.iter_rows() if cells[2].value == code)

    def say(self, code, kind, text="", wording="", group=1):
        """Fill in one place of a requirement's row."""
        self.put(self.row(code), kind, text, wording, group)
        return self

    def put(self, row, kind, text="", wording="", group=1):
        """Fill in one place of a row."""
        for offset, value in enumerate((kind, text, wording)):
            self.sheet.cell(row, KIND + 3 * (group - 1) + offset).value = value or None

    def rows(self):
        """The values of all rows below the heading."""
        return [[cell.value for cell in cells] for cells in self.sheet.iter_rows(min_row=2)]

    def set_rows(self, rows):
        """Write other rows below the heading."""
        self.sheet.delete_rows(2, self.sheet.max_row)
        for line, values in enumerate(rows, start=2):
            for column, value in enumerate(values, start=1):
                self.sheet.cell(line, column).value = value

    def bytes(self):
        """The file."""
        buffer = io.BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()


def as_ods(content, folder, soffice):
    """The workbook as LibreOffice saves it in its own format."""
    (folder / "svar.xlsx").write_bytes(content)
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
         "ods", "--outdir", str(folder), str(folder / "svar.xlsx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return (folder / "svar.ods").read_bytes()


def plan(review, content, name="svar.xlsx", **more):
    """What a file would bring."""
    return plan_return(review=review, content=content, filename=name, **more)


def take_in(review, content, by, name="svar.xlsx"):
    """Receive a file, look through it and approve."""
    returned = receive_workbook(review=review, content=content, file_name=name, by=by)
    seen = plan(review, content, name).mark
    return approve_workbook(returned=returned, by=by, seen=seen)


def said_by(party):
    """(code, kind, comment, wording) of all that a party has said and that stands."""
    return sorted(
        (one.item.version.content["code"], one.kind, one.text, one.proposed_text)
        for one in party.comments.standing().select_related("item__version")
    )


def let_in(client, party, lead):
    """Make a link for a party and open it: the client holds its cookie from then on."""
    secret = issue_link(reviewer=party, by=lead, expires_on=party.round.due_on)
    assert client.get(reverse("party:open", args=[secret]), follow=True).status_code == 200
    return party
