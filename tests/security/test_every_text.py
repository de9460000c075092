"""Every address is asked for while every text that anybody can write is an attack.

A new page or file is tried as soon as it has a sample among the addresses: no formula runs in a
workbook or a CSV file, no script and no link to one in a page, a drawing, a PDF or a Word file.
"""

import csv
import io
import re
import zipfile

import openpyxl
import pikepdf
import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from lxml import etree, html

from programmes.choices import Role
from programmes.models import Job
from programmes.register import REGISTERS
from programmes.roles import Permission, roles_with
from tests.architecture.test_urls import address, client_of
from tests.architecture.url_samples import SAMPLES
from tests.architecture.world import make_world
from tests.register_rows import ROWS

# What pages and files write is the same from every database.
pytestmark = pytest.mark.once

SIGNS = ("=", "+", "-", "@", "\t=", "\r=")
MARK = "alert(4711)"
ATTACK = (
    f"1+HYPERLINK(1)<script>{MARK}</script>\"'><img src=x onerror={MARK}>"
    f"[l](javascript:{MARK}) <javascript:{MARK}>"
)
# What programs and not people write.
WRITTEN_BY_PROGRAMS = {
    "slug", "key", "sha256", "digest", "fingerprint", "kind", "format", "language", "password",
    "email", "rule", "sheet", "token", "secret", "token_digest", "path", "model", "field",
    "content_type", "media_type", "state", "country", "currency", "input_name",
}  # fmt: skip
OURS = ("programmes", "requirements_catalog", "target_architecture", "steering", "baselines",
        "quality", "reviews", "procurements", "joint_procurement", "packages", "tenders",
        "evaluation", "contracts", "accounts")  # fmt: skip
RUNS = (
    re.compile(rf"<script[^>]*>\s*{re.escape(MARK)}"),
    re.compile(r"<img src=x"),
    re.compile(r"""(?:href|src|action)\s*=\s*["']?\s*javascript:""", re.I),
)
# What Excel runs when it opens a CSV file; a negative number is one.
_IN_EXCEL = re.compile(r"[=+@\t\r]|-(?!\d+(?:[.,]\d+)?$)(?! )")
# Where the walk goes by itself; the registers are added, each with its list and its file.
WALKED = sorted(name for name, sample in SAMPLES.items() if sample.get)


