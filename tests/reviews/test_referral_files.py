"""Workbooks of a referral: what they hold, and what every way of handing them back brings."""

import hashlib
import io
import zipfile

import pytest
from django.utils import translation
from openpyxl import load_workbook

from common.workbooks import WorkbookRefused
from reviews import actions, actions_reading
from reviews.actions_dispositions import dispose
from reviews.actions_referral import approve_workbook, receive_workbook
from reviews.models import ReturnedWorkbook, ReviewComment
from reviews.problems import RoundNotOpen, StateNotAllowed
from reviews.referral_out import parties_of, party_workbook, zip_of
from reviews.referral_reader import ForeignFile
from tests.reviews.conftest import item_of
from tests.reviews.referral import (
    CODE,
    ID,
    KIND,
    SAID,
    TEXT,
    TITLE,
    WORDING,
    Book,
    as_ods,
    make_referral,
    party_in,
    plan,
    said_by,
    take_in,
)

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def review(catalogue, lead):
    return make_referral(catalogue, lead, purpose="Pröva kraven", instructions="=1+1\nLäs allt.")


@pytest.fixture
def ymer(review):
    return party_in(review, "Ymer Vård AB")


@pytest.fixture
def ask(review):
    return party_in(review, "Ask Data AB")


def told(rows):
    return [(one.row, one.text) for one in rows]


def test_the_workbook_tells_what_and_how_and_is_locked_but_for_the_answers(review, ymer, row):
    item = row("A1")
    assert item.text == "Ska visa listan."
    book = load_workbook(io.BytesIO(party_workbook(ymer)))
    assert book.sheetnames == ["Läs mig", "Krav", "fvm-remiss"]
    assert book["fvm-remiss"].sheet_state == "veryHidden"
    words = [cells[0].value for cells in book["Läs mig"].iter_rows() if cells[0].value]
    assert "Extern remiss från Provprogrammet till Ymer Vård AB" in words
    assert review.due_on.isoformat() in words
    assert any(word.startswith("Skicka filen till Lena, ") for word in words)
    # Text that begins as a formula does is text.
    cell = next(cells[0] for cells in book["Läs mig"].iter_rows() if cells[0].value == "=1+1")
    assert cell.data_type == "s"
    sheet = book["Krav"]
    assert [cell.value for cell in sheet[1]][1:9] == [
        "Nr", "Krav-id", "Rubrik", "Kravtext", "Motiv", "Typ av synpunkt 1", "Synpunkt 1",
        "Föreslagen ny lydelse 1",
    ]  # fmt: skip
    assert [sheet.cell(n, CODE).value for n in (2, 3, 4)] == ["A1", "A2", "B1"]
    # Last the row for what is about no requirement.
    assert (sheet.max_row, sheet.cell(5, TITLE).value) == (5, "Remissen som helhet")
    assert sheet.column_dimensions["A"].hidden and sheet.protection.sheet
    assert sheet.cell(2, TEXT).protection.locked
    assert not any(sheet.cell(2, n).protection.locked for n in (KIND, SAID, WORDING))
    (choices,) = sheet.data_validations.dataValidation
    assert choices.formula1 == '"Fråga,Invändning,Förslag,Språk"'
    for name in ("Ask", "Mimer"):
        assert name not in str([[c.value for c in r] for s in book for r in s.iter_rows()])


def test_text_of_requirements_never_becomes_a_formula(catalogue, lead, row):
    item = row("A1")
    item.text = '=HYPERLINK("http://ont.exempel","x")'
    item.save()
    review = make_referral(catalogue, lead)
    book = Book(party_in(review, "Ymer Vård AB"))
    assert book.sheet.cell(2, TEXT).data_type == "s"
    assert book.sheet.cell(2, TEXT).value == '=HYPERLINK("http://ont.exempel","x")'


def test_all_workbooks_come_in_one_zip_also_when_two_parties_share_a_name(review, lead):
    actions.invite_party(review=review, by=lead, organisation="Ymer Vård AB")
    packed = zipfile.ZipFile(io.BytesIO(zip_of(parties_of(review))))
    assert packed.namelist() == [
        "remiss-remiss-ymer-vard-ab.xlsx", "remiss-remiss-ask-data-ab.xlsx",
        "remiss-remiss-mimer-region.xlsx", "remiss-remiss-ymer-vard-ab-4.xlsx",
    ]  # fmt: skip


