"""The list page: pages, orders and fragments, on a model that is at hand."""

import pytest
from django.test import RequestFactory

from common.lists import KeyPaginator, Order, list_page, order_asked, wants_fragment
from programmes.models import Organisation
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
ORDERS = (Order("name", "namn", ("name",)), Order("last", "sist först", ("-name",)))


class Htmx:
    """What django-htmx puts on a request."""

    def __init__(self, boosted=False, history_restore_request=False):
        self.boosted = boosted
        self.history_restore_request = history_restore_request

    def __bool__(self):
        return True


@pytest.fixture
def shown(monkeypatch):
    """``shown("page=2")``: the template and context that ``list_page`` renders."""

    def show(query="", htmx=None, **kwargs):
        seen = {}

        def render(request, template, context):
            from django.http import HttpResponse

            seen.update(template=template, **context)
            return HttpResponse()

        monkeypatch.setattr("common.lists.render", render)
        request = RequestFactory().get(f"/?{query}")
        request.htmx = htmx
        seen["response"] = list_page(
            request,
            queryset=Organisation.objects.all(),
            template="page.html",
            fragment="part.html",
            orders=ORDERS,
            per_page=2,
            **kwargs,
        )
        return seen

    return show


@pytest.mark.parametrize(
    "query, names, number",
    [
        ("", ["A", "B"], 1),
        ("page=2", ["C", "D"], 2),
        ("page=3", ["E"], 3),
        ("page=99", ["E"], 3),
        ("page=-1", ["E"], 3),
        ("page=x", ["A", "B"], 1),
        ("sort=last", ["E", "D"], 1),
        ("sort=last&page=3", ["A"], 3),
        ("sort=bogus", ["A", "B"], 1),
    ],
)
def test_pages_and_orders(shown, query, names, number):
    for name in "ABCDE":
        OrganisationFactory(name=name)
    seen = shown(query)
    assert [row.name for row in seen["page"]] == names
    assert (seen["page"].number, seen["total"]) == (number, 5)


def test_empty_list_has_one_empty_page(shown):
    seen = shown()
    assert (list(seen["page"]), seen["total"], seen["page"].paginator.num_pages) == ([], 0, 1)


@pytest.mark.parametrize(
    "htmx, template",
    [
        (None, "page.html"),
        (Htmx(), "part.html"),
        (Htmx(boosted=True), "page.html"),
        (Htmx(history_restore_request=True), "page.html"),
    ],
)
def test_fragment_only_where_a_part_is_asked_for(shown, htmx, template):
    assert shown(htmx=htmx)["template"] == template


def test_caches_are_told_what_the_answer_depends_on(shown):
    vary = shown()["response"]["Vary"]
    assert vary == "HX-Request, HX-Boosted, HX-History-Restore-Request"


def test_context_of_the_caller_is_added(shown):
    assert shown(context={"can_edit": True})["can_edit"] is True


def test_request_without_htmx_wants_the_page():
    assert not wants_fragment(RequestFactory().get("/"))


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_is_three_queries(django_assert_num_queries, count):
    OrganisationFactory.create_batch(count)
    with django_assert_num_queries(3):  # count, keys, rows
        assert len(KeyPaginator(Organisation.objects.order_by("name"), 50).page(1)) == count


@pytest.mark.parametrize(
    ("query", "name"),
    [("", "name"), ("sort=last", "last"), ("sort=other", "name"), ("sort=", "name")],
)
def test_one_place_chooses_the_order_of_a_list(query, name, shown):
    assert order_asked(RequestFactory().get(f"/?{query}"), ORDERS).name == name
    assert shown(query)["order"].name == name
