"""One fixed part of a value from each day, whoever saves at once."""

from datetime import date
from importlib import import_module
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection

from joint_procurement.models import FixedPart
from programmes.actions_registers import save_row
from programmes.choices import Role
from programmes.register import REGISTERS
from tests.factories import UserFactory
from tests.races import both_at_once

DAY = date(2026, 9, 1)


def part(joint, **more):
    more = {"percent": 10, "reason": "Grund", "applies_from": DAY, **more}
    return FixedPart(procurement=joint.procurement, **more)


@pytest.mark.django_db
@pytest.mark.parametrize("lot", ["", "one"])
def test_a_second_from_the_same_day_is_refused_in_words(joint, as_role, programme, lot):
    client = as_role(Role.PROCUREMENT_OFFICER)
    key = joint.one.pk if lot else ""
    sent = {"procurement": joint.procurement.pk, "lot": key, "percent": "10",
            "applies_from": "2026-09-01", "reason": "Grund"}  # fmt: skip
    address = REGISTERS["fixed-parts"].url("create", programme)
    count = FixedPart.objects.count()
    assert client.post(address, sent).status_code == 302
    page = client.post(address, {**sent, "percent": "20"})
    assert page.status_code == 422
    assert "Det finns redan en fast del från den dagen" in page.content.decode()
    assert page.context["form"]["percent"].value() == "20"
    assert client.post(address, {**sent, "applies_from": "2026-09-02"}).status_code == 302
    assert FixedPart.objects.count() == count + 2


@pytest.mark.django_db
def test_what_the_database_alone_sees_is_told_in_the_same_words(joint):
    save_row(row=part(joint), by=UserFactory())
    again, looks = part(joint), []

    def first_look_is_too_early(row, *given, **more):
        looks.append(row)
        if len(looks) > 1:
            look(row, *given, **more)

    look = FixedPart.full_clean
    with (
        patch.object(FixedPart, "full_clean", first_look_is_too_early),
        pytest.raises(ValidationError, match="Det finns redan en fast del"),
    ):
        save_row(row=again, by=UserFactory())


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_saved(need, joint):
    need("postgresql")
    count = FixedPart.objects.count()
    problem = both_at_once(
        lambda: save_row(row=part(joint), by=None), lambda: save_row(row=part(joint), by=None)
    )
    assert isinstance(problem, ValidationError)
    assert FixedPart.objects.count() == count + 1


@pytest.mark.django_db
def test_of_several_from_before_the_rule_the_one_that_held_stays(joint):
    step = import_module("joint_procurement.migrations.0005_one_fixed_part_a_day")
    rules = [one for one in FixedPart._meta.constraints if "once_a_day" in one.name]
    other = part(joint, lot=joint.one)
    other.save()
    with connection.cursor() as cursor:
        for rule in rules:
            cursor.execute(f"DROP INDEX {rule.name}")
    for percent in (10, 20, 30):
        part(joint, percent=percent).save()
    step.only_the_newest(apps, None)
    step.only_the_newest(apps, None)
    kept = FixedPart.objects.filter(applies_from=DAY, lot=None)
    assert [row.percent for row in kept] == [30] and FixedPart.objects.filter(pk=other.pk)
    told = FixedPart.history.filter(history_type="-", history_change_reason=step.REASON)
    assert sorted(record.percent for record in told) == [10, 20]
