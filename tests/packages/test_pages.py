"""The pages of packaging: board, moves, comparison, choice; forged keys and fixed queries."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from packages.actions import copy_alternative
from packages.models import (
    ModuleEstimate,
    OrderConstraint,
    Package,
    PackageLot,
    PackagingAlternative,
    Placement,
)
from procurements.actions import add_lot, create_procurement
from procurements.models import Procurement
from programmes.choices import Role
from target_architecture.models import Interface
from tests.factories import (
    CatalogueFactory,
    ModuleFactory,
    ProgrammeFactory,
    RequirementFactory,
    StandardFactory,
)

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def _url(name, alternative, *keys):
    return reverse(f"packages:{name}", args=["prov", alternative.pk, *keys])


def _move(client, made, **sent):
    return client.post(_url("module-move", made.alternative), sent)


def test_the_board_shows_modules_where_they_stand(as_role, made):
    page = as_role(Role.READER).get(_url("alternative-detail", made.alternative)).content.decode()
    left, rest = page.split('aria-labelledby="package-', 1)
    assert "Appar" in left and "Vårdsystem" not in left.split("board__column--left")[1]
    assert "Plattform" in rest and "Katalog" in page.split('id="others-title"')[1]
    assert "data-undo" not in page and 'name="lot"' not in page


def test_a_move_without_scripts_and_its_undoing(as_role, made):
    client = as_role(Role.PROCUREMENT_OFFICER)
    first, second = made.one.lots.get(), made.two.lots.get()
    answer = _move(client, made, module=made.vis.pk, lot=second.pk)
    assert answer.url.endswith(f"#module-{made.vis.pk}")
    assert Placement.objects.get(module=made.vis).lot == second
    page = client.get(answer.url).content.decode()
    undo = page.split("data-undo")[0].rsplit("<form", 1)[1]
    for name, value in (("module", made.vis.pk), ("lot", first.pk), ("expected", second.pk)):
        assert f'name="{name}" value="{value}"' in undo
    _move(client, made, module=made.vis.pk, lot=first.pk, expected=second.pk)
    assert Placement.objects.get(module=made.vis).lot == first


def _undo(client, made):
    """Press the board's undo button; its words, or None when there is no button."""
    page = client.get(_url("alternative-detail", made.alternative)).content.decode()
    if "data-undo" not in page:
        return None
    form = page.split("data-undo")[0].rsplit("<form", 1)[1]
    names = ("module", "lot", "expected")
    sent = {name: form.split(f'name="{name}" value="')[1].split('"')[0] for name in names}
    _move(client, made, **sent)
    return " ".join(page.split("data-undo")[1].split('small">')[1].split("<")[0].split())


def test_undoing_again_undoes_the_move_before(as_role, made):
    client = as_role(Role.PROCUREMENT_OFFICER)
    one, two = made.one.lots.get(), made.two.lots.get()
    _move(client, made, module=made.vis.pk, lot=two.pk)
    _move(client, made, module=made.app.pk, lot=one.pk)
    _move(client, made, module=made.inf.pk, lot="")
    told = [_undo(client, made) for _ in range(3)]
    assert [line.split(":")[0] for line in told] == ["Plattform", "Appar", "Vårdsystem"]
    placed = dict(Placement.objects.values_list("module__code", "lot"))
    assert placed == {"VIS": one.pk, "INF": two.pk}
    # Before that come the two moves that the board was made with, and then nothing.
    assert _undo(client, made) and _undo(client, made)
    assert not Placement.objects.exists() and _undo(client, made) is None


def test_what_was_copied_or_removed_with_its_lot_is_no_move_to_undo(as_role, made, lead):
    client = as_role(Role.PROGRAMME_LEAD)
    client.post(_url("alternative-copy", made.alternative))
    copy = PackagingAlternative.objects.latest("pk")
    assert "data-undo" not in client.get(_url("alternative-detail", copy)).content.decode()
    client.post(_url("package-remove", made.alternative, made.one.pk))
    assert _undo(client, made) is None


