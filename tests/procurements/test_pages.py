"""Pages of procurements: who may see and change them, what they say, what they cost."""

import pytest
from django.urls import reverse

from procurements import actions
from procurements.models import AwardCriterion, Lot, PriceItem, Procurement
from tests.factories import ModuleFactory, RequirementFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def url(name, procurement, *args):
    return reverse(
        f"procurements:{name}", args=[procurement.programme.slug, procurement.slug, *args]
    )


def item_of(procurement, code):
    return next(
        item
        for item in procurement.items.select_related("version")
        if item.version.content["code"] == code
    )


@pytest.fixture
def pages(complete, lot, criterion):
    """Every page by name, with whether it changes something."""
    item, price = item_of(complete, "A1"), lot.price_items.get()
    read = [
        ("procurement-detail",),
        ("procurement-log",),
        ("item-list",),
        ("item-detail", item.pk),
        ("item-changes",),
        ("plan-detail", lot.pk),
        ("price-list", lot.pk),
    ]
    write = [
        ("procurement-edit",),
        ("procurement-publish",),
        ("item-add",),
        ("lot-create",),
        ("lot-edit", lot.pk),
        ("lot-remove", lot.pk),
        ("plan-edit", lot.pk),
        ("criterion-create", lot.pk),
        ("criterion-edit", criterion.pk),
        ("criterion-remove", criterion.pk),
        ("price-item-create", lot.pk),
        ("price-item-edit", price.pk),
        ("price-item-remove", price.pk),
    ]
    return [(url(name, complete, *args), False) for name, *args in read] + [
        (url(name, complete, *args), True) for name, *args in write
    ]


def test_the_officer_sees_every_page(as_role, pages):
    client = as_role("procurement_officer")
    assert {address: client.get(address).status_code for address, _ in pages} == {
        address: 200 for address, _ in pages
    }


def test_strangers_find_nothing_and_readers_change_nothing(as_role, pages, complete, programme):
    stranger, reader = as_role(None), as_role("reader")
    lists = [
        (reverse("procurements:procurement-list", args=[programme.slug]), False),
        (reverse("procurements:procurement-create", args=[programme.slug]), True),
    ]
    before = _everything()
    for address, is_write in [*pages, *lists]:
        assert stranger.get(address).status_code == 404, address
        assert stranger.post(address).status_code in {404, 405}, address
        assert reader.get(address).status_code == (403 if is_write else 200), address
        assert reader.post(address, {"role": "information"}).status_code in {403, 405}, address
    for name in ("item-change", "item-remove"):
        address = url(name, complete)
        values = {"items": [item_of(complete, "A1").pk], "role": "information", "confirmed": "yes"}
        assert stranger.post(address, values).status_code == 404
        assert reader.post(address, values).status_code == 403
    for client, status in ((stranger, 404), (reader, 403)):
        assert client.post(url("tenders-open", complete)).status_code == status
    assert _everything() == before


def _everything():
    tables = (Procurement, Lot, AwardCriterion, PriceItem)
    return [list(model.objects.values()) for model in tables] + [
        list(Procurement.objects.values_list("items__pk", "items__role"))
    ]


def test_parts_of_another_procurement_are_not_found(as_role, complete, lot, criterion, officer):
    other = actions.create_procurement(
        programme=complete.programme, slug="annan", title="Annan", by=officer
    )
    client = as_role("procurement_officer")
    price = lot.price_items.get()
    for name, pk in (
        ("lot-edit", lot.pk),
        ("lot-remove", lot.pk),
        ("plan-detail", lot.pk),
        ("plan-edit", lot.pk),
        ("price-list", lot.pk),
        ("criterion-create", lot.pk),
        ("criterion-edit", criterion.pk),
        ("criterion-remove", criterion.pk),
        ("price-item-edit", price.pk),
        ("price-item-remove", price.pk),
        ("item-detail", item_of(complete, "A1").pk),
    ):
        address = url(name, other, pk)
        assert client.get(address).status_code == 404, name
        assert client.post(address, {"title": "x"}).status_code in {404, 405}, name
    assert Lot.objects.get() == lot and AwardCriterion.objects.get() == criterion


