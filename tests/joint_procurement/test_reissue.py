"""What the page of documents tells before they are issued anew; nothing is forbidden."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from joint_procurement.models import JoiningDecision
from procurements.document_registry import KINDS, kinds_in_order
from procurements.models import DocumentWithdrawal, ProcurementDocument
from procurements.reissue import cautions_of
from tests.joint_procurement.conftest import decide, option_of, take_part

pytestmark = pytest.mark.django_db
WARNING = "alert alert-warning"


@pytest.fixture
def edition(joint):
    """Documents issued yesterday, of what was decided the day before."""
    rows = JoiningDecision._base_manager.filter(procurement=joint.procurement)
    rows.update(recorded_at=timezone.now() - timedelta(days=2))
    return issued(joint)


def issued(joint, kind="procurement-documents", number=1):
    return ProcurementDocument.objects.create(
        procurement=joint.procurement, kind=kind, format="pdf", number=number, file="x.pdf",
        file_name="x.pdf", size=1, sha256="0" * 64, issued_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip


def told(joint):
    return cautions_of(joint.procurement, kinds_in_order())


def page_of(joint, client) -> str:
    slugs = [joint.procurement.programme.slug, joint.procurement.slug]
    return client.get(reverse("procurements:document-list", args=slugs)).content.decode()


# ---------------------------------------------------------------- who buys


def test_nothing_is_told_while_the_same_buy(joint, edition, as_role):
    assert not told(joint)
    assert WARNING not in page_of(joint, as_role("procurement_officer"))


def test_who_came_and_who_left_since_the_newest_edition_is_named(joint, edition, as_role):
    decide(joint.procurement, joint.beta, "withdrew", day=date(2026, 2, 1))
    decide(joint.procurement, joint.delta, "joins", day=date(2026, 2, 1))
    (change,) = told(joint).changes
    assert (change.came, change.left) == ([joint.delta], [joint.beta])
    assert [one for _label, one in change.editions] == [edition]
    page = page_of(joint, as_role("procurement_officer"))
    assert "Har tillkommit:</strong> Delta<" in page
    assert "Köper inte längre:</strong> Beta<" in page
    assert "Bakgrund och Vad som upphandlas, nämner köpare i fria ord" in page
    # Those who issue nothing are not told.
    assert WARNING not in page_of(joint, as_role("reader"))
    # The next edition has the right list.
    JoiningDecision._base_manager.update(recorded_at=timezone.now() - timedelta(days=2))
    issued(joint, number=2)
    assert not told(joint)


def test_each_kind_is_compared_with_its_own_newest_edition_that_holds(joint, edition):
    rfi = issued(joint, "rfi")
    DocumentWithdrawal(document=edition, reason="Fel.").save()
    decide(joint.procurement, joint.beta, "withdrew", day=date(2026, 2, 1))
    (change,) = told(joint).changes
    assert [one for _label, one in change.editions] == [rfi]
    # Two that have missed the same are told of together.
    issued(joint, number=2)
    (change,) = told(joint).changes
    assert [label for label, _edition in change.editions] == [
        "Informationsförfrågan (RFI)",
        "Upphandlingsdokument (förfrågningsunderlag)",
    ]


# ---------------------------------------------------------------- names in the texts


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("Alfa och Beta köper.", True),
        ("Betas journalsystem byts.", True),
        ("beta\nmed flera", True),
        ("Betalning och Alfabeta.", False),
        ("", False),
    ],
)
def test_one_that_no_longer_buys_is_found_in_the_texts(joint, text, stands):
    joint.procurement.description = text
    assert told(joint).named == []
    decide(joint.procurement, joint.beta, "withdrew", day=date(2026, 2, 1))
    found = [(one.text, one.names) for one in told(joint).named]
    assert found == ([("Vad som upphandlas", ["Beta"])] if stands else [])


def test_every_text_is_read_and_the_page_leads_to_it(joint, as_role):
    programme = joint.procurement.programme
    programme.description = programme.vision = "Beta."
    programme.save()
    programme.goals.create(code="M1", title="Beta mår bra", position=1)
    joint.one.description = "För Beta."
    joint.one.save()
    decide(joint.procurement, joint.beta, "withdrew", day=date(2026, 2, 1))
    assert [one.text for one in told(joint).named] == [
        "Bakgrund: programmets beskrivning och vision",
        "Bakgrund: programmets mål",
        f"Delkontrakt {joint.one}",
    ]
    page = page_of(joint, as_role("procurement_officer"))
    assert page.count("</a>: Beta</li>") == 3
    assert f'<a href="{reverse("programmes:programme-about", args=[programme.slug])}">Bak' in page


def test_the_name_is_looked_for_as_it_is_written_in_running_text(joint):
    group = take_part(joint.procurement.programme, "Prov: Skogsgruppen (fem regioner)", 9)
    decide(joint.procurement, group, "stays_outside")
    joint.procurement.description = "Skogsgruppens fem regioner är med."
    assert [one.names for one in told(joint).named] == [[group.name]]


def test_one_that_hesitates_or_has_an_option_may_be_named_unless_it_bought_before(joint, edition):
    joint.procurement.description = "Alfa, Beta, Gamma och Delta."
    assert told(joint).named == []
    decide(joint.procurement, joint.delta, "stays_outside", day=date(2026, 2, 1))
    assert [one.names for one in told(joint).named] == [["Delta"]]
    option_of(joint, joint.delta, covers="Allt")
    assert told(joint).named == []
    decide(joint.procurement, joint.beta, "undecided", day=date(2026, 2, 1))
    assert [one.names for one in told(joint).named] == [["Beta"]]


# ---------------------------------------------------------------- from the command line


def told_by_command(joint, tmp_path, kind="procurement-documents") -> list[str]:
    """What the command says on stderr; the document itself is built elsewhere."""
    out, err = StringIO(), StringIO()
    call_command(
        "issue_document", joint.procurement.slug, kind=kind, output=tmp_path / "x.pdf",
        stdout=out, stderr=err,
    )  # fmt: skip
    assert "sha256" in out.getvalue() and (tmp_path / "x.pdf").exists()
    return err.getvalue().splitlines()


@pytest.fixture
def built(monkeypatch):
    """Documents of a few bytes."""
    for name, kind in KINDS.items():
        monkeypatch.setitem(KINDS, name, replace(kind, build=lambda request: b"%PDF-1.7"))


def test_the_command_tells_what_the_page_tells(joint, edition, built, tmp_path):
    joint.procurement.description = "Alfa & Beta köper."
    joint.procurement.save()
    decide(joint.procurement, joint.beta, "withdrew", day=date(2026, 2, 1))
    day = timezone.localtime(edition.issued_at).date()
    assert told_by_command(joint, tmp_path) == [
        "Andra köper nu än de som nämns i Upphandlingsdokument (förfrågningsunderlag), utgåva 1, "
        f"{day}.",
        "– Köper inte längre: Beta",
        "Nästa utgåva får rätt lista, men upphandlingens egna texter, Bakgrund och Vad som "
        "upphandlas, nämner köpare i fria ord och ändras inte av sig själva. Läs dem igen. Den som "
        "inte köper nämns fortfarande här:",
        "– Vad som upphandlas: Beta",
    ]


def test_the_command_tells_nothing_while_the_same_buy(joint, edition, built, tmp_path):
    assert told_by_command(joint, tmp_path) == []


def test_the_command_tells_of_its_own_kind_only(joint, built, tmp_path):
    """Tenders are opened, which is nothing to tell of before a report of the evaluation."""
    joint.procurement.state = "opened"
    joint.procurement.published_at = datetime(2026, 1, 1, tzinfo=UTC)
    joint.procurement.opened_at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    joint.procurement.save()
    (line,) = told_by_command(joint, tmp_path)
    assert line.startswith("Anbuden öppnades 2026-03-02.")
    assert told_by_command(joint, tmp_path, "evaluation-report") == []


# ---------------------------------------------------------------- the opening, options


def test_that_tenders_are_opened_is_told_with_the_day(joint, edition, as_role):
    joint.procurement.state = "opened"
    joint.procurement.published_at = datetime(2026, 1, 1, tzinfo=UTC)
    joint.procurement.opened_at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    joint.procurement.save()
    page = page_of(joint, as_role("procurement_officer"))
    assert "Anbuden öppnades 2026-03-02." in page and "LOU 4 kap. 1 §" in page
    assert "nämner köpare i fria ord" not in page
    assert page.count('name="kind" value="procurement-documents"') == 1
    # A report of the evaluation is made after the opening: nothing to be told of.
    report = [kind for kind in kinds_in_order() if kind.name == "evaluation-report"]
    assert not cautions_of(joint.procurement, report)


def test_an_option_that_does_not_say_what_it_covers_is_told(joint, as_role):
    option_of(joint, joint.delta)
    option_of(joint, holder="Kommunerna", covers="Allt")
    assert told(joint).undescribed == ["Delta"]
    page = page_of(joint, as_role("procurement_officer"))
    assert "inte angivet för: Delta." in page and "LOU 17 kap. 10 §" in page


def test_an_option_through_one_that_does_not_buy_is_told(joint, as_role):
    option_of(joint, joint.alfa, joint.beta, holder="Kommunerna", is_for_others=True, covers="Allt")
    assert not told(joint)
    decide(joint.procurement, joint.beta, "withdrew", day=date(2026, 2, 1))
    assert [(one.who, one.names) for one in told(joint).lost_ways] == [("Kommunerna", ["Beta"])]
    page = page_of(joint, as_role("procurement_officer"))
    assert "Optionen för Kommunerna går genom den som inte köper: Beta." in page
