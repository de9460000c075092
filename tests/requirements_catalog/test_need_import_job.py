"""An import of needs is looked at, waits for the worker, is stopped, fails and is begun again."""

from unittest.mock import patch

from django.urls import reverse

from programmes.job_runner import run_job
from programmes.models import Job
from requirements_catalog.models import Need
from tests.factories import NeedFactory
from tests.requirements_catalog.test_needs_views import address, preview, save, upload


def queued(client, row):
    """An import of a row that is approved while no worker is there to write it."""
    upload(client, [["Behovs-id", "Rubrik"], row])
    job = Job.objects.latest("pk")
    seen = preview(client).context["report"].digest
    with patch("programmes.actions.run_job"):
        client.post(address("need-import-preview", job.uid), {"seen": seen})
        # A second approval is none.
        client.post(address("need-import-preview", job.uid), {"seen": seen})
    job.refresh_from_db()
    return job


def test_the_preview_shows_what_is_affected_and_the_rest_by_a_link(as_role, programme):
    for number in (1, 2, 3):
        NeedFactory(programme=programme, code=f"N{number}", title=f"Behov {number}")
    client = as_role("requirements_manager")
    rows = [["N1", "Behov 1"], ["N2", "Ändrat"], ["N3", "Behov 3"], ["N9", "Okänt"]]
    upload(client, [["Behovs-id", "Rubrik"], *rows])
    page = preview(client)
    assert {row["code"] for row in page.context["page"]} == {"N2", "N9"}
    text = " ".join(page.content.decode().split())
    assert '<a class="small" href="?outcome=unchanged">Visa 2 oförändrade rader</a>' in text
    where = address("need-import-preview", Job.objects.latest("pk").uid)
    for asked, found in (("unchanged", ["N1", "N3"]), ("updated", ["N2"])):
        page = client.get(where, {"outcome": asked})
        assert [row["code"] for row in page.context["page"]] == found
    assert "Visa bara rader som berörs" in page.content.decode()
    upload(client, [["Behovs-id", "Rubrik"], ["N1", "Behov 1"]])
    assert "Alla rader är oförändrade." in preview(client).content.decode()


def test_an_import_waits_for_the_worker_and_is_begun_again_when_needs_have_changed(
    as_role, programme
):
    need = NeedFactory(programme=programme, code="N1", title="Före")
    client = as_role("requirements_manager")
    job = queued(client, ["N1", "Efter"])
    assert job.state == "waiting"
    assert "Jobbet står i kö." in client.get(address("need-import-done", job.uid)).content.decode()
    Need.objects.filter(pk=need.pk).update(title="Någon annans")
    run_job.call(job.pk)
    job.refresh_from_db()
    need.refresh_from_db()
    assert (job.state, need.title) == ("failed", "Någon annans")
    page = client.get(address("need-import-done", job.uid)).content.decode()
    assert "Behoven har ändrats sedan du granskade importen." in page and "Kör igen" in page
    again = client.post(reverse("programmes:job-again", args=[job.uid]))
    new = Job.objects.latest("pk")
    assert again.url == address("need-import-preview", new.uid)
    save(client)
    run_job.call(new.pk)
    need.refresh_from_db()
    assert need.title == "Efter"
    assert need.history.first().history_user == client.user


def test_an_import_is_not_written_for_one_who_has_lost_the_role(as_role, programme):
    need = NeedFactory(programme=programme, code="N1", title="Före")
    client = as_role("requirements_manager")
    job = queued(client, ["N1", "Efter"])
    client.user.memberships.all().delete()
    run_job.call(job.pk)
    job.refresh_from_db()
    need.refresh_from_db()
    assert (job.state, need.title) == ("failed", "Före")


def test_an_import_that_is_stopped_in_the_queue_writes_nothing(as_role, programme):
    need = NeedFactory(programme=programme, code="N1", title="Före")
    client = as_role("requirements_manager")
    job = queued(client, ["N1", "Efter"])
    client.post(reverse("programmes:job-cancel", args=[job.uid]))
    run_job.call(job.pk)
    need.refresh_from_db()
    assert need.title == "Före"
