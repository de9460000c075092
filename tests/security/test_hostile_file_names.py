"""Names of files that are meant to do harm where they are shown, kept or given out."""

import re
import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape

from programmes.actions import prepare_job
from programmes.choices import JobState
from programmes.models import Job
from tests.factories import CatalogueFactory, RequirementFactory

pytestmark = pytest.mark.django_db
NAMES = {
    "quotes": 'svar"; filename="ond.exe.csv',
    "a line of a header": "svar\r\nX-Ond: ja\r\n\r\n<script>.csv",
    "written backwards": "svar\u202evsc.exe\u202c.csv",
    "a folder above": "../../../../etc/cron.d/ond.csv",
    "a folder of Windows": "C:\\Windows\\..\\ond.csv",
    "too long": "å" * 300 + ".csv",
    "too long for a disk": "\u6f22" * 300 + ".csv",
    "marks of a page": "<img src=x onerror=alert(1)>'&amp;.csv",
    "a formula": "=HYPERLINK(1).csv",
    "NUL": "sv\0ar.csv",
}
CONTENT = "Id;Behov;Kravtext\r\n1;Ett behov;Systemet ska svara.\r\n".encode("utf-8-sig")


def is_harmless(name: str) -> bool:
    """Seen letters within a line and a folder, short, and still of its kind."""
    unseen = [
        letter for letter in name if unicodedata.category(letter)[0] in "CZ" and letter != " "
    ]
    return (
        not unseen and not re.search(r'[/\\"<>:|?*]', name) and len(name) <= 120
        and name.endswith(".csv")
    )  # fmt: skip


def sent(client, path: str, name: str):
    upload = SimpleUploadedFile("x.csv", CONTENT)
    upload._name = name  # what no browser sends, a program can
    return client.post(path, {"file": upload})


@pytest.mark.parametrize("name", NAMES)
def test_a_job_keeps_a_harmless_name(programme, name, make_person):
    job = prepare_job(
        kind="import-needs", programme=programme, title="Prov", by=make_person("author", programme),
        input_file=CONTENT, input_name=NAMES[name],
    )  # fmt: skip
    job.refresh_from_db()
    assert is_harmless(job.input_name), job.input_name


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("page", ["need-import", "requirement-import"])
def test_a_file_that_is_read_in_is_told_by_a_harmless_name(programme, as_role, page, name):
    more = [CatalogueFactory(programme=programme).slug] if page == "requirement-import" else []
    client = as_role("requirements_manager")
    path = reverse(f"requirements_catalog:{page}", args=["prov", *more])
    answer = sent(client, path, NAMES[name])
    # Of a name with a line in it the browser's part has no end: it is no file, and that is told.
    assert answer.status_code in (302, 422) and "X-Ond" not in answer.headers
    for job in Job.objects.all():
        assert is_harmless(job.input_name), job.input_name
        text = client.get(answer.url).content.decode()
        assert escape(job.input_name) in text and "<img src=x" not in text
        if more:
            Job.objects.update(state=JobState.DONE)
            given = reverse(
                "requirements_catalog:transfer-file", args=["prov", *more, job.uid, "in"]
            )
            head = client.get(given).headers.get("Content-Disposition", "")
            assert head.startswith("attachment;") and head.isascii() and len(head) < 1200
            assert not re.search(r"[\r\n\0]|\.\.[/\\]", head) and head.count('"') in (0, 2)
    assert Job.objects.count() == (answer.status_code == 302)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_beside_a_requirement_is_shown_and_given_out_by_a_harmless_name(
    programme, as_role, name
):
    row = RequirementFactory(catalogue=CatalogueFactory(programme=programme))
    client = as_role("author")
    path = reverse("requirements_catalog:attachment-add", args=["prov", row.pk])
    answer = sent(client, path, NAMES[name])
    assert answer.status_code in (302, 422) and "X-Ond" not in answer.headers
    for kept in row.attachments.all():
        assert is_harmless(kept.name)
        page = client.get(answer.url).content.decode()
        assert "<img src=x" not in page
        head = client.get(
            reverse("requirements_catalog:attachment-download", args=["prov", row.pk, kept.uid])
        ).headers["Content-Disposition"]
        assert head.isascii() and not re.search(r"[\r\n\0]", head) and head.count('"') == 2
