"""What the demo says of one purchase in several places is the same (docs/concepts.md)."""

from decimal import Decimal

from demo import content

MILLION = 1_000_000


def test_the_values_agree_from_packaging_to_contract():
    """INF 140 + INT 70 = lot 1 = 210; VIS = lot 2 = 480; together 690, and 740 with APP 50."""
    likely = {
        row["module"]: row["likely"] // MILLION for row in content.packaging_content()["estimates"]
    }
    lots = {
        lot["number"]: int(lot["estimated_value"]) // MILLION
        for lot in content.tender_content()["lots"]
    }
    assert lots == {1: 210, 2: 480}
    assert (likely["INF"] + likely["INT"], likely["VIS"], sum(likely.values())) == (210, 480, 740)
    contracts = [row for row in content.contract_content()["contracts"] if "lots" in row]
    values = {row["lots"][0]: (row["value"], row["extended_value"]) for row in contracts}
    assert values == {1: (140 * MILLION, 210 * MILLION), 2: (320 * MILLION, 480 * MILLION)}
    (now,) = [one for one in content.steering_content()["chain"] if one["outcome"] == "ongoing"]
    # Its two lots; the fourth part is bought later.
    assert now["estimated_value"] == 690 * MILLION
    # The options have room between the first term and the whole: 690 − 460 = 230.
    options = [Decimal(one.get("value") or 0) for one in content.joint_content()["options"]]
    assert sum(options) == Decimal("108.4") * MILLION


def test_nothing_is_called_off_outside_of_its_contract():
    data = content.contract_content()
    contracts = {row["key"]: row for row in data["contracts"]}
    for one in data["call_offs"]:
        contract = contracts[one["contract"]]
        assert contract["runs_from"] <= one["opened_on"] <= contract["runs_until"], one["title"]


def test_every_region_that_buys_is_named_where_the_purchase_is_told():
    told = [
        content.programme_content()["programme"]["description"],
        content.tender_content()["procurement"]["description"],
        " ".join(wave["name"] for wave in content.steering_content()["waves"]),
    ]
    assert all("Holmarna" in text for text in told)


def test_the_waves_are_as_many_as_the_text_says():
    """Wave 0 is of the platforms; then six in which care changes."""
    waves = [wave["name"] for wave in content.steering_content()["waves"]]
    assert [name.split(":")[0] for name in waves] == [f"Etapp {number}" for number in range(7)]
    lot = content.tender_content()["lots"][1]
    assert ["Införande", "etapp", "6"] in lot["price_items"]
