"""Files beside requirements: what is taken, what is refused, how they are given out."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.file_names import safe_name
from requirements_catalog.file_types import media_type_of
from requirements_catalog.models import Attachment
from tests.factories import AttachmentFactory, CatalogueFactory, RequirementFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]
PDF = b"%PDF-1.7\n..."


def address(name, *args):
    """The address of a page of the programme ``prov``."""
    return reverse(f"requirements_catalog:{name}", args=["prov", *args])


@pytest.fixture
def row(programme):
    return RequirementFactory(catalogue=CatalogueFactory(programme=programme))


def package(*names, **contents):
    """A zip file with these names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, contents.get(name, "x"))
    return file.getvalue()


WORD = package("[Content_Types].xml", "word/document.xml")


def upload(client, row, content=PDF, name="underlag.pdf"):
    file = SimpleUploadedFile(name, content)
    return client.post(address("attachment-add", row.pk), {"file": file})


def test_file_is_kept_given_out_and_taken_away_without_being_lost(as_role, row):
    client = as_role("author")
    assert upload(client, row, name="Bilaga åäö.pdf").status_code == 302
    kept = row.attachments.get()
    assert (kept.name, kept.size, kept.content_type) == ("Bilaga åäö.pdf", 12, "application/pdf")
    assert kept.file.name.endswith(kept.uid.hex)  # nothing of the person's own on disk
    reader = as_role("reader")
    url = address("attachment-download", row.pk, kept.uid)
    given = reader.get(url)
    assert given.getvalue() == PDF
    assert given["Content-Disposition"] == (
        "attachment; filename=\"Bilaga ___.pdf\"; filename*=utf-8''Bilaga%20%C3%A5%C3%A4%C3%B6.pdf"
    )
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Security-Policy"] == "default-src 'none'; sandbox"
    client.post(address("attachment-remove", row.pk, kept.uid))
    assert reader.get(url).status_code == 404
    kept.refresh_from_db()
    assert kept.removed_at
    assert kept.file.storage.exists(kept.file.name)
    assert kept.history.first().history_user == client.user
    page = reader.get(address("requirement-detail", row.pk) + "?tab=files").content.decode()
    assert "Borttagna" in page
    assert upload(client, row).status_code == 302  # the same content may come back


@pytest.mark.parametrize(
    "role, status",
    [("reader", 403), ("reviewer", 403), ("procurement_officer", 403), ("evaluator", 403),
     ("auditor", 403), (None, 404)],
)  # fmt: skip
def test_wrong_roles_put_and_take_nothing(as_role, row, role, status):
    kept = AttachmentFactory(requirement=row)
    client = as_role(role)
    assert upload(client, row).status_code == status
    assert client.post(address("attachment-remove", row.pk, kept.uid)).status_code == status
    kept.refresh_from_db()
    assert (row.attachments.count(), kept.removed_at) == (1, None)
    got = client.get(address("attachment-download", row.pk, kept.uid))
    assert got.status_code == (404 if role is None else 200)


def test_file_of_another_requirement_or_programme_is_not_found(as_role, programme, row):
    client = as_role("author")
    near = AttachmentFactory(
        requirement=RequirementFactory(catalogue=CatalogueFactory(programme=programme))
    )
    far = AttachmentFactory(requirement=RequirementFactory(catalogue=CatalogueFactory()))
    for kept in (near, far):
        assert client.get(address("attachment-download", row.pk, kept.uid)).status_code == 404
        assert client.post(address("attachment-remove", row.pk, kept.uid)).status_code == 404
    own = address("attachment-download", far.requirement_id, far.uid)
    assert client.get(own).status_code == 404
    assert not Attachment.objects.exclude(removed_at=None).exists()


@pytest.mark.parametrize(
    "content, name",
    [
        (b"MZ\x90\x00", "program.exe"),
        (b"MZ\x90\x00", "underlag.pdf"),
        (PDF, "underlag.docx"),
        (PDF, "underlag"),
        (b"<html><script>alert(1)</script>", "sida.html"),
        (b"<svg onload='alert(1)'/>", "bild.svg"),
        (package("a.txt"), "arkiv.zip"),
        (package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "brev.docx"),
        (package("[Content_Types].xml", "xl/workbook.xml"), "brev.docx"),
        (b"PK\x03\x04trasig", "brev.docx"),
        (b"", "tom.txt"),
        (b"a\x00b", "text.txt"),
    ],
)
def test_what_is_not_taken_is_told_and_not_kept(as_role, row, content, name):
    answer = upload(as_role("author"), row, content, name)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_too_large_and_twice_the_same_are_refused(as_role, row, settings):
    client = as_role("author")
    upload(client, row)
    assert "ligger redan här" in upload(client, row, name="igen.pdf").content.decode()
    settings.UPLOAD_MAX_BYTES = 1 << 20
    answer = upload(client, row, b"%PDF-" + bytes(1 << 20))
    assert answer.status_code == 422
    assert "högst 1 MB" in answer.content.decode()
    assert row.attachments.count() == 1


@pytest.mark.parametrize(
    "content, name, media_type",
    [
        (PDF, "A.PDF", "application/pdf"),
        (b"\xff\xd8\xff\xe0", "foto.jpeg", "image/jpeg"),
        (WORD, "brev.docx",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (package("mimetype", mimetype="application/vnd.oasis.opendocument.text"), "brev.odt",
         "application/vnd.oasis.opendocument.text"),
        ("Räksmörgås".encode(), "text.txt", "text/plain"),
        ("Räksmörgås".encode("cp1252"), "text.csv", "text/plain"),
    ],
)  # fmt: skip
def test_kind_follows_from_the_content(content, name, media_type):
    assert media_type_of(content, name) == media_type


@pytest.mark.parametrize(
    "name, shown",
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\brev.docx", "brev.docx"),
        ("faktura\u202efdp.exe", "fakturafdp.exe"),
        ('a"\r\nSet-Cookie: x.pdf', "a_Set-Cookie_ x.pdf"),
        ("  .dold  ", "dold"),
        ("", "fil"),
        ("...", "fil"),
        ("å" * 300 + ".pdf", "å" * 116 + ".pdf"),
        ("<b>.txt", "_b_.txt"),
    ],
)
def test_names_harm_nobody(name, shown):
    assert safe_name(name) == shown