def test_a_procurement_is_set_up_with_a_lot_for_each_module(as_role, programme):
    modules = [ModuleFactory(programme=programme, name=name) for name in ("Journal", "Plattform")]
    client = as_role("procurement_officer")
    response = client.post(
        reverse("procurements:procurement-create", args=[programme.slug]),
        {
            "title": "Ny vårdinformationsmiljö",
            "slug": "nvm",
            "procedure": "open",
            "currency": "SEK",
            "modules": [module.pk for module in modules],
            "split": "module",
        },
    )
    made = Procurement.objects.get()
    assert response.url == url("procurement-detail", made)
    assert [str(lot) for lot in made.lots.all()] == ["1 Journal", "2 Plattform"]


def test_short_names_are_made_of_the_title_when_left_empty(as_role, programme, criterion):
    client = as_role("procurement_officer")
    address = reverse("procurements:procurement-create", args=[programme.slug])
    values = {"title": "Nya åtgärder", "slug": "", "procedure": "open", "currency": "SEK",
              "split": "one"}  # fmt: skip
    client.post(address, values)
    client.post(address, values)
    made = Procurement.objects.filter(title="Nya åtgärder").order_by("pk")
    assert [row.slug for row in made] == ["nya-atgarder", "nya-atgarder-2"]
    # The lot has a criterion with the key "usability".
    client.post(
        url("criterion-create", criterion.lot.procurement, criterion.lot.pk),
        {"title": "Usability", "key": "", "max_deduction": "1000", "score_step": "1"},
    )
    assert list(criterion.lot.criteria.values_list("key", flat=True)) == [
        "usability",
        "usability-2",
    ]


def test_a_list_without_prices_offers_the_first(as_role, procurement, lot):
    page = as_role("procurement_officer").get(url("price-list", procurement, lot.pk))
    assert url("price-item-create", procurement, lot.pk) in page.content.decode()


def test_errors_keep_what_was_typed(as_role, programme):
    client = as_role("procurement_officer")
    response = client.post(
        reverse("procurements:procurement-create", args=[programme.slug]),
        {"title": "Mitt arbete", "slug": "new", "procedure": "open", "currency": "SEK",
         "split": "one"},
    )  # fmt: skip
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="Mitt arbete"' in page and "Kortnamnet är upptaget" in page
    assert not Procurement.objects.exists()


def test_the_empty_list_says_what_to_do(as_role, programme):
    address = reverse("procurements:procurement-list", args=[programme.slug])
    page = as_role("procurement_officer").get(address).content.decode()
    assert "Inga upphandlingar än" in page and "förfrågningsunderlag" in page
    assert "Ny upphandling" not in as_role("reader").get(address).content.decode()


def test_the_overview_links_to_what_is_missing(as_role, procurement, lot):
    page = as_role("procurement_officer").get(url("procurement-detail", procurement))
    text = page.content.decode()
    assert "saker saknas före publicering" in text
    assert url("plan-detail", procurement, lot.pk) in text
    assert url("price-list", procurement, lot.pk) in text
    assert url("item-add", procurement) in text


def test_requirements_are_picked_by_filter(as_role, procurement, criterion, catalogue, find):
    client = as_role("procurement_officer")
    address = url("item-add", procurement)
    found = client.get(address, {"chapter": find("B").pk}).content.decode()
    assert "2 krav att välja bland" in found
    response = client.post(
        f"{address}?chapter={find('B').pk}", {"scope": "found", "role": "", "max_points": ""}
    )
    assert response.url == url("item-list", procurement)
    listed = client.get(response.url).content.decode()
    assert listed.index("Läkemedel") < listed.index("B1") < listed.index("B2")
    assert "2 krav är tillagda, med 2 rubriker." in listed


