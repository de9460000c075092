"""What is lost with one that leaves beside values: who carries it out, and its share of a frame.

A frame of 1 000 001 kronor: Alfa 50 %, Beta 33.33 %, so 16.67 % is not divided. Exactly 500 000.5,
333 300.3333 and 166 700.1667; rounded down 500 000 + 333 300 + 166 700 = 1 000 000, and the krona
that is left goes to Alfa, which lost most. When Beta leaves, 33.33 %, 333 300 kronor, has nobody,
and Alfa has 50 %, 500 001.
"""

from decimal import Decimal as D
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from joint_procurement.exports import report_workbook
from joint_procurement.models import Mandate
from programmes.models import Organisation
from steering.models import BudgetFrame, FrameShare
from tests.joint_procurement.conftest import asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def frame(joint, programme):
    frame = BudgetFrame.objects.create(
        programme=programme, name="Ramen", amount=1_000_001, first_year=2027, last_year=2028
    )
    frame.shares.create(organisation=joint.alfa, percent=D(50))
    frame.shares.create(organisation=joint.beta, percent=D("33.33"))
    return frame


@pytest.fixture
def mandate(joint):
    town = Organisation.objects.create(name="Kommunen", kind="municipality")
    return Mandate.objects.create(
        procurement=joint.procurement,
        principal=town,
        agent=joint.beta,
        state="given",
        valid_from="2026-01-01",
    )


def lead(organisation):
    organisation.participations.update(role="lead_buyer")


def sheet(report, name):
    rows = load_workbook(BytesIO(report_workbook(report)))[name]
    return [tuple(cells) for cells in rows.iter_rows(min_row=2, values_only=True)]


def page_of(joint, as_role, *leaving):
    address = reverse("joint_procurement:what-if", args=["prov", joint.procurement.slug])
    page = as_role("reader").get(address, {"leave": [one.pk for one in leaving]})
    return page.content.decode().replace("\xa0", " ")


def test_who_carries_it_out_is_lost_with_the_coordinating_authority(joint, mandate, as_role):
    lead(joint.beta)
    assert asked(joint, leave=[joint.alfa]).carriers == []
    report = asked(joint, leave=[joint.beta])
    [carrier] = report.carriers
    assert (carrier.member.organisation, carrier.is_lead) == (joint.beta, True)
    assert (carrier.mandates, carrier.other_leads) == ([mandate], [])
    page = page_of(joint, as_role, joint.beta)
    told = "Beta är samordnande myndighet, den som genomför upphandlingen för de andra."
    assert told in page and "Fullmakter till Beta, som då inte längre köper" in page
    part = page[page.index('id="carriers"') : page.index('id="who-title"')]
    address = reverse("programmes:register-detail", args=["prov", "mandates", mandate.pk])
    assert f'href="{address}">Kommunen</a>' in part and "(fullmakt, lämnad)" in part
    assert 'id="carriers"' not in page_of(joint, as_role, joint.alfa)
    rows = sheet(report, "Berörs")
    assert rows[0][:3] == ("Genomför upphandlingen", "Samordnande myndighet", "Beta")
    assert rows[0][5].startswith(told)
    assert rows[1] == ("Fullmakt", "Kommunen → Beta", "Beta", "lämnad", None, "till den som lämnar")


def test_another_coordinating_authority_may_stay_and_one_may_only_hold_mandates(joint, mandate):
    lead(joint.beta)
    lead(joint.alfa)
    [carrier] = asked(joint, leave=[joint.beta]).carriers
    assert carrier.told == "Beta är samordnande myndighet. Kvar som samordnande är Alfa."
    both = asked(joint, leave=[joint.beta, joint.alfa]).carriers
    assert [one.other_leads for one in both] == [[], []]
    joint.beta.participations.update(role="buyer")
    [carrier] = asked(joint, leave=[joint.beta]).carriers
    assert (carrier.told, carrier.mandates) == ("", [mandate])
    mandate.delete()
    assert asked(joint, leave=[joint.beta]).carriers == []


