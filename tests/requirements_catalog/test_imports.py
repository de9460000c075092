"""A workbook into a catalogue: what is written, what is reported, what is left alone."""

import csv
import io

import openpyxl
import pytest

from requirements_catalog.import_core.mapping import ColumnMapping
from requirements_catalog.imports.files import import_file
from requirements_catalog.imports.tables import MappingProblem
from requirements_catalog.models import Catalogue, ExtraField, Requirement
from tests.factories import (
    CatalogueFactory,
    MembershipFactory,
    ModuleFactory,
    NeedFactory,
    RequirementFactory,
    UserFactory,
)

HEADER = ["Id", "Rubrik", "Krav", "Typ"]


def workbook(*rows, sheet="Krav"):
    """The bytes of an xlsx with one sheet."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def catalogue(db):
    return CatalogueFactory(slug="krav")


@pytest.fixture
def by(db):
    return UserFactory()


@pytest.fixture
def bring_in(catalogue, by):
    """``bring_in(rows…)`` imports a workbook of those rows under the usual header."""

    def run(*rows, header=HEADER, **options):
        return import_file(
            catalogue=catalogue,
            path_or_bytes=workbook(header, *rows),
            filename="krav.xlsx",
            by=by,
            **options,
        )

    return run


def in_order(catalogue):
    return list(
        Requirement.objects.filter(catalogue=catalogue).in_order().values_list("code", "depth")
    )


def test_rows_become_requirements_under_their_headings(bring_in, catalogue, by):
    report = bring_in(
        ["1", "Läkemedel", None, None],
        ["1.1", "Listan", "Systemet ska visa listan.", "ska"],
        ["1.2", "Sök", "Systemet bör kunna söka.", "bör"],
        ["2", "Remisser", None, None],
        ["2.1", "Ut", "Så här skickas remisser.", "upplysning"],
    )
    assert report.is_applied
    assert report.counts == {"created": 3, "updated": 0, "unchanged": 0, "refused": 0}
    assert report.headings == {"created": 2, "updated": 0, "unchanged": 0}
    assert in_order(catalogue) == [("1", 0), ("1.1", 1), ("1.2", 1), ("2", 0), ("2.1", 1)]
    row = Requirement.objects.get(code="1.2")
    assert (row.title, row.text, row.kind) == ("Sök", "Systemet bör kunna söka.", "desirable")
    assert row.parent.code == "1"
    history = row.history.get()
    assert (history.history_type, history.history_user, history.history_change_reason) == (
        "+", by, "Import av krav.xlsx",
    )  # fmt: skip


def test_the_same_file_again_changes_nothing(bring_in, catalogue):
    rows = [["1", "Läkemedel", None, None], ["1.1", "Listan", "Systemet ska visa listan.", "ska"]]
    bring_in(*rows)
    histories = Requirement.history.count()
    report = bring_in(*rows)
    assert report.counts == {"created": 0, "updated": 0, "unchanged": 1, "refused": 0}
    assert Requirement.history.count() == histories


def test_a_changed_row_names_its_fields(bring_in):
    bring_in(["A1", "Listan", "Systemet ska visa listan.", "ska"], ["A2", "B", "C", "ska"])
    report = bring_in(["A1", "Listan", "Systemet bör visa listan.", "bör"], ["A2", "B", "C", "ska"])
    assert report.counts == {"created": 0, "updated": 1, "unchanged": 1, "refused": 0}
    (changed,) = [row for row in report.rows if row["outcome"] == "updated"]
    assert (changed["row"], changed["code"]) == (2, "A1")
    assert changed["changes"] == [
        {"field": "text", "label": "Kravtext", "old": "Systemet ska visa listan.",
         "new": "Systemet bör visa listan."},
        {"field": "kind", "label": "Typ", "old": "ska-krav",
         "new": "bör-krav"},
    ]  # fmt: skip
    row = Requirement.objects.get(code="A1")
    assert (row.text, row.kind) == ("Systemet bör visa listan.", "desirable")
    assert [h.history_type for h in row.history.all()] == ["~", "+"]


def test_nothing_is_written_when_a_row_is_refused(bring_in, catalogue):
    report = bring_in(["A1", "Ett", "Text ett", "ska"], ["A2", "Två", "Text två", "kanske"])
    assert not report.is_applied
    assert report.counts == {"created": 1, "updated": 0, "unchanged": 0, "refused": 1}
    (refused,) = [row for row in report.rows if row["outcome"] == "refused"]
    assert (refused["row"], refused["code"], refused["cell"]) == (3, "A2", "D3")
    assert refused["problem"] == "Typen ”kanske” är okänd."
    assert "ska, bör eller upplysning" in refused["remedy"]
    assert not Requirement.objects.exists()
    assert not ExtraField.objects.exists()
    assert Catalogue.objects.get(pk=catalogue.pk).column_mapping == {}


def test_the_rest_is_written_when_the_person_says_so(bring_in):
    report = bring_in(
        ["A1", "Ett", "Text ett", "ska"], ["A2", "Två", "Text två", "kanske"], apply_rest=True
    )
    assert report.is_applied
    assert list(Requirement.objects.values_list("code", flat=True)) == ["A1"]


def test_a_dry_run_writes_nothing(bring_in):
    report = bring_in(["A1", "Ett", "Text ett", "ska"], dry_run=True)
    assert report.counts["created"] == 1
    assert not report.is_applied
    assert not Requirement.objects.exists()


def test_unknown_columns_are_kept_and_remembered(bring_in, catalogue):
    header = [*HEADER, "Prioritet", "Kommentar"]
    bring_in(["A1", "Ett", "Text", "ska", "hög", None], header=header)
    row = Requirement.objects.get(code="A1")
    assert row.extra == {"prioritet": "hög"}
    assert list(catalogue.extra_fields.values_list("key", "label")) == [
        ("prioritet", "Prioritet"), ("kommentar", "Kommentar"),
    ]  # fmt: skip
    stored = Catalogue.objects.get(pk=catalogue.pk).column_mapping
    assert stored["columns"]["Prioritet"] == "extra"
    assert stored["columns"]["Krav"] == "text"


def test_a_remembered_choice_wins_over_a_guess(bring_in, catalogue):
    catalogue.column_mapping = {"columns": {"Rubrik": "motive"}}
    catalogue.save()
    bring_in(["A1", "Därför", "Text", "ska"])
    row = Requirement.objects.get(code="A1")
    assert (row.title, row.motive) == ("", "Därför")


def test_a_cleared_cell_clears_the_field(bring_in):
    header = [*HEADER, "Prioritet"]
    bring_in(["A1", "Ett", "Text", "ska", "hög"], header=header)
    report = bring_in(["A1", None, "Text", "ska", None], header=header)
    assert [change["field"] for change in report.rows[0]["changes"]] == ["title", "Prioritet"]
    row = Requirement.objects.get(code="A1")
    assert (row.title, row.extra) == ("", {})


def test_rows_that_the_file_does_not_name_stay(bring_in, catalogue):
    bring_in(["A1", "Ett", "Text", "ska"], ["A2", "Två", "Text", "ska"])
    report = bring_in(["A2", "Två", "Ny text", "ska"])
    assert report.counts == {"created": 0, "updated": 1, "unchanged": 0, "refused": 0}
    assert in_order(catalogue) == [("A1", 0), ("A2", 0)]


def test_a_new_row_follows_the_row_before_it(bring_in, catalogue):
    bring_in(["1", "Del ett", None, None], ["1.1", "a", "Text", "ska"], ["1.2", "b", "Text", "ska"],
             ["2", "Del två", None, None], ["2.1", "c", "Text", "ska"])  # fmt: skip
    before = dict(Requirement.objects.values_list("code", "position"))
    bring_in(["1", "Del ett", None, None], ["1.1", "a", "Text", "ska"],
             ["1.1b", "ny", "Text", "ska"], ["1.2", "b", "Text", "ska"],
             ["2", "Del två", None, None], ["2.0", "först", "Text", "ska"],
             ["2.1", "c", "Text", "ska"])  # fmt: skip
    assert [code for code, _depth in in_order(catalogue)] == [
        "1", "1.1", "1.1b", "1.2", "2", "2.0", "2.1",
    ]  # fmt: skip
    after = dict(Requirement.objects.values_list("code", "position"))
    assert {code: after[code] for code in before} == before


def test_a_row_under_another_heading_is_moved_with_its_history(bring_in, catalogue):
    one, two = ["1", "Del ett", None, None], ["2", "Del två", None, None]
    row = ["K", "a", "Text", "ska"]
    bring_in(one, row, two)
    report = bring_in(one, two, row)
    assert report.rows[-1]["changes"] == [
        {"field": "parent", "label": "Plats i trädet", "old": "1 Del ett", "new": "2 Del två"}
    ]
    assert [code for code, _depth in in_order(catalogue)] == ["1", "2", "K"]
    moved = Requirement.objects.get(code="K")
    assert moved.parent.code == "2"
    assert moved.history.count() == 2


def test_modules_needs_and_owner_are_found_by_name(bring_in, catalogue):
    programme = catalogue.programme
    first = ModuleFactory(programme=programme, code="VIS", name="Vårdinformationssystem")
    second = ModuleFactory(programme=programme, code="INT", name="Integration, meddelanden")
    need = NeedFactory(programme=programme, code="BEH-7")
    person = MembershipFactory(programme=programme).user
    header = [*HEADER, "Modul", "Behov", "Ansvarig"]
    cells = ["vis; Integration, meddelanden", "beh-7", person.email.upper()]
    bring_in(["A1", "Ett", "Text", "ska", *cells], header=header)
    row = Requirement.objects.get(code="A1")
    assert set(row.modules.all()) == {first, second}
    assert list(row.needs.all()) == [need]
    assert row.owner == person
    assert row.module_links.first().history.count() == 1
    again = bring_in(["A1", "Ett", "Text", "ska", *cells], header=header)
    assert again.counts["unchanged"] == 1
    bring_in(["A1", "Ett", "Text", "ska", "INT", None, None], header=header)
    row.refresh_from_db()
    assert list(row.modules.all()) == [second]
    assert not row.needs.exists()
    assert row.owner is None


def test_an_unknown_module_is_refused_by_name(bring_in):
    header = [*HEADER, "Modul"]
    report = bring_in(["A1", "Ett", "Text", "ska", "Månmodulen"], header=header)
    assert report.rows[0]["problem"] == "Modulen ”Månmodulen” finns inte i programmet."
    assert report.rows[0]["cell"] == "E2"
    assert not Requirement.objects.exists()


def test_an_owner_outside_the_programme_is_refused(bring_in):
    stranger = UserFactory(email="annan@exempel.test")
    header = [*HEADER, "Ansvarig"]
    report = bring_in(["A1", "Ett", "Text", "ska", stranger.email], header=header)
    assert report.refused == 1
    assert not Requirement.objects.exists()


def test_an_owner_is_known_by_the_name_that_is_shown_unless_two_share_it(bring_in, catalogue):
    person = MembershipFactory(
        programme=catalogue.programme, user__full_name="Karin Ek", user__email="k.ek@exempel.test"
    ).user
    header = [*HEADER, "Ansvarig (e-post)"]
    options = {"header": header, "mapping": {"columns": {"Ansvarig (e-post)": "owner"}}}
    bring_in(["A1", "Ett", "Text", "ska", "karin  ek"], **options)
    assert Requirement.objects.get(code="A1").owner == person
    MembershipFactory(programme=catalogue.programme, user__full_name="Karin Ek")
    report = bring_in(["A2", "Två", "Text", "ska", "Karin Ek"], **options)
    assert report.rows[0]["cell"] == "E2"
    assert report.rows[0]["problem"] == (
        "Ingen i programmet har namnet eller e-postadressen ”Karin Ek”, eller så har flera det "
        "namnet."
    )
    bring_in(["A2", "Två", "Text", "ska", "k.ek@exempel.test"], **options)
    assert Requirement.objects.get(code="A2").owner == person


def test_a_code_of_a_heading_is_not_a_requirement(bring_in):
    bring_in(["1", "Del ett", None, None], ["1.1", "a", "Text", "ska"])
    report = bring_in(["1", "Del ett", "Plötsligt ett krav", "ska"])
    assert report.rows[0]["problem"] == "1 är en rubrik i katalogen men ett krav i filen."
    assert Requirement.objects.get(code="1").is_heading


def test_a_code_is_never_used_again(bring_in):
    bring_in(["A1", "Ett", "Text", "ska"], ["A2", "Två", "Text", "ska"])
    Requirement.objects.get(code="A2").delete()
    report = bring_in(["A2", "Något annat", "Text", "ska"])
    assert report.rows[0]["problem"] == (
        "Krav-id A2 har tidigare använts i katalogen och kan inte användas igen."
    )
    assert list(Requirement.objects.values_list("code", flat=True)) == ["A1"]


def test_columns_that_cannot_be_used_are_named(bring_in):
    with pytest.raises(MappingProblem, match="Välj vilken kolumn som är Krav-id"):
        bring_in(["en kommentar"], header=["Kommentar"])
    with pytest.raises(MappingProblem, match=r"columns\.Krav: flygande"):
        bring_in(["A1", "x", "y", "ska"], mapping={"columns": {"Krav": "flygande"}})


def test_queries_do_not_grow_with_the_rows(bring_in, catalogue, django_assert_num_queries):
    def rows(count, word="ska"):
        return [[f"A{n}", f"Rubrik {n}", f"Systemet {word} {n}.", "ska"] for n in range(count)]

    bring_in(*rows(3))
    # Outer and inner savepoints and their ends (4), lock, programme, extra fields, the outline of
    # the rows, the thousand of them that are compared, the catalogue and its history.
    with django_assert_num_queries(11) as few:
        bring_in(*rows(3))
    with django_assert_num_queries(len(few)):
        bring_in(*rows(1))


# ---------------------------------------------------------------- real workbooks


def bring_in_file(catalogue, path, by, **options):
    return import_file(
        catalogue=catalogue, path_or_bytes=path, filename=path.name, by=by, **options
    )


def test_asvs_4_comes_in_under_its_chapters(catalogue, by, shared_data):
    path = shared_data / "owasp-asvs" / "ASVS-4.0.3-en.csv"
    report = bring_in_file(catalogue, path, by)
    assert report.counts == {"created": 286, "updated": 0, "unchanged": 0, "refused": 0}
    headings = catalogue.requirements.headings()
    assert headings.filter(depth=0).count() == 14
    with path.open(encoding="utf-8-sig") as file:
        sections = {row["section_id"] for row in csv.DictReader(file)}
    assert headings.filter(depth=1).count() == len(sections) == 69
    row = catalogue.requirements.get(code="V2.1.1")
    assert row.parent.code == "V2.1"
    assert row.extra["cwe"] == "521"
    assert row.extra["level1"] == "✓"
    again = bring_in_file(catalogue, path, by)
    assert again.counts == {"created": 0, "updated": 0, "unchanged": 286, "refused": 0}
    assert again.headings == {"created": 0, "updated": 0, "unchanged": 83}


@pytest.mark.parametrize(
    ("name", "count", "code", "extra"),
    [
        ("owasp-asvs/ASVS-excel-v3.0.1.xlsx", 182, "1.10", {"since": "3.0"}),
        ("inferno-health-it/hl7.fhir.us.core_6.1.0_reqs.xlsx", 599, "28.A", {"actors": "Server"}),
        ("eudi-hlr/high-level-requirements.csv", 725, "EW-PIO-01-001", {"index": "OIA_01"}),
        ("nhs-gpit/derived_epics.csv", 437, "", {}),
        ("inferno-health-it/davinci_pas_test_kit_requirements.csv", 342, "", {}),
        ("inferno-health-it/cds-hooks_2.0_requirements.xlsx", 220, "", {}),
    ],
)
def test_real_workbooks_come_in_whole(catalogue, by, shared_data, name, count, code, extra):
    path = shared_data / name
    report = bring_in_file(catalogue, path, by)
    assert report.counts == {"created": count, "updated": 0, "unchanged": 0, "refused": 0}
    if code:
        row = catalogue.requirements.get(code=code)
        assert {key: row.extra.get(key) for key in extra} == extra
    again = bring_in_file(catalogue, path, by)
    assert again.counts == {"created": 0, "updated": 0, "unchanged": count, "refused": 0}


def test_a_mapping_says_what_a_column_is(bring_in):
    mapping = ColumnMapping("Krav", targets={"Rubrik": "skip", "Krav": "text", "Typ": "kind"})
    bring_in(["A1", "Ett", "Text", "ska"], mapping=mapping)
    assert Requirement.objects.get(code="A1").title == ""


def test_line_breaks_of_another_kind_are_no_change(bring_in, catalogue):
    RequirementFactory(
        catalogue=catalogue, code="A1", title="Ett", text="Rad ett\r\nRad två", kind="mandatory"
    )
    report = bring_in(["A1", "Ett", "Rad ett\nRad två", "ska"])
    assert report.counts["unchanged"] == 1


def test_a_formula_without_a_stored_value_is_refused_and_not_read_as_empty(bring_in):
    report = bring_in(["A1", "Ett", '=CONCAT("a","b")', "ska"], ["A2", "Två", "Text.", "ska"])
    (refused,) = [row for row in report.rows if row["outcome"] == "refused"]
    assert (refused["cell"], refused["code"]) == ("C2", "A1")
    assert "värde inte är sparat" in refused["problem"]
    assert not report.is_applied
