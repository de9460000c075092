"""Files that mean harm, or are no files of the kind: refused in words, and nothing is told."""

import html
import io
import zipfile
import zlib
from unittest.mock import patch

import openpyxl
import pikepdf
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from baselines.claims_pdf import claim_of_json
from common import pdf_attachments
from tests.baselines.file_steps import send

pytestmark = [pytest.mark.once, pytest.mark.django_db]
ENTITIES = """<?xml version="1.0"?>
<!DOCTYPE REQ-IF [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<REQ-IF xmlns="http://www.omg.org/spec/ReqIF/20110401/reqif.xsd">&b;</REQ-IF>"""


@pytest.fixture(autouse=True)
def _no_limit_is_reached():
    cache.clear()


def refused(content: bytes, name: str) -> str:
    """The words of a refusal."""
    response = send(content, name)
    assert response.status_code == 422
    assert "answer" not in response.context
    refusal = response.context["refused"]
    assert refusal.message in html.unescape(response.content.decode())
    return refusal.message


def archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return buffer.getvalue()


def pdf_of(edit=None, **save) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if edit:
            edit(pdf)
        pdf.save(buffer, **save)
    return buffer.getvalue()


def test_a_zip_bomb_named_workbook():
    bomb = archive({"xl/sheet.xml": b"0" * 60_000_000})
    assert "orimligt stor" in refused(bomb, "b.xlsx")


def test_a_zip_bomb_named_reqifz():
    bomb = archive({"b.reqif": b" " * 60_000_000})
    assert "orimligt stor" in refused(bomb, "b.reqifz")


def test_a_way_out_of_the_archive():
    content = archive({"../../b.reqif": b"<REQ-IF/>"})
    assert "leder ut" in refused(content, "b.reqifz")


def test_entities_in_reqif():
    assert "överbelasta" in refused(ENTITIES.encode(), "b.reqif")
    assert "överbelasta" in refused(ENTITIES.encode("utf-16"), "b.reqif")


def test_entities_in_a_workbook():
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    with zipfile.ZipFile(book) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts[sheet]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, part in parts.items():
            target.writestr(name, part)
    assert "överbelasta" in refused(buffer.getvalue(), "b.xlsx")


def test_an_encrypted_pdf():
    locked = pdf_of(encryption=pikepdf.Encryption(user="hemligt", owner="mer"))
    assert "lösenordsskyddad" in refused(locked, "b.pdf")
    # It opens without a password, but somebody has restricted it: ours never are.
    restricted = pdf_of(encryption=pikepdf.Encryption(user="", owner="mer"))
    assert "lösenordsskyddad" in refused(restricted, "b.pdf")


def test_an_attachment_that_unpacks_to_gigabytes():
    """1.5 GB of zeros as 1.5 MB: the reader's process ends, the server's does not."""
    packer = zlib.compressobj(9)
    block = b"\0" * 1_000_000
    packed = b"".join(packer.compress(block) for _number in range(1500)) + packer.flush()

    def attach(pdf):
        spec = pikepdf.AttachedFileSpec(pdf, b"x", filename="krav.json")
        stream = spec.obj.EF.F
        stream.write(packed, filter=pikepdf.Name.FlateDecode)
        pdf.attachments["krav.json"] = spec

    content = pdf_of(attach)
    assert len(content) < 3_000_000
    assert "orimligt mycket minne" in refused(content, "b.pdf")


def test_a_pdf_that_takes_too_long():
    with patch.object(pdf_attachments, "SECONDS", 0.001):
        assert "orimligt mycket minne eller tid" in refused(pdf_of(), "b.pdf")


def test_a_damaged_pdf():
    assert "skadad" in refused(b"%PDF-1.7\nnothing more", "b.pdf")


@pytest.mark.parametrize(
    "data", [b"{", b"[" * 100_000, b'{"seal": ' + b"9" * 10_000 + b"}", b"\xff\xfe"]
)
def test_data_in_a_pdf_that_is_no_json(data):
    def attach(pdf):
        pdf.attachments["krav.json"] = pikepdf.AttachedFileSpec(pdf, data, filename="krav.json")

    assert "krav.json" in refused(pdf_of(attach), "b.pdf")


