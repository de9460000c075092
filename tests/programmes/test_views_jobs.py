"""Jobs as people see them: progress, result, cancelling; nobody sees another's."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from programmes.choices import JobState
from programmes.job_runner import AGAIN, runs_again
from programmes.models import Job
from tests.factories import JobFactory

pytestmark = pytest.mark.django_db


def address(name, job):
    """The address of a job's page."""
    return reverse(f"programmes:{name}", args=[job.uid])


@pytest.fixture
def client(as_role):
    """Somebody with jobs."""
    return as_role("author")


@pytest.fixture
def job(client, programme):
    """A job half done."""
    return JobFactory(
        programme=programme,
        started_by=client.user,
        title="Inläsning",
        state=JobState.RUNNING,
        progress_done=1240,
        progress_total=5000,
        progress_text="Jämför rader",
    )


def test_a_running_job_shows_how_far_it_has_come(client, job):
    answer = client.get(address("job-detail", job))
    for text in ("Jämför rader", 'value="1240" max="5000"', "Du kan lämna sidan", "every 1s"):
        assert text in answer.text


def test_the_page_of_a_job_has_the_frame_of_its_programme(client, job, programme):
    answer = client.get(address("job-detail", job))
    assert answer.context["programme"] == programme
    entries = [entry for group in answer.context["navigation"] for entry in group["entries"]]
    assert [entry["label"] for entry in entries][:2] == ["Översikt", "Styrning"]
    assert not any(entry["is_current"] for entry in entries)
    assert answer.text.count("Brödsmulor") == 1
    assert 'id="side-nav"' in answer.text


def test_the_fragment_stops_asking_when_the_job_is_done(client, job):
    assert "every 1s" in client.get(address("job-progress", job)).text
    job.state, job.result = JobState.DONE, {"nya": 41}
    job.save()
    answer = client.get(address("job-progress", job))
    assert "every 1s" not in answer.text
    assert "<dd>41</dd>" in answer.text


def test_a_result_page_is_the_next_step(client, job):
    job.state, job.result_url = JobState.DONE, "/nasta/"
    job.save()
    assert 'href="/nasta/"' in client.get(address("job-detail", job)).text


def test_a_failed_job_says_why(client, job):
    job.state, job.error = JobState.FAILED, "Filen är inte en arbetsbok."
    job.save()
    assert "Filen är inte en arbetsbok." in client.get(address("job-detail", job)).text


def test_a_waiting_job_says_that_no_worker_runs(client, job, monkeypatch):
    job.state = JobState.WAITING
    job.save()
    monkeypatch.setattr("programmes.views_jobs.worker_is_alive", lambda: False)
    assert "Inget arbetsprogram är igång" in client.get(address("job-detail", job)).text
    assert "Inget arbetsprogram är igång" in client.get(reverse("programmes:job-list")).text


def test_a_job_is_asked_to_stop(client, job):
    assert client.post(address("job-cancel", job)).status_code == 302
    job.refresh_from_db()
    assert (job.cancel_requested, job.state) == (True, JobState.RUNNING)


def test_the_result_is_fetched_as_a_file(client, job):
    assert client.get(address("job-download", job)).status_code == 404
    job.result_name = "rapport.csv"
    job.result_file.save("rapport.csv", ContentFile(b"a;b"))
    answer = client.get(address("job-download", job))
    assert b"".join(answer.streaming_content) == b"a;b"
    assert 'attachment; filename="rapport.csv"' in answer["Content-Disposition"]


@pytest.mark.parametrize("role", [None, "reader", "programme_lead"])
def test_nobody_sees_anothers_job(as_role, job, role):
    other = as_role(role)
    for name in ("job-detail", "job-progress", "job-download"):
        assert other.get(address(name, job)).status_code == 404
    assert other.post(address("job-cancel", job)).status_code == 404
    job.refresh_from_db()
    assert job.cancel_requested is False
    assert "Inläsning" not in other.get(reverse("programmes:job-list")).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries(
    client, programme, count, django_assert_num_queries
):
    for _ in range(count):
        JobFactory(programme=programme, started_by=client.user)
    # Session, person, count, keys, rows; the frame: jobs under way.
    with django_assert_num_queries(6):
        client.get(reverse("programmes:job-list"))


SILENT = "Inget har hörts från jobbet på en stund"


def test_a_job_whose_worker_is_gone_says_so(client, job, monkeypatch):
    job.heartbeat_at = timezone.now() - timedelta(seconds=25)
    job.save()
    assert SILENT not in client.get(address("job-progress", job)).text
    job.heartbeat_at = timezone.now() - timedelta(seconds=35)
    job.save()
    assert SILENT in client.get(address("job-progress", job)).text
    monkeypatch.setattr("programmes.views_jobs.worker_is_alive", lambda: False)
    assert "Arbetsprogrammet har stannat" in client.get(address("job-progress", job)).text


@pytest.fixture
def again(job):
    """The job's kind can be begun again; holds whom it was begun for."""
    asked = []

    @runs_again(job.kind)
    def begin(broken, user):
        asked.append((broken.pk, user.pk))
        return "/nasta/"

    yield asked
    del AGAIN[job.kind]


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED])
def test_a_job_that_broke_off_is_run_again_from_its_page(client, job, again, state):
    job.state = state
    job.save()
    assert address("job-again", job) in client.get(address("job-detail", job)).text
    answer = client.post(address("job-again", job))
    assert (answer.status_code, answer["Location"]) == (302, "/nasta/")
    assert again == [(job.pk, client.user.pk)]


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.WAITING, JobState.DONE])
def test_other_jobs_are_not_run_again(client, job, again, state):
    job.state = state
    job.save()
    assert address("job-again", job) not in client.get(address("job-detail", job)).text
    answer = client.post(address("job-again", job), follow=True)
    assert "går inte att köra igen" in answer.text
    assert again == []
    assert Job.objects.count() == 1
