"""The whole chain in the browser, each step by the role whose work it is.

A requirement workbook is imported, a package is put together and published, documents are issued,
three suppliers' forms come back, an evaluator scores, and the result is read. The award is worked
out by hand: one price item of quantity 10, one bör-requirement of 5 points worth 2 000 kr.

====== ======= ====== ======================= ==========
tender unit    price  deduction               comparison
====== ======= ====== ======================= ==========
Alfa   1 000   10 000 2 000 × 5/5 = 2 000     8 000
Beta     900    9 000 2 000 × 2/5 =   800     8 200
Gamma    500    5 000 fails a ska-requirement rejected
====== ======= ====== ======================= ==========
"""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from procurements.models import Procurement, ProcurementDocument
from requirements_catalog.models import Catalogue, Requirement
from tests import factories
from tests.tenders.form_filler import FilledForm

HEADER = ["Krav-ID", "Nivå", "Rubrik", "Kravtext", "Typ", "Svarsformat", "Egen kolumn"]
ROWS = [
    ["1", 1, "Lagring", None, "Rubrik", None, None],
    ["LAG-001", 2, "Standard", "Systemet ska lagra uppgifter enligt openEHR eller likvärdig.",
     "Ska", "Ja/Nej", "x"],
    ["LAG-002", 2, "Säkerhetskopia", "Systemet ska säkerhetskopiera varje dygn.", "Ska", "Ja/Nej",
     None],
    ["LAG-003", 2, "Sökning", "Systemet bör visa sökträffar inom en sekund.", "Bör", "Fritext",
     None],
]  # fmt: skip
SUPPLIERS = {
    "Alfa Vårddata AB": {"price": 1000, "backup": "Ja", "points": "5"},
    "Beta Journal AB": {"price": 900, "backup": "Ja", "points": "2"},
    "Gamma System AB": {"price": 500, "backup": "Nej", "points": None},
}


def requirement_workbook() -> bytes:
    book = Workbook()
    for row in [["Kravspecifikation"], HEADER, *ROWS]:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def people(transactional_db):
    programme = factories.ProgrammeFactory(slug="prov", name="Provprogrammet")
    factories.ModuleFactory(programme=programme, name="Informationsplattform")

    def person(role, name):
        user = factories.UserFactory(full_name=name)
        factories.MembershipFactory(programme=programme, user=user, role=role)
        return user

    return {
        "manager": person("requirements_manager", "Kajsa Krav"),
        "officer": person("procurement_officer", "Ulla Upphandlare"),
        "evaluator": person("evaluator", "Eva Lund"),
        "auditor": person("auditor", "Rolf Revisor"),
    }


@pytest.mark.browser
def test_from_workbook_to_ranked_award(people, new_page, tmp_path):
    """Every step is made by clicking and typing; the figures at the end are those above."""
    _import_requirements(new_page(people["manager"]), tmp_path)
    officer = new_page(people["officer"])
    _make_package(officer)
    _issue(officer, "Informationsförfrågan", "PDF")
    _issue(officer, "Upphandlingsdokument", "PDF")
    forms = {kind: _issue(officer, kind, "Excel") for kind in ("Svarsformulär", "Prisformulär")}
    _publish(officer)
    _pass_the_deadline()
    _open_tenders(officer)
    for name, answers in SUPPLIERS.items():
        _take_in_tender(officer, name, answers, forms, tmp_path)
    _read_matrix(officer)
    _start_evaluation(officer)
    _score(new_page(people["evaluator"]))
    _lock(officer)
    _read_result(new_page(people["auditor"]))


def _import_requirements(page: Page, tmp_path: Path) -> None:
    page.goto("/p/prov/requirements/new/")
    page.get_by_label("Namn", exact=True).fill("Kravkatalog")
    page.locator("[name=slug]").fill("krav")
    page.locator("main form button.btn-primary[type=submit]").click()
    path = tmp_path / "krav.xlsx"
    path.write_bytes(requirement_workbook())
    page.goto("/p/prov/requirements/krav/import/")
    page.set_input_files("input[type=file]", path)
    for button in (
        "Ladda upp och fortsätt",
        "Fortsätt till kolumner",
        "Fortsätt till förhandsgranskning",
        "Spara i katalogen",
    ):
        page.get_by_role("button", name=button).click()
    expect(page.get_by_text("Importen är sparad")).to_be_visible()
    assert Requirement.objects.requirements().count() == 3
    assert Requirement.objects.headings().count() == 1
    assert Catalogue.objects.get().extra_fields.get().label == "Egen kolumn"
    page.get_by_role("link", name="Till kraven").click()
    expect(page.get_by_text("LAG-003").first).to_be_visible()


