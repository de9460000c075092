"""The jobs that read everything anew are started by those who may write requirements."""

import pytest
from django.urls import reverse

from programmes.choices import Role
from programmes.models import Job
from tests import factories as make

pytestmark = pytest.mark.django_db

# (page, what starts the job, what makes the page offer it).
PLACES = [
    ("quality:finding-list", "quality:words-check",
     ("quality.actions_findings.MOST_AT_ONCE", -1)),
    ("baselines:suspicion-list", "baselines:suspicion-scan",
     ("baselines.actions_suspects.refresh_suspicions", lambda **_programme: False)),
]  # fmt: skip


@pytest.mark.parametrize(("page", "start", "much"), PLACES)
def test_a_reader_is_told_who_starts_it_and_starts_nothing(
    as_role, programme, monkeypatch, page, start, much
):
    catalogue = make.CatalogueFactory(programme=programme)
    make.RequirementFactory(catalogue=catalogue)
    monkeypatch.setattr(*much)
    here = [programme.slug, catalogue.slug]
    told, button = (
        "Det startas av den som får skriva krav.",
        f'action="{reverse(start, args=here)}"',
    )
    reader, author = as_role(Role.READER), as_role(Role.AUTHOR)
    html = reader.get(reverse(page, args=here)).content.decode()
    assert told in html and "Leta igenom ändringarna</button>" not in html
    assert "Granska texterna</button>" not in html
    assert reader.post(reverse(start, args=here)).status_code == 403 and not Job.objects.exists()
    html = author.get(reverse(page, args=here)).content.decode()
    assert told not in html and button in html
    assert author.post(reverse(start, args=here)).status_code == 302 and Job.objects.count() == 1
