"""Signs that turn the direction of text come in by no form, file or program."""

import io
import json
from urllib.parse import urlencode

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.api import plain_json
from common.archimate import read_archimate
from common.directions import straight, straight_json
from common.middleware import StraightTexts
from common.workbook_reader import read_workbook
from programmes.models import Goal
from programmes.register import REGISTERS
from requirements_catalog.imports.files import read_file
from requirements_catalog.models import Need
from tests.factories import CatalogueFactory, RequirementFactory
from tests.requirements_catalog.api_client import Program
from tests.requirements_catalog.grid_calls import save
from tests.requirements_catalog.test_needs_views import preview, upload

TURNS = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
TURNED, STRAIGHT = "Lista\u202efdp\u2069.exe", "Listafdp.exe"


@pytest.mark.parametrize("turn", TURNS)
def test_each_of_them_is_taken_out(turn):
    assert straight(f"a{turn}b") == "ab"
    assert straight_json({f"k{turn}": [f"{turn}v", 1, None]}) == {"k": ["v", 1, None]}


def test_other_signs_stay_as_they_are():
    text = "Å\u200eä\u200f ö\u00ad–\u2028é\u0301 \U0001f600 مرحبا"
    assert straight(text) == text
    data = {"a": [text, {"b": 1.5}]}
    assert straight_json(data) is data


@pytest.mark.parametrize(
    "unseen",
    [
        "\u200b",
        "\u2060 \u200b",
        "\x01",
        "\u3164",
        "\u2800\n",
        "\ufe0f",
        "\U000e0041",
        "\u202e\u00ad",
    ],
)
def test_a_text_that_nobody_sees_is_none(unseen):
    assert straight(unseen) == ""
    assert straight(f"a{unseen}b") != ""
    data = {"reason": unseen, "said": f'"{unseen}"', "rest": ["a", " ", ""]}
    said = f'"{straight(unseen + "a")[:-1]}"'
    assert straight_json(data) == {"reason": "", "said": said, "rest": ["a", " ", ""]}
    # As a program sends it, whether written as it is or as escapes.
    for is_escaped in (True, False):
        body = json.dumps(data, ensure_ascii=is_escaped).encode()
        assert plain_json(body)["reason"] == ""


def test_the_sign_that_forms_refuse_is_left_for_them():
    assert straight("\0") == "\0" and straight_json(["\0", "\0\u202e"]) == ["\0", "\0"]


def test_spaces_stay_as_they_are():
    for text in ("", " ", "\u00a0\u2009", "\n"):
        assert straight(text) == text
        assert straight_json({"a": text}) == {"a": text}


@pytest.mark.django_db
def test_a_reason_that_nobody_sees_is_asked_for(as_role, programme):
    path = REGISTERS["goals"].url("create", programme)
    sent = {"code": "E1", "kind": "outcome", "title": "\u200b\u2060", "perspective": "common"}
    page = as_role("programme_lead").post(path, sent)
    assert page.status_code == 422 and page.context["form"].has_error("title", "required")


@pytest.mark.django_db
@pytest.mark.parametrize("as_file", [False, True], ids=["plain", "multipart"])
def test_a_form(as_role, programme, as_file):
    client = as_role("programme_lead")
    sent = {"code": "E1", "kind": "outcome", "title": TURNED, "perspective": "common",
            "position": 1}  # fmt: skip
    path = REGISTERS["goals"].url("create", programme)
    if as_file:
        answer = client.post(path, sent)
    else:
        answer = client.post(path, urlencode(sent), "application/x-www-form-urlencoded")
    assert answer.status_code == 302, answer.context["form"].errors
    assert Goal.objects.get().title == STRAIGHT


@pytest.mark.django_db
def test_what_was_typed_stands_straight_in_a_form_that_is_refused(as_role, programme):
    path = REGISTERS["goals"].url("create", programme)
    page = as_role("programme_lead").post(path, {"title": TURNED})
    assert page.status_code == 422 and page.context["form"]["title"].value() == STRAIGHT


