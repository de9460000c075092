"""What is larger than any form is refused before it is kept anywhere, by whoever it is sent."""

import io

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http.request import HttpRequest
from django.test import Client
from django.urls import reverse

MEGABYTE = 1024 * 1024


class Body(io.RawIOBase):
    """Zeros without end, that counts how many were read."""

    def __init__(self):
        self.count = 0

    def readable(self):
        return True

    def read(self, size=-1):
        self.count += size
        return b"0" * size


def send(path, *, size, kind="multipart/form-data; boundary=xyz", client=None):
    """The answer to a body that says it is so large, and how much of it was read."""
    body = Body()
    answer = (client or Client()).generic(
        "POST", path, b"",
        **{"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(size), "wsgi.input": body},
    )  # fmt: skip
    return answer, body.count


@pytest.fixture(autouse=True)
def _nothing_is_parsed(monkeypatch):
    def spool(*args, **kwargs):
        raise AssertionError("written to disk")

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", spool)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["verify", "account_login", "accounts:profile"])
def test_a_stranger_cannot_fill_the_disk(name, monkeypatch):
    def parse(request):
        raise AssertionError("the form was read")

    monkeypatch.setattr(HttpRequest, "_load_post_and_files", parse)
    answer, read = send(reverse(name), size=10_000 * MEGABYTE)
    text = answer.content.decode()
    assert answer.status_code == 413 and read == 0
    assert "<h1>Det som skickades är för stort</h1>" in text
    assert "En fil får vara högst 25 MB." in text
    assert answer["Connection"] == "close"


@pytest.mark.django_db
def test_who_chose_too_large_a_file_is_told(settings):
    """The body is read to its end, so that browsers show the answer, and kept nowhere."""
    settings.UPLOAD_MAX_BYTES = 2 * MEGABYTE
    answer, read = send(reverse("verify"), size=4 * MEGABYTE)
    assert (answer.status_code, read) == (413, 4 * MEGABYTE)
    assert "En fil får vara högst 2 MB." in answer.content.decode()


@pytest.mark.django_db
def test_fields_without_a_file_have_a_limit_of_their_own():
    kind = "application/x-www-form-urlencoded"
    answer, _read = send(reverse("account_login"), size=5 * MEGABYTE + 1, kind=kind)
    assert answer.status_code == 413


@pytest.mark.django_db
def test_what_is_within_the_limit_gets_its_own_answer(settings, client):
    settings.UPLOAD_MAX_BYTES = MEGABYTE
    for size, status, words in (
        (MEGABYTE + 1, 422, "Filen är för stor: högst 1 MB tas emot."),
        (2 * MEGABYTE + 1, 413, "En fil får vara högst 1 MB."),
    ):
        file = io.BytesIO(b"0" * size)
        file.name = "fil.pdf"
        answer = client.post(reverse("verify"), {"file": file})
        assert answer.status_code == status
        assert words in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("length", "status"), [("", 422), ("många", 422), ("-1", 400)])
def test_a_length_that_is_no_number_reads_nothing(length, status):
    answer, read = send(reverse("verify"), size=length)
    assert (answer.status_code, read) == (status, 0)
