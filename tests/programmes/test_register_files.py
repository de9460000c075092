"""The files of registers: what they are called, and how their numbers are read."""

from io import BytesIO

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from common.views import file_name
from programmes.choices import Role
from programmes.register import REGISTERS
from target_architecture.models import Interface
from tests.register_rows import ROWS

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("lock-in", "prov-inlasning-och-tredjeland.xlsx"),
        ("interfaces", "prov-granssnitt.xlsx"),
        ("unmet-requirements", "prov-ska-krav-som-anbuden-foll-pa.xlsx"),
    ],
)
def test_a_file_is_called_by_the_title_of_its_list(name, called, as_role, programme):
    answer = as_role(Role.READER).get(REGISTERS[name].url("export", programme))
    assert answer["Content-Disposition"] == f'attachment; filename="{called}"'


def test_a_long_title_is_cut_between_letters():
    with override("sv"):
        assert file_name("prov", "Åtgärder & mål", suffix="xlsx") == "prov-atgarder-mal.xlsx"
        assert len(file_name("a" * 119, "b", suffix="pdf")) == 119 + len(".pdf")


def test_the_numbers_of_a_column_are_all_in_groups_or_none(as_role, programme):
    first = ROWS["interfaces"](programme)
    Interface.objects.create(
        programme=programme,
        code="G-2",
        name="Svar",
        source=first.target,
        target=first.source,
        messages_per_day=21_000,
    )
    Interface.objects.filter(pk=first.pk).update(messages_per_day=3400)
    answer = as_role(Role.READER).get(REGISTERS["interfaces"].url("export", programme))
    sheet = load_workbook(BytesIO(answer.content)).active
    [column] = [column for column in sheet.columns if column[0].value == "Per dygn"]
    assert [(cell.value, cell.number_format) for cell in column[1:]] == [
        (3400, "#,##0"),
        (21_000, "#,##0"),
    ]
