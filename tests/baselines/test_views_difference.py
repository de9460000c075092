"""The difference of two baselines, or of a baseline and now: page, PDF and Excel."""

import io

import pikepdf
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from baselines.difference import ADDED, CHANGED, KIND, MOVED, REMOVED, RENUMBERED
from requirements_catalog.actions.requirements import create_module, create_requirement
from requirements_catalog.actions.structure import move_requirement, withdraw_requirement
from requirements_catalog.models import ExtraField
from tests.baselines.steps import edit, make_catalogue, publish, row

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def catalogue(programme, anna):
    return make_catalogue(programme, anna)


@pytest.fixture
def ask(client, anna, catalogue):
    client.force_login(anna)

    def get(query="", name="difference", arguments=(), **headers):
        address = reverse(f"baselines:{name}", args=["prov", "krav", *arguments])
        return client.get(address + query, headers=headers)

    return get


@pytest.fixture
def two(catalogue, anna, programme):
    """B1, then one row changed, one of another kind, one gone, one new, one moved; B2."""
    first = publish(catalogue, anna, name="Ett")
    module = create_module(programme=programme, by=anna, code="VIS", name="Vård")
    edit(catalogue, "D-1", anna, reason="Mätbart", text="Systemet ska klara D-1 inom 2 sekunder.",
         modules=[module])  # fmt: skip
    edit(catalogue, "S-1", anna, reason="Lagkrav", kind="mandatory")
    withdraw_requirement(requirement=row(catalogue, "D-2"), by=anna, reason="Dubblett")
    create_requirement(
        catalogue=catalogue, by=anna, code="N-1", kind="mandatory", title="Nytt krav",
        text="Systemet ska vara nytt.", reason="Önskat av vården",
        parent=catalogue.requirements.get(title="Säkerhet"),
    )  # fmt: skip
    move_requirement(
        requirement=row(catalogue, "L-1"), by=anna, reason="Hör till drift",
        parent=catalogue.requirements.get(title="Drift"), first=True,
    )  # fmt: skip
    return first, publish(catalogue, anna, name="Två")


def shown(answer):
    return {one.code: one for one in answer.context["page"]}


def test_what_was_done_and_why(two, ask):
    answer = ask("?from=1&to=2")
    assert answer.context["counts"] == {
        ADDED: 1, REMOVED: 1, CHANGED: 2, MOVED: 1, RENUMBERED: 1, KIND: 1,
    }  # fmt: skip
    found = shown(answer)
    # D-1 is the second under Drift now; it is changed as well.
    assert set(found) == {"D-1", "D-2", "S-1", "N-1", "L-1"}
    assert found["D-1"].change.ways == {CHANGED, RENUMBERED}
    fields = {one.label: one for one in found["D-1"].fields}
    assert [(one.kind, one.text) for one in fields["Kravtext"].pieces] == [
        ("same", "Systemet ska klara D-1"), ("added", " inom 2 sekunder"), ("same", "."),
    ]  # fmt: skip
    assert [(one.kind, one.text) for one in fields["Moduler"].pieces] == [("added", "VIS")]
    assert (found["S-1"].kind_before_word, found["S-1"].kind_word) == ("bör-krav", "ska-krav")
    assert found["L-1"].place == "Från 3 under ingen rubrik till 1.1 under ”Drift”."
    reasons = {code: [one.text for one in change.reasons] for code, change in found.items()}
    assert reasons == {
        "D-1": ["Mätbart"], "D-2": ["Dubblett"], "S-1": ["Lagkrav"],
        "N-1": ["Önskat av vården"], "L-1": ["Hör till drift"],
    }  # fmt: skip
    assert "<ins> inom 2 sekunder</ins>" in answer.text
    assert two[0].digest in answer.text and two[1].digest in answer.text