def _workbook(*rows) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_a_workbook_and_a_table_of_text():
    for content, name in (
        (_workbook(["Rubrik", "\u202e"], [TURNED, 1]), "k.xlsx"),
        (f"Rubrik;\u202e\n{TURNED};1\n".encode(), "k.csv"),
    ):
        (sheet,) = read_workbook(content, name).sheets
        assert [[str(cell) for cell in row if cell] for row in sheet.rows] == [
            ["Rubrik"],
            [STRAIGHT, "1"],
        ]
        # What is compared letter by letter is read as it was written.
        (sheet,) = read_workbook(content, name, is_verbatim=True).sheets
        assert sheet.rows[1][0] == TURNED


@pytest.mark.django_db
def test_needs_from_a_file(as_role, programme):
    client = as_role("requirements_manager")
    upload(client, [["Behovs-id", "Rubrik"], ["N1", TURNED]])
    html = preview(client).content.decode()
    assert STRAIGHT in html and "\u202e" not in html
    assert not Need.objects.exists()


def test_an_exchange_file_of_an_architecture():
    content = f"""<?xml version="1.0" encoding="UTF-8"?>
<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" identifier="m"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><name>{TURNED}</name><elements>
<element identifier="a" xsi:type="ApplicationComponent"><name>{TURNED}</name>
<documentation>{TURNED}</documentation><properties>
<property propertyDefinitionRef="p"><value>{TURNED}</value></property></properties>
</element></elements><propertyDefinitions><propertyDefinition identifier="p" type="string">
<name>{TURNED}</name></propertyDefinition></propertyDefinitions></model>"""
    model = read_archimate(content.encode(), "m.xml")
    one = model.elements["a"]
    assert {model.name, one.name, one.documentation} == {STRAIGHT}
    assert one.properties == ((STRAIGHT, STRAIGHT),)


@pytest.mark.django_db
def test_a_reqif_file(as_role, programme):
    catalogue = CatalogueFactory(programme=programme, slug="karnan")
    RequirementFactory(catalogue=catalogue, title="Titeln_vaend")
    path = reverse("requirements_catalog:requirement-export", args=["prov", "karnan"])
    answer = as_role("requirements_manager").post(path, {"format": "reqif"})
    content = b"".join(answer).decode()
    turned = content.replace("Titeln_vaend", TURNED).encode()
    workbook = read_file(turned, "k.reqif")
    cells = [cell for row in workbook.sheets[0].rows for cell in row if cell]
    assert STRAIGHT in cells and not any("\u202e" in cell for cell in cells)


@pytest.mark.django_db
def test_the_grid_and_the_api(as_role, programme, make_person):
    catalogue = CatalogueFactory(programme=programme, slug="karnan")
    row = RequirementFactory(catalogue=catalogue, title="Före")
    save(as_role("requirements_manager"), [row.pk, "title", TURNED, "Före"])
    row.refresh_from_db()
    assert row.title == STRAIGHT
    program = Program(make_person("requirements_manager", programme))
    path = f"requirements/{row.uid}/"
    match = program.get(path).json()["revision"]
    for escaped in (True, False):
        sent = '{"title": "Api\\u202e"}' if escaped else '{"title": "Api\u202e"}'
        answer = program.ask("PATCH", path, body=sent.encode(), match=match)
        assert answer.status_code == 200, answer.content
        row.refresh_from_db()
        assert row.title == "Api"
        match = answer.json()["revision"]


def test_an_upload_is_not_touched(rf):
    file = SimpleUploadedFile("x.csv", TURNED.encode())
    request = rf.post("/", {"file": file, "password": TURNED, "title": [TURNED, "a"]})
    StraightTexts(lambda _request: None).process_view(request)
    assert request.FILES["file"].read() == TURNED.encode()
    assert request.POST["password"] == TURNED
    assert request.POST.getlist("title") == [STRAIGHT, "a"]
