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
    ("Valet ångrades.", "The choice was undone."),
    ("Texten hämtad från katalogen.", "Text taken from the catalogue."),
    ("Efter ändring i KRAV-12", "After a change in KRAV-12"),
    ("Nytt slag: Svarstid, ms", "New kind: Svarstid, ms"),
    ("Delkontrakt 1, 3.", "Lot 1, 3."),
    ("Alla delkontrakt.", "All lots."),
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
        "Efter ändring i lagen",
        "Delkontrakt för öppenvården.",
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
    trees = {name_of(path): parsed(path) for path in app_files()}
    places: dict[str, set[int]] = {}
    for tree in trees.values():
        for name, place in _places_of_reasons(tree):
            places.setdefault(name, set()).add(place)
    return {
        text: where
        for where, tree in trees.items()
        for value in _reasons(tree, places)
        for text in _texts(value)
    }


def _places_of_reasons(tree: ast.AST):
    """The functions that take a reason among others, and its place there without ``self``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for one in node.body:
                if isinstance(one, ast.FunctionDef):
                    called = node.name if one.name == "__init__" else one.name
                    names = [each.arg for each in one.args.args if each.arg not in ("self", "cls")]
                    if "reason" in names:
                        yield called, names.index("reason")
        elif isinstance(node, ast.FunctionDef):
            names = [each.arg for each in node.args.args]
            if "reason" in names and names[0] not in ("self", "cls"):
                yield node.name, names.index("reason")


def _reasons(tree: ast.AST, places: dict[str, set[int]]):
    """The values that are given by name or by place, called ``reason``, or returned as one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.endswith("_reason"):
            returned = [one for one in ast.walk(node) if isinstance(one, ast.Return)]
            yield from (one.value for one in returned if one.value)
        is_given = isinstance(node, ast.keyword) and node.arg == "reason"
        is_named = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "reason"
        if is_given or is_named:
            yield node.value
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            yield from (node.args[at] for at in places.get(called, ()) if at < len(node.args))


def _texts(value: ast.AST) -> list[str]:
    """The texts that a value may be: either of an ``or``, and what values are put into."""
    if isinstance(value, ast.BoolOp):
        return [text for one in value.values for text in _texts(one)]
    if isinstance(value, ast.IfExp):
        return [*_texts(value.body), *_texts(value.orelse)]
    if isinstance(value, ast.BinOp):
        return _texts(value.left)
    if isinstance(value, ast.Call) and ast.unparse(value.func) in ("_", "gettext"):
        return [one.value for one in value.args if isinstance(one, ast.Constant)]
    return []


def test_reasons_are_seen_after_an_or_and_where_they_stand_by_place():
    tree = ast.parse(
        "def write(row, reason): ...\n"
        "class Work:\n    def do(self, row, reason): ...\n"
        "write(1, reason or _('A %(b)s') % {'b': 2})\n"
        "work.do(1, _('C'))\n"
        "save(1, reason=given or (_('D') if one else _('E')))\n"
        "write(_('No'), 2)\n"
        "def _own_reason():\n    return _('F')\n"
    )
    places: dict[str, set[int]] = {}
    for name, place in _places_of_reasons(tree):
        places.setdefault(name, set()).add(place)
    found = [text for value in _reasons(tree, places) for text in _texts(value)]
    assert sorted(found) == ["A %(b)s", "C", "D", "E", "F"]


def test_every_reason_that_the_program_writes_is_known():
    written = _written()
    assert len(written) > 20
    assert {text: where for text, where in written.items() if text not in OWN} == {}
