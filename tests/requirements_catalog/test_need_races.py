"""Two people, or two tabs, with the same needs at the same time (most of them PostgreSQL only).

Of each pair the first has written and not yet committed when the second begins.
"""

import pytest
from django.urls import reverse

from requirements_catalog.actions.needs import (
    NeedRefused,
    add_needs,
    merge_needs,
    restore_need,
    undo_need_change,
    withdraw_needs,
)
from requirements_catalog.models import Need, NeedChange
from tests.factories import NeedFactory, UserFactory
from tests.races import both_at_once

ROW = {"title": "Se hela listan", "perspective": "staff", "dimension": "information"}


@pytest.mark.django_db(transaction=True)
def test_needs_captured_by_two_at_once_get_codes_of_their_own(programme, need):
    need("postgresql")
    by = UserFactory()

    def capture(occasion):
        rows = [ROW | {"title": f"{occasion} {number}"} for number in (1, 2)]
        return add_needs(
            programme=programme, rows=rows, by=by, source=["workshop", occasion, "", ""]
        )

    assert both_at_once(lambda: capture("Akuten"), lambda: capture("Barn")) is None
    codes = dict(Need.objects.order_by("title").values_list("title", "code"))
    assert sorted(codes) == ["Akuten 1", "Akuten 2", "Barn 1", "Barn 2"]
    assert len(set(codes.values())) == 4


@pytest.mark.django_db(transaction=True)
def test_a_need_that_is_sent_again_before_the_answer_is_one_need(programme, need):
    need("postgresql")
    by, saved = UserFactory(), []

    def capture():
        saved.append(add_needs(programme=programme, rows=[ROW], by=by, token="1,2,3,4"))

    assert both_at_once(capture, capture) is None
    assert saved[0].pk == saved[1].pk
    assert (Need.objects.count(), NeedChange.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_the_same_needs_the_second_is_told(programme, need):
    need("postgresql")
    one, two, by = *(NeedFactory(programme=programme, code=f"N{n}") for n in (1, 2)), UserFactory()
    problem = both_at_once(
        lambda: merge_needs(keep=one, others=[two], by=by),
        lambda: merge_needs(keep=two, others=[one], by=by),
    )
    assert isinstance(problem, NeedRefused) and "redan utgått" in str(problem)
    assert [row.code for row in Need.objects.live()] == ["N1"]
    assert NeedChange.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_withdraw_the_same_needs_the_second_is_told(programme, need):
    need("postgresql")
    one, two, by = *(NeedFactory(programme=programme, code=f"N{n}") for n in (1, 2)), UserFactory()
    problem = both_at_once(
        lambda: withdraw_needs(programme=programme, needs=[one], by=by),
        lambda: withdraw_needs(programme=programme, needs=[one, two], by=by),
    )
    assert isinstance(problem, NeedRefused) and "redan har utgått" in str(problem)
    assert [row.code for row in Need.objects.live()] == ["N2"]
    assert NeedChange.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_need_is_brought_back_once(programme, need):
    need("postgresql")
    one, by = NeedFactory(programme=programme, code="N1"), UserFactory()
    withdraw_needs(programme=programme, needs=[one], by=by)
    one.refresh_from_db()
    problem = both_at_once(
        lambda: restore_need(need=one, by=by), lambda: restore_need(need=one, by=by)
    )
    assert isinstance(problem, NeedRefused) and "inte utgått" in str(problem)
    assert NeedChange.objects.filter(kind="restore").count() == 1


@pytest.mark.django_db
def test_needs_as_they_were_read_are_no_ground_to_withdraw_or_restore(programme):
    """Rows that were read before somebody else wrote: what is saved counts."""
    one, by = NeedFactory(programme=programme, code="N1"), UserFactory()
    before = Need.objects.get(pk=one.pk)
    withdraw_needs(programme=programme, needs=[one], by=by)
    with pytest.raises(NeedRefused):
        withdraw_needs(programme=programme, needs=[before], by=by)
    withdrawn = Need.objects.get(pk=one.pk)
    restore_need(need=withdrawn, by=by)
    with pytest.raises(NeedRefused):
        restore_need(need=withdrawn, by=by)
    assert NeedChange.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_merge_is_taken_back_once(programme, need):
    need("postgresql")
    one, two, by = *(NeedFactory(programme=programme, code=f"N{n}") for n in (1, 2)), UserFactory()
    change = merge_needs(keep=one, others=[two], by=by)
    problem = both_at_once(
        lambda: undo_need_change(change=change, by=by),
        lambda: undo_need_change(change=change, by=by),
    )
    assert isinstance(problem, NeedRefused) and "redan ångrat" in str(problem)
    assert NeedChange.objects.filter(undoes=change).count() == 1


@pytest.mark.django_db
def test_a_merge_that_is_sent_twice_is_refused_in_words(as_role, programme):
    one, two = (NeedFactory(programme=programme, code=f"N{n}") for n in (1, 2))
    client = as_role("author")
    sent = {"need": [one.pk, two.pk], "keep": one.pk, "title": two.pk}
    address = reverse("requirements_catalog:need-merge", args=[programme.slug])
    client.post(address, sent)
    again = client.post(address, sent, follow=True)
    assert again.status_code == 200
    assert "Ett av behoven har redan utgått" in again.content.decode()
    assert NeedChange.objects.count() == 1
