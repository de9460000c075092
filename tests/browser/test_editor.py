"""A text in the Markdown editor that nobody has changed is sent as it was written."""

import pytest
from django.urls import reverse

from tests.factories import CatalogueFactory, RequirementFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.once]

# As nobody would write it in the editor: the editor itself would put all of it otherwise.
WRITTEN = "Ett\ntvå  \nmed * och _\n\n\n* punkt\n\n1) ett\n\n|a|b|\n|-|-|\n|1|2|\n\nSlut.  "


@pytest.mark.parametrize("touch", ["nothing", "keys", "taken back"])
def test_what_is_not_changed_is_sent_as_it_was(programme, make_person, new_page, touch):
    catalogue = CatalogueFactory(programme=programme, slug="karnan")
    row = RequirementFactory(catalogue=catalogue, code="K-1", title="Visa", text=WRITTEN)
    page = new_page(make_person("author", programme))
    page.goto(reverse("requirements_catalog:requirement-edit", args=[programme.slug, row.pk]))
    surface = page.locator("#id_text + .md-editor [contenteditable=true]")
    surface.wait_for()
    if touch != "nothing":
        surface.click()
        page.keyboard.press("Control+Home")
        page.keyboard.press("ArrowDown")
    text = page.locator("#id_text")
    if touch == "taken back":
        page.keyboard.press("Control+End")
        page.keyboard.type("x")
        assert text.input_value() != WRITTEN and "x" in text.input_value()
        page.keyboard.press("Backspace")
    assert text.input_value() == WRITTEN
