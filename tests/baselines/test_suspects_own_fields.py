"""The own fields of catalogues are watched when a programme has chosen them."""

import pytest
from django.core.exceptions import ValidationError

from baselines.actions_suspects import choose_fields
from baselines.models import SuspectChange, Suspicion
from baselines.suspects import prepare
from requirements_catalog.actions.requirements import edit_requirement
from requirements_catalog.models import ExtraField
from tests.baselines.suspect_steps import refresh
from tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(catalogue, anna):
    """Own fields of the catalogue: a text, a yes or no, a person."""
    for key, label, kind in (
        ("svar", "Svarstid", "text"), ("pat", "Patientsäkert", "yes_no"), ("sak", "Sakkunnig",
         "person"),
    ):  # fmt: skip
        ExtraField.objects.create(catalogue=catalogue, key=key, label=label, kind=kind)


def test_own_fields_are_not_watched_until_somebody_chooses_them(chain, own, programme, anna):
    edit_requirement(
        requirement=chain.requirements.get(code="K-1"), by=anna, extra={"svar": "högst 2 s"}
    )
    assert refresh(programme) == []


def test_own_fields_are_watched_when_chosen(chain, own, programme, anna, make_person):
    chosen = {"requirement": ["extra.svar", "extra.pat", "extra.sak"]}
    choose_fields(programme=programme, chosen=chosen, by=anna)
    bo = make_person("reader", programme, "Bo")
    row = chain.requirements.get(code="K-1")
    said = {"svar": "högst 2 s", "pat": "yes", "sak": str(bo.pk)}
    edit_requirement(requirement=row, by=anna, extra=said)
    assert refresh(programme) == [
        ("K-1 Titel K-1", "K-2", 1, []),
        ("K-1 Titel K-1", "K-3", 2, ["K-2"]),
    ]
    edit_requirement(requirement=row, by=anna, extra=said | {"svar": "högst 1 s"})
    assert len(refresh(programme)) == 4
    first, second = SuspectChange.objects.order_by("pk")
    assert sorted(first.fields) == [
        ["extra.pat", "", "yes"], ["extra.sak", "", str(bo.pk)], ["extra.svar", "", "högst 2 s"],
    ]  # fmt: skip
    assert second.fields == [["extra.svar", "högst 2 s", "högst 1 s"]]
    rows = list(Suspicion.objects.for_list())
    prepare(rows)
    shown = {
        (one.change.pk, field.label): [(piece.kind, piece.text) for piece in field.pieces]
        for one in rows
        for field in one.change.shown_fields
    }
    assert shown[first.pk, "Patientsäkert"] == [("added", "ja")]
    assert shown[first.pk, "Sakkunnig"] == [("added", str(bo))]
    assert shown[second.pk, "Svarstid"] == [
        ("same", "högst "), ("removed", "2"), ("added", "1"), ("same", " s"),
    ]  # fmt: skip


def test_own_fields_of_another_programme_are_not_watched(own, programme, anna):
    other = ProgrammeFactory()
    with pytest.raises(ValidationError):
        choose_fields(programme=other, chosen={"requirement": ["extra.svar"]}, by=anna)
    with pytest.raises(ValidationError):
        choose_fields(programme=programme, chosen={"need": ["extra.svar"]}, by=anna)


def test_an_own_field_that_is_gone_is_called_by_its_key(chain, own, programme, anna):
    choose_fields(programme=programme, chosen={"requirement": ["extra.svar"]}, by=anna)
    row = chain.requirements.get(code="K-1")
    edit_requirement(requirement=row, by=anna, extra={"svar": "2 s"})
    assert len(refresh(programme)) == 2
    ExtraField.objects.all().delete()
    rows = list(Suspicion.objects.for_list())
    prepare(rows)
    assert [field.label for field in rows[0].change.shown_fields] == ["svar"]