def test_the_share_of_the_frame_is_told_and_sums_to_the_krona(joint, frame, as_role):
    report = asked(joint, leave=[joint.beta])
    [row] = report.touched.frames
    assert [(share.organisation.name, kronor, leaves) for share, kronor, leaves in row.shares] == [
        ("Alfa", D(500_001), False),
        ("Beta", D(333_300), True),
    ]
    assert (row.divided.undivided_percent, row.divided.undivided) == (D("16.67"), D(166_700))
    assert row.divided.amount == 500_001 + 333_300 + 166_700 == frame.amount
    assert (row.lost_percent, row.lost) == (D("33.33"), D(333_300))
    assert (row.kept_percent, row.kept) == (D(50), D(500_001))
    assert row.without == ["Gamma"]
    page = page_of(joint, as_role, joint.beta)
    assert "Den som lämnar svarar för 33,33 procent av ramen, 333 300 kr." in page
    assert "De som är kvar svarar för 50 procent, 500 001 kr." in page
    assert "Utan beslutad andel: Gamma." in page
    assert sheet(report, "Andelar av ramen") == [
        ("Ramen", "Alfa", None, 50, 500_001, None),
        ("Ramen", "Beta", "lämnar", 33.33, 333_300, None),
        ("Ramen", "inte fördelat", None, 16.67, 166_700, None),
        ("Ramen", "Summa", None, 100, 1_000_001, None),
        ("Ramen", "varav den som lämnar", None, 33.33, 333_300, None),
        ("Ramen", "varav de som är kvar", None, 50, 500_001, None),
    ]
    assert "Den som lämnar har ingen andel av ramen." in page_of(joint, as_role, joint.gamma)
    assert asked(joint, join=[joint.delta]).touched.frames == []
    shown = as_role("reader").get(
        reverse("programmes:register-detail", args=["prov", "budget", frame.pk])
    )
    assert "333 300" in shown.content.decode().replace("\xa0", " ")


def test_a_share_of_one_who_does_not_take_part_is_of_neither(joint, frame, as_role):
    """Delta, which has not decided on the procurement, answers for 10 %.

    Of 1 000 001: 500 000.5, 333 300.33, 100 000.1 and, undivided, 6.67 % = 66 700.07; the krona
    that is left over goes to the first.
    """
    frame.shares.create(organisation=joint.delta, percent=D(10))
    report = asked(joint, leave=[joint.beta])
    [row] = report.touched.frames
    assert (row.lost, row.kept, row.outside) == (D(333_300), D(500_001), D(100_000))
    assert (row.kept_percent, row.outside_percent) == (D(50), D(10))
    assert row.lost + row.kept + row.outside + row.divided.undivided == frame.amount
    page = page_of(joint, as_role, joint.beta)
    assert "inte deltar i upphandlingen, svarar för 10 procent, 100 000 kr." in page
    rows = sheet(report, "Andelar av ramen")
    assert rows[-1] == ("Ramen", "varav andra, utanför upphandlingen", None, 10, 100_000, None)


def test_a_share_of_a_frame_of_no_money_is_a_share(joint, frame, as_role):
    BudgetFrame.objects.filter(pk=frame.pk).update(amount=0)
    page = page_of(joint, as_role, joint.beta)
    assert "Den som lämnar svarar för 33,33 procent av ramen, 0 kr." in page


def test_the_same_stands_on_paper(joint, frame, mandate, as_role, monkeypatch):
    lead(joint.beta)
    written = []
    monkeypatch.setattr(
        "joint_procurement.exports.render_pdf", lambda *, html, **more: written.append(html) or b""
    )
    address = reverse("joint_procurement:what-if-pdf", args=["prov", joint.procurement.slug])
    as_role("reader").get(address, {"leave": joint.beta.pk})
    [text] = [html.replace("\xa0", " ") for html in written]
    for told in (
        "Beta är samordnande myndighet",
        "Kommunen (fullmakt, lämnad)",
        "svarar för 33,33 procent av ramen, 333 300 kr.",
        "1 000 001",
    ):
        assert told in text


def test_shares_are_at_most_the_whole_frame(joint, frame):
    """50 + 33.33 are taken, so 16.67 is left."""
    share = FrameShare(frame=frame, organisation=joint.gamma, percent=D("16.68"))
    with pytest.raises(ValidationError, match="högst 16,67 % är kvar"):
        share.full_clean()
    share.percent = D("16.67")
    share.full_clean()
