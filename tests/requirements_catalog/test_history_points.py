"""Two points of a history side by side, an earlier wording back, and who else looks."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from requirements_catalog.actions import requirements as actions
from requirements_catalog.models import ChangeSet, Presence
from tests.factories import (
    CatalogueFactory,
    HeadingFactory,
    ModuleFactory,
    RequirementFactory,
)

pytestmark = pytest.mark.django_db
FIRST = "Systemet ska visa patientens aktuella läkemedelslista."


def address(name, *args):
    """The address of a page of the programme ``prov``."""
    return reverse(f"requirements_catalog:{name}", args=["prov", *args])


@pytest.fixture
def row(programme):
    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        return RequirementFactory(catalogue=CatalogueFactory(programme=programme), title="Lista")


@pytest.fixture
def told(row, make_person, programme):
    """A requirement with three points, ten seconds apart: first, a new text, a module."""
    person = make_person("author", programme)
    start = timezone.now() - timedelta(minutes=1)
    with time_machine.travel(start + timedelta(seconds=10), tick=False):
        actions.edit_requirement(
            requirement=row, by=person, text="Systemet ska visa hela listan.", motive="Säkerhet."
        )
    with time_machine.travel(start + timedelta(seconds=20), tick=False):
        module = ModuleFactory(programme=programme, name="Läkemedel")
        actions.edit_requirement(requirement=row, by=person, status="in_review", modules=[module])
    row.refresh_from_db()
    return row


def compared(client, row, one, other):
    url = address("requirement-detail", row.pk)
    answer = client.get(f"{url}?tab=history&from={one}&to={other}")
    found = answer.context["comparison"]
    return found and {
        field.label: "".join(
            {"same": "%s", "added": "+%s+", "removed": "-%s-"}[piece.kind] % piece.text
            for piece in field.pieces
        )
        for field in found.fields
    }


def keys_of(row):
    return list(row.history.order_by("history_id").values_list("history_id", flat=True))


def test_any_two_points_are_compared_word_by_word(as_role, told):
    client, (one, two, three) = as_role("reader"), keys_of(told)
    text = "Systemet ska visa -patientens aktuella läkemedelslista-+hela listan+."
    assert compared(client, told, one, two) == {"Kravtext": text, "Motiv": "+Säkerhet.+"}
    assert compared(client, told, two, three) == {
        "Status": "-utkast-+på granskning+",
        "Moduler": "+Läkemedel+",
    }
    assert set(compared(client, told, three, one)) == {"Kravtext", "Motiv", "Status", "Moduler"}
    assert compared(client, told, two, two) == {}


@pytest.mark.parametrize("point", ["0", "x", "9" * 30, "", "-1", "²"])
def test_points_that_are_not_the_rows_own_compare_nothing(as_role, told, point):
    assert compared(as_role("reader"), told, keys_of(told)[0], point) is None


def test_earlier_wording_comes_back_as_a_new_change(as_role, told):
    client, keys = as_role("author"), keys_of(told)
    url = address("requirement-revert", told.pk, keys[0])
    page = client.get(url)
    assert "<del>hela listan</del><ins>patientens" in page.content.decode()
    revision = page.context["form"]["revision"].value()
    assert client.post(url, {"reason": "", "revision": revision}).status_code == 422
    done = client.post(url, {"reason": "Fel väg", "revision": revision})
    assert done.status_code == 302
    told.refresh_from_db()
    assert (told.text, told.motive) == (FIRST, "")
    assert (told.status, told.modules.count()) == ("in_review", 1)  # not a matter of wording
    record = told.history.first()
    assert (record.history_user, record.history_change_reason) == (client.user, "Fel väg")
    assert len(keys_of(told)) == 4
    assert {cell[1] for cell in ChangeSet.objects.first().cells} == {"text", "motive"}
    # The wording is that already: nothing to do, nothing done.
    assert client.get(url).status_code == 302


def test_wording_that_changed_meanwhile_is_not_written_over(as_role, make_person, told, programme):
    client = as_role("author")
    url = address("requirement-revert", told.pk, keys_of(told)[0])
    seen = actions.revision_of(told)
    actions.edit_requirement(
        requirement=told, by=make_person("author", programme), text="Nytt igen."
    )
    answer = client.post(url, {"reason": "Fel väg", "revision": seen})
    assert answer.status_code == 422
    assert "Någon annan hann ändra" in answer.content.decode()
    told.refresh_from_db()
    assert told.text == "Nytt igen."
    assert answer.context["form"]["revision"].value() == actions.revision_of(told)


def test_points_of_others_and_wrong_roles_bring_nothing_back(as_role, told, programme):
    other = RequirementFactory(catalogue=told.catalogue)
    forged = address("requirement-revert", told.pk, keys_of(other)[0])
    assert as_role("author").post(forged, {"reason": "X"}).status_code == 404
    url = address("requirement-revert", told.pk, keys_of(told)[0])
    for role, status in [("reviewer", 403), ("reader", 403), ("auditor", 403), (None, 404)]:
        assert as_role(role).post(url, {"reason": "X"}).status_code == status
    assert len(keys_of(told)) == 3


def test_heading_has_its_earlier_title_back(as_role, programme, make_person):
    heading = HeadingFactory(catalogue=CatalogueFactory(programme=programme), title="Förr")
    actions.edit_requirement(
        requirement=heading, by=make_person("author", programme), title="Efter"
    )
    url = address("requirement-revert", heading.pk, keys_of(heading)[0])
    assert as_role("author").post(url, {"reason": "Åter"}).status_code == 302
    heading.refresh_from_db()
    assert heading.title == "Förr"


# ---------------------------------------------------------------- who else looks


def test_others_who_look_and_edit_are_told_and_forgotten(as_role, row):
    one, two, three = as_role("author"), as_role("reviewer"), as_role("requirements_manager")
    url = address("requirement-presence", row.pk)
    assert one.post(url).content.decode().strip() == ""
    two.post(url, {"editing": "1"})  # may not edit, so does not
    three.post(url, {"editing": "1"})
    told = one.post(url).content.decode()
    assert f"{three.user} ändrar just nu</strong>" in told
    assert f"{two.user} tittar också" in told
    assert Presence.objects.count() == 3
    with time_machine.travel(timezone.now() + timedelta(seconds=60)):
        assert one.post(url).content.decode().strip() == ""
    assert Presence.objects.count() == 3


def test_presence_is_one_row_written_and_one_read(as_role, row, django_assert_num_queries):
    client = as_role("reader")
    url = address("requirement-presence", row.pk)
    # Session, person; programme, memberships, requirement; written; read.
    with django_assert_num_queries(7):
        client.post(url)
    for _number in range(3):
        as_role("reviewer").post(url)
    with django_assert_num_queries(7):
        client.post(url)


def test_strangers_are_not_told_who_looks(as_role, row):
    assert as_role(None).post(address("requirement-presence", row.pk)).status_code == 404
    assert not Presence.objects.exists()