def test_either_way_round_and_with_now(two, ask, catalogue, anna):
    codes = set(shown(ask("?from=1&to=2")))
    assert set(shown(ask("?from=2&to=1"))) == codes
    assert set(shown(ask("?from=now&to=1"))) == codes
    assert set(shown(ask())) == codes  # the last two, when nothing is said
    assert "Ingenting skiljer" in ask("?from=2&to=now").text
    edit(catalogue, "L-1", anna, title="Ny titel", reason="Tydligare")
    found = shown(ask("?from=2&to=now"))
    assert [one.text for one in found["L-1"].reasons] == ["Tydligare"]


def test_narrowed_by_way_chapter_module_and_text(two, ask, catalogue):
    def codes(query):
        return set(shown(ask(f"?from=1&to=2&{query}")))

    assert codes("way=added") == {"N-1"}
    assert codes("way=removed") == {"D-2"}
    assert codes("way=kind") == {"S-1"}
    assert codes("way=moved") == {"L-1"}
    assert codes("way=renumbered") == {"D-1"}
    assert codes("way=nonsens") == {"D-1", "D-2", "S-1", "N-1", "L-1"}
    drift = catalogue.requirements.get(title="Drift").uid
    assert codes(f"chapter={drift}") == {"L-1", "D-1", "D-2"}
    assert codes("module=VIS") == {"D-1"}
    assert codes("q=VARA+nytt") == {"N-1"}
    assert codes(f"way=moved&chapter={drift}&q=klara") == {"L-1"}
    assert codes("q=finnsinte") == set()


def test_only_renumbered_rows_are_told_apart(ask, catalogue, anna):
    publish(catalogue, anna)
    withdraw_requirement(requirement=row(catalogue, "D-1"), by=anna, reason="Onödigt")
    answer = ask("?from=1&to=now")
    assert set(shown(answer)) == {"D-1"}
    assert "visas under Omnumrerade" in answer.text
    (found,) = ask("?from=1&to=now&way=renumbered").context["page"]
    assert (found.code, found.numbers) == ("D-2", ("1.2", "1.1"))


def test_own_fields_points_and_klassa(ask, catalogue, anna):
    ExtraField.objects.create(catalogue=catalogue, key="k1", label="Införandevåg")
    publish(catalogue, anna)
    one = row(catalogue, "D-1")
    one.extra, one.max_points, one.confidentiality = {"k1": "Våg 2"}, "2.5", 3
    one.is_minimum_requirement = True
    one.save()
    (found,) = ask("?from=1&to=now").context["page"]
    fields = {one.label: (one.before, one.after) for one in found.fields}
    assert fields == {
        "Minimikrav": ("nej", "ja"),
        "Högsta poäng": ("", "2,5"),
        "Konfidentialitet": ("", fields["Konfidentialitet"][1]),
        "Införandevåg": ("", "Våg 2"),
    }
    assert fields["Konfidentialitet"][1] not in ("", "3")


@pytest.mark.parametrize("query", ["?from=9&to=1", "?from=x&to=now", "?from=1&to=1", "?from=-1"])
def test_moments_that_cannot_be_compared(ask, catalogue, anna, query):
    publish(catalogue, anna)
    answer = ask(query)
    assert answer.status_code == 200
    assert "Det går inte att visa" in answer.text
    assert ask(query, "difference-download", ["xlsx"]).status_code == 422


def test_a_selection_that_is_gone_is_told(ask, catalogue, anna):
    field = ExtraField.objects.create(catalogue=catalogue, key="k1", label="Våg", kind="text")
    one = row(catalogue, "D-1")
    one.extra = {"k1": "a"}
    one.save()
    publish(catalogue, anna, selection="extra.k1=a")
    field.delete()
    assert "urval går inte längre att läsa" in ask("?from=1&to=now").text


def test_baselines_of_different_selections_are_told_apart(ask, catalogue, anna):
    publish(catalogue, anna)
    publish(catalogue, anna, selection="kind=mandatory")
    answer = ask("?from=1&to=2")
    assert "gäller olika urval" in answer.text
    assert answer.context["counts"][REMOVED] == 3


