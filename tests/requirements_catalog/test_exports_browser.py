"""Exports in the browser: of what is shown now, by mouse and keys, and the list of them."""

from dataclasses import replace
from types import SimpleNamespace

import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from programmes.job_runner import run_job
from programmes.models import Job
from requirements_catalog.actions.grid import save_layout
from requirements_catalog.exports.look import FORMATS
from tests.conftest import DESK, PHONE
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def catalogue(programme):
    catalogue = CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")
    top = HeadingFactory(catalogue=catalogue, code="1", title="Läkemedel", position=10)
    for number, kind in enumerate(("mandatory", "desirable", "mandatory"), 1):
        RequirementFactory(
            catalogue=catalogue, code=f"A-{number}", kind=kind, position=10 + number, parent=top,
            depth=1, title=f"Titel {number}", text="Systemet ska svara.",
        )  # fmt: skip
    return catalogue


@pytest.fixture
def person(make_person, programme):
    return make_person("requirements_manager", programme, "Maja")


def address(catalogue, name="requirement-list"):
    arguments = [catalogue.programme.slug, catalogue.slug]
    return reverse(f"requirements_catalog:{name}", args=arguments)


def rows_of(download, tmp_path):
    path = tmp_path / download.suggested_filename
    download.save_as(path)
    sheet = openpyxl.load_workbook(path)["Krav"]
    return [[cell.value for cell in row][:-2] for row in sheet.iter_rows()]


def test_the_menu_exports_what_the_filter_shows_now(new_page, catalogue, person, tmp_path):
    """The filter renews the list without loading the page: the menu follows."""
    page = new_page(person)
    page.goto(address(catalogue))
    page.get_by_label("Ordning").select_option("changed")
    page.wait_for_url("**sort=changed**")
    page.locator("#requirement-filter").get_by_label("Sök", exact=True).fill("Titel")
    page.wait_for_url("**q=Titel**")
    page.locator(".page-head summary", has_text="Mer").click()
    with page.expect_download() as found:
        page.get_by_role("button", name="Exportera till Excel").click()
    rows = rows_of(found.value, tmp_path)
    assert [row[0] for row in rows] == ["Krav-id", "A-3", "A-2", "A-1"]
    assert rows[0][1:4] == ["Rubrik", "Kravtext", "Typ"]


def test_the_grid_exports_its_own_columns(new_page, catalogue, person, tmp_path):
    layout = [["code", 100, True], ["title", 200, True], ["motive", 200, True]]
    save_layout(catalogue=catalogue, by=person, place="grid", columns=layout)
    page = new_page(person)
    page.goto(address(catalogue, "requirement-grid") + "?kind=desirable")
    page.locator(".page-head summary", has_text="Mer").click()
    with page.expect_download() as found:
        page.get_by_role("button", name="Exportera till Excel").click()
    rows = rows_of(found.value, tmp_path)
    assert rows[0] == ["Krav-id", "Rubrik", "Motiv"]
    assert [row[0] for row in rows[1:]] == ["A-2"]


def test_by_keys_alone_and_the_list_after(new_page, catalogue, person):
    page = new_page(person)
    page.goto(address(catalogue) + "?kind=mandatory")
    page.locator(".page-head summary", has_text="Mer").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Exportera i annat format").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Exportera", exact=True)).to_be_visible()
    main = page.get_by_role("main")
    expect(main.get_by_text("Typ: ska-krav")).to_be_visible()
    main.get_by_label("Excel", exact=True).focus()
    for _step in range(3):
        page.keyboard.press("ArrowDown")
    expect(main.get_by_label("CSV")).to_be_checked()
    page.keyboard.press("Tab")
    with page.expect_download() as found:
        page.keyboard.press("Enter")
    assert found.value.suggested_filename.endswith(".csv")
    page.get_by_role("link", name="Tidigare exporter").click()
    row = page.get_by_role("row", name="Export: CSV")
    expect(row).to_contain_text("Typ: ska-krav · 2 rader")
    expect(row).to_contain_text("Klart")
    with page.expect_download() as again:
        row.get_by_role("link", name=".csv").click()
    assert again.value.suggested_filename == found.value.suggested_filename


def test_a_file_made_in_the_queue_is_fetched_by_the_page_that_waits(
    new_page, catalogue, person, tmp_path, monkeypatch
):
    monkeypatch.setitem(FORMATS, "xlsx", replace(FORMATS["xlsx"], at_once=0))
    page = new_page(person)
    page.goto(address(catalogue, "requirement-export"))
    with monkeypatch.context() as queue:
        queue.setattr("programmes.actions.run_job", SimpleNamespace(enqueue=lambda key: None))
        page.locator("main form button", has_text="Exportera").click()
        page.wait_for_url("**/jobs/**")
    expect(page.get_by_text("Filen blir klar här")).to_be_visible()
    downloads = []
    page.on("download", lambda download: downloads.append(download))
    with page.expect_download() as found:
        run_job.func(Job.objects.get().pk)
    assert [row[0] for row in rows_of(found.value, tmp_path)] == [
        "Krav-id",
        "1",
        "A-1",
        "A-2",
        "A-3",
    ]
    expect(page.get_by_role("main").get_by_text("Jobbet är klart.")).to_be_visible()
    # Who comes back to the page is offered the file, and not given it again.
    page.reload()
    page.wait_for_timeout(1500)
    assert len(downloads) == 1


@pytest.mark.parametrize("viewport", [DESK, PHONE])
@pytest.mark.parametrize("name", ["requirement-export", "transfer-list"])
def test_pages_are_clean_and_fit(
    new_page, catalogue, person, client, axe_violations, name, viewport
):
    client.force_login(person)
    client.post(address(catalogue, "requirement-export"), {"format": "csv"})
    page = new_page(person, viewport=viewport)
    page.goto(address(catalogue, name))
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    if name == "transfer-list":
        box = page.get_by_role("button", name="Kör igen").bounding_box()
        assert box["x"] + box["width"] <= viewport["width"]


def test_the_menu_stays_within_a_narrow_screen(new_page, catalogue, person):
    page = new_page(person, viewport=PHONE)
    page.goto(address(catalogue))
    page.locator(".page-head summary", has_text="Mer").click()
    box = page.get_by_role("button", name="Exportera till Excel").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