@pytest.mark.parametrize(
    "said",
    [
        None, [], "x", {"seal": 1}, {"format": "fvm-baseline"},
        {"format": "fvm-baseline", "seal": "a", "requirements": 3, "facts": {"a": 1}},
        {"format": "fvm-baseline", "seal": "a", "requirements": [1, {"content": []}]},
        {"format": "fvm-baseline", "seal": "a", "facts": [["a"], 3], "own_fields": []},
        {"format": "fvm-baseline", "seal": "a",
         "requirements": [{"content": {"kind": {"a": 1}, "extra": 3, "modules": [[1], None]}}]},
    ],
)  # fmt: skip
def test_data_of_another_shape_is_read_without_a_fall(said):
    claim = claim_of_json(said)
    assert claim is None or claim.seal == "a"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"MZ\x90\x00", "b.pdf", "heter .pdf men är ingen PDF"),
        (b"MZ\x90\x00", "b.xlsx", "heter .xlsx men är ingen arbetsbok"),
        (b"MZ\x90\x00", "b.reqif", "teckenkodning"),
        (b"MZ\x90\x00", "b.exe", "Filtypen tas inte emot"),
        (b"<html><body>x</body></html>", "b.xlsx", "webbsida"),
        (b"<a/>", "b.reqif", "inte ReqIF"),
        (b"PK\x03\x04rest", "b.xlsx", "skadad"),
        (b"   ", "b.csv", "tom"),
    ],
)
def test_a_wrong_suffix_or_content_is_told(content, name, words):
    assert words in refused(content, name)


def test_a_file_above_the_limit(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    response = send(b"x" * (1024 * 1024 + 1), "b.pdf")
    assert response.status_code == 422
    assert "högst 1 MB" in response.content.decode()


def test_an_empty_file():
    response = send(b"", "b.pdf")
    assert response.status_code == 422
    assert response.context["form"].errors["file"]


def test_a_name_with_marks_is_shown_as_text():
    response = send(b"a;b\n1;2\n", "<script>alert(1)</script>.csv")
    assert "<script>alert" not in response.content.decode()


def test_too_many_files_from_one_address_wait(settings):
    """Twenty a minute, as settings say; the page itself is still shown."""
    answers = [send(b"a;b\n1;2\n", "b.csv").status_code for _number in range(21)]
    assert answers == [200] * 20 + [429]
    assert Client().get(reverse("verify")).status_code == 200


@pytest.mark.parametrize("part", [b"[],", b"{},", b'"",'])
def test_data_in_a_pdf_of_too_many_parts_is_not_taken_apart(part):
    """Forty megabytes of nothing pack to some kilobytes, and become gigabytes when parsed."""
    data = b'{"seal": "x", "requirements": [' + part * 10_100_000 + b"0]}"

    def attach(pdf):
        pdf.attachments["krav.json"] = pikepdf.AttachedFileSpec(pdf, data, filename="krav.json")

    hostile = pdf_of(attach)
    assert len(hostile) < 200_000
    with patch("baselines.claims_pdf.json.loads", side_effect=AssertionError("parsed")):
        assert "orimligt många delar" in refused(hostile, "b.pdf")


def test_strangers_have_one_place_together(make_person):
    """While a file of one is checked another waits; who is signed in does not."""
    told = []

    def check(**_kwargs):
        told.append(send(b"a;b\n1;2\n", "b.csv", Client(REMOTE_ADDR="192.0.2.7")))
        inside = Client()
        inside.force_login(make_person())
        fault = patch("baselines.views_verify.verify_file", side_effect=ValueError("checked"))
        with fault, pytest.raises(ValueError, match="checked"):
            send(b"a;b\n1;2\n", "b.csv", inside)
        raise RuntimeError("broke off")

    broken = patch("baselines.views_verify.verify_file", side_effect=check)
    with broken, pytest.raises(RuntimeError, match="broke off"):
        send(b"a;b\n1;2\n", "b.csv")
    (waiting,) = told
    assert waiting.status_code == 429
    assert "En annan fil kontrolleras just nu." in waiting.content.decode()
    # The place is free again, also after a fault.
    assert send(b"a;b\n1;2\n", "b.csv").status_code == 200
