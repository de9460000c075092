"""A newcomer answers five questions about the demo programme from its screens alone.

The newcomer is a reader who begins at the overview and goes on by the links that stand there,
never by a typed address. ``FVM_SCREENSHOTS=docs/images/walkthrough`` keeps what was seen on the
way, which is how the pictures of docs/walkthrough.md are made.

What Region Sundland's leaving does to the value is worked out by hand from demo/gemensam.json and
demo/anbud.json (rules: docs/joint-procurement.md). A weight is the mean of the parts of the price
items that all three who join have stated. Region Älvmark has an option on both lots, which their
values count in already; where it has stated nothing its population counts, 138/660 = 0.209091. The
fixed part stays:

=== ===== ===== ======================================== ========================================
lot value fixed Sundland's weight                        Älvmark's weight
=== ===== ===== ======================================== ========================================
1   210   60 %  (70/250 + 8/24 + 3500/12000) / 3         138/660
2   480   15 %  (2/6 + 119/420 + 8500/30000 + 32/139) /4 (138/660 + 85/420 + 6000/30000 + 24/139)
                                                         /4
=== ===== ===== ======================================== ========================================

Lot 1: Sundland 0.301667. Before 1.209091, after 0.907424, which is 0.750501 of it; 126 + 84 ×
0.750501 = 189.042. Lot 2: Sundland (0.333333 + 0.283333 + 0.283333 + 0.230216) / 4 = 0.282554,
Älvmark (0.209091 + 0.202381 + 0.2 + 0.172662) / 4 = 0.196033. Before 1.196033, after 0.913479,
which is 0.763758 of it; 72 + 408 × 0.763758 = 383.613. Together 572.655 of 690 million: 117.345
less.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from demo.loader import load_demo

NEWCOMER = "lasare@demo.example"


@pytest.fixture
def newcomer(transactional_db, settings, tmp_path, new_page) -> Page:
    """A browser on the demo's overview, signed in as its reader."""
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    programme = load_demo()
    page = new_page(User.objects.get(email=NEWCOMER))
    page.goto(f"/p/{programme.slug}/")
    return page


@pytest.mark.browser
@pytest.mark.once
def test_five_questions_are_answered_from_the_screens(newcomer):
    start = newcomer.url
    for ask in (_goals, _bought, _open_standards, _leaving, _cancelled):
        newcomer.goto(start)
        ask(newcomer)


def _menu(page: Page, entry: str) -> None:
    page.locator("nav").get_by_role("link", name=entry, exact=True).click()


def _seen(page: Page, name: str) -> None:
    """Keep the screen as a picture when somebody wants them."""
    if folder := os.environ.get("FVM_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


def _goals(page: Page) -> None:
    """Which goals does the integration platform serve?"""
    _menu(page, "Målarkitektur")
    page.get_by_role("main").get_by_role("link", name="Integrationsplattform").first.click()
    goals = page.locator("#module-goals")
    expect(goals).to_contain_text("EM-3 Vårdkedjorna hänger ihop")
    expect(goals).to_contain_text("BEH-018")
    _seen(page, "goals")


def _bought(page: Page) -> None:
    """What is bought, from whom, and when?"""
    _menu(page, "Styrning")
    page.get_by_role("main").get_by_role("link", name=re.compile("^Avtal ?4?$")).click()
    draft = page.get_by_role("row", name=re.compile("Avtal om vårdinformationssystem"))
    expect(draft).to_contain_text("utkast")
    signed = page.get_by_role("row", name=re.compile("äldre journalsystemet"))
    expect(signed).to_contain_text("Norrljus Journal AB")
    expect(signed).to_contain_text("2031-12-31")
    # Module by module, also what no procurement has begun to buy.
    bought = page.locator("#bought")
    platform = bought.get_by_role("row", name=re.compile("^Applikationsplattform"))
    expect(platform).to_contain_text("enligt vald paketering, avsedd start 2027-09-01")
    records = bought.get_by_role("row", name=re.compile("^Äldre journalsystem"))
    expect(records).to_contain_text("Norrljus Journal AB")
    bought.scroll_into_view_if_needed()
    _seen(page, "bought")


def _open_standards(page: Page) -> None:
    """Which interfaces lack an open standard?"""
    _menu(page, "Målarkitektur")
    page.get_by_role("link", name="Hål i arkitekturen").click()
    page.get_by_role("link", name="Gränssnitt utan öppen standard").click()
    page.get_by_role("link", name="2 hål", exact=True).click()
    row = page.get_by_role("row", name=re.compile("G-09"))
    expect(row).to_contain_text("SNOMED CT är inte en öppen standard")
    expect(row).to_contain_text("utan skäl")
    expect(page.get_by_role("row", name=re.compile("G-01"))).to_contain_text("motiverat")
    _seen(page, "open-standards")
    # The register answers too, with the one that may stay and the one that may not.
    _menu(page, "Målarkitektur")
    page.get_by_role("main").get_by_role("link", name=re.compile("^Gränssnitt")).first.click()
    page.get_by_label("Öppen standard", exact=True).select_option(label="saknar öppen standard")
    expect(page.get_by_role("row", name=re.compile("G-08"))).to_have_count(0)
    expect(page.get_by_role("row", name=re.compile("G-09"))).to_contain_text("inte öppen")
    expect(page.get_by_role("row", name=re.compile("G-01"))).to_contain_text("standard saknas")


def _leaving(page: Page) -> None:
    """What happens if Region Sundland leaves?"""
    _menu(page, "Styrning")
    page.get_by_role("link", name="Vad händer om någon lämnar?").click()
    page.get_by_role("group", name="Lämnar").get_by_label("Region Sundland").check()
    page.get_by_role("button", name="Räkna").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("572,7 mnkr")
    expect(main).to_contain_text("−117,3 mnkr")
    # 348 383 042 + 60 836 593 + 165 791 149 + 114 989 216 before; the lots' sum after.
    whole = page.get_by_role("row", name=re.compile("^Summa 100,0 100,0"))
    expect(whole).to_contain_text(re.compile(r"690.000.000.*572.655.155"))
    # The municipalities of two regions have one option, and what is whose of it is not known.
    undivided = r"genom Demo: Region Sundland · värdet, 36.000.000.kr för alla .*, är inte fördelat"
    expect(main).to_contain_text(re.compile(undivided))
    _seen(page, "leaving")


def _cancelled(page: Page) -> None:
    """Why was the first procurement cancelled, and what was carried over?"""
    _menu(page, "Styrning")
    page.get_by_role("link", name="Varför vi är här").first.click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Skäl: otydliga upphandlingsdokument")
    expect(main).to_contain_text("Upphandlingsdokumenten från 2020")
    expect(main).to_contain_text("fyrtio ska-krav skrevs om")
    _seen(page, "cancelled")
