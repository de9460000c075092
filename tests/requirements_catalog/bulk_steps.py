"""The steps of a bulk change as a browser goes through them, in the catalogue ``karnan``."""

from django.urls import reverse

from programmes.models import Job
from requirements_catalog.models import Requirement

SET_MOTIVE = "?act=set&field=motive"


def url(name, job=None, query=""):
    arguments = ["prov", "karnan"] + ([job.uid] if job else [])
    return reverse(f"requirements_catalog:bulk-{name}", args=arguments) + query


def begin(client, *rows, **more):
    """Begin with these rows; the job that was made."""
    data = {"scope": "rows", "rows": [row.pk for row in rows], **more}
    response = client.post(url("begin"), data)
    job = Job.objects.first()
    assert response.url == url("change", job)
    return job


def chosen(client, rows, data, query=SET_MOTIVE, **more):
    """A change that has been chosen, with its preview."""
    job = begin(client, *rows, **more)
    response = client.post(url("change", job, query), data)
    assert response.status_code == 302, response.context["form"].errors
    assert response.url == url("preview", job)
    job.refresh_from_db()
    return job


def values(rows, field="motive"):
    return [getattr(Requirement.objects.get(pk=row.pk), field) for row in rows]
