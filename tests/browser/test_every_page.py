"""Every page in the browser: nothing for axe to find, no sideways scrolling, usable by keyboard.

The pages are those of tests/architecture/url_samples.py, so a new address is looked at as well.
"""

import pytest

from programmes.roles import roles_with
from tests.architecture.test_urls import address
from tests.architecture.url_pages import (
    ANYBODY,
    KEY,
    KEY_OR_SIGNED_IN,
    SIGNED_IN,
)
from tests.architecture.url_samples import SAMPLES
from tests.architecture.world import make_world
from tests.conftest import DESK, PHONE

# Files and answers for machines are no pages.
NO_PAGES = (
    "-download",
    "-xlsx",
    "-pdf",
    "-export",
    "-report",
    "-workbook",
    "health",
    "-progress",
    "-rows",
    "-count",
    "-candidates",
    "-options",
    "-codes",
    "-news",
    "-file",
)

# Every page is a minute or two: several processes share them.
PARTS = 4

OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
# A focused element that shows neither outline nor shadow nor border of its own in focus.
FOCUS_IS_VISIBLE = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return true;
  const style = getComputedStyle(at);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  return outlined || style.boxShadow !== 'none';
}"""


def pages_of(world) -> list[tuple[str, str, object]]:
    """(name, path, person who may see it) of every page."""
    found = []
    for name, sample in SAMPLES.items():
        if sample.get is None or (name.endswith(NO_PAGES) and name != "tenders:form-report"):
            continue
        if sample.get in (KEY, KEY_OR_SIGNED_IN):
            continue  # answers for programs
        if sample.only:
            person = world.people[sample.only]
        elif sample.get in (ANYBODY, SIGNED_IN):
            person = world.people["reader"]
        else:
            person = world.people[_role_for(name, sample.get)]
        found.append((name, address(name, world), person))
    return found


def _role_for(name: str, permission) -> str:
    """The role that does this work: the procurement officer where several may."""
    allowed = roles_with(permission)
    return next(
        (role for role in ("procurement_officer", "evaluator") if role in allowed), allowed[0]
    )


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_for_eye_and_keyboard(part, transactional_db, new_page, axe_violations):
    """axe at desk width, no overflow at 390 px, focus always seen for the first stops."""
    world = make_world()
    problems, open_pages = [], {}
    for name, path, person in pages_of(world)[part::PARTS]:
        if person.pk not in open_pages:
            open_pages[person.pk] = new_page(person)
            # Pages of a party take the cookie that its link hands out.
            open_pages[person.pk].goto(address("party:open", world))
        page = open_pages[person.pk]
        page.set_viewport_size(DESK)
        status = page.goto(path).status
        if status != 200:
            problems.append(f"{name}: {status}")
            continue
        problems += [f"{name}: {line}" for line in axe_violations(page)]
        if page.evaluate(OVERFLOWS):
            problems.append(f"{name}: wider than the screen at {DESK['width']} px")
        for stop in range(1, 9):
            page.keyboard.press("Tab")
            if not page.evaluate(FOCUS_IS_VISIBLE):
                html = page.evaluate("document.activeElement.outerHTML.slice(0, 80)")
                problems.append(f"{name}: focus is not seen at stop {stop}: {html}")
        page.set_viewport_size(PHONE)
        if page.evaluate(OVERFLOWS):
            problems.append(f"{name}: wider than the screen at {PHONE['width']} px")
    assert not problems, "\n".join(problems)
