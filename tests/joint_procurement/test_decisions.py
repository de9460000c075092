"""Decisions about taking part: who decides them, which one holds, and those that come too late."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from joint_procurement.actions import record_joining_decision
from joint_procurement.models import JoiningDecision
from programmes.models import Body
from tests.joint_procurement.conftest import decide, standing

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}


def url(joint, name):
    return reverse(f"joint_procurement:{name}", args=["prov", joint.procurement.slug])


@pytest.fixture
def bodies(joint, programme):
    """Alfa and Beta have bodies, Gamma has none; one group belongs to nobody."""

    def add(name, kind="decides", organisation=None):
        return Body.objects.create(
            programme=programme, name=name, kind=kind, organisation=organisation
        )

    return {
        "alfa": add("Regionfullmäktige i Alfa", organisation=joint.alfa),
        "beta": add("Hälsonämnden i Beta", organisation=joint.beta),
        "unit": add("Inköpsenheten i Beta", "delivers", joint.beta),
        "group": add("Samverkansrådet"),
    }


def offered(page, bodies):
    return {key for key, body in bodies.items() if f">{body.name}</option>" in page}


def sent(joint, organisation, **more):
    return {
        "organisation": organisation.pk,
        "outcome": "withdrew",
        "decided_on": "2026-05-02",
        "reason": "Behoven skiljer sig.",
    } | more


def test_the_bodies_of_the_organisation_are_offered(joint, bodies, as_role):
    officer = as_role("procurement_officer")

    def page(organisation, **more):
        return officer.get(
            url(joint, "decision-create"), {"organisation": organisation}, **more
        ).content.decode()

    assert offered(page(joint.beta.pk), bodies) == {"beta"}
    # One without bodies in the programme is offered those of nobody.
    assert offered(page(joint.gamma.pk), bodies) == {"group"}
    # Before an organisation is chosen all, each under its own; one that only carries out never.
    everything = page("")
    assert offered(everything, bodies) == {"alfa", "beta", "group"}
    assert '<optgroup label="Beta">' in everything
    for nonsense in ("x", "9" * 30):
        assert offered(page(nonsense), bodies) == {"alfa", "beta", "group"}
    # Another organisation chosen in the form fetches what hangs on it.
    part = page(joint.alfa.pk, headers=FRAGMENT)
    assert offered(part, bodies) == {"alfa"} and "<html" not in part


def test_a_body_of_another_organisation_is_refused(joint, bodies, as_role):
    before = JoiningDecision.objects.count()
    answer = as_role("procurement_officer").post(
        url(joint, "decision-create"), sent(joint, joint.beta, body=bodies["alfa"].pk)
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Regionfullmäktige i Alfa beslutar inte för Beta" in page
    # What was typed is there, and the list is the one to choose in.
    assert "Behoven skiljer sig." in page and offered(page, bodies) == {"beta"}
    with pytest.raises(ValidationError, match="beslutar inte för Beta"):
        record_joining_decision(
            procurement=joint.procurement,
            organisation=joint.beta,
            outcome="withdrew",
            decided_on=date(2026, 5, 2),
            reason="R",
            body=bodies["alfa"],
            by=None,
        )
    assert JoiningDecision.objects.count() == before


def test_an_older_decision_is_told_before_and_after(joint, bodies, as_role):
    """Beta joined on 2026-01-15; that it left on 2025-12-01 was before."""
    officer = as_role("procurement_officer")
    asked = {"organisation": joint.beta.pk, "decided_on": "2026-01-15"}
    part = officer.get(url(joint, "decision-create"), asked, headers=FRAGMENT).content.decode()
    assert "Nu gäller beslutet 2026-01-15: deltar (Regionstyrelsen)." in part
    assert "Ett senare beslut" not in part
    asked["decided_on"] = "2025-12-01"
    told = "Ett senare beslut, 2026-01-15 (deltar), gäller."
    part = officer.get(url(joint, "decision-create"), asked, headers=FRAGMENT).content.decode()
    assert told in part
    own = {"body": bodies["beta"].pk}
    older = sent(joint, joint.beta, decided_on="2025-12-01", **own)
    page = officer.post(url(joint, "decision-create"), older, follow=True).content.decode()
    assert "Beslutet är antecknat." in page
    assert f"{told} Det du antecknade ändrar inte var Beta står." in page
    assert standing(joint, joint.beta).outcome == "joins"
    # One of the same day holds, as it was written down last; that it says another is confirmed.
    now = standing(joint, joint.beta).pk
    same = sent(joint, joint.beta, decided_on="2026-01-15", same_day_confirmed=now, **own)
    page = officer.post(url(joint, "decision-create"), same, follow=True).content.decode()
    assert "Ett senare beslut" not in page and standing(joint, joint.beta).outcome == "withdrew"


def test_a_year_that_is_half_written_is_refused(joint, bodies, as_role):
    officer = as_role("procurement_officer")
    before = JoiningDecision.objects.count()
    wrong = sent(joint, joint.beta, decided_on="0006-02-02", body=bodies["beta"].pk)
    answer = officer.post(url(joint, "decision-create"), wrong)
    assert answer.status_code == 422 and JoiningDecision.objects.count() == before
    assert "Kontrollera året: dagen är före 1990." in answer.content.decode()
    # Nor is it said to be older than the decision that holds.
    asked = {"organisation": joint.beta.pk, "decided_on": "0006-02-02"}
    part = officer.get(url(joint, "decision-create"), asked, headers=FRAGMENT).content.decode()
    assert "Ett senare beslut" not in part and "Nu gäller beslutet 2026-01-15" in part


def open_tenders(joint):
    one = joint.procurement
    one.state, one.published_at = "opened", datetime(2026, 2, 1, 8, tzinfo=UTC)
    # 23.30 the day before in UTC is 00.30 on the 2nd in Stockholm.
    one.opened_at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    one.save()


def test_a_decision_after_the_opening_is_told_and_not_forbidden(joint, bodies, as_role):
    officer = as_role("procurement_officer")
    warned = "LOU 17 kap. 8–16 §§"
    for name in ("decision-create", "joint-detail"):
        assert warned not in officer.get(url(joint, name)).content.decode()
    open_tenders(joint)
    page = officer.get(url(joint, "decision-create")).content.decode()
    assert "Anbuden öppnades 2026-03-02." in page and warned in page
    # All have decided before it, so the page of the procurement has nothing to tell.
    assert warned not in officer.get(url(joint, "joint-detail")).content.decode()
    # That Delta still hesitates, Gamma joins again and Alfa left on the very day change nothing
    # after it; that Beta leaves does.
    decide(joint.procurement, joint.delta, "stays_outside", day=date(2026, 4, 1))
    decide(joint.procurement, joint.gamma, "joins_with_option", day=date(2026, 4, 1))
    decide(joint.procurement, joint.alfa, "withdrew", day=date(2026, 3, 2))
    own = sent(joint, joint.beta, body=bodies["beta"].pk)
    page = officer.post(url(joint, "decision-create"), own, follow=True).content.decode()
    told = page[page.index("har det ändrats vilka som köper") :]
    told = told[: told.index("</ul>")]
    assert "Beta har lämnat" in told and "2026-05-02" in told and told.count("<li>") == 1
    assert page.count("efter anbudsöppningen</span>") == 1
    assert warned in page and "LOU 4 kap. 1 §" in page
