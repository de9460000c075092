"""Keys pressed in the grid, and what is waited for after them."""

import re

from playwright.sync_api import expect

from requirements_catalog.models import Requirement


def ready(page):
    """Wait until the grid has its rows, then stand in its first cell."""
    page.locator("[data-grid][data-ready]").wait_for()
    page.locator("[role=grid]").focus()
    page.keyboard.press("Control+Home")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def at(page, row, field):
    """The cell of a row and a field."""
    return page.locator(f'[id="cell-{row.pk}-{field}"]')


def stand_in(page, row, field):
    """Move to a cell by keys alone."""
    place = Requirement.objects.filter(position__lt=row.position).count()
    column = page.locator(f"[role=columnheader][tabulator-field='{field}']")
    steps = column.evaluate(
        "at => [...at.parentNode.querySelectorAll('[role=columnheader]')].indexOf(at) - 1"
    )
    press(page, "Control+Home", *["ArrowDown"] * place, *["ArrowRight"] * steps)
    stands_in(page, row, field)


def stands_in(page, row, field):
    """Wait until assistive technology is told of that cell."""
    name = f"cell-{row.pk}-{field}"
    expect(page.locator("[role=grid]:focus")).to_have_attribute("aria-activedescendant", name)


def titles():
    return list(Requirement.objects.order_by("position").values_list("title", flat=True))


def saved(page):
    """Wait until the state says that all is saved."""
    expect(page.locator("[data-grid-state]")).to_have_text(re.compile(r"^Sparat kl\. \d\d\.\d\d$"))
    expect(page.locator(".is-pending")).to_have_count(0)


def paste(page, text):
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    press(page, "Control+v")
