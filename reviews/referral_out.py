"""The workbook that goes out to a party of an external referral."""

import io
import uuid
import zipfile
from collections.abc import Iterable
from datetime import UTC

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from common.workbook_bytes import workbook_bytes
from common.workbook_sheet import (
    CONTROL_BORDER,
    FIELD,
    HAIRLINE,
    HEAD_FILL,
    INK,
    MUTED,
    PRIMARY,
    WHITE,
    WRAPPED,
    fit_height,
    font,
    legible,
    print_on_a4,
)

from . import referral_layout as layout
from .models import Reviewer, ReviewItem, ReviewRound
from .reading import items_asked

ZIP_KIND = "referral-workbooks"
MOST_LETTERS = 32_000
_WIDTHS = {"number": 8, "code": 12, "title": 26, "text": 60, "motive": 36}
_GROUP_WIDTHS = (16, 44, 44)
_READ_ME_WIDTH = 96
_EPOCH = (1980, 1, 1, 0, 0, 0)


def party_workbook(reviewer: Reviewer) -> bytes:
    """The party's workbook, with what its earlier ones brought; the same data give the same file.

    Costs a fixed number of queries whatever the number of requirements.
    """
    review = reviewer.round
    items = list(items_asked(reviewer).select_related("version", "requirement"))
    book = Workbook()
    for style in _styles():
        book.add_named_style(style)
    _read_me(book.active, reviewer)
    _requirements(book.create_sheet(pgettext("flera", "Krav")), reviewer, items)
    _stamp(book.create_sheet(layout.STAMP_SHEET), reviewer)
    book.security.lockStructure = True
    opened = review.opened_at.astimezone(UTC).replace(microsecond=0)
    book.properties.created = opened.replace(tzinfo=None)
    book.properties.creator = str(review.catalogue.programme)
    book.properties.title = legible(review.name)
    return workbook_bytes(book, modified=opened)


def workbook_name(reviewer: Reviewer) -> str:
    """What the party's file is called."""
    words = slugify(f"{_('remiss')} {reviewer.round.name} {reviewer.organisation}")
    return f"{words[:90]}.xlsx"


def parties_of(review: ReviewRound) -> list[Reviewer]:
    """The parties without an account, each knowing its round."""
    found = list(review.reviewers.filter(user=None))
    for party in found:
        party.round = review
    return found


def zip_name(review: ReviewRound) -> str:
    """What the file of all workbooks is called."""
    return f"{slugify('{} {}'.format(_('remiss'), review.name))[:90]}.zip"


def zip_of(reviewers: Iterable[Reviewer], told=lambda done: None) -> bytes:
    """The workbooks of many parties in one file; two of one name are told apart by a number."""
    packed, taken = io.BytesIO(), set()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for done, reviewer in enumerate(reviewers, start=1):
            name = workbook_name(reviewer)
            if name in taken:
                name = f"{name.removesuffix('.xlsx')}-{done}.xlsx"
            taken.add(name)
            target.writestr(zipfile.ZipInfo(name, _EPOCH), party_workbook(reviewer))
            told(done)
    return packed.getvalue()


def _styles() -> list[NamedStyle]:
    body = {"font": font(size=11, color=INK), "alignment": WRAPPED, "number_format": "@"}
    line = Border(bottom=Side(style="thin", color=HAIRLINE))
    box = Border(*[Side(style="thin", color=CONTROL_BORDER)] * 4)
    centred = Alignment(vertical="center", wrap_text=True)
    return [
        NamedStyle("locked", **body, border=line, protection=Protection(locked=True)),
        NamedStyle(
            "field",
            **body,
            border=box,
            fill=PatternFill("solid", fgColor=FIELD),
            protection=Protection(locked=False),
        ),
        NamedStyle(
            "header",
            font=font(size=11, bold=True, color=WHITE),
            fill=HEAD_FILL,
            alignment=centred,
        ),
        NamedStyle("sheet title", font=font(size=18, bold=True, color=INK)),
        NamedStyle("part", font=font(size=12, bold=True, color=PRIMARY)),
        NamedStyle("words", font=font(size=11, color=INK), alignment=WRAPPED),
        NamedStyle("muted words", font=font(size=11, color=MUTED), alignment=WRAPPED),
    ]