def test_kinds_wordings_and_several_comments_on_one_requirement(review, ymer, lead):
    book = Book(ymer)
    book.say("A1", "Fråga", "Varför?").say("A1", "Invändning", "Dyrt.", group=2)
    book.say("A1", "Språk", "Komma saknas.", group=3)
    book.say("A2", "Förslag", "Tydligare.", "Ska spara inom 2 s.")
    # A new wording makes a proposal whatever the kind says, and needs no reason.
    book.say("B1", "", "", "Ska varna i tid.")
    result = take_in(review, book.bytes(), lead)
    assert result.refused == []
    assert said_by(ymer) == [
        ("A1", "editorial", "Komma saknas.", ""),
        ("A1", "objection", "Dyrt.", ""),
        ("A1", "question", "Varför?", ""),
        ("A2", "proposal", "Tydligare.", "Ska spara inom 2 s."),
        ("B1", "proposal", "", "Ska varna i tid."),
    ]
    entry = ReviewComment.history.filter(kind="question").get()
    assert (entry.history_user, entry.history_change_reason) == (
        lead, "Läst in ur filen svar.xlsx",
    )  # fmt: skip
    returned = ReturnedWorkbook.objects.get()
    assert (returned.reviewer, returned.approved_by, returned.new_count) == (ymer, lead, 5)
    assert hashlib.sha256(bytes(returned.content)).hexdigest() == returned.sha256


def test_copied_rows_give_further_comments_and_inserted_ones_are_refused(review, ymer, lead):
    book = Book(ymer)
    book.say("A1", "Fråga", "Ett").say("A1", "Fråga", "Två", group=2)
    rows = book.rows()
    copy = list(rows[0])
    copy[KIND - 1 : KIND + 5] = ["Fråga", "Tre", None, "Fråga", "Fyra", None]
    added = [None, None, "A1", None, None, None, "Fråga", "Vilket krav?", *[None] * 7]
    book.set_rows([rows[0], added, copy, *rows[1:]])
    result = take_in(review, book.bytes(), lead)
    assert told(result.refused) == [
        (3, "Raden saknar id, så det går inte att veta vilket krav den gäller.")
    ]
    assert sorted(one[2] for one in said_by(ymer)) == ["Ett", "Fyra", "Tre", "Två"]
    # The copies change places: still the same four.
    book.set_rows([copy, *rows])
    again = plan(review, book.bytes())
    assert (len(again.new), len(again.changed), again.unchanged) == (0, 0, 4)


def test_a_later_file_changes_what_it_changes_and_removes_nothing(review, ymer, lead):
    take_in(review, Book(ymer).say("A1", "Fråga", "Ett").say("A2", "Fråga", "Två").bytes(), lead)
    # The next workbook that goes out holds what came in.
    book = Book(ymer)
    line = book.row("A1")
    assert [book.sheet.cell(line, n).value for n in (KIND, SAID, WORDING)] == ["Fråga", "Ett", None]
    book.say("A1", "Invändning", "Ett, omskrivet").say("A2", "", "").say("B1", "Fråga", "Tre")
    result = take_in(review, book.bytes(), lead, "andra.xlsx")
    assert [len(result.new), len(result.changed), result.unchanged] == [1, 1, 0]
    assert result.changed[0].before.text == "Ett"
    assert said_by(ymer) == [
        ("A1", "objection", "Ett, omskrivet", ""),
        ("A2", "question", "Två", ""),
        ("B1", "question", "Tre", ""),
    ]


def test_what_the_party_itself_changed_or_removed_by_its_link_stands(review, ymer, lead):
    content = Book(ymer).say("A1", "Fråga", "Ett").say("A2", "Fråga", "Två").bytes()
    take_in(review, content, lead)
    one, two = ymer.comments.order_by("item__place")
    actions_reading.edit_comment(comment=one, by=None, kind="question", text="Ett, bättre")
    actions_reading.remove_comment(comment=two, by=None)
    again = take_in(review, content, lead)
    assert (len(again.new), len(again.changed), again.unchanged) == (0, 0, 2)
    assert [text for _row, text in told(again.notices)] == [
        "Parten har själv tagit bort synpunkten. Den läses inte in igen."
    ]
    assert said_by(ymer) == [("A1", "question", "Ett, bättre", "")]


