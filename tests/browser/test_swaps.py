"""Where the focus goes, and what is read out, when a part of a page is swapped."""

from pathlib import Path

import django_htmx
import pytest
from django.conf import settings

pytestmark = [pytest.mark.browser, pytest.mark.once]
HTMX = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"
APP = Path(settings.BASE_DIR) / "static/js/app.js"
HTML = "text/html; charset=utf-8"
PAGE = '<div id="live"></div><div id="part"><button hx-get="/part" hx-target="#part" hx-swap="{}"'
PART = '<div id="part"><p role="status">Flyttad.</p><h2 tabindex="-1" data-focus>Ny</h2></div>'


@pytest.mark.parametrize("swap", ["innerHTML", "outerHTML"])
def test_the_focus_goes_to_what_was_swapped_in_whole_or_in_part(chromium, swap):
    page = chromium.new_page()
    try:
        html = PAGE.format(swap) + ">Flytta</button></div>"
        page.route("http://site.test/", lambda route: route.fulfill(body=html, content_type=HTML))
        page.route("**/part", lambda route: route.fulfill(body=PART, content_type=HTML))
        page.goto("http://site.test/")
        page.add_script_tag(path=HTMX)
        page.add_script_tag(path=APP)
        page.evaluate("htmx.process(document.body)")
        page.get_by_role("button").click()
        page.wait_for_function("document.activeElement.textContent === 'Ny'", timeout=5000)
        assert page.text_content("#live") == "Flyttad."
    finally:
        page.close()