def test_values_that_lack_estimates_are_told_as_lacking(as_role, made):
    """VIS is 400 and INF has none: the sum is 400 with one module lacking, INF's is lacking."""
    client = as_role(Role.READER)
    board, comparison = _url("alternative-detail", made.alternative), "packages:comparison-xlsx"

    def texts():
        book = load_workbook(BytesIO(client.get(reverse(comparison, args=["prov"])).content))
        rows = {row[0]: row[1] for row in book["Jämförelse"].iter_rows(values_only=True)}
        return rows["Troligt värde"], rows["Största paketets troliga värde"]

    assert texts() == ("saknas", "saknas")
    page = client.get(board).content.decode()
    assert "värde saknas" in page and ">0" not in page.split("troligt värde")[0]
    estimate = {"source": "RFI", "estimated_on": "2026-02-20"}
    ModuleEstimate.objects.create(module=made.vis, low=300, likely=400, high=550, **estimate)
    lacking = "400\xa0kr (1 modul saknas)"
    assert texts() == (lacking, lacking)
    page = client.get(board).content.decode()
    column = page.split("Plattformen</h2>")[1].split("</header>")[0]
    assert "värde saknas" in column and "kr" not in column.split("board__sum")[1]
    ModuleEstimate.objects.create(module=made.inf, low=100, likely=150, high=200, **estimate)
    assert texts() == (550, 400)


def test_orders_are_said_to_be_kept_only_when_there_are_any(as_role, made):
    client = as_role(Role.READER)
    address = _url("alternative-detail", made.alternative)
    kept, none = "håller alla ordningsvillkor", "Inget ordningsvillkor är antecknat"
    page = client.get(address).content.decode()
    assert none in page and kept not in page
    OrderConstraint.objects.create(before=made.vis, after=made.app, reason="Flöde")
    page = client.get(address).content.decode()
    assert none not in page and kept not in page
    assert "1 ordningsvillkor gäller en modul som inte är placerad" in page
    OrderConstraint.objects.all().delete()
    OrderConstraint.objects.create(before=made.inf, after=made.vis, reason="Grund")
    made.alternative.packages.update(starts_on="2026-06-01")
    assert kept in client.get(address).content.decode()


def test_the_search_finds_alternatives_and_packages_of_ones_own(as_role, made):
    theirs = PackagingAlternative.objects.create(programme=ProgrammeFactory(), title="Två hemliga")
    reader = as_role(Role.READER)
    for words, kind in (("två", "alternativ"), ("plattformen", "paket")):
        found = reader.get("/search/", {"q": words}).context["groups"]
        (group,) = [one for one in found if str(one.label) == "Upphandlingspaketering"]
        assert [(hit.url, hit.kind) for hit in group.hits] == [
            (_url("alternative-detail", made.alternative), kind)
        ]
        assert theirs.title not in str(found)
    assert as_role(None).get("/search/", {"q": "två"}).context["groups"] == []


