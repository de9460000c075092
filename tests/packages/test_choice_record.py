"""The record of choices: an alternative that was removed, and the record in the files."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from packages import exports
from packages.actions import copy_alternative
from packages.actions_choice import choose_alternative
from packages.choice_record import choices_of
from packages.choice_undo import undo_choice
from programmes.choices import Role
from programmes.models import Decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(made, lead):
    return copy_alternative(alternative=made.alternative, title="Ett annat", by=lead)


@pytest.fixture
def later(decision):
    return Decision.objects.create(
        programme=decision.programme, title="Ny paketering", body=decision.body,
        decided_on=date(2026, 9, 1),
    )  # fmt: skip


def choose(alternative, decision, lead, reason, **rejected):
    rows = {one.title: one.pk for one in alternative.programme.packaging_alternatives.all()}
    names = {"two": "Två delar", "other": "Ett annat"}
    return choose_alternative(
        alternative=alternative, decision=decision, reason=reason, packages=(), by=lead,
        rejected={rows[names[name]]: why for name, why in rejected.items()},
    )  # fmt: skip


def test_a_chosen_alternative_that_was_removed_applies_no_longer(
    as_role, made, other, decision, later, lead
):
    """It was said to apply beside the one that was chosen after it."""
    chosen = choose(made.alternative, decision, lead, "Två räcker.", other="För stort.")
    chosen.packages.all().delete()
    chosen._history_user, chosen._change_reason = lead, "Upplagt av misstag."
    chosen.delete()
    choose(other, later, lead, "Nu.")
    new, old = choices_of(other.programme)
    assert (new.word, new.ending, old.word, old.is_there) == ("gäller", None, "borttaget", False)
    ending = old.ending
    assert (ending.is_replaced, ending.is_removed, ending.successor) == (False, True, "")
    assert (ending.by, ending.reason) == (str(lead), "Upplagt av misstag.")
    page = as_role(Role.READER).get(reverse("packages:alternative-list", args=["prov"]))
    record = page.content.decode().split('id="choices"')[1]
    assert record.count(">gäller<") == 1
    assert "Valt genom <a href=" in record
    assert ">Paketering</a>, Regionstyrelsen 2026-03-17.</p>" in record
    assert "Alternativet togs bort medan det var valt." in record and "Gjorda val" in record


def test_a_removed_proposal_ends_no_choice(made, other, decision, lead):
    choose(made.alternative, decision, lead, "Två räcker.", other="För stort.")
    other.delete()
    (only,) = choices_of(made.alternative.programme)
    assert (only.word, only.rejected) == ("gäller", [("Ett annat", "För stort.")])


# ---------------------------------------------------------------- in the files


@pytest.fixture
def thrice(made, other, decision, later, lead):
    """Chosen, replaced, and the one that replaced it undone and chosen again."""
    choose(made.alternative, decision, lead, "Två räcker.", other="För stort.")
    choose(other, later, lead, "Marknaden vill.", two="Blev för dyrt.")
    undo_choice(alternative=other, by=lead, reason="Överprövat.")
    return choose(made.alternative, later, lead, "Två ändå.", other="Överprövat.")


def test_the_workbook_has_the_record_newest_first(as_role, thrice, lead):
    content = as_role(Role.READER).get(reverse("packages:comparison-xlsx", args=["prov"])).content
    sheet = load_workbook(BytesIO(content))["Gjorda val"]
    heads, *rows = sheet.iter_rows(values_only=True)
    assert heads == (
        "Alternativ", "Läge", "Beslut", "Beslutande organ", "Beslutsdag", "Skäl", "Valdes bort",
        "Antecknat av", "Antecknat", "Upphörde genom", "Skäl till att det upphörde",
        "Upphörandet antecknat",
    )  # fmt: skip
    told = [[one.date() if hasattr(one, "date") else one for one in row] for row in rows]
    first = ["Paketering", "Regionstyrelsen", date(2026, 3, 17)]
    new = ["Ny paketering", "Regionstyrelsen", date(2026, 9, 1)]
    today = timezone.localdate()
    noted = [str(lead), today]
    by = "Ersatt av Ett annat genom Ny paketering, Regionstyrelsen 2026-09-01."
    assert told == [
        ["Två delar", "gäller", *new, "Två ändå.", "Ett annat: Överprövat.", *noted,
         None, None, None],
        ["Ett annat", "ångrat", *new, "Marknaden vill.", None, *noted,
         "Valet ångrades.", "Överprövat.", today],
        ["Två delar", "ersatt", *first, "Två räcker.", "Ett annat: För stort.", *noted,
         by, "Blev för dyrt.", today],
    ]  # fmt: skip


def test_without_a_choice_the_workbook_has_no_such_sheet(as_role, made):
    content = as_role(Role.READER).get(reverse("packages:comparison-xlsx", args=["prov"])).content
    assert load_workbook(BytesIO(content)).sheetnames == ["Jämförelse", "Placeringar", "Snitt"]


def test_the_document_has_the_record_too(as_role, thrice, monkeypatch):
    seen = []
    monkeypatch.setattr(exports, "render_pdf", lambda html, **_: seen.append(html) or b"%PDF")
    as_role(Role.READER).get(reverse("packages:comparison-pdf", args=["prov"]))
    record = seen[0].split("Gjorda val")[1]
    assert record.index("Två ändå.") < record.index("Marknaden vill.") < record.index("Två räcker.")
    told = "Ersatt av Ett annat genom Ny paketering, Regionstyrelsen 2026-09-01."
    assert told in record and "Blev för dyrt." in record and "Två delar (ersatt)" in record
