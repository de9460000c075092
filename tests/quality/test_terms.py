"""The glossary: terms written by hand, removed and brought back, and many from a table."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from quality.actions_terms import TermRow, import_terms, remove_term, restore_term, save_term
from quality.models import Term
from quality.term_table import read_terms
from tests.factories import ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db

FORM = {"term": "spärr", "definition": "Ett val.", "source": "", "avoid": "", "reason": ""}
# Session, person, programme, roles; then the list: count, keys, rows.
QUERIES_OF_FRAGMENT = 7
# The whole page adds the person's programmes and running jobs.
QUERIES_OF_PAGE = 9


def address(name, *more):
    return reverse(f"quality:{name}", args=["prov", *more])


def add(programme, word, **fields):
    values = {"definition": f"Om {word}."} | fields
    return Term.objects.create(programme=programme, term=word, **values)


def words(response):
    return [term.term for term in response.context["page"]]


def test_a_term_is_written_changed_removed_and_brought_back_with_history(programme):
    anna = UserFactory()
    term = save_term(
        entry=Term(programme=programme), by=anna, term="CDR", definition="Ett datalager.",
        source="Vi", avoid="databas\nlager", is_abbreviation=True,
    )  # fmt: skip
    assert term.avoided == ["databas", "lager"]
    save_term(entry=term, by=anna, definition="Kliniskt datalager.", reason="Tydligare")
    assert term.history.first().history_change_reason == "Tydligare"
    key = term.pk
    remove_term(term=term, by=anna)
    assert not Term.objects.exists()
    back = restore_term(programme=programme, removed=key, by=anna)
    assert (back.term, back.definition, back.source, back.avoided, back.is_abbreviation) == (
        "CDR", "Kliniskt datalager.", "Vi", ["databas", "lager"], True,
    )  # fmt: skip
    assert back.history.first().history_user == anna


def test_what_is_there_or_belongs_elsewhere_is_not_brought_back(programme):
    anna = UserFactory()
    term = add(programme, "CDR")
    key = term.pk
    with pytest.raises(ValidationError):
        restore_term(programme=programme, removed=key, by=anna)
    remove_term(term=term, by=anna)
    with pytest.raises(ValidationError):
        restore_term(programme=ProgrammeFactory(), removed=key, by=anna)
    assert not Term.objects.exists()


def test_a_word_is_once_in_the_glossary_whatever_its_case(programme, as_role):
    add(programme, "Spärr")
    response = as_role("author").post(address("term-create"), FORM)
    assert response.status_code == 422
    assert "Termen finns redan i ordlistan." in response.content.decode()
    assert 'value="spärr"' in response.content.decode()
    assert Term.objects.count() == 1


def test_the_list_is_searched_sorted_and_narrowed(programme, as_role):
    client = as_role("reader")
    for word in ("ö-drift", "ATC", "zon", "åtkomst"):
        add(programme, word, is_abbreviation=word == "ATC")
    assert words(client.get(address("term-list"))) == ["ATC", "zon", "åtkomst", "ö-drift"]
    assert words(client.get(address("term-list"), {"sort": "-term"})) == [
        "ö-drift", "åtkomst", "zon", "ATC",
    ]  # fmt: skip
    assert words(client.get(address("term-list"), {"q": "om Z"})) == ["zon"]
    assert words(client.get(address("term-list"), {"kind": "abbreviation"})) == ["ATC"]
    assert words(client.get(address("term-list"), {"kind": "term"})) == [
        "zon", "åtkomst", "ö-drift",
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(
    programme, as_role, count, django_assert_num_queries
):
    for number in range(count):
        add(programme, f"term {number}")
    client = as_role("reader")
    with django_assert_num_queries(QUERIES_OF_FRAGMENT):
        client.get(address("term-list"), headers={"HX-Request": "true"})
    with django_assert_num_queries(QUERIES_OF_PAGE):
        client.get(address("term-list"))


def test_pages_write_remove_and_bring_back(programme, as_role):
    client = as_role("author")
    client.post(address("term-create"), FORM)
    term = Term.objects.get()
    assert term.definition == "Ett val."
    changed = FORM | {"definition": "Patientens val.", "is_abbreviation": ""}
    client.post(address("term-edit", term.pk), changed)
    term.refresh_from_db()
    assert term.definition == "Patientens val."
    response = client.post(address("term-remove", term.pk), follow=True)
    assert not Term.objects.exists()
    assert address("term-restore", term.pk) in response.content.decode()
    client.post(address("term-restore", term.pk))
    assert Term.objects.get().definition == "Patientens val."


@pytest.mark.parametrize(
    "wrong",
    [
        {"term": ""},
        {"definition": "   "},
        {"term": "x" * 121},
        {"source": "x" * 301},
        {"definition": "a\0b"},
    ],
)
def test_bad_input_is_told_and_kept(programme, as_role, wrong):
    response = as_role("author").post(address("term-create"), FORM | wrong)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == wrong.keys()
    assert not Term.objects.exists()


def test_a_removed_key_in_the_address_is_a_number_or_nothing(programme, as_role):
    page = as_role("author").get(address("term-list"), {"removed": '1"><script>'})
    assert page.context["removed"] == ""
    assert page.status_code == 200


# ---------------------------------------------------------------- tables


def test_a_pasted_table_is_read_by_its_heads_or_by_the_order_of_columns():
    plain = read_terms("spärr\tEtt val.\tLagen\tlås, hinder\nCDR\tDatalager\t\t\tja\n")
    assert plain.troubles == []
    assert plain.rows == [
        TermRow("spärr", "Ett val.", "Lagen", "lås\nhinder", False),
        TermRow("CDR", "Datalager", "", "", True),
    ]
    headed = read_terms("Källa;Definition;Term\r\nLagen;Ett val.;spärr\r\n")
    assert headed.rows == [TermRow("spärr", "Ett val.", "Lagen")]


def test_a_cell_with_line_breaks_and_quotation_marks_is_read_as_excel_copies_it():
    table = read_terms('vy\t"Första raden.\nAndra ""raden""."\nzon\tEn "zon" är ett område.\n')
    assert [(row.term, row.definition) for row in table.rows] == [
        ("vy", 'Första raden.\nAndra "raden".'),
        ("zon", 'En "zon" är ett område.'),
    ]


@pytest.mark.parametrize(
    ("text", "row", "trouble"),
    [
        ("spärr\t\n", 1, "Definitionen saknas."),
        ("a\tb\n\tDef\n", 2, "Termen saknas."),
        ("a\tb\nA\tc\n", 2, "Termen står redan på rad 1."),
        ("a\tb\tc\td\tkanske\n", 1, "Förkortning är ja eller nej, inte ”kanske”."),
        ("a\tb\tc\td\tja\tmer\n", 1, "Raden har fler kolumner än tabellen."),
        ("x" * 121 + "\tb\n", 1, "Term har fler än 120 tecken."),
        ('"a\tb\n', 0, "Ett citattecken öppnas men stängs inte."),
        ("\n\n", 0, "Klistra in minst en rad med term och definition."),
        ("term\tdefinition\n", 0, "Klistra in minst en rad med term och definition."),
    ],
)
def test_a_table_tells_all_that_is_wrong(text, row, trouble):
    table = read_terms(text)
    assert [(one.row, one.text) for one in table.troubles] == [(row, trouble)]


def test_too_many_rows_are_refused():
    table = read_terms("\n".join(f"t{number}\td" for number in range(2001)))
    assert [one.row for one in table.troubles] == [2001]


def test_paste_shows_first_and_writes_when_told(programme, as_role):
    known = add(programme, "spärr", definition="Gammal.", source="Lagen")
    add(programme, "zon", definition="Ett område.")
    table = "Spärr\tNy.\nCDR\tDatalager\nzon\tEtt område.\n"
    client = as_role("author")
    page = client.post(address("term-paste"), {"table": table, "act": "preview"})
    preview = page.context["preview"]
    assert [row.term for row in preview["new"]] == ["CDR"]
    assert [one["labels"] for one in preview["changed"]] == [["term", "definition"]]
    assert [row.term for row in preview["unchanged"]] == ["zon"]
    assert Term.objects.count() == 2
    client.post(address("term-paste"), {"table": table, "act": "save"})
    known.refresh_from_db()
    # The source, which the table leaves empty, stays.
    assert (known.term, known.definition, known.source) == ("Spärr", "Ny.", "Lagen")
    assert known.history.first().history_user == client.user
    assert Term.objects.get(term="CDR").history.first().history_type == "+"


def test_a_table_with_troubles_writes_nothing_and_keeps_what_was_typed(programme, as_role):
    table = "spärr\tEtt val.\nCDR\t\n"
    page = as_role("author").post(address("term-paste"), {"table": table, "act": "save"})
    assert page.status_code == 422
    assert "Rad 2:" in page.content.decode()
    assert "spärr\tEtt val." in page.content.decode()
    assert not Term.objects.exists()


@pytest.mark.parametrize("count", [1, 30])
def test_a_table_costs_the_same_whatever_its_rows(programme, count, django_assert_num_queries):
    anna = UserFactory()
    known = [add(programme, f"gammal {number}") for number in range(count)]
    rows = [TermRow(term.term, "Ny.") for term in known]
    rows += [TermRow(f"ny {number}", "Ny.") for number in range(count)]
    # Savepoints of three transactions (6), lock, terms, insert, its history, update, its history.
    with django_assert_num_queries(12):
        assert import_terms(programme=programme, rows=rows, by=anna, reason="") == (count, count)


def test_the_global_search_finds_terms_of_ones_programmes(programme, as_role):
    add(programme, "nödspärr")
    add(programme, "spärr")
    add(ProgrammeFactory(), "spärrlista")
    client = as_role("reader")
    response = client.get(reverse("programmes:search"), {"q": "spärr"})
    content = response.content.decode()
    assert content.index("Om spärr.") < content.index("Om nödspärr.")
    assert "spärrlista" not in content
    assert "/p/prov/glossary/?q=sp%C3%A4rr" in content
