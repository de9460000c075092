"""Files that are meant to stop the server, sent to the pages that take files in.

Each is answered with words about the file, soon and in little memory, and nothing is kept.
"""

import io
import time
import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.archimate import CONCEPTS, NAMESPACE, read_archimate
from programmes.models import Job
from target_architecture.exchange.mapping import first_mapping
from target_architecture.exchange.plan import plan_of
from tests.factories import CatalogueFactory
from tests.security.test_hostile_workbooks import book_of, filled, ods, row_at, xlsx
from tests.target_architecture.exchange_files import (
    HEAD,
    element,
    exchange_file,
    relationship,
)

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024
# More than any of these needs on a slow machine; each of them could take hours, or all memory.
SECONDS, MEMORY = 30, 400 * MEGABYTE
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def declared(inside: str, encoding: str = "UTF-8") -> str:
    """A model with this before its root, said to be in an encoding."""
    first, _line, rest = HEAD.partition("\n")
    return f"{first.replace('UTF-8', encoding)}{inside}{rest}</model>"


MODELS = {
    "billion laughs": declared(f'<!DOCTYPE model [<!ENTITY l0 "ha">{LAUGHS}]>').encode(),
    "a file of the server": declared(
        '<!DOCTYPE model [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ).encode(),
    "an address": declared('<!DOCTYPE model SYSTEM "http://127.0.0.1:1/x.dtd">').encode(),
    "entities in parts": declared(
        "<!DOCTYPE model [<!ENTITY % a \"<!ENTITY b SYSTEM 'file:///etc/passwd'>\"> %a;]>"
    ).encode(),
    "deep": (HEAD + "<organizations>" + "<item>" * 100_000).encode(),
    "deep and closed": (
        HEAD + "<organizations>" + "<item>" * 5000 + "</item>" * 5000 + "</organizations></model>"
    ).encode(),
    "attributes": (HEAD + "<a " + " ".join(f'a{n}=""' for n in range(200_000)) + "/>").encode(),
    "namespaces": (
        HEAD + "<a " + " ".join(f'xmlns:a{n}="b"' for n in range(50_000)) + "/>"
    ).encode(),
    "NUL": (HEAD + "<elements>\0</elements></model>").encode(),
    "only NUL": b"\0" * MEGABYTE,
    "half a sign": (HEAD + "</model>").encode() + b"\xc3",
    "another encoding": declared("").replace("Hospital", "Sjukhus å").encode("latin-1"),
    "EBCDIC": declared("", "cp037").encode("cp037"),
    "UTF-7": declared("", "utf-7").encode("utf-7"),
    "UTF-32": b"\xff\xfe\0\0" + declared("", "utf-32").encode("utf-32-le"),
    "a mark of another": b"\xff\xfe" + declared("").encode(),
    "zip": b"PK\x03\x04" + b"\0" * 1000,
    "no XML": b"<html><body>" * 1000,
}


def zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, content)
    return buffer.getvalue()


BOOKS = {
    "400 MB of noughts.xlsx": zipped("xl/worksheets/sheet1.xml", b"\0" * (400 * MEGABYTE)),
    "far away.xlsx": xlsx('<row r="1048576"><c cm=">" r="XFD1048576"><v>1</v></c></row>'),
    "one text for all.xlsx": xlsx(
        "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 2002)),
        shared=f"<si><t>{'x' * MEGABYTE}</t></si>",
    ),
    "entities.xlsx": zipped(
        "xl/workbook.xml",
        f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>'.encode(),
    ),
    "many sheets.xlsx": book_of([row_at(99_999, "BZ")] * 40),
    "repeated.ods": ods(
        '<table:table-row table:number-rows-repeated="1000000">'
        + filled('table:number-columns-repeated="16384"')
        + "</table:table-row>"
    ),
    "NUL.csv": b"\0" * MEGABYTE,
    "half a zip.xlsx": b"PK\x03\x04" + b"\xff" * 5000,
    "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5000,
    "lines.csv": b"\n" * 2_000_000 + b"a",
}