def _make_package(page: Page) -> None:
    page.goto("/p/prov/procurements/new/")
    page.locator("[name=title]").fill("Provupphandling")
    page.locator("[name=slug]").fill("prov")
    page.locator("[name=registry_number]").fill("DNR 2026-1")
    page.get_by_label("Informationsplattform").check()
    page.locator("main form button.btn-primary[type=submit]").click()
    procurement = Procurement.objects.get(slug="prov")
    lot = procurement.lots.get()
    page.goto("/p/prov/procurements/prov/edit/")
    deadline = timezone.localtime() + timedelta(days=60)
    page.locator("[name=tender_deadline_at]").fill(deadline.strftime("%Y-%m-%dT12:00"))
    page.locator("[name=questions_until]").fill(
        (deadline - timedelta(days=14)).strftime("%Y-%m-%dT12:00")
    )
    page.locator("[name=tender_valid_until]").fill(
        (deadline + timedelta(days=120)).strftime("%Y-%m-%d")
    )
    page.locator("main form button.btn-primary[type=submit]").click()
    page.goto(f"/p/prov/procurements/prov/lots/{lot.pk}/criteria/new/")
    page.locator("[name=title]").fill("Användning")
    page.locator("[name=key]").fill("anvandning")
    page.locator("[name=max_deduction]").fill("2 000")
    page.locator("main form button.btn-primary[type=submit]").click()
    page.goto(f"/p/prov/procurements/prov/lots/{lot.pk}/prices/new/")
    page.locator("[name=title]").fill("Licens")
    page.locator("[name=unit]").fill("år")
    page.locator("[name=quantity]").fill("10")
    page.locator("main form button.btn-primary[type=submit]").click()
    _pick(page, "mandatory", 2)
    _pick(page, "desirable", 1)
    assert procurement.items.answerable().count() == 3


def _pick(page: Page, kind: str, count: int) -> None:
    page.goto(f"/p/prov/procurements/prov/requirements/add/?kind={kind}")
    if kind == "desirable":
        page.locator("#pickable [name=criterion]").select_option(index=1)
        page.locator("#pickable [name=max_points]").fill("5")
    page.locator("#pickable button[name=scope][value=found]").click()
    page.wait_for_load_state()
    found = Procurement.objects.get(slug="prov").items.filter(role=kind)
    assert found.count() == count


def _issue(page: Page, label: str, file_format: str) -> bytes:
    page.goto("/p/prov/procurements/prov/documents/")
    row = page.locator("form.row-between", has_text=label)
    row.get_by_role("button", name=f"Utfärda {file_format}").click()
    page.wait_for_load_state()
    document = ProcurementDocument.objects.first()
    assert document.format == {"PDF": "pdf", "Excel": "xlsx"}[file_format]
    page.goto("/p/prov/procurements/prov/documents/")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Hämta")).first.click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith({"PDF": b"%PDF", "Excel": b"PK"}[file_format])
    return content


def _publish(page: Page) -> None:
    page.goto("/p/prov/procurements/prov/publish/")
    page.get_by_label("Jag har läst vad som låses").check()
    page.get_by_role("button", name="Publicera och lås").click()
    page.wait_for_load_state()
    assert Procurement.objects.get(slug="prov").state == "published"


def _pass_the_deadline() -> None:
    """Two months go by: the clock of the test stands, so the date is moved instead."""
    procurement = Procurement.objects.get(slug="prov")
    procurement.tender_deadline_at = timezone.now() - timedelta(hours=1)
    procurement.save()


