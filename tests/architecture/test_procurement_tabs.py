"""Every page of a procurement that has its tabs has all of them, those of other apps too."""

import re

import pytest
from django.db import transaction

from programmes.choices import Role
from tests.architecture.test_urls import address, client_of, world
from tests.architecture.url_samples import SAMPLES

__all__ = ["world"]
TABS = re.compile(r'<nav class="procurement-tabs".*?</nav>', re.S)
EXPECTED = [
    "Översikt", "Krav", "Utvärderingsmodell", "Prisposter", "Dokument", "Gemensam upphandling",
    "Avtal", "Logg",
]  # fmt: skip


@pytest.mark.once
@pytest.mark.django_db
def test_every_page_of_a_procurement_has_the_same_tabs(world):
    client = client_of(world.people[Role.PROCUREMENT_OFFICER])
    found = {}
    for name, sample in SAMPLES.items():
        if sample.get is None or "slug" not in sample.arguments:
            continue
        with transaction.atomic():
            answer = client.get(address(name, world))
            text = "" if answer.streaming else answer.content.decode(errors="replace")
            transaction.set_rollback(True)
        if tabs := TABS.search(text):
            found[name] = re.findall(r"<a [^>]*>([^<]+)</a>", tabs[0])
            assert tabs[0].count("aria-current") <= 1, name
    assert {name for name, tabs in found.items() if tabs != EXPECTED} == set()
    # The pages that the tabs lead to, at least.
    assert len(found) >= len(EXPECTED) and "procurements:document-list" in found
