"""Returned answer forms: every cell checked, nothing matched by place."""

import subprocess
from datetime import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from openpyxl.utils import get_column_letter

from tenders.actions import TenderProblem, import_answers, register_tender
from tenders.form_reader import ForeignForm
from tenders.forms_out import build_answer_form, build_price_form
from tenders.models import ReceivedForm, RequirementResponse, Tender
from tests import factories

from .form_filler import FilledForm, answered

pytestmark = pytest.mark.django_db


def read(opened, form, **options):
    content = form if isinstance(form, bytes) else form.content()
    return import_answers(
        tender=opened.tender, content=content, file_name="svar.xlsx", by=None, **options
    )


def issued(opened):
    return answered(build_answer_form(opened.procurement))


def problems(report):
    return {(row["cell"], row["code"]): row["problem"] for row in report.rows if row["problem"]}


def test_a_filled_form_is_stored(opened):
    report = read(opened, issued(opened))
    assert (report.created, report.refused, report.stored) == (4, 0, True)
    answers = dict(opened.tender.responses.values_list("item", "answer"))
    assert answers == {
        opened.common.pk: "yes",
        opened.own.pk: "yes",
        opened.number.pk: "250",
        opened.wish.pk: "JSON",
    }
    assert opened.tender.responses.get(item=opened.wish).comment == "Se bilaga 2."
    assert ReceivedForm.objects.get().file_name == "svar.xlsx"
    assert list(opened.tender.lots.all()) == [opened.first]


def test_a_tender_is_kept_letter_by_letter(opened):
    """Also signs that turn the direction of text, which are taken out of what staff write."""
    said = "Se \u2066bilaga 2\u2069."
    read(opened, issued(opened).put("PLA-3", "Kommentar", said))
    assert opened.tender.responses.get(item=opened.wish).comment == said


def test_the_lots_of_a_form_are_kept_with_person_and_reason(opened):
    reader = factories.UserFactory()
    opened.tender.lots.clear()
    before = opened.tender.history.count()
    import_answers(
        tender=opened.tender, content=issued(opened).content(), file_name="svar.xlsx", by=reader
    )
    newest = opened.tender.history.first()
    assert opened.tender.history.count() == before + 1
    assert (newest.history_user, newest.history_change_reason) == (
        reader,
        "Svarsformulär svar.xlsx",
    )


def test_the_same_form_again_changes_nothing(opened):
    form = issued(opened).content()
    read(opened, form)
    history = RequirementResponse.history.count()
    report = read(opened, form)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 4)
    assert RequirementResponse.history.count() == history


def test_a_corrected_form_changes_only_what_was_corrected(opened):
    read(opened, issued(opened))
    report = read(opened, issued(opened).put("ALL-1", "Svar", "Nej"))
    assert (report.updated, report.unchanged) == (1, 3)
    assert opened.tender.responses.get(item=opened.common).answer == "no"


def test_dry_run_stores_nothing(opened):
    report = read(opened, issued(opened), dry_run=True)
    assert (report.created, report.stored) == (4, False)
    assert not RequirementResponse.objects.exists()


def test_a_moved_row_is_read_by_its_id(opened):
    form = issued(opened)
    top, bottom = form.row_of("ALL-1"), form.row_of("PLA-1")
    form.put("PLA-1", "Svar", "Nej")
    for column in range(1, 10):
        first, second = form.sheet.cell(top, column), form.sheet.cell(bottom, column)
        first.value, second.value = second.value, first.value
    report = read(opened, form)
    assert report.refused == 0
    assert opened.tender.responses.get(item=opened.common).answer == "yes"
    assert opened.tender.responses.get(item=opened.own).answer == "no"


def test_each_damage_is_answered_by_its_cell_and_nothing_is_stored(opened):
    form = issued(opened)
    changed, pasted, formula = (form.row_of(code) for code in ("ALL-1", "PLA-1", "PLA-2"))
    form.sheet.cell(changed, 1, "999-abcdefabcdef")
    form.put("PLA-1", "Svar", "Kanske")
    form.put("PLA-2", "Svar", "=1+1")
    report = read(opened, form)
    found = problems(report)
    assert "har ändrats" in found[f"A{changed}", "ALL-1"]
    assert "saknas" in found["", "ALL-1"]
    assert "”Kanske” är inte ett giltigt svar" in found[f"G{pasted}", "PLA-1"]
    assert "formel" in found[f"G{formula}", "PLA-2"]
    assert not report.stored
    assert not RequirementResponse.objects.exists()
    assert not ReceivedForm.objects.exists()


def test_the_rest_can_be_stored(opened):
    form = issued(opened).put("PLA-1", "Svar", "Kanske")
    report = read(opened, form, apply_rest=True)
    assert (report.created, report.refused, report.stored) == (3, 1, True)
    assert not opened.tender.responses.filter(item=opened.own).exists()