def test_picking_bor_krav_without_criterion_is_explained(as_role, procurement, catalogue, find):
    client = as_role("procurement_officer")
    response = client.post(
        url("item-add", procurement),
        {"scope": "chosen", "requirements": [find("A2").pk], "role": "", "max_points": ""},
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "Bör-krav behöver tilldelningskriterium och poäng" in page
    assert f'value="{find("A2").pk}" data-select-row' in page and "checked" in page
    assert not procurement.items.exists()


def test_forged_keys_pick_nothing(as_role, procurement, lot, catalogue, find):
    from tests.factories import AwardCriterionFactory, LotFactory

    client = as_role("procurement_officer")
    elsewhere = RequirementFactory()
    address = url("item-add", procurement)
    base = {"scope": "chosen", "requirements": [find("A1").pk], "role": "mandatory"}
    forged = [
        base | {"requirements": [elsewhere.pk]},
        base | {"lots": [LotFactory().pk]},
        base | {"role": "desirable", "criterion": AwardCriterionFactory().pk, "max_points": "5"},
        base | {"role": "heading"},
    ]
    for values in forged:
        assert client.post(address, values).status_code == 422
    assert not procurement.items.exists()


def test_many_are_changed_at_once(as_role, complete, criterion):
    client = as_role("procurement_officer")
    keys = [item_of(complete, code).pk for code in ("A1", "B1")]
    response = client.post(
        url("item-change", complete) + "?role=mandatory",
        {"items": keys, "role": "desirable", "lot": "", "criterion": criterion.pk,
         "max_points": "2,5"},
    )  # fmt: skip
    assert response.url == url("item-list", complete) + "?role=mandatory"
    item = item_of(complete, "B1")
    assert (item.role, str(item.max_points)) == ("desirable", "2.500")


def test_a_refused_change_keeps_the_marks(as_role, complete):
    client = as_role("procurement_officer")
    key = item_of(complete, "A1").pk
    response = client.post(
        url("item-change", complete), {"items": [key], "role": "desirable", "lot": ""}
    )
    page = response.content.decode()
    assert response.status_code == 422 and "Bör-krav behöver" in page
    assert f'value="{key}" data-select-row aria-label="Markera A1" checked' in page
    assert item_of(complete, "A1").role == "mandatory"


def test_removal_asks_first(as_role, complete):
    client = as_role("procurement_officer")
    keys = [item_of(complete, code).pk for code in ("B1", "B2")]
    asked = client.post(url("item-remove", complete), {"items": keys})
    assert "Ta bort 2 krav ur upphandlingen" in asked.content.decode()
    assert complete.items.count() == 7
    client.post(url("item-remove", complete), {"items": keys, "confirmed": "yes"})
    assert complete.items.count() == 3


def test_changes_in_the_catalogue_are_shown_and_fetched(as_role, complete, find):
    requirement = find("A1")
    requirement.text = "Systemet ska visa patientens läkemedelslista inom två sekunder."
    requirement.save()
    client = as_role("procurement_officer")
    page = client.get(url("item-changes", complete)).content.decode()
    assert "<ins>" in page and "sekunder" in page
    item = item_of(complete, "A1")
    client.post(url("item-changes", complete), {"items": [item.pk]})
    assert "sekunder" in item_of(complete, "A1").version.content["text"]
    assert "Allt stämmer" in client.get(url("item-changes", complete)).content.decode()


def test_publication_names_what_is_locked_and_asks(as_role, complete):
    client = as_role("procurement_officer")
    address = url("procurement-publish", complete)
    page = client.get(address).content.decode()
    assert "<strong>4 krav</strong>" in page and "<strong>1 prispost</strong>" in page
    assert client.post(address, {}).status_code == 422
    complete.refresh_from_db()
    assert complete.state == "draft"
    assert client.post(address, {"confirmed": "on"}).status_code == 302
    complete.refresh_from_db()
    assert complete.state == "published"
    # Afterwards every page that changes something leads back with the reason.
    for name in ("procurement-edit", "procurement-publish", "item-add", "lot-create"):
        assert client.get(url(name, complete)).status_code == 302
    assert "Lägg till krav" not in client.get(url("item-list", complete)).content.decode()


def test_nothing_is_published_while_something_is_missing(as_role, procurement, lot):
    client = as_role("procurement_officer")
    response = client.post(url("procurement-publish", procurement), {"confirmed": "on"})
    assert response.status_code == 422
    procurement.refresh_from_db()
    assert procurement.state == "draft"


def test_a_price_floor_is_explained_beside_its_field(as_role, procurement, lot):
    client = as_role("procurement_officer")
    response = client.post(
        url("plan-edit", procurement, lot.pk),
        {"model": "weighted_points", "price_method": "absolute_scale", "price_weight": "55",
         "full_points_at": "700 000", "zero_points_at": "3 000 000"},
    )  # fmt: skip
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("HFD 2022 ref. 41") >= 2 and "700 000" in page.replace("\xa0", " ")


def test_levels_are_written_line_by_line(as_role, procurement, lot):
    client = as_role("procurement_officer")
    address = url("criterion-create", procurement, lot.pk)
    values = {"title": "Användbarhet", "key": "anv", "max_deduction": "40 000 000",
              "score_step": "0,5", "levels": "0 – Saknas\n5 – Mycket god\nbara text"}  # fmt: skip
    refused = client.post(address, values)
    assert refused.status_code == 422 and "Rad 3" in refused.content.decode()
    assert not AwardCriterion.objects.exists()
    client.post(address, values | {"levels": "0 – Saknas\n2,5 - Delvis\n5 – Mycket god"})
    criterion = AwardCriterion.objects.get()
    assert criterion.levels == [
        {"points": "5", "text": "Mycket god"},
        {"points": "2.5", "text": "Delvis"},
        {"points": "0", "text": "Saknas"},
    ]
    page = client.get(url("criterion-edit", procurement, criterion.pk)).content.decode()
    assert "2,5 – Delvis" in page and "40\xa0000\xa0000" in page


def test_the_plan_shows_a_worked_example(as_role, complete, lot):
    page = as_role("reader").get(url("plan-detail", complete, lot.pk)).content.decode()
    text = page.replace("\xa0", " ")
    # 40 million in deductions; the example price is five times that.
    assert "Ett anbud på 200 000 000 kr med full poäng" in text
    assert "<strong>160 000 000 kr</strong>" in text
    assert "8 000 000 kr" in text  # one of five points


def test_opening_needs_two_persons_after_the_deadline(as_role, complete, officer):
    actions.publish_procurement(procurement=complete, by=officer)
    client = as_role("procurement_officer")
    values = {"first": "Eva Ek", "second": "Ola Ask"}
    assert client.post(url("tenders-open", complete), values).status_code == 422
    complete.refresh_from_db()
    assert complete.state == "published"
    Procurement.objects.filter(pk=complete.pk).update(tender_deadline_at="2026-01-01T12:00Z")
    same = {"first": "Eva Ek", "second": "eva ek"}
    assert client.post(url("tenders-open", complete), same).status_code == 422
    assert client.post(url("tenders-open", complete), values).status_code == 302
    complete.refresh_from_db()
    assert complete.state == "opened"


def test_the_programme_lead_does_not_open_tenders(as_role, complete):
    assert as_role("programme_lead").get(url("tenders-open", complete)).status_code == 403


@pytest.mark.parametrize("number", [5, 500])
def test_the_package_costs_the_same_whatever_its_size(
    as_role, procurement, lot, catalogue, officer, number, django_assert_num_queries
):
    rows = [
        RequirementFactory(catalogue=catalogue, parent=catalogue.requirements.get(code="A"))
        for _ in range(number)
    ]
    actions.pick_requirements(procurement=procurement, requirements=rows, by=officer)
    client = as_role("procurement_officer")
    client.get(url("item-list", procurement))
    with django_assert_num_queries(18):
        client.get(url("item-list", procurement))


@pytest.mark.parametrize("number", [1, 3])
def test_list_and_overview_cost_the_same_whatever_the_number_of_lots(
    as_role, complete, officer, number, django_assert_num_queries
):
    for extra in range(2, number + 1):
        actions.add_lot(procurement=complete, number=extra, title=f"Del {extra}", by=officer)
    client = as_role("procurement_officer")
    listing = reverse("procurements:procurement-list", args=[complete.programme.slug])
    client.get(listing)
    with django_assert_num_queries(10):
        client.get(listing)
    with django_assert_num_queries(21):
        client.get(url("procurement-detail", complete))