def test_a_move_by_htmx_answers_with_the_board(as_role, made):
    client = as_role(Role.PROGRAMME_LEAD)
    url = _url("module-move", made.alternative)
    sent = {"module": made.app.pk, "lot": made.one.lots.get().pk, "expected": ""}
    answer = client.post(url, sent, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in page
    assert "Appar flyttades till Vårdsystemet 1 Vårdsystemet." in page and "data-focus" in page
    undone = client.post(
        url, {"module": made.app.pk, "lot": "", "undo": "1"}, headers={"HX-Request": "true"}
    )
    assert "Ångrat: Appar är tillbaka, kvar att placera." in undone.content.decode()
    client.post(url, sent, headers={"HX-Request": "true"})
    # Somebody who still sees it left over moves nothing.
    late = client.post(url, {**sent, "lot": ""}, headers={"HX-Request": "true"})
    assert late.status_code == 422 and "Någon annan har flyttat" in late.content.decode()
    assert Placement.objects.get(module=made.app).lot.package == made.one


def test_forged_keys_are_not_found(as_role, made):
    client = as_role(Role.PROGRAMME_LEAD)
    theirs = ProgrammeFactory()
    alternative = PackagingAlternative.objects.create(programme=theirs, title="Deras")
    package = Package.objects.create(alternative=alternative, title="Deras")
    lot = PackageLot.objects.create(package=package, number=1, title="Deras")
    module = ModuleFactory(programme=theirs)
    assert client.get(_url("alternative-detail", alternative)).status_code == 404
    assert client.post(_url("alternative-choose", alternative)).status_code == 404
    assert client.get(_url("package-edit", made.alternative, package.pk)).status_code == 404
    assert client.get(_url("lot-edit", made.alternative, made.one.pk, lot.pk)).status_code == 404
    own = made.one.lots.get().pk
    for sent in (
        {"module": module.pk, "lot": own},
        {"module": made.app.pk, "lot": lot.pk},
        {"module": "x"},
        {"module": made.vis.pk, "lot": "9" * 30},
    ):
        assert _move(client, made, **sent).status_code == 404
    assert Placement.objects.count() == 2


def test_roles(as_role, made):
    choose = _url("alternative-choose", made.alternative)
    assert as_role(Role.PROCUREMENT_OFFICER).get(choose).status_code == 403
    assert as_role(None).get(choose).status_code == 404
    assert _move(as_role(Role.AUTHOR), made, module=made.vis.pk).status_code == 403
    assert Placement.objects.filter(module=made.vis).exists()


def test_packages_and_lots_are_written_and_removed(as_role, made):
    client = as_role(Role.PROCUREMENT_OFFICER)
    sent = {"title": "Ramavtal", "procedure": "open", "form": "framework_competition"}
    url = _url("package-create", made.alternative)
    assert client.post(url, {**sent, "title": "Vårdsystemet"}).status_code == 422
    assert client.post(url, sent).status_code == 302
    package = Package.objects.get(title="Ramavtal")
    areas = "1a Lagring\n1b Behörighet"
    lots = {"number": "2", "title": "Innehåll", "sub_areas": areas}
    client.post(_url("lot-create", made.alternative, package.pk), lots)
    assert package.lots.get(number=2).areas == ["1a Lagring", "1b Behörighet"]
    again = client.post(_url("lot-create", made.alternative, package.pk), lots)
    assert again.status_code == 422 and "1b Behörighet" in again.content.decode()
    asked = client.get(_url("package-remove", made.alternative, made.one.pk)).content.decode()
    assert "1 modul blir kvar att placera." in asked
    client.post(_url("package-remove", made.alternative, made.one.pk))
    assert not Placement.objects.filter(module=made.vis).exists()


def test_choosing_is_shown_first_and_done_then(as_role, made, decision):
    client = as_role(Role.PROGRAMME_LEAD)
    url = _url("alternative-choose", made.alternative)
    shown = client.get(url)
    page, seen = shown.content.decode(), shown.context["form"]["seen"].value()
    assert "Det här händer" in page and "En upphandling skapas som utkast" in page
    assert "1 modul är kvar att placera:" in page
    refused = client.post(url, {"decision": decision.pk, "seen": seen})
    assert refused.status_code == 422 and not Procurement.objects.exists()
    sent = {"decision": decision.pk, "reason": "Två räcker.", "packages": [made.one.pk]}
    client.post(url, sent | {"decision_confirmed": decision.pk, "seen": seen})
    assert Procurement.objects.get().title == "Vårdsystemet"
    board = client.get(_url("alternative-detail", made.alternative)).content.decode()
    assert "Två räcker." in board and "Regionstyrelsen" in board
    assert _url("package-make", made.alternative, made.two.pk) in board
    undo = _url("choice-undo", made.alternative)
    asked = client.get(undo).content.decode()
    assert "Valet genom Paketering, Regionstyrelsen 2026-03-17" in asked
    assert "Utkastet Vårdsystemet med sina delkontrakt." in asked
    assert client.post(undo).status_code == 422 and Procurement.objects.exists()
    client.post(undo, {"reason": "Styrgruppen tog om frågan."})
    assert not Procurement.objects.exists()
    made.alternative.refresh_from_db()
    assert made.alternative.state == "draft"
    last = made.alternative.history.latest()
    assert last.history_change_reason == "Styrgruppen tog om frågan."


def test_what_is_bought_already_is_told_before_it_is_bought_again(as_role, made, decision, lead):
    """VIS stands in a published lot of another procurement; INF only in one under work."""
    programme = made.alternative.programme
    for slug, module, state in (("ute", made.vis, "published"), ("inne", made.inf, "draft")):
        there = create_procurement(programme=programme, slug=slug, title=slug.title(), by=lead)
        add_lot(procurement=there, number=3, title="Delen", modules=[module], by=lead)
        if state == "published":
            Procurement.objects.filter(pk=there.pk).update(
                state=state, published_at="2026-06-01T08:00Z"
            )
    client = as_role(Role.PROGRAMME_LEAD)
    url = _url("alternative-choose", made.alternative)
    page = client.get(url).content.decode()
    told = page.split("skulle upphandlas två gånger:")[1].split("</ul>")[0]
    assert "Vårdsystem: " in told and ">Ute</a>, 3 Delen (publicerad)" in told
    assert "Plattform" not in told and "Inne" not in told
    # Named on the package it is linked to, and nothing is bought twice.
    Package.objects.filter(pk=made.one.pk).update(procurement=Procurement.objects.get(slug="ute"))
    shown = client.get(url)
    assert "två gånger" not in shown.content.decode()
    sent = {"decision": decision.pk, "reason": "Två räcker.", "decision_confirmed": decision.pk}
    client.post(url, sent | {"seen": shown.context["form"]["seen"].value()})
    asked = client.get(_url("choice-undo", made.alternative)).content.decode()
    assert ">Ute</a> (publicerad) blir kvar" in asked and "Utkastet" not in asked


def test_another_is_offered_while_one_is_chosen_and_says_what_it_replaces(
    as_role, made, decision, lead
):
    other = copy_alternative(alternative=made.alternative, title="Kopian", by=lead)
    client = as_role(Role.PROGRAMME_LEAD)
    address = _url("alternative-detail", other)
    assert _url("alternative-choose", other) in client.get(address).content.decode()
    PackagingAlternative.objects.filter(pk=made.alternative.pk).update(
        state="chosen", decision=decision, reason="Två räcker."
    )
    page = client.get(address).content.decode()
    assert _url("alternative-choose", other) in page
    assert ">Två delar</a> är valt." in page
    chosen = client.get(_url("alternative-detail", made.alternative))
    assert _url("alternative-choose", made.alternative) not in chosen.content.decode()
    # Nor can a proposal's choice be undone.
    client.post(_url("choice-undo", other), {"reason": "Nej."})
    made.alternative.refresh_from_db()
    assert made.alternative.state == "chosen"


def test_the_history_tells_moves_and_changes(as_role, made):
    client = as_role(Role.PROGRAMME_LEAD)
    _move(client, made, module=made.vis.pk, lot="")
    page = client.get(_url("alternative-history", made.alternative)).content.decode()
    assert "Vårdsystem → kvar att placera" in page
    assert "Vårdsystem → 1 Vårdsystemet" in page and "Paket Plattformen: Skapades" in page


def test_the_comparison_marks_what_differs_in_words(as_role, made):
    client = as_role(Role.PROGRAMME_LEAD)
    client.post(_url("alternative-copy", made.alternative))
    copy = PackagingAlternative.objects.latest("pk")
    Placement.objects.get(alternative=copy, module=made.inf).delete()
    url = reverse("packages:alternative-list", args=["prov"])
    page = client.get(url).content.decode()
    row = page.split("Moduler placerade")[1].split("</tr>")[0]
    assert "skiljer sig" in row and row.index(">2<") < row.index(">1<")
    assert "skiljer sig" not in page.split("Delkontrakt")[1].split("</tr>")[0]
    only = client.get(url, {"only": "differences"}).content.decode()
    assert "Moduler placerade" in only and "Första start" not in only
    book = load_workbook(
        BytesIO(client.get(reverse("packages:comparison-xlsx", args=["prov"])).content)
    )
    rows = {row[0]: row[1:] for row in book["Jämförelse"].iter_rows(values_only=True)}
    assert "Beslut" not in rows and rows["Det som jämförs"][0].endswith("(förslag)")
    assert rows["Moduler placerade"] == (2, 1, "skiljer sig")
    assert book["Placeringar"].max_row == 1 + 3 + 3


def test_the_modules_page_and_the_lists_lead_here(as_role, made):
    client = as_role(Role.READER)
    module = client.get(reverse("requirements_catalog:module-detail", args=["prov", made.vis.pk]))
    assert _url("alternative-detail", made.alternative) in module.content.decode()
    home = reverse("packages:alternative-list", args=["prov"])
    for name in (
        "requirements_catalog:module-list",
        "target_architecture:landscape",
        "procurements:procurement-list",
    ):
        assert home in client.get(reverse(name, args=["prov"])).content.decode(), name


def _grow(programme, modules: int, seams: int) -> PackagingAlternative:
    """Modules in four packages of three lots, with estimates, orders, requirements and seams."""
    catalogue = CatalogueFactory(programme=programme)
    standards = [StandardFactory(programme=programme) for _ in range(3)]
    rows = [ModuleFactory(programme=programme) for _ in range(modules)]
    alternative = PackagingAlternative.objects.create(programme=programme, title="Stort")
    lots = []
    for number in range(4):
        package = Package.objects.create(alternative=alternative, title=f"Paket {number}")
        lots += [package.lots.create(number=n, title=f"Del {n}") for n in (1, 2, 3)]
    for number, module in enumerate(rows):
        ModuleEstimate.objects.create(
            module=module, low=1, likely=2, high=3, source="RFI", estimated_on="2026-02-20"
        )
        if number:
            OrderConstraint.objects.create(before=rows[number - 1], after=module, reason="Grund")
            Placement.objects.create(
                alternative=alternative, module=module, lot=lots[number % len(lots)]
            )
        requirement = RequirementFactory(catalogue=catalogue)
        requirement.modules.add(module, rows[number - 1])
        requirement.standards.add(standards[number % 3])
    for number in range(seams):
        interface = Interface.objects.create(
            programme=programme,
            code=f"G-{number}",
            name="Uppgifter",
            source=rows[number % modules],
            target=rows[(number + 1 + number // modules) % modules],
        )
        interface.standards.add(standards[number % 3])
    return alternative


# Session, person, programme and roles are 4. The facts are 7: modules, estimates, interfaces, their
# standards, orders, requirements of modules and of standards; 3 are for what has been justified.
# Alternatives with packages, lots and placements are 4; of one too. A frame asks for 2 more; the
# choices are 1. On the board come requirements on both sides, the last move, and what is chosen.
EXPECTED = {
    "packages:comparison-xlsx": 4 + 7 + 3 + 4 + 1,
    "packages:alternative-list": 4 + 7 + 3 + 4 + 2 + 1,
    "packages:alternative-detail": 4 + 7 + 3 + 4 + 2 + 1 + 1 + 1 + 1,
}


@pytest.mark.once
@pytest.mark.parametrize("name", EXPECTED)
def test_the_cost_is_the_same_at_12_and_at_60_modules(as_role, programme, name):
    client = as_role(Role.PROGRAMME_LEAD)
    counts = []
    for modules, seams in ((12, 15), (60, 150)):
        alternative = _grow(programme, modules, seams)
        keys = [alternative.pk] if name.endswith("detail") else []
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse(name, args=["prov", *keys]))
        assert answer.status_code == 200
        counts.append(len(queries))
        PackagingAlternative.objects.all().delete()
        Interface.objects.all().delete()
        programme.modules.all().update(kind="existing")
    assert counts[0] == counts[1]
    assert counts[0] == EXPECTED[name]
