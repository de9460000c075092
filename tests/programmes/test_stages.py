"""The stage strip: what each app answers, and to whom."""

import pytest

from procurements.choices import ProcurementState
from programmes.stages import strip_of
from tests.factories import (
    CatalogueFactory,
    EvaluationFactory,
    ModuleFactory,
    NeedFactory,
    ProcurementFactory,
    RequirementFactory,
    TenderFactory,
)

pytestmark = pytest.mark.django_db


def told(programme, user):
    """Label -> (state, note) of the strip."""
    return {str(s["label"]): (s["state"], s["note"]) for s in strip_of(programme, user)}


def test_nothing_is_begun_in_an_empty_programme(programme, make_person):
    strip = told(programme, make_person("reader", programme))
    assert list(strip) == [
        "Behov",
        "Målarkitektur",
        "Krav",
        "Upphandling",
        "Anbud",
        "Utvärdering",
        "Avtal",
    ]
    assert set(strip.values()) == {("todo", "")}


def test_each_app_tells_where_it_stands(programme, make_person):
    NeedFactory(programme=programme)
    ModuleFactory(programme=programme)
    ModuleFactory(programme=programme)
    catalogue = CatalogueFactory(programme=programme)
    RequirementFactory(catalogue=catalogue, status="approved")
    RequirementFactory(catalogue=catalogue, status="draft")
    RequirementFactory(catalogue=catalogue, status="withdrawn")
    procurement = ProcurementFactory(programme=programme, state=ProcurementState.OPENED)
    TenderFactory(procurement=procurement)
    EvaluationFactory(procurement=procurement)
    officer = told(programme, make_person("procurement_officer", programme))
    assert officer == {
        "Behov": ("done", "1 behov"),
        "Målarkitektur": ("done", "2 moduler"),
        "Krav": ("current", "1 av 2 godkända"),
        "Upphandling": ("done", "anbuden öppnade"),
        "Anbud": ("done", "1 anbud"),
        "Utvärdering": ("current", "poängsättning pågår"),
        "Avtal": ("todo", ""),
    }
    # How many tenders there are is secret until the award decision (OSL 19:3).
    reader = told(programme, make_person("reader", programme))
    assert reader["Anbud"] == ("done", "öppnade")


def test_a_stranger_is_told_nothing(programme, make_person):
    NeedFactory(programme=programme)
    assert set(told(programme, make_person(name="Någon")).values()) == {("todo", "")}