def _open_tenders(page: Page) -> None:
    page.goto("/p/prov/procurements/prov/open/")
    page.locator("[name=first]").fill("Ulla Upphandlare")
    page.locator("[name=second]").fill("Rolf Revisor")
    page.locator("main form button.btn-primary[type=submit]").click()
    page.wait_for_load_state()
    assert Procurement.objects.get(slug="prov").state == "opened"


def _take_in_tender(page: Page, name: str, answers: dict, forms: dict, tmp_path: Path) -> None:
    page.goto("/p/prov/tenders/prov/add/")
    page.get_by_label("Leverantör").fill(name)
    page.locator("[name=lots]").first.check()
    page.locator("[name=received_at]").fill(
        (timezone.localtime() - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    )
    page.get_by_role("button", name="Registrera").click()
    page.wait_for_url(re.compile(r"/tenders/prov/\d+/$"))
    tender_page = page.url
    form = FilledForm(forms["Svarsformulär"], "Svar").say_yes_to_lot(1)
    form.put("LAG-001", "Svar", "Ja").put("LAG-002", "Svar", answers["backup"])
    form.put("LAG-003", "Svar", f"{name} visar träffar inom en halv sekund.")
    prices = FilledForm(forms["Prisformulär"], "Priser").put("Licens", "À-pris", answers["price"])
    for kind, content in (("svarsformulär", form.content()), ("prisformulär", prices.content())):
        path = tmp_path / f"{kind}.xlsx"
        path.write_bytes(content)
        page.goto(tender_page)
        page.get_by_label(kind).check()
        page.set_input_files("input[type=file]", path)
        page.get_by_role("button", name="Läs in").click()
        page.get_by_role("link", name="Gå vidare till resultatet").click()
        expect(page.get_by_text("är sparade")).to_be_visible()


def _read_matrix(page: Page) -> None:
    page.goto("/p/prov/tenders/prov/matrix/")
    assert page.locator(".verdict__mark--not-met").count() == 1
    page.goto("/p/prov/tenders/prov/matrix/?problems=on")
    expect(page.get_by_role("rowheader", name="LAG-002")).to_be_visible()
    expect(page.get_by_role("rowheader", name="LAG-001")).to_have_count(0)


def _start_evaluation(page: Page) -> None:
    page.goto("/p/prov/evaluation/prov/start/")
    page.get_by_label("Eva Lund").check()
    page.get_by_role("button", name="Starta utvärderingen").click()
    page.wait_for_url("**/p/prov/evaluation/prov/")


def _score(page: Page) -> None:
    page.goto("/p/prov/evaluation/prov/")
    page.get_by_role("link", name="Börja poängsätta").click()
    for _number in range(2):
        heading = page.get_by_role("heading", name=re.compile("Mina poäng till")).inner_text()
        name = next(name for name in SUPPLIERS if name in heading)
        page.locator(f"input[name=points][value='{SUPPLIERS[name]['points']}']").check()
        page.get_by_label("Motivering").fill(f"{name} svarar utförligt på kravet.")
        page.get_by_role("button", name="Spara och nästa").click()
        page.wait_for_load_state()
    body = page.locator("body").inner_text()
    assert "10 000" not in body.replace("\xa0", " "), "an evaluator sees no price"
    page.goto("/p/prov/evaluation/prov/submit/")
    page.locator("main form button.btn-primary[type=submit]").click()
    page.wait_for_load_state()
    assert page.goto("/p/prov/evaluation/prov/result/").status in (403, 404)


def _lock(page: Page) -> None:
    assert page.goto("/p/prov/evaluation/prov/result/").status == 404
    page.goto("/p/prov/evaluation/prov/lock/")
    page.locator("[name=reason]").fill("Alla poäng är satta.")
    page.locator("main form button.btn-primary[type=submit]").click()
    page.wait_for_load_state()


def _read_result(page: Page) -> None:
    page.goto("/p/prov/evaluation/prov/result/")
    text = page.locator("main").inner_text().replace("\xa0", " ")
    assert text.index("Alfa Vårddata AB") < text.index("Beta Journal AB")
    for figure in ("8 000", "8 200", "10 000", "9 000"):
        assert figure in text, figure
    assert "Gamma System AB" in text
    assert "LAG-002" in text