def test_the_list_alone_for_htmx(two, ask):
    answer = ask("?from=1&to=2&way=added", **{"HX-Request": "true"})
    assert "<html" not in answer.text and "N-1" in answer.text


def test_costs_the_same_for_any_number_of_changes(ask, catalogue, anna, django_assert_num_queries):
    publish(catalogue, anna)
    for codes in (["D-1"], ["D-1", "D-2", "S-1"]):
        for code in codes:
            edit(catalogue, code, anna, text=f"Nytt {len(codes)}.")
        second = publish(catalogue, anna)
        ask(f"?from=1&to={second.number}")
        with django_assert_num_queries(18):
            answer = ask(f"?from=1&to={second.number}")
        assert len(answer.context["page"]) == len(codes)
        # Now costs four more: what was written to, and the links of what may have changed.
        with django_assert_num_queries(22):
            ask("?from=1&to=now&q=nytt")


# ---------------------------------------------------------------- files


def test_the_workbook_has_a_row_for_every_field(two, ask):
    answer = ask("?from=1&to=2", "difference-download", ["xlsx"])
    assert 'filename="krav-B1-B2.xlsx"' in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Sammanfattning", "Ändringar"]
    facts = dict(book["Sammanfattning"].iter_rows(min_row=2, values_only=True))
    assert facts["Sigill B1"] == two[0].digest and facts["Sigill B2"] == two[1].digest
    assert (facts["Nya"], facts["Ändrade"], facts["Flyttade"]) == (1, 2, 1)
    rows = list(book["Ändringar"].iter_rows(min_row=2, values_only=True))
    kinds = [one for one in rows if one[2] == "S-1"]
    assert [one[4:9] for one in kinds] == [
        ("ska-krav", "Ändrat, Ny typ", "Typ", "bör-krav", "ska-krav")
    ]
    assert kinds[0][9].endswith(f"{two[0].published_by}: Lagkrav")
    gone = next(one for one in rows if one[2] == "D-2" and one[6] == "Kravtext")
    assert gone[:2] == ("1.2", None)
    assert gone[5:9] == ("Borttaget", "Kravtext", "Systemet ska klara D-2.", None)
    narrowed = ask("?from=1&to=2&way=added", "difference-download", ["xlsx"])
    rows = load_workbook(io.BytesIO(narrowed.content))["Ändringar"]
    assert {one[2] for one in rows.iter_rows(min_row=2, values_only=True)} == {"N-1"}


def test_text_like_a_formula_stays_text(ask, catalogue, anna):
    publish(catalogue, anna)
    edit(catalogue, "D-1", anna, text='=HYPERLINK("http://elak.test")', reason="=1+1")
    answer = ask("?from=1&to=now", "difference-download", ["xlsx"])
    rows = load_workbook(io.BytesIO(answer.content))["Ändringar"].iter_rows(min_row=2)
    cells = [cell for one in rows for cell in one if str(cell.value).startswith("=")]
    assert [cell.data_type for cell in cells] == ["s"] * len(cells) and cells


def test_the_pdf_is_tagged_and_says_what_was_compared(two, ask):
    answer = ask("?from=1&to=2", "difference-download", ["pdf"])
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo["/Title"]).startswith("B1 Ett → B2 Två")
        assert str(pdf.Root.Lang) == "sv"


def test_a_pdf_of_too_much_is_refused_in_words(two, ask, monkeypatch):
    monkeypatch.setattr("baselines.views_difference.MOST_CHANGES", 2)
    answer = ask("?from=1&to=2", "difference-download", ["pdf"])
    assert answer.status_code == 422
    assert "för många för en PDF" in answer.text
    assert "En PDF rymmer högst 2 skillnader" in ask("?from=1&to=2").text
    assert ask("?from=1&to=2", "difference-download", ["docx"]).status_code == 404
