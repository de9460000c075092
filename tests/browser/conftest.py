"""What the tests of the grid share: its rows, and a browser that stands in it."""

import pytest
from django.urls import reverse

from tests.browser.grid_keys import ready
from tests.factories import CatalogueFactory, HeadingFactory, ModuleFactory, RequirementFactory

GAP = 1 << 20


@pytest.fixture
def grid_rows(programme):
    """A chapter and six requirements under it, A-1 to A-6."""
    catalogue = CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")
    for code in ("INT", "LAK"):
        ModuleFactory(programme=programme, code=code)
    chapter = HeadingFactory(catalogue=catalogue, code="1", title="Kapitel", position=GAP)
    return [
        chapter,
        *(
            RequirementFactory(
                catalogue=catalogue, parent=chapter, depth=1, code=f"A-{number}",
                title=f"Krav {number}", text=f"Text {number}.", position=(number + 1) * GAP,
            )
            for number in range(1, 7)
        ),
    ]  # fmt: skip


@pytest.fixture
def open_grid(programme, new_page):
    """``open_grid(person)``: the grid in a browser of the person's own, its cells in focus."""
    address = reverse("requirements_catalog:requirement-grid", args=[programme.slug, "karnan"])

    def make(person, **options):
        page = new_page(person, **options)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(address)
        ready(page)
        return page

    return make