def _texts(model) -> list[models.Field]:
    """The fields of a model that a person writes freely."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.SlugField | models.FileField)
        and not field.choices
        and not field.primary_key
        and field.name not in WRITTEN_BY_PROGRAMS
    ]


def poison() -> None:
    """Fill every text with an attack of its own; codes and names that must differ do."""
    number = 0
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            fields = _texts(model)
            for row in models.QuerySet(model) if fields else ():
                number += 1
                text = f"{SIGNS[number % len(SIGNS)]}{number}{ATTACK}"
                values = {field.name: text[: field.max_length] for field in fields}
                if not _written(row, values):
                    # A rule of the database ties what is empty: it stays so.
                    _written(row, {name: text for name, text in values.items()
                                   if getattr(row, name)})  # fmt: skip


def _written(row: models.Model, values: dict) -> bool:
    try:
        with transaction.atomic():
            models.QuerySet(type(row)).filter(pk=row.pk).update(**values)
    except IntegrityError:
        return False
    return True


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One of everything and a row of each register, made once and written over."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        for name, make in ROWS.items():
            if name not in {"interfaces", "waves"}:
                make(made.programme)
        poison()
        client_of.cache_clear()
        # Signed in here: what a test writes itself is gone after it.
        for person in made.people.values():
            client_of(person)
        yield made
        transaction.set_rollback(True)


def asked_by(world, name: str):
    """Somebody who gets in at an address."""
    sample = SAMPLES[name]
    if sample.only:
        return world.people[sample.only]
    if isinstance(sample.get, Permission):
        return world.people[roles_with(sample.get)[-1]]
    return world.people[Role.PROGRAMME_LEAD]


def fetched(path: str, user):
    with transaction.atomic():
        answer = client_of(user).get(path)
        content = answer.getvalue() if answer.streaming else answer.content
        transaction.set_rollback(True)
    return answer, content


def what_runs(answer, content: bytes) -> list[str]:
    """What a browser, Excel, Word or a PDF reader would do with an answer; nothing, it should."""
    if len(content) < 10:
        return []  # a file of the world that has only its first signs
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if kind == "application/pdf":
        return _in_pdf(content)
    if content[:2] == b"PK":
        return _in_archive(content)
    text = content.decode("utf-8-sig", "replace")
    if kind == "text/csv":
        return _in_csv(text)
    if kind in ("application/json", "application/xml", "text/plain"):
        # Shown as what it is: nosniff is said of every answer.
        return [] if answer.headers.get("X-Content-Type-Options") == "nosniff" else ["no nosniff"]
    found = [found.group()[:80] for sign in RUNS if (found := sign.search(text))]
    return found + _handlers(text)


def _handlers(text: str) -> list[str]:
    """Attributes that run, as a browser parts them: a quote in a text may have ended another."""
    if MARK not in text:
        return []
    root = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    return [
        f"{node.tag} {name}"
        for node in root.iter(etree.Element)
        for name, value in node.attrib.items()
        if (name.lower().startswith("on") or name.lower() == "style") and MARK in value
    ]


def _in_csv(text: str) -> list[str]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    return [cell[:40] for row in rows for cell in row if _IN_EXCEL.match(cell)]


def _in_archive(content: bytes) -> list[str]:
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        for name in names:
            part = archive.read(name)
            if name.startswith("xl/worksheets/") and re.search(rb"<f[ >]", part):
                found.append(f"a formula in {name}")
            if b'Target="javascript' in part or b"DDEAUTO" in part:
                found.append(f"a link in {name}")
    if "xl/workbook.xml" in names:
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
        found += [f"{cell.coordinate} is a formula" for cell in cells if cell.data_type == "f"]
    return found


def _in_pdf(content: bytes) -> list[str]:
    found = []
    with pikepdf.open(io.BytesIO(content)) as document:
        for one in document.objects:
            if not isinstance(one, pikepdf.Dictionary):
                continue
            if one.get("/S") in ("/JavaScript", "/Launch") or "/JS" in one:
                found.append("a script in the PDF")
            if str(one.get("/URI", "")).strip().lower().startswith("javascript:"):
                found.append("a link to a script in the PDF")
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("name", WALKED)
def test_no_text_runs_at_an_address(name, world):
    answer, content = fetched(address(name, world), asked_by(world, name))
    assert answer.status_code < 500 and "/login" not in answer.headers.get("Location", "")
    assert what_runs(answer, content) == []


@pytest.mark.django_db
@pytest.mark.parametrize("register", sorted(REGISTERS))
def test_no_text_runs_in_a_register_or_its_file(register, world):
    user = world.people[roles_with(REGISTERS[register].needs)[-1]]
    for page in ("list", "export"):
        path = reverse(f"programmes:register-{page}", args=["prov", register])
        answer, content = fetched(path, user)
        assert answer.status_code == 200, path
        assert what_runs(answer, content) == []
        if page == "export":
            # It can fail: the attacks are in the file, as text.
            assert ATTACK[:6].encode() in _strings(content)


# Files that a job makes, or a form: as the address is sent, and what is chosen.
FILES = [
    ("target_architecture:landscape-export", "pdf"),
    ("target_architecture:landscape-export", "docx"),
    *(
        ("requirements_catalog:requirement-export", one)
        for one in ("xlsx", "xlsx-all", "csv", "pdf")
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "form"), FILES)
def test_no_text_runs_in_a_file_that_is_asked_for(name, form, world, need):
    need("pango")
    with transaction.atomic():
        user = world.people[Role.PROGRAMME_LEAD]
        answer = client_of(user).post(address(name, world), {"format": form})
        if answer.status_code == 302:
            job = Job.objects.get(uid=answer.url.rstrip("/").rpartition("/")[2])
            content = job.result_file.read()
        else:
            content = answer.getvalue() if answer.streaming else answer.content
        transaction.set_rollback(True)
    answer.headers["Content-Type"] = {"pdf": "application/pdf", "csv": "text/csv"}.get(form, "")
    assert content.startswith({"pdf": b"%PDF", "csv": b"\xef\xbb\xbf"}.get(form, b"PK\x03\x04"))
    assert what_runs(answer, content) == []


def _strings(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text/html", f"<p><script>{MARK}</script>"),
        ("text/html", "<a href=' JavaScript:x'>"),
        ("text/html", f'<p title=\'"\'><img alt="" onerror={MARK}>'),
        ("image/svg+xml", f"<svg><a title='' onload=\"{MARK}\">"),
        ("text/csv", "Namn;=1+1\r\n"),
    ],
)
def test_the_walk_finds_what_runs(kind, content):
    class Answer:
        headers = {"Content-Type": kind}

    assert what_runs(Answer, content.encode())
