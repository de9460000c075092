"""Why the programme is where it is: programmes before it, and the chain of procurements."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from procurements.actions import create_procurement
from procurements.models import Procurement
from programmes.models import Programme
from steering.models import CarriedOver, TenderPeriodExtension, Undertaking, UnmetRequirement

pytestmark = pytest.mark.django_db
WHY = reverse("steering:why", args=["prov"])


def undertaking(programme, title, year, **more) -> Undertaking:
    return Undertaking.objects.create(
        programme=programme, title=title, form="single_system", started_on=date(year, 2, 1), **more
    )


@pytest.fixture
def chain(programme):
    """Cancelled in 2019 for want of tenders, and begun anew in 2020."""
    first = undertaking(
        programme, "Första", 2018, ended_on=date(2019, 12, 17), outcome="cancelled",
        reason_code="too_few_tenders",
    )  # fmt: skip
    second = undertaking(programme, "Andra", 2020, restart_of=first)
    CarriedOver.objects.create(undertaking=second, what="Behovsanalysen", changed="Prövad på nytt")
    CarriedOver.objects.create(undertaking=second, what="Principerna")
    return first, second


def test_the_page_says_why_and_what_was_carried_over(programme, chain, as_role):
    first, second = chain
    TenderPeriodExtension.objects.create(
        undertaking=first, until_before="2019-05-10", until_after="2019-08-20", reason="Pandemi"
    )
    UnmetRequirement.objects.create(undertaking=first, code="S-1", text="Fem års drift", tenders=4)
    before = Programme.objects.create(slug="forra", name="Det förra")
    programme.predecessor, programme.predecessor_reason = before, "Programformen stängdes."
    programme.save()
    page = as_role("reader").get(WHY).content.decode()
    assert "Första avbröts 2019-12-17. Skäl: för få anbud uppfyllde kraven." in page
    assert "Andra tog över från Första: Behovsanalysen; Principerna." in page
    assert "Togs över från Första, och vad som ändrades" in page
    # The one that was cancelled leads to what was taken over; the other still goes on.
    assert f'<a href="#step-{second.pk}">Omtag: Andra. Vad som togs över står där.</a>' in page
    assert "2018-02-01 – 2019-12-17" in page and "2020-02-01 – pågår" in page
    # What happened is told before the programmes that it happened in.
    assert page.index("<strong>Skäl:</strong>") < page.index("Programmen före")
    assert "Prövad på nytt" in page and "Programformen stängdes." in page
    # 21 days of May, 30, 31 and 20.
    assert "102 dagar längre" in page and "0 av 4 anbud uppfyllde" in page
    # The programme before is named, and opened only by its members.
    assert "Det förra" in page and "/p/forra/" not in page


def test_programmes_in_a_circle_end(programme, as_role):
    other = Programme.objects.create(slug="forra", name="Det förra", predecessor=programme)
    programme.predecessor = other
    programme.save()
    assert as_role("reader").get(WHY).content.decode().count("Det förra") == 1


def test_without_a_chain_it_says_so(as_role):
    assert "Ingen tidigare upphandling är inlagd" in as_role("reader").get(WHY).content.decode()


def test_it_costs_the_same_however_long_the_chain(
    programme, chain, as_role, django_assert_num_queries
):
    client = as_role("reader")
    with CaptureQueriesContext(connection) as few:
        client.get(WHY)
    later = undertaking(programme, "Tredje", 2023, restart_of=chain[1])
    CarriedOver.objects.create(undertaking=later, what="Kraven")
    with django_assert_num_queries(len(few)):
        client.get(WHY)


def test_a_procurement_tells_its_place_in_the_chain(programme, chain, as_role):
    made = create_procurement(
        programme=programme, slug="p1", title="Plattform", by=None, undertaking=chain[1]
    )
    officer = as_role("procurement_officer")
    address = reverse("procurements:procurement-detail", args=["prov", made.slug])
    page = officer.get(address).content.decode()
    assert "Omtag av Första" in page and "avbruten 2019-12-17" in page
    assert "Skäl: för få anbud uppfyllde kraven" in page and "<li>Behovsanalysen</li>" in page
    assert address in officer.get(WHY).content.decode()


def test_only_the_programmes_own_chain_can_be_chosen(programme, chain, as_role):
    made = create_procurement(programme=programme, slug="p1", title="Plattform", by=None)
    other = Programme.objects.create(slug="annat", name="Ett annat")
    strange = undertaking(other, "Främmande", 2020)
    officer = as_role("procurement_officer")
    address = reverse("procurements:procurement-edit", args=["prov", "p1"])
    sent = {"title": "Plattform", "slug": "p1", "procedure": "open", "currency": "SEK"}
    assert officer.post(address, sent | {"undertaking": strange.pk}).status_code == 422
    officer.post(address, sent | {"undertaking": chain[1].pk})
    made.refresh_from_db()
    assert made.undertaking == chain[1]


def test_a_published_procurement_is_given_its_place_too(programme, chain, as_role):
    made = create_procurement(programme=programme, slug="p1", title="Plattform", by=None)
    Procurement.objects.filter(pk=made.pk).update(state="published", published_at=timezone.now())
    other = Programme.objects.create(slug="annat", name="Ett annat")
    officer = as_role("procurement_officer")
    address = reverse("procurements:procurement-place", args=["prov", "p1"])
    overview = reverse("procurements:procurement-detail", args=["prov", "p1"])
    assert address in officer.get(overview).content.decode()
    strange = undertaking(other, "Främmande", 2020)
    assert officer.post(address, {"undertaking": strange.pk}).status_code == 422
    assert officer.post(address, {"undertaking": chain[1].pk}).url == overview
    made.refresh_from_db()
    assert (made.undertaking, made.state, made.title) == (chain[1], "published", "Plattform")
    # Those who only read are not led to the form.
    assert address not in as_role("reader").get(overview).content.decode()


def test_rules_of_extensions_and_unmet_requirements(chain):
    for row in (
        TenderPeriodExtension(
            undertaking=chain[0], until_before="2019-08-20", until_after="2019-05-10", reason="Fel"
        ),
        UnmetRequirement(undertaking=chain[0], text="Krav", met_by=5, tenders=4),
    ):
        with pytest.raises(ValidationError):
            row.full_clean()
