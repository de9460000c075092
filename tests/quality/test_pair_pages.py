"""The page of alike and contradicting requirements."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from quality.actions_likeness import compare_requirements, judge_pairs
from quality.models import PairJudgement, RequirementPair
from requirements_catalog.models import Requirement, RequirementRelation
from tests.factories import ModuleFactory, RequirementFactory
from tests.quality.pairs import LOG, OTHER, four_requirements

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(programme):
    return four_requirements(programme)


@pytest.fixture
def compared(programme, rows, anna):
    return compare_requirements(programme=programme, by=anna)


@pytest.fixture
def address(programme):
    return f"/p/{programme.slug}/likeness/"


@pytest.fixture
def page(client, anna, address):
    client.force_login(anna)
    return lambda **query: client.get(address, query)


def text_of(response):
    return " ".join(response.content.decode().split())


def alike():
    return RequirementPair.objects.get(kind="alike")


def test_before_the_first_comparison(page):
    assert "Kraven har inte jämförts än" in text_of(page())


def test_two_texts_side_by_side(page, compared):
    text = text_of(page())
    assert "4 krav i alla kataloger jämfördes" in text and "av Anna" in text
    assert "patientens <del>journal</del> med <del>tid</del>" in text
    assert "patientens <ins>journaler</ins> med <ins>klockslag</ins>" in text
    assert "Texterna har ändrats sedan dess" not in text


def test_figures_are_marked(page, compared):
    text = text_of(page(tab="contradictions"))
    assert "minst <mark>99,5 %</mark> per månad" in text
    assert "minst <mark>99,9 procent</mark> per" in text
    assert "siffror om tillgänglighet skiljer sig" in text


def test_that_texts_have_changed_is_told(page, compared, rows):
    rows[0].text = OTHER
    rows[0].save()
    text = text_of(page())
    assert "Texterna har ändrats sedan dess: 1 krav" in text
    assert "Inget par att bedöma" in text


def test_a_text_is_shown_as_text(page, programme, rows, anna):
    for row in rows[:2]:
        Requirement.objects.filter(pk=row.pk).update(text=f"<script>x</script> {row.text}")
    compare_requirements(programme=programme, by=anna)
    assert "<script>x" not in text_of(page())


@pytest.mark.parametrize(("query", "count"), [
    ({}, 1),
    ({"between": "across"}, 1),
    ({"between": "within"}, 0),
    ({"score": "95"}, 0),
    ({"score": "80"}, 1),
    ({"state": "known"}, 0),
    ({"catalogue": "two"}, 1),
    ({"module": "used"}, 1),
    ({"module": "unused"}, 0),
    ({"requirement": "A-1"}, 1),
    ({"requirement": "A-2"}, 0),
    ({"score": "nonsense"}, 1),
    ({"page": "99"}, 1),
    ({"tab": "nonsense"}, 1),
])  # fmt: skip
def test_filters(page, programme, rows, compared, query, count):
    used, unused = ModuleFactory(programme=programme), ModuleFactory(programme=programme)
    rows[1].modules.add(used)
    known = {"two": rows[1].catalogue.pk, "used": used.pk, "unused": unused.pk}
    known |= {row.code: row.pk for row in rows}
    response = page(**{name: known.get(value, value) for name, value in query.items()})
    assert response.context["total"] == count


def test_one_or_many_are_judged(page, client, address, compared, anna):
    page()
    data = {"pair": alike().pk, "verdict": "kept", "reason": "Två avtal"}
    response = client.post(address, data)
    assert response.status_code == 302
    text = text_of(page(tab="judged"))
    assert "samma – ligger kvar" in text and "Två avtal" in text
    assert page().context["total"] == 0


def test_what_is_missing_is_told_and_what_was_typed_stays(page, client, address, compared):
    page()
    response = client.post(address, {"pair": alike().pk, "reason": "Två avtal"})
    assert response.status_code == 422
    text = text_of(response)
    assert "Välj vad paren är." in text and 'value="Två avtal"' in text and "checked" in text
    response = client.post(address, {"pair": alike().pk, "verdict": "kept"})
    assert response.status_code == 422
    assert "Skriv ett skäl" in text_of(response)
    response = client.post(address, {"pair": "1e9", "verdict": "kept", "reason": "x"})
    assert "Markera minst ett par." in text_of(response)
    assert not PairJudgement.objects.exists()


def test_a_relation_that_cannot_be_made_is_told(page, client, address, compared, rows):
    """Somebody states it between the list and the click: nothing is written twice."""
    page()
    RequirementRelation.objects.create(source=rows[1], target=rows[0], kind="corresponds_to")
    response = client.post(address, {"pair": alike().pk, "verdict": "corresponds"})
    assert response.status_code == 422
    assert RequirementRelation.objects.count() == 1 and not PairJudgement.objects.exists()


def test_a_reader_looks_and_does_not_judge(client, make_person, programme, address, compared):
    client.force_login(make_person("reader", programme))
    text = text_of(client.get(address))
    assert "Jämför kraven" not in text and 'name="pair"' not in text
    for post in (address, f"{address}compare/"):
        data = {"pair": alike().pk, "verdict": "kept", "reason": "x"}
        assert client.post(post, data).status_code == 403
    assert not PairJudgement.objects.exists()


def test_a_judgement_is_opened_again_under_the_same_filter(
    page, client, address, programme, compared, anna
):
    judge_pairs(programme=programme, pairs=[alike().pk], verdict="kept", by=anna, reason="Ja")
    page()
    said = PairJudgement.objects.get()
    response = client.post(f"{address}{said.pk}/reopen/", {"back": "tab=judged"})
    assert response.url == f"{address}?tab=judged"
    assert page().context["total"] == 1


def test_judged_texts_that_have_changed_say_so(page, programme, rows, compared, anna):
    judge_pairs(programme=programme, pairs=[alike().pk], verdict="kept", by=anna, reason="Ja")
    assert "texterna har ändrats sedan dess" not in text_of(page(tab="judged"))
    Requirement.objects.filter(pk=rows[0].pk).update(text=rows[0].text + " Alltid.")
    assert "texterna har ändrats sedan dess" in text_of(page(tab="judged"))
    compare_requirements(programme=programme, by=anna)
    assert "Bedömdes förut med andra texter: samma – ligger kvar. Ja" in text_of(page())


def test_the_requirement_says_what_it_is_like(client, page, programme, rows, compared):
    page()
    text = text_of(
        client.get(
            reverse("requirements_catalog:requirement-detail", args=[programme.slug, rows[1].pk])
        )
    )
    assert f">A-1</a> i Ett ({alike().score} %)" in text


def test_the_workbook_has_what_the_list_shows(page, client, address, programme, compared, anna):
    page()
    sheet = load_workbook(BytesIO(client.get(f"{address}export/").content)).worksheets[0]
    heads, first = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert heads[:4] == ["Likhet (%)", "Gäller", "Katalog A", "Krav-id A"]
    assert (first[0], first[3], first[8], first[12]) == (alike().score, "A-1", "B-1", "inte bedömd")
    judge_pairs(programme=programme, pairs=[alike().pk], verdict="kept", by=anna, reason="Ja")
    content = client.get(f"{address}export/", {"tab": "judged"}).content
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert [cell.value for cell in sheet[2]][12:15] == ["samma – ligger kvar", "Ja", "Anna"]
    content = client.get(f"{address}export/", {"score": "95"}).content
    assert load_workbook(BytesIO(content)).worksheets[0].max_row == 1


@pytest.mark.parametrize("tab", ["alike", "judged"])
@pytest.mark.parametrize("more", [1, 3])
def test_the_page_costs_the_same_for_more(
    page, programme, rows, anna, more, tab, django_assert_num_queries
):
    for number in range(more):
        RequirementFactory(catalogue=rows[0].catalogue, text=f"{LOG} Även nummer {number}.")
    compare_requirements(programme=programme, by=anna)
    if tab == "judged":
        keys = RequirementPair.objects.filter(kind="alike").values_list("pk", flat=True)
        judge_pairs(programme=programme, pairs=keys, verdict="kept", by=anna, reason="Ja")
    page(tab=tab)
    with django_assert_num_queries({"alike": 17, "judged": 16}[tab]):
        page(tab=tab)