def _put(sheet, row: int, column: int, text: str, style: str) -> None:
    """Write text that people wrote: it never becomes a formula, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.style = style
    if text:
        cell.value = legible(text)[:MOST_LETTERS]
        cell.data_type = "s"


def _read_me(sheet, reviewer: Reviewer) -> None:
    """Purpose, until when, how to answer and to whom."""
    review = reviewer.round
    sheet.title = _("Läs mig")
    sheet.sheet_view.showGridLines = False
    _put(sheet, 1, 1, review.name, "sheet title")
    sheet.row_dimensions[1].height = 28
    row = 2
    sender = str(review.catalogue.programme)
    _put(sheet, row, 1, _("Extern remiss från %(sender)s till %(party)s") % {
        "sender": sender, "party": reviewer.organisation}, "muted words")  # fmt: skip
    parts = [
        (_("Syfte"), [review.purpose]),
        (_("Svar senast"), [review.due_on.isoformat()]),
        (_("Från oss"), review.instructions.splitlines()),
        (_("Så svarar ni"), _how_to()),
        (_("Vart svaret skickas"), [_to_whom(reviewer)]),
        (_("Hur svaren används"), [
            _("Era synpunkter visas inte för andra parter. Svaren blir allmän handling hos den "
              "som skickar remissen; skriv inte det som omfattas av affärssekretess utan att "
              "säga till."),
            _("Remissen är ingen upphandling. Att svara förbinder er inte, och ger ingen fördel."),
        ]),
    ]  # fmt: skip
    for heading, lines in parts:
        lines = [line for line in lines if line.strip()]
        if not lines:
            continue
        row += 2
        _put(sheet, row, 1, heading, "part")
        for line in lines:
            row += 1
            _put(sheet, row, 1, line, "words")
            fit_height(sheet, row, [(line, _READ_ME_WIDTH)])
    sheet.column_dimensions["A"].width = _READ_ME_WIDTH
    sheet.protection.sheet = True
    print_on_a4(sheet, orientation="portrait")


def _how_to() -> list[str]:
    words = {"sheet": pgettext("flera", "Krav"), "groups": layout.GROUPS}
    steps = [
        _("Skriv i de gula fälten på bladet %(sheet)s, på kravets egen rad. Lämna de krav tomma "
          "som ni inte har något att säga om.") % words,
        _("Det som gäller hela remissen skriver ni på bladets sista rad, ”Remissen som helhet”."),
        _("Välj typ av synpunkt i listan: fråga, invändning, förslag eller språk. Skriv "
          "synpunkten bredvid."),
        _("Skriv hela den nya lydelsen av kravtexten om ni föreslår en annan. Det blir då ett "
          "förslag, och synpunkten bredvid blir skälet."),
        _("Det finns plats för %(groups)d synpunkter på varje krav, till höger på raden. Behövs "
          "fler: ta bort bladets skydd (inget lösenord), kopiera hela raden och skriv i kopian.")
        % words,
        _("Rader får sorteras, filtreras och tas bort. Ett krav vars rad är borttagen räknas som "
          "obesvarat. Skriv text, inte formler."),
        _("Skickar ni filen igen läggs det nya till och det ändrade ändras. Det som ni har skickat "
          "tidigare tas inte bort för att fältet är tomt."),
        _("Spara som .xlsx eller .ods."),
    ]  # fmt: skip
    return [f"{number}. {step}" for number, step in enumerate(steps, start=1)]


def _to_whom(reviewer: Reviewer) -> str:
    leader = reviewer.round.opened_by or reviewer.round.created_by
    return _("Skicka filen till %(name)s, %(email)s.") % {"name": leader, "email": leader.email}


def _requirements(sheet, reviewer: Reviewer, items: list[ReviewItem]) -> None:
    heads = layout.columns()
    for column, heading in enumerate(heads.values(), start=1):
        _put(sheet, 1, column, heading, "header")
    sheet.row_dimensions[1].height = 34
    brought = {comment.uid: comment for comment in reviewer.comments.standing()}
    first_field = 2 + len(layout.LOCKED)
    rows = [*(_row(reviewer, item) for item in items), _whole(reviewer)]
    for line, (row, values) in enumerate(rows, start=2):
        _put(sheet, line, 1, str(row), "locked")
        for column, name in enumerate(layout.LOCKED, start=2):
            _put(sheet, line, column, values[name], "locked")
        for group in range(layout.GROUPS):
            comment = brought.get(layout.comment_uid(row, group + 1))
            words = _words(comment) if comment else ("", "", "")
            for offset, text in enumerate(words):
                _put(sheet, line, first_field + 3 * group + offset, text, "field")
        fit_height(sheet, line, [(values[name], _WIDTHS[name]) for name in _WIDTHS])
    _lists(sheet, first_field, len(rows) + 1)
    _finish(sheet, len(heads), len(rows) + 1)


def _whole(reviewer: Reviewer) -> tuple[uuid.UUID, dict[str, str]]:
    """The row for what is said of the referral as a whole: its id, and what its cells say."""
    values = dict.fromkeys(layout.LOCKED, "") | {
        "title": _("Remissen som helhet"),
        "text": _("Skriv på den här raden det som inte hör till ett visst krav."),
    }
    return layout.whole_id(reviewer.uid, reviewer.round.uid), values


def _row(reviewer: Reviewer, item: ReviewItem) -> tuple[uuid.UUID, dict[str, str]]:
    """A requirement's row: its id, and what its cells say."""
    content = item.version.content
    values = {name: plain_words(content.get(name)) for name in ("title", "text", "motive")}
    values |= {"number": item.number, "code": content.get("code", "")}
    return layout.row_id(reviewer.uid, item.requirement.uid), values


