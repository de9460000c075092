"""A baseline with everything that a file can hold, and its files."""

import io
from types import SimpleNamespace

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from baselines.actions import publish_baseline
from baselines.actions_files import record_sealed_file
from baselines.exports import FORMATS
from baselines.making import make_file
from requirements_catalog.actions.fields import add_field
from requirements_catalog.actions.requirements import create_requirement
from requirements_catalog.models import Approval, Requirement
from requirements_catalog.versions import capture_versions
from tests.factories import (
    CatalogueFactory,
    MembershipFactory,
    ModuleFactory,
    NeedFactory,
    UserFactory,
)

TEXT = (
    "Systemet ska svara inom *2 sekunder*.\n\n- vid inloggning\n- vid sökning\n\n"
    "a < b & c > d, _x0041_, 漢字 🙂 och ”citat”"
)


def make_world(programme) -> SimpleNamespace:
    """1 Drift, 1.1 D-1 (everything filled in), 1.2 D-2 (=1+1); 2 L-1; D-1 is approved by Bo."""
    w = SimpleNamespace(programme=programme)
    w.anna = UserFactory(full_name="Anna Ek")
    w.bo = UserFactory(full_name="Bo Å")
    for person in (w.anna, w.bo):
        MembershipFactory(programme=programme, user=person, role="requirements_manager")
    w.catalogue = CatalogueFactory(programme=programme, slug="drift", name="Driftkrav")
    origin = add_field(catalogue=w.catalogue, by=w.anna, label="Ursprung", kind="text")
    expert = add_field(catalogue=w.catalogue, by=w.anna, label="Sakkunnig", kind="person")
    tested = add_field(catalogue=w.catalogue, by=w.anna, label="Nr", kind="yes_no")

    def new(**fields):
        return create_requirement(catalogue=w.catalogue, by=w.anna, **fields)

    drift = new(is_heading=True, title="Drift", text="Om driften.")
    new(
        parent=drift, code="D-1", title="Svarstid", text=TEXT, kind="mandatory",
        motive="Vården väntar.", verification="Mätning", answer_format="choice",
        answer_choices="Ja; Nej", phase="delivery", is_minimum_requirement=True,
        max_points="2.5", availability=4, verification_method="test",
        modules=[ModuleFactory(programme=programme, code="JOU")],
        needs=[NeedFactory(programme=programme, code="B-1")],
        extra={origin.key: "Region Nord", expert.key: str(w.bo.pk), tested.key: "yes"},
    )  # fmt: skip
    new(parent=drift, code="D-2", title="=1+1", text="-5 är inget tal.", kind="mandatory")
    new(code="L-1", text="Bör finnas.", kind="desirable")
    row = Requirement.objects.get(code="D-1")
    version = capture_versions([row], by=w.bo)[row.pk]
    Approval.objects.create(requirement=row, version=version, approved_by=w.bo)
    Requirement.objects.filter(code="D-1").update(status="approved")
    w.baseline = publish_baseline(
        catalogue=w.catalogue, by=w.anna, name="Till remiss", purpose="Extern remiss",
        override_reason="Utkast till remissen",
    )  # fmt: skip
    return w


def handed_out(w, format: str) -> bytes:
    """A file as somebody has fetched it: recorded by its digest."""
    content = make_file(w.baseline, format)
    name = FORMATS[format].file_name(w.baseline)
    record_sealed_file(baseline=w.baseline, format=format, name=name, content=content, by=w.anna)
    return content


def edited(content: bytes, edit) -> bytes:
    """A workbook saved anew by openpyxl after ``edit(book)``."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def cell_of(book, code: str, head: str):
    """The cell of a requirement under a head."""
    sheet = book["Krav"]
    heads = [cell.value for cell in sheet[1]]
    column, codes = heads.index(head) + 1, heads.index("Krav-id") + 1
    row = next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, codes).value == code)
    return sheet.cell(row, column)


def send(content: bytes, name: str, client: Client | None = None):
    """The page's answer to an uploaded file."""
    file = SimpleUploadedFile(name, content)
    return (client or Client()).post(reverse("verify"), {"file": file})


def verified(content: bytes, name: str, client: Client | None = None):
    """The answer object of the page; the test fails where there is none."""
    response = send(content, name, client)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.context["answer"]


def titles(answer) -> list[str]:
    """The differences that the page shows, in order."""
    return [one.title for one in answer.findings]
