"""Answers of numbers that ask for all memory, and numbers that are kept as they were written."""

import pytest

from tenders.actions import import_answers
from tenders.forms_out import build_answer_form
from tests.tenders.form_filler import answered


@pytest.mark.django_db
def test_an_answer_of_a_million_digits_is_refused(opened):
    for text in ("1e999999", "1e999999999", "1e-999999"):
        form = answered(build_answer_form(opened.procurement)).put("PLA-2", "Svar", text)
        report = import_answers(
            tender=opened.tender, content=form.content(), file_name="svar.xlsx", by=None
        )
        assert [row["code"] for row in report.rows if row["outcome"] == "refused"] == ["PLA-2"]
    assert not opened.tender.responses.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("12345678901234567890.1234567890", "12345678901234567890.123456789"),
        ("1e3", "1000"),
        ("2,50", "2.5"),
        ("100", "100"),
    ],
)
def test_a_number_is_stored_digit_for_digit(opened, text, stored):
    form = answered(build_answer_form(opened.procurement)).put("PLA-2", "Svar", text)
    import_answers(tender=opened.tender, content=form.content(), file_name="svar.xlsx", by=None)
    assert opened.tender.responses.get(item=opened.number).answer == stored
