"""Reasons that the program writes are told in the reader's language; a person's are as written."""

import ast

import pytest
from django.utils.translation import override

from common.own_reasons import OWN, told_reason
from programmes.actions_registers import remove_row, restore_row
from programmes.models import Goal
from tests.architecture.source import app_files, name_of, parsed
from tests.factories import GoalFactory

# In Swedish, in English, and how it is stored by one who had each language.
SAID = [
    ("Skapade programmet.", "Created the programme."),
    ("Borttagningen ångrades.", "The removal was undone."),
    ("Import av krav.xlsx", "Import of krav.xlsx"),
    ("Poäng 2,5 blev 3", "Score 2,5 became 3"),
    ("Granskningen ”Appar 100 %”", "The review “Appar 100 %”"),
    ("Öppnade av Eva Ek, Bo Alm.", "Opened by Eva Ek, Bo Alm."),
]


@pytest.mark.parametrize(("swedish", "english"), SAID)
def test_what_the_program_wrote_is_told_in_the_language_of_the_reader(swedish, english):
    for stored in (swedish, english):
        with override("sv"):
            assert told_reason(stored) == swedish
        with override("en"):
            assert told_reason(stored) == english


@pytest.mark.parametrize(
    "written",
    [
        "",
        # A text of the interface, and sentences that begin as the program's own.
        "Ändrades",
        "Import av leverantörens lista",
        "Poäng från före mötet blev fel",
        "Skapade programmet. Se protokollet.",
        "%(file)s",
    ],
)
def test_what_a_person_wrote_stands(written):
    with override("en"):
        assert told_reason(written) == written
    assert told_reason(None) == ""


@pytest.mark.django_db
def test_the_history_of_a_row_is_read_in_english(as_role, programme):
    lead = as_role("programme_lead")
    goal = GoalFactory(programme=programme)
    key = goal.pk
    remove_row(row=goal, by=lead.user)
    restore_row(model=Goal, programme=programme, key=key, by=lead.user)
    address = f"/p/{programme.slug}/r/goals/{key}/"
    page = lead.get(address, headers={"accept-language": "en"}).content.decode()
    assert "The removal was undone." in page and "ångrades" not in page
    assert "Borttagningen ångrades." in lead.get(address).content.decode()


def _written() -> dict[str, str]:
    """Every text that an app gives as a reason, or calls ``reason``, with where."""
    found = {}
    for path in app_files():
        for node in ast.walk(parsed(path)):
            is_given = isinstance(node, ast.keyword) and node.arg == "reason"
            is_named = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "reason"
            if is_given or is_named:
                value = node.value.left if isinstance(node.value, ast.BinOp) else node.value
                if isinstance(value, ast.Call) and ast.unparse(value.func) in ("_", "gettext"):
                    found[value.args[0].value] = name_of(path)
    return found


def test_every_reason_that_the_program_writes_is_known():
    written = _written()
    assert len(written) > 20
    assert {text: where for text, where in written.items() if text not in OWN} == {}