def test_a_deleted_column_is_named(opened):
    form = issued(opened)
    form.sheet.delete_cols(form.headings["Svar"])
    report = read(opened, form)
    assert [row["problem"] for row in report.rows if row["problem"]] == [
        "Kolumnen ”Svar” saknas. Kopiera svaren till ett nytt formulär."
    ]


def test_a_copied_row_and_an_added_row_are_told(opened):
    form = issued(opened)
    source, last = form.row_of("ALL-1"), form.sheet.max_row
    for column in range(1, 10):
        form.sheet.cell(last + 1, column, form.sheet.cell(source, column).value)
    form.sheet.cell(last + 2, form.headings["Svar"], "Ja")
    found = problems(read(opened, form))
    assert f"även på rad {source}" in found[f"A{last + 1}", "ALL-1"]
    answer = get_column_letter(form.headings["Svar"])
    assert "saknar sitt dolda id" in found[f"{answer}{last + 2}", ""]


def test_changed_text_in_a_locked_cell_is_noticed_but_read(opened):
    form = issued(opened).put("ALL-1", "Krav", "Systemet bör tala svenska.")
    report = read(opened, form)
    assert report.stored
    assert [notice["code"] for notice in report.notices] == ["ALL-1"]


def test_an_unanswered_ska_is_a_notice_not_a_no(opened):
    report = read(opened, issued(opened).put("ALL-1", "Svar", None))
    assert "inte besvarat" in report.notices[0]["problem"]
    assert opened.tender.responses.get(item=opened.common).answer == ""


@pytest.mark.parametrize(
    ("value", "kept"),
    [("1 200,5", "1200.5"), (0, "0"), ("0", "0"), (99.95, "99.95"), ("1\u00a0000", "1000")],
)
def test_numbers_as_people_write_them(opened, value, kept):
    read(opened, issued(opened).put("PLA-2", "Svar", value))
    assert opened.tender.responses.get(item=opened.number).answer == kept


@pytest.mark.parametrize("value", ["cirka 200", "1.2.3", "inf", "tvåhundra"])
def test_what_is_no_number_is_refused(opened, value):
    report = read(opened, issued(opened).put("PLA-2", "Svar", value))
    assert report.refused == 1
    assert not RequirementResponse.objects.exists()


def test_without_a_lot_the_form_is_refused(opened):
    form = FilledForm(build_answer_form(opened.procurement), "Svar").put("ALL-1", "Svar", "Ja")
    report = read(opened, form)
    assert "inget delkontrakt" in report.rows[0]["problem"]
    assert not report.stored


def test_another_procurements_form_is_foreign(opened):
    other = factories.ProcurementFactory(slug="annan")
    with pytest.raises(ForeignForm, match="annan"):
        read(opened, build_answer_form(other))
    with pytest.raises(ForeignForm, match="var för sig"):
        read(opened, build_price_form(opened.procurement))


def test_no_tender_before_the_opening(opened):
    opened.procurement.state, opened.procurement.opened_at = "published", None
    opened.procurement.save()
    with pytest.raises(TenderProblem, match="12 kap"):
        read(opened, issued(opened))
    with pytest.raises(TenderProblem, match="12 kap"):
        register_tender(
            procurement=opened.procurement,
            operator=factories.OperatorFactory(programme=opened.programme),
            received_at=opened.tender.received_at,
            by=None,
        )
    assert not RequirementResponse.objects.exists()


def test_round_trip_through_libreoffice(opened, tmp_path, need):
    office = need("soffice")
    source = tmp_path / "svar.xlsx"
    source.write_bytes(issued(opened).content())
    for suffix in ("ods", "xlsx"):
        target = tmp_path / suffix
        subprocess.run(
            [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
             "--convert-to", suffix, "--outdir", str(target), str(source)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        source = target / f"svar.{suffix}"
        report = import_answers(
            tender=opened.tender,
            content=source.read_bytes(),
            file_name=source.name,
            by=None,
        )
        assert report.refused == 0, report.rows
        assert (report.stored, report.notices) == (True, [])
    assert (report.created, report.unchanged) == (0, 4)


@pytest.mark.parametrize(
    ("received", "code", "answers"),
    [(None, 0, 4), ("2026-01-15T11:59", 0, 4), ("2026-01-15T12:01", 1, 0), ("i går", 2, 0)],
    ids=["not told", "in time", "late", "no moment"],
)
def test_the_command_knows_a_late_tender(opened, tmp_path, received, code, answers):
    """Tenders were due at noon on the 15th of January."""
    opened.procurement.tender_deadline_at = timezone.make_aware(datetime(2026, 1, 15, 12))
    opened.procurement.save()
    path = tmp_path / "svar.xlsx"
    path.write_bytes(answered(build_answer_form(opened.procurement)).content())
    options = {"supplier": "Ny AB"} | ({"received": received} if received else {})
    try:
        call_command("import_answers", "prov", str(path), **options)
        found = 0
    except SystemExit as end:
        found = end.code
    assert found == code
    assert RequirementResponse.objects.filter(tender__operator__name="Ny AB").count() == answers
    assert Tender.objects.filter(operator__name="Ny AB").exists() == (code == 0)
