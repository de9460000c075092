"""What has been justified in the coverage is told so on the board and in the comparison."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from programmes.choices import Role
from quality.actions_coverage import justify_holes, reopen_hole
from quality.coverage import EVERY
from target_architecture.models import Interface
from tests.factories import StandardFactory

pytestmark = pytest.mark.django_db
REASON = "Svaret är redan kodat när det lämnar navet."


@pytest.fixture
def seam(made, programme):
    """An interface across the cut whose open standard neither side has a requirement on."""
    row = Interface.objects.create(
        programme=programme, code="G-11", name="Svar", source=made.vis, target=made.inf
    )
    row.standards.add(StandardFactory(programme=programme, code="NPU", is_open=True))
    return row


def justify(programme, axis: str, place: tuple[int, int], by) -> None:
    justify_holes(programme=programme, axis=EVERY[axis], holes=[place], reason=REASON, by=by)


@pytest.fixture
def pages(made):
    return {
        "board": reverse("packages:alternative-detail", args=["prov", made.alternative.pk]),
        "list": reverse("packages:alternative-list", args=["prov"]),
        "xlsx": reverse("packages:comparison-xlsx", args=["prov"]),
    }


def sides(client, pages) -> tuple[str, str]:
    """The tile of the board, and the part that names the sides."""
    page = client.get(pages["board"]).content.decode()
    tile = page.split('href="#sides"')[1].split("</a>")[0]
    return tile, page.split('id="sides-fold"')[1].split("</details>")[0]


def compared(client, pages) -> dict:
    page = client.get(pages["list"]).context
    return {row.label: row.cells[0].text for row in [*page["figures"], *page["words"]]}


def place_of(seam) -> int:
    return seam.standards.through.objects.get().pk


LACKING, KEPT = (
    "Standarder som saknar krav på en sida",
    "Standarder utan krav på en sida, motiverat",
)


def test_a_side_that_is_justified_is_told_with_its_reason_and_not_counted(
    as_role, programme, lead, seam, pages
):
    client = as_role(Role.READER)
    tile, told = sides(client, pages)
    assert ">1</span>" in tile and "tile--attention" in client.get(pages["board"]).content.decode()
    assert "varken Vårdsystem eller Plattform har något krav på den." in told
    assert compared(client, pages)[LACKING] == "1" and KEPT not in compared(client, pages)
    justify(programme, "seams", (place_of(seam), 1), lead)
    tile, told = sides(client, pages)
    # The other side still lacks it.
    assert ">1</span>" in tile and "Plattform har inget krav på den." in told
    assert "Vårdsystem behöver inget krav på den" in told and REASON in told
    justify(programme, "seams", (place_of(seam), 2), lead)
    tile, told = sides(client, pages)
    assert ">0</span>" in tile and "1 till är motiverad" in tile
    assert "har inget krav på den." not in told and ">motiverat</span>" in told
    assert "tile--attention" not in client.get(pages["board"]).content.decode()
    rows = compared(client, pages)
    assert (rows[LACKING], rows[KEPT]) == ("0", "1")
    assert rows["Det som är motiverat"].splitlines() == [
        f"NPU, G-11 Svar, Vårdsystem: {REASON}", f"NPU, G-11 Svar, Plattform: {REASON}"
    ]  # fmt: skip
    sheet = load_workbook(BytesIO(client.get(pages["xlsx"]).content))["Jämförelse"]
    exported = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert (exported[LACKING], exported[KEPT]) == (0, 1)


def test_what_is_taken_back_lacks_again(as_role, programme, lead, seam, pages):
    client = as_role(Role.READER)
    for side in (1, 2):
        justify(programme, "seams", (place_of(seam), side), lead)
    reopen_hole(programme=programme, axis=EVERY["seams"], row=place_of(seam), column=2, by=lead)
    assert ">1</span>" in sides(client, pages)[0]
    assert compared(client, pages)[LACKING] == "1"


def test_an_interface_that_may_be_without_a_standard_is_told_so(
    as_role, programme, lead, seam, pages
):
    client = as_role(Role.READER)
    seam.standards.clear()
    label = "Gränssnitt över snitten utan öppen standard"
    assert compared(client, pages)[label] == "1"
    justify(programme, "open-standards", (seam.pk, 1), lead)
    cuts = client.get(pages["board"]).content.decode().split('id="cuts"')[1].split("</section>")[0]
    assert REASON in cuts and "(1 av dem är motiverat)" in cuts and "tag--refused" not in cuts
    rows = compared(client, pages)
    assert (rows[label], rows[f"{label}, motiverat"]) == ("0", "1")
    # With a standard that is not open the interface lacks something else, which nobody justified.
    seam.standards.add(StandardFactory(programme=programme, code="EGEN", is_open=False))
    assert compared(client, pages)[label] == "1"


def test_reasons_cost_as_many_queries_however_many_there_are(
    as_role, programme, lead, made, seam, pages, django_assert_num_queries
):
    client = as_role(Role.READER)
    justify(programme, "seams", (place_of(seam), 1), lead)
    costs = {}
    for name in ("board", "list"):
        with CaptureQueriesContext(connection) as first:
            client.get(pages[name])
        costs[name] = len(first)
    for number in range(3):
        row = Interface.objects.create(
            programme=programme, code=f"G-2{number}", name="Mer", source=made.inf, target=made.vis
        )
        row.standards.add(*seam.standards.all())
        place = row.standards.through.objects.get(interface=row).pk
        justify(programme, "seams", (place, 1), lead)
        bare = Interface.objects.create(
            programme=programme, code=f"G-3{number}", name="Utan", source=made.inf, target=made.vis
        )
        justify(programme, "open-standards", (bare.pk, 1), lead)
    for name in ("board", "list"):
        with django_assert_num_queries(costs[name]):
            client.get(pages[name])
