"""What two people at once, or a name that is a page's, do to packaging: it is answered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from packages.actions import move_module, remove_lot, save_lot
from packages.actions_choice import choose_alternative
from packages.making import free_slug
from packages.models import PackageLot
from packages.problems import MovedMeanwhile

pytestmark = pytest.mark.django_db


def test_a_package_named_as_a_page_gets_another_short_name():
    """The address of the procurement was that of the form for a new one."""
    assert free_slug("New") == "new-2"


def test_a_module_is_not_moved_into_a_lot_that_is_gone(made, lead):
    lot = save_lot(lot=PackageLot(package=made.one, number=2, title="Två"), by=lead)
    seen = PackageLot.objects.get(pk=lot.pk)
    remove_lot(lot=lot, by=lead)
    with pytest.raises(MovedMeanwhile):
        move_module(alternative=made.alternative, module=made.app, lot=seen, by=lead)


def test_a_choice_takes_turns_with_every_other_choice(made, lead, decision):
    """Two who chose one each both went on, and the second ended as a fault of the server."""
    with CaptureQueriesContext(connection) as queries:
        choose_alternative(
            alternative=made.alternative,
            decision=decision,
            reason="Skäl.",
            rejected={},
            packages=[],
            by=lead,
        )
    first = next(one["sql"] for one in queries if "SAVEPOINT" not in one["sql"])
    assert 'ORDER BY "packages_packagingalternative"."id"' in first
    if connection.features.has_select_for_update:
        assert "FOR UPDATE" in first