def plain_words(text) -> str:
    """A text of a requirement as it stands in the workbook."""
    return str(text or "")[:MOST_LETTERS]


def _words(comment) -> tuple[str, str, str]:
    known = dict(zip(("question", "objection", "proposal", "editorial"), layout.kind_choices(),
                     strict=True))  # fmt: skip
    return known[comment.kind], comment.text, comment.proposed_text


def _lists(sheet, first_field: int, last: int) -> None:
    """The drop-downs, on rows that are added below too."""
    choices = DataValidation(
        type="list",
        formula1='"' + ",".join(layout.kind_choices()) + '"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=_("Okänd typ"),
        error=_("Välj en av typerna i listan."),
    )
    for group in range(layout.GROUPS):
        letter = get_column_letter(first_field + 3 * group)
        choices.add(f"{letter}2:{letter}{last + 500}")
    sheet.add_data_validation(choices)


def _finish(sheet, columns: int, last: int) -> None:
    widths = [4, *_WIDTHS.values(), *_GROUP_WIDTHS * layout.GROUPS]
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{max(last, 2)}"
    sheet.sheet_view.showGridLines = False
    # Without a password: it keeps people from writing in the wrong place, not from anything else.
    sheet.protection.sheet = True
    sheet.protection.sort = sheet.protection.autoFilter = False
    sheet.protection.deleteRows = sheet.protection.insertRows = False
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    print_on_a4(sheet)
    sheet.print_title_rows = "1:1"


def _stamp(sheet, reviewer: Reviewer) -> None:
    """The hidden sheet: which round, which party, and what each column is called."""
    rows = [
        [layout.MARK, layout.VERSION],
        ["round", str(reviewer.round.uid)],
        ["party", str(reviewer.uid)],
        *(["column", heading, name] for name, heading in layout.columns().items()),
    ]
    for line, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells, start=1):
            _put(sheet, line, column, text, "locked")
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