def refusal(client, path: str, name: str, content: bytes) -> str:
    """The words of the answer; the file is not taken, and costs little."""
    upload = SimpleUploadedFile(name, content)
    tracemalloc.start()
    start = time.process_time()
    try:
        answer = client.post(path, {"file": upload})
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert answer.status_code == 422, answer.status_code
    assert time.process_time() - start < SECONDS
    assert peak < MEMORY + 3 * len(content)
    assert not Job.objects.exists()
    (problems,) = [answer.context["form"].errors["file"]]
    # What is wrong, and what to do: two sentences, none of them a program's.
    assert len(problems) >= 1 and all(text.endswith(".") for text in problems)
    assert not any(word in " ".join(problems) for word in ("Error", "Traceback", "line ", "None"))
    return " ".join(problems)


@pytest.mark.parametrize("name", MODELS)
def test_a_hostile_model_is_refused(programme, as_role, name):
    path = reverse("target_architecture:exchange-file", args=["prov"])
    told = refusal(as_role("requirements_manager"), path, "modell.xml", MODELS[name])
    assert "root:" not in told


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("page", ["need-import", "requirement-import"])
def test_a_hostile_workbook_is_refused(programme, as_role, page, name):
    more = [CatalogueFactory(programme=programme).slug] if page == "requirement-import" else []
    path = reverse(f"requirements_catalog:{page}", args=["prov", *more])
    refusal(as_role("requirements_manager"), path, name, BOOKS[name])


@pytest.mark.parametrize("page", ["requirements_catalog:need-import",
                                  "target_architecture:exchange-file"])  # fmt: skip
def test_a_hundred_megabytes_are_refused_before_they_are_read(programme, as_role, page):
    client = as_role("requirements_manager")
    upload = SimpleUploadedFile("stor.xml", b"x" * (100 * MEGABYTE))
    answer = client.post(reverse(page, args=["prov"]), {"file": upload})
    assert answer.status_code == 413 and "25 MB" in answer.content.decode()


def measured(programme, content: bytes):
    """The plan of a model, within bounds of time and memory."""
    tracemalloc.start()
    start = time.process_time()
    try:
        model = read_archimate(content, "m.xml")
        plan = plan_of(programme, model, first_mapping(model))
        assert plan.digest
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MEMORY and time.process_time() - start < 2 * SECONDS
    return plan


def test_a_long_name_is_not_told_over_for_each_relationship(programme):
    """20,000 relationships of 2 MB repeated a name of 90,000 signs: 2 GB."""
    count = CONCEPTS - 2
    content = exchange_file(
        element("a", "BusinessActor", "x" * 90_000) + element("b", "ApplicationComponent", "B"),
        "".join(relationship(f"r{n}", "Flow", "b", "a") for n in range(count)),
    )
    assert len(measured(programme, content).unread) == count + 1


def test_a_long_name_of_a_property_is_not_compared_in_full_for_each_value(programme):
    inside = '<properties><property propertyDefinitionRef="x"><value>1</value></property>'
    count = 500
    content = exchange_file(
        "".join(
            element(f"e{n}", "ApplicationComponent", f"M{n}", f"{inside}</properties>")
            for n in range(count)
        ),
        definitions=f'<propertyDefinition identifier="x" type="string"><name>{"K" * 9_000_000}'
        "</name></propertyDefinition>",
    )
    assert len(measured(programme, content).rows) == count


def test_a_model_with_marks_and_breaks_of_all_kinds_is_read():
    """The same sentences would be wrong of an honest file in another encoding."""
    text = HEAD.replace("Hospital", "Sjukhus å") + "</model>"
    for content in (
        b"\xef\xbb\xbf" + text.encode(),
        text.replace("UTF-8", "UTF-16").encode("utf-16"),
        text.replace("UTF-8", "ISO-8859-1").replace("\n", "\r\n").encode("latin-1"),
    ):
        assert read_archimate(content, "m.xml").name == "Sjukhus å"
    assert NAMESPACE in text