def test_an_answered_comment_is_not_changed(review, ymer, lead, author):
    take_in(review, Book(ymer).say("A1", "Fråga", "Ett").bytes(), lead)
    dispose(comment=ymer.comments.get(), by=author, outcome="answered", answer="Så är det.")
    result = take_in(review, Book(ymer).say("A1", "Fråga", "Nytt").bytes(), lead)
    assert told(result.refused) == [
        (2, "Den tidigare synpunkten på platsen är besvarad och ändras inte. Be parten skriva i "
            "en tom plats.")
    ]  # fmt: skip
    assert said_by(ymer) == [("A1", "question", "Ett", "")]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (("", "Utan typ", ""), "Typ av synpunkt saknas. Välj fråga, invändning, förslag eller "
                               "språk."),
        (("Klagomål", "Text", ""), "G2: ”Klagomål” är ingen typ av synpunkt. Välj en i listan."),
        (("Fråga", "", ""), "G2: En typ är vald, men ingen synpunkt är skriven."),
        (("Förslag", "Stryk", ""), "Ett förslag behöver en ny lydelse. Skriv den, eller välj "
                                   "invändning eller fråga."),
        (("Fråga", "=1+1", ""), "H2: Cellen innehåller en formel. Skriv text i stället."),
        (("Fråga", "x" * 10_001, ""), "H2: Texten är längre än 10 000 tecken. Korta den."),
        (("Förslag", "", "Ska visa listan."), "Förslaget är likadant som texten. Ändra det du "
                                              "vill ändra."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_row_and_the_rest_comes_in(
    review, ymer, lead, cells, message
):
    book = Book(ymer).say("A1", *cells).say("B1", "Fråga", "Rätt ifylld")
    result = take_in(review, book.bytes(), lead)
    assert told(result.refused) == [(2, message)]
    assert said_by(ymer) == [("B1", "question", "Rätt ifylld", "")]


def test_ids_that_are_foreign_or_spoilt_are_refused_by_row(review, ymer, ask, lead):
    book = Book(ymer).say("A1", "Fråga", "Min")
    other = Book(ask)
    # A row of another party's workbook, and one whose id somebody has written in.
    book.sheet.cell(3, ID).value = other.sheet.cell(3, ID).value
    book.sheet.cell(4, ID).value = "A1"
    book.put(3, "Fråga", "Inklistrad")
    book.put(4, "Fråga", "Spolierad")
    result = take_in(review, book.bytes(), lead)
    why = "Radens id hör inte till den här partens arbetsbok i den här remissen."
    assert told(result.refused) == [(3, why), (4, why)]
    assert result.absent == 2
    assert said_by(ymer) == [("A1", "question", "Min", "")]
    assert said_by(ask) == []


def test_columns_may_be_hidden_moved_or_gone_and_text_changed(review, ymer, lead):
    book = Book(ymer).say("A1", "Fråga", "Ett").say("A1", "Fråga", "Två", group=2)
    book.sheet.column_dimensions["H"].hidden = True
    book.sheet.cell(2, TEXT).value = "Ska visa hela listan."
    book.sheet.delete_cols(10, 1)  # Typ av synpunkt 2
    book.sheet.insert_cols(3)
    result = plan(review, book.bytes())
    assert [one.comment.text for one in result.new] == ["Ett"]
    assert told(result.refused) == [
        (2, "Typ av synpunkt saknas. Välj fråga, invändning, förslag eller språk.")
    ]
    assert told(result.notices) == [
        (1, "Kolumnen ”Typ av synpunkt 2” saknas, så inget har lästs ur den."),
        (2, "Kravets egen text är ändrad i filen. Det läses inte som ett förslag: nya lydelser "
            "skrivs i kolumnen för dem."),
    ]  # fmt: skip


def test_libreoffice_gives_the_same_back(review, ymer, lead, need, tmp_path):
    book = Book(ymer).say("A1", "Fråga", "Rad ett\nrad två").say("B1", "Förslag", "", "Ska varna!")
    content = as_ods(book.bytes(), tmp_path, need("soffice"))
    result = take_in(review, content, lead, "svar.ods")
    assert (result.refused, result.notices, result.absent) == ([], [], 0)
    assert said_by(ymer) == [
        ("A1", "question", "Rad ett\nrad två", ""), ("B1", "proposal", "", "Ska varna!"),
    ]  # fmt: skip


def test_files_of_others_are_recognised_and_refused(review, ymer, ask, catalogue, lead):
    content = Book(ymer).say("A1", "Fråga", "Ett").bytes()
    with pytest.raises(ForeignFile, match="hör till Ymer Vård AB, inte till Ask Data AB"):
        plan(review, content, expected=ask)
    other = make_referral(catalogue, lead, name="Andra")
    with pytest.raises(ForeignFile, match="annan remiss"):
        plan(other, content)
    with pytest.raises(ForeignFile, match="inte en arbetsbok från en remiss"):
        book = Book(ymer)
        del book.book["fvm-remiss"]
        plan(review, book.bytes())
    with pytest.raises(ForeignFile, match="radernas id saknas"):
        book = Book(ymer)
        book.sheet.delete_cols(1)
        plan(review, book.bytes())
    with pytest.raises(WorkbookRefused):
        plan(review, b"PK\x03\x04 inte en arbetsbok")
    ymer.delete()
    with pytest.raises(ForeignFile, match="en part som inte finns"):
        plan(review, content)
    assert not ReviewComment.objects.exists()


def test_nothing_is_written_when_something_changed_or_the_round_is_over(review, ymer, lead):
    content = Book(ymer).say("A1", "Fråga", "Ett").bytes()
    returned = receive_workbook(review=review, content=content, file_name="a.xlsx", by=lead)
    with pytest.raises(StateNotAllowed, match="sedan du såg"):
        approve_workbook(returned=returned, by=lead, seen="något annat")
    actions.close_round(review=review, by=lead, summary="")
    with pytest.raises(RoundNotOpen):
        approve_workbook(returned=returned, by=lead, seen=plan(review, content).mark)
    review.refresh_from_db()
    with pytest.raises(RoundNotOpen):
        receive_workbook(review=review, content=content, file_name="b.xlsx", by=lead)
    assert not ReviewComment.objects.exists()


def test_a_party_asked_about_one_chapter_gets_and_gives_only_that(catalogue, lead, row):
    review = make_referral(catalogue, lead, names=("Ymer Vård AB",))
    party = actions.invite_party(
        review=review, by=lead, organisation="Smal AB", chapters=[row("B")]
    )
    party.round = review
    book = Book(party)
    assert [values[CODE - 1] for values in book.rows()] == ["B1", None]
    result = take_in(review, book.say("B1", "Fråga", "Hur?").bytes(), lead)
    assert (len(result.new), result.absent) == (1, 0)
    assert party.comments.get().item == item_of(review, "B1")


def test_a_workbook_in_english_is_read_by_whoever_reads_swedish(review, ymer, lead):
    with translation.override("en"):
        content = party_workbook(ymer)
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames[:2] == ["Read me", "Requirements"]
    sheet = book["Requirements"]
    (choices,) = sheet.data_validations.dataValidation
    assert choices.formula1 == '"Question,Objection,Proposal,Language"'
    for line, kind in enumerate(("Objection", "Language", "question"), start=2):
        sheet.cell(line, KIND).value = kind
        sheet.cell(line, SAID).value = "As it says"
    buffer = io.BytesIO()
    book.save(buffer)
    take_in(review, buffer.getvalue(), lead)
    assert [(code, kind) for code, kind, *_rest in said_by(ymer)] == [
        ("A1", "objection"), ("A2", "editorial"), ("B1", "question"),
    ]  # fmt: skip


def test_a_formula_is_refused_in_the_format_of_libreoffice_too(catalogue, lead, need, tmp_path):
    review = make_referral(catalogue, lead, names=("Ymer Vård AB",))
    book = Book(party_in(review, "Ymer Vård AB"))
    book.say("A1", "Fråga", "=1+1").say("A2", "Fråga", "Hur ofta?")
    cell = book.sheet.cell(book.row("A1"), SAID)
    cell.data_type = "f"
    found = plan(review, as_ods(book.bytes(), tmp_path, need("soffice")), "svar.ods")
    assert [(one.code, one.text) for one in found.refused] == [
        ("A1", "H2: Cellen innehåller en formel. Skriv text i stället.")
    ]
    assert [one.comment.text for one in found.new] == ["Hur ofta?"]
