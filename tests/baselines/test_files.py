"""Files of a baseline: what they hold, that they are the same every time, and their record."""

import hashlib
import io
import json
from unittest.mock import patch

import openpyxl
import pikepdf
import pytest
import time_machine
from django.urls import reverse
from lxml import etree

from baselines.actions import publish_baseline
from baselines.actions_files import record_sealed_file
from baselines.claims_workbook import claim_of_workbook
from baselines.exports import FORMATS, Format
from baselines.frozen import read_frozen
from baselines.making import make_file
from baselines.models import SealedFile
from baselines.seal import SealedRow, seal_of
from common.append_only import AppendOnlyError
from common.canonical import digest
from programmes.models import Job
from requirements_catalog.actions.requirements import create_requirement
from requirements_catalog.models import Requirement
from tests.baselines.file_steps import handed_out, make_world
from tests.tools import need
from tests.verapdf import assert_valid

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def w(programme):
    return make_world(programme)


def sheet_of(content, name):
    return list(openpyxl.load_workbook(io.BytesIO(content))[name].values)


def test_the_workbook_has_every_published_field_and_the_seal_on_its_front(w):
    content = make_file(w.baseline, "xlsx")
    front = dict(sheet_of(content, "Om baslinjen")[1:])
    assert front["Sigill"] == w.baseline.digest
    assert (front["Baslinje"], front["Namn"], front["Katalog"]) == (
        "B1",
        "Till remiss",
        "Driftkrav",
    )
    assert front["Publicerad av"] == "Anna Ek"
    assert front["Skrivet av"] == "Anna Ek (3 krav)"
    assert front["Godkänt av"] == "Bo Å (1 krav)"
    assert (front["Krav utan godkännande"], front["Skäl att ta med dem"]) == (
        "2", "Utkast till remissen",
    )  # fmt: skip
    heads, drift, first, second, last = sheet_of(content, "Krav")
    row = dict(zip(heads, first, strict=True))
    requirement = Requirement.objects.get(code="D-1")
    expected = {
        "Nr": "1.1", "Krav-id": "D-1", "Rubrik": "Svarstid", "Kravtext": requirement.text,
        "Typ": "ska", "Motiv": "Vården väntar.", "Verifiering": "Mätning", "Svarsformat": "Val",
        "Svarsalternativ": "Ja; Nej", "Fas": "vid leverans", "Minimikrav": "ja",
        "Högsta poäng": "2.5", "Tillgänglighet": "4 – synnerligen allvarlig",
        "Verifieringsmetod": "test", "Moduler": "JOU", "Behov": "B-1", "Ursprung": "Region Nord",
        "Sakkunnig": "Bo Å", "Nr (2)": "ja", "Skrivet av": "Anna Ek",
        "Godkänt av": "Bo Å", "Fast id (ändra inte)": str(requirement.uid),
    }  # fmt: skip
    # openpyxl takes Excel's escape of a literal "_x0041_" as it stands in the file.
    row["Kravtext"] = row["Kravtext"].replace("_x005F_", "_")
    assert {head: row[head] for head in expected} == expected
    assert dict(zip(heads, second, strict=True))["Rubrik"] == "=1+1"
    numbers = [line[0] for line in (drift, first, second, last)]
    assert numbers == ["1", "1.1", "1.2", "2"]
    assert dict(zip(heads, last, strict=True))["Godkänt av"] is None


def test_formulas_and_escapes_survive_in_the_workbook(w):
    claim = claim_of_workbook(make_file(w.baseline, "xlsx"), "b.xlsx")
    assert not claim.formulas
    assert "_x0041_" in claim.rows[1].cells["Kravtext"]


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_the_same_baseline_gives_the_same_bytes(w, format):
    with time_machine.travel("2026-11-26 08:00:00+01:00"):
        one = make_file(w.baseline, format)
    Requirement.objects.filter(code="D-1").update(text="Något annat.")
    with time_machine.travel("2031-01-05 12:34:56+01:00"):
        assert make_file(w.baseline, format) == one


def test_the_seal_can_be_counted_again_from_the_data_in_the_pdf(w):
    need("pango")
    with pikepdf.open(io.BytesIO(make_file(w.baseline, "pdf"))) as pdf:
        said = json.loads(pdf.attachments["krav.json"].get_file().read_bytes())
    rows = said["requirements"]
    assert all(digest(row["content"]) == row["digest"] for row in rows)
    sealed = [
        SealedRow(row["content"]["uid"], row["digest"], row["number"], row["parent"])
        for row in rows
    ]
    assert seal_of(sealed) == said["seal"] == w.baseline.digest


def test_the_pdf_is_archival_and_says_what_it_is_on_every_page(w, tmp_path):
    need("pango")
    import subprocess

    path = tmp_path / "b.pdf"
    path.write_bytes(make_file(w.baseline, "pdf"))
    text = subprocess.run(
        [need("pdftotext"), "-layout", str(path), "-"], capture_output=True, check=True, text=True
    ).stdout
    pages = text.split("\f")[:-1]
    assert all(f"Sigill {w.baseline.digest}" in page for page in pages[1:])
    assert all(f"Sida {number} av {len(pages)}" in page for number, page in enumerate(pages, 1)
               if number > 1)  # fmt: skip
    assert "Kravbaslinje B1" in pages[0] and "Publicerad av" in pages[0]
    whole = " ".join(text.split())
    assert "Svarstid" in whole and "inte godkänt när baslinjen publicerades" in whole
    assert "2 krav var inte godkända när baslinjen publicerades: D-2, L-1." in whole
    assert_valid(path)


