"""Two people in one form: what each has changed, what comes along, and what is a choice."""

import pytest
from django.urls import reverse

from requirements_catalog.models import ExtraField, Requirement
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory, StandardFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")


@pytest.fixture
def row(catalogue):
    return RequirementFactory(
        catalogue=catalogue, code="LM-001", title="Lista", text="Visa listan.", motive="Tid."
    )


@pytest.fixture
def anna(as_role):
    return as_role("author")


@pytest.fixture
def bo(as_role):
    return as_role("requirements_manager")


def url(row):
    return reverse("requirements_catalog:requirement-edit", args=["prov", row.pk])


def sent_by(form, **changes):
    """What a browser sends of a form that is shown, with what the person has changed in it."""
    shown = {bound.name: bound.value() for bound in form}
    sent = {name: "on" if value is True else value for name, value in shown.items()}
    return {name: value for name, value in (sent | changes).items() if value not in (None, False)}


def opened(client, row):
    return client.get(url(row)).context["form"]


def labels(differences):
    return [difference.label for difference in differences]


def words(difference):
    return [(piece.kind, piece.text) for piece in difference.pieces]


def test_what_only_the_other_has_changed_comes_along(anna, bo, catalogue, row):
    own = ExtraField.objects.create(catalogue=catalogue, key="ursprung", label="Ursprung")
    standard = StandardFactory(programme=catalogue.programme, code="FHIR")
    annas, bos = opened(anna, row), opened(bo, row)
    theirs = sent_by(
        annas, motive="Tid. Lag.", standards=[str(standard.pk)], is_minimum_requirement="on",
        **{f"extra_{own.pk}": "RFI"},
    )  # fmt: skip
    assert anna.post(url(row), theirs).status_code == 302
    answer = bo.post(url(row), sent_by(bos, text="Visa korta listan.", reason="Kortare"))
    assert answer.status_code == 409
    meeting = answer.context["meeting"]
    assert labels(meeting.both) == []
    assert labels(meeting.theirs) == ["Motiv", "Minimikrav", "Standarder", "Ursprung"]
    assert words(meeting.theirs[0]) == [("same", "Tid."), ("added", " Lag.")]
    assert meeting.mine == ["Kravtext"]
    # Nothing is written yet, and what the form holds is both of them.
    row.refresh_from_db()
    assert (row.text, row.motive) == ("Visa listan.", "Tid. Lag.")
    together = sent_by(answer.context["form"])
    assert together["reason"] == "Kortare"
    assert bo.post(url(row), together).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.motive, row.is_minimum_requirement, row.extra) == (
        "Visa korta listan.", "Tid. Lag.", True, {"ursprung": "RFI"},
    )  # fmt: skip
    assert list(row.standards.all()) == [standard]


def test_what_the_other_has_emptied_stays_empty(anna, bo, catalogue, row):
    standard = StandardFactory(programme=catalogue.programme, code="FHIR")
    row.standard_links.create(standard=standard)
    Requirement.objects.filter(pk=row.pk).update(is_minimum_requirement=True)
    annas, bos = opened(anna, row), opened(bo, row)
    emptied = sent_by(annas, motive="", standards=None, is_minimum_requirement=None)
    assert anna.post(url(row), emptied).status_code == 302
    answer = bo.post(url(row), sent_by(bos, title="Listor"))
    assert labels(answer.context["meeting"].theirs) == ["Motiv", "Minimikrav", "Standarder"]
    assert bo.post(url(row), sent_by(answer.context["form"])).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.motive, row.is_minimum_requirement) == ("Listor", "", False)
    assert not row.standards.exists()


def test_what_both_have_changed_is_a_choice_field_by_field(anna, bo, row):
    annas, bos = opened(anna, row), opened(bo, row)
    anna.post(url(row), sent_by(annas, text="Visa hela listan.", title="Annas", motive="Lag."))
    mine = sent_by(bos, text="Visa korta listan.", title="Bos")
    answer = bo.post(url(row), mine)
    meeting, form = answer.context["meeting"], answer.context["form"]
    assert (labels(meeting.both), labels(meeting.theirs)) == (["Rubrik", "Kravtext"], ["Motiv"])
    assert words(meeting.both[0]) == [("removed", "Annas"), ("added", "Bos")]
    assert (form["title"].value(), form["text"].value()) == ("Bos", "Visa korta listan.")
    page = answer.content.decode()
    assert '<input type="hidden" name="clash" value="title">' in page
    # The saved title is taken; the text is still to be chosen, and nothing is written.
    chosen = sent_by(form) | {"take": "title", "clash": ["title", "text"]}
    answer = bo.post(url(row), chosen)
    assert answer.status_code == 409
    assert labels(answer.context["meeting"].both) == ["Kravtext"]
    form = answer.context["form"]
    assert (form["title"].value(), form["text"].value()) == ("Annas", "Visa korta listan.")
    row.refresh_from_db()
    assert row.text == "Visa hela listan."
    answer = bo.post(url(row), sent_by(form) | {"take": "text", "clash": ["text"]})
    assert "Inget mer är olika" in answer.content.decode()
    assert answer.context["form"]["text"].value() == "Visa hela listan."
    # Bo goes back to the page before and keeps the own text.
    assert bo.post(url(row), sent_by(form)).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.text, row.motive) == ("Annas", "Visa korta listan.", "Lag.")


def test_a_third_change_while_one_chooses_is_met_again(anna, bo, row):
    annas, bos = opened(anna, row), opened(bo, row)
    anna.post(url(row), sent_by(annas, title="Annas"))
    form = bo.post(url(row), sent_by(bos, title="Bos")).context["form"]
    anna.post(url(row), sent_by(opened(anna, row), motive="Lag."))
    chosen = sent_by(form) | {"take": "title", "clash": ["title"]}
    answer = bo.post(url(row), chosen)
    meeting = answer.context["meeting"]
    assert (labels(meeting.theirs), meeting.mine) == (["Motiv"], ["Rubrik"])
    assert answer.context["form"]["title"].value() == "Bos"


@pytest.mark.parametrize("seen", ["", "inte json", "[1]", '{"text": 7}', "[" * 9000])
def test_without_readable_marks_all_that_differs_is_a_choice(anna, bo, row, seen):
    annas, bos = opened(anna, row), opened(bo, row)
    anna.post(url(row), sent_by(annas, motive="Lag."))
    answer = bo.post(url(row), sent_by(bos, text="Visa korta listan.", seen=seen))
    meeting = answer.context["meeting"]
    assert (labels(meeting.both), meeting.theirs) == (["Kravtext", "Motiv"], [])


def test_headings_meet_in_the_same_way(anna, bo, catalogue):
    row = HeadingFactory(catalogue=catalogue, code="1", title="Kapitel", text="Om\nkapitlet.")
    annas, bos = opened(anna, row), opened(bo, row)
    anna.post(url(row), sent_by(annas, title="Annas kapitel"))
    answer = bo.post(url(row), sent_by(bos, text="Om\r\nallt."))
    meeting = answer.context["meeting"]
    assert (labels(meeting.theirs), meeting.mine) == (["Rubrik"], ["Inledande text"])
    assert bo.post(url(row), sent_by(answer.context["form"])).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.text) == ("Annas kapitel", "Om\nallt.")