def test_the_reqif_holds_tree_fields_and_seal(w):
    root = etree.fromstring(make_file(w.baseline, "reqif"))
    ns = {"r": root.nsmap[None]}
    assert len(root.findall(".//r:SPEC-OBJECT", ns)) == 4
    nested = root.findall(".//r:SPEC-HIERARCHY/r:CHILDREN/r:SPEC-HIERARCHY", ns)
    assert len(nested) == 2
    values = [v.get("THE-VALUE") for v in root.findall(".//r:SPECIFICATION/r:VALUES/*", ns)]
    assert w.baseline.digest in values


def test_a_reader_of_another_make_takes_the_reqif(w, tmp_path):
    """The reqif library reads strictly by the schema."""
    from reqif.parser import ReqIFParser

    path = tmp_path / "b.reqif"
    path.write_bytes(make_file(w.baseline, "reqif"))
    bundle = ReqIFParser.parse(str(path))
    assert not bundle.exceptions
    assert len(bundle.core_content.req_if_content.spec_objects) == 4


def test_who_wrote_is_who_changed_the_words_and_not_who_approved(w):
    """Bo sets the status of D-2 in its history: that is no writing."""
    row = Requirement.objects.get(code="D-2")
    row._history_user = w.bo
    row.status = "in_review"
    row.save()
    frozen = read_frozen(w.baseline)
    assert [one.written_by for one in frozen.requirements] == ["Anna Ek"] * 3


@pytest.mark.parametrize("more", [0, 3])
def test_reading_costs_the_same_whatever_the_size(w, more, django_assert_num_queries):
    """Entries, history, names of writers, own fields, names of experts."""
    for number in range(more):
        create_requirement(
            catalogue=w.catalogue, by=w.bo, code=f"N-{number}", text="Ska.", kind="mandatory"
        )
    second = publish_baseline(catalogue=w.catalogue, by=w.anna, name="Två", override_reason="x")
    with django_assert_num_queries(5):
        assert len(read_frozen(second).rows) == 4 + more


def test_a_sealed_file_is_never_changed(w):
    handed_out(w, "xlsx")
    made = SealedFile.objects.get()
    made.name = "annat.xlsx"
    with pytest.raises(AppendOnlyError):
        made.save()


# ---------------------------------------------------------------- the page


def url(w, name="baseline-files"):
    return reverse(f"baselines:{name}", args=[w.programme.slug, "drift", 1])


@pytest.mark.parametrize("format", ["xlsx", "reqif", "reqifz"])
def test_a_file_is_fetched_and_recorded(w, as_role, format):
    client = as_role("reader")
    response = client.post(url(w, "baseline-file-make"), {"format": format})
    assert response.status_code == 200
    made = SealedFile.objects.get()
    assert made.digest == hashlib.sha256(response.content).hexdigest()
    assert (made.made_by, made.size, made.format) == (client.user, len(response.content), format)
    assert made.name == f"drift-b1-till-remiss.{format}" in response["Content-Disposition"]
    assert made.digest in client.get(url(w)).content.decode()


def test_an_unknown_format_is_told(w, as_role):
    response = as_role("reader").post(url(w, "baseline-file-make"), {"format": "docx"})
    assert response.status_code == 422
    assert "Välj i vilket format" in response.content.decode()
    assert not SealedFile.objects.exists()


def test_a_large_baseline_is_made_by_a_job(w, as_role):
    client = as_role("reader")
    small = {**FORMATS, "xlsx": Format("xlsx", "Excel", "", "x/y", "file", at_once=3)}
    with patch("baselines.views_files.FORMATS", small):
        response = client.post(url(w, "baseline-file-make"), {"format": "xlsx"})
    job = Job.objects.get()
    assert response.url == reverse("programmes:job-detail", args=[job.uid])
    assert (job.state, job.started_by) == ("done", client.user)
    made = SealedFile.objects.get()
    with job.result_file.open("rb") as file:
        assert made.digest == hashlib.sha256(file.read()).hexdigest()
    assert job.result["Rader"] == 4


def test_a_job_of_one_who_has_left_makes_nothing(w, as_role):
    from baselines.actions_files import start_file_job

    reader = as_role("reader").user
    reader.memberships.all().delete()
    job = start_file_job(baseline=w.baseline, format="xlsx", label="Excel", by=reader)
    job.refresh_from_db()
    assert (job.state, SealedFile.objects.count()) == ("failed", 0)
    assert "inte längre tillgång" in job.error


def test_strangers_and_other_catalogues_get_no_file(w, as_role, make_person):
    stranger = as_role(None)
    for method, name in (("get", "baseline-files"), ("post", "baseline-file-make")):
        assert getattr(stranger, method)(url(w, name), {"format": "xlsx"}).status_code == 404
    assert not SealedFile.objects.exists()


def test_the_record_takes_no_file_without_a_name(w):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        record_sealed_file(baseline=w.baseline, format="xlsx", name="", content=b"x", by=w.anna)
    assert not SealedFile.objects.exists()
