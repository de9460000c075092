"""Saved views: what they keep, how they open, who sees and changes them."""

import uuid

import pytest
from django.urls import reverse
from django.utils.http import urlencode

from requirements_catalog.models import SavedView
from tests.factories import CatalogueFactory, HeadingFactory, ModuleFactory, RequirementFactory

pytestmark = pytest.mark.django_db
GAP = 1 << 20


def url(name, *arguments, **query):
    path = reverse(f"requirements_catalog:{name}", args=["prov", "karnan", *arguments])
    return f"{path}?{urlencode(query, doseq=True)}" if query else path


def saved(client, catalogue, name="Min", **values):
    return catalogue.views.create(owner=client.user, name=name, **values)


def codes(response):
    assert response.status_code == 200
    return [row.code for row in response.context["page"]]


def test_a_view_keeps_filters_order_and_columns(catalogue, author):
    RequirementFactory(catalogue=catalogue, code="A", title="A", position=GAP)
    RequirementFactory(catalogue=catalogue, code="B", title="B", position=2 * GAP)
    RequirementFactory(catalogue=catalogue, code="C", title="C", kind="desirable")
    look = {"kind": "mandatory", "missing": ["need", "motive"], "sort": "-title", "q": "",
            "columns": "phase", "page": "3", "with": "law_reference"}  # fmt: skip
    answer = author.post(url("view-create", **look), {"name": " Utan  behov ", "is_shared": "on"})
    view = SavedView.objects.get()
    assert (view.name, view.is_shared, view.owner) == ("Utan behov", True, author.user)
    assert view.query == "kind=mandatory&missing=need&missing=motive&sort=-title"
    assert view.columns == ["code", "title", "text", "phase"]
    assert view.history.get().history_user == author.user
    assert answer.url == url("requirement-list", view=view.uid)
    page = author.get(answer.url)
    assert codes(page) == ["B", "A"]
    assert page.context["look"].columns == ("code", "title", "text", "phase")
    assert not page.context["look"].is_changed
    # The address that stays, and the grid, show the same.
    assert author.get(url("view-open", view.uid)).url == answer.url
    rows = author.get(url("requirement-grid-rows", view=view.uid)).json()["rows"]
    assert [row["cells"]["code"] for row in rows] == ["B", "A"]


def test_an_address_that_says_rows_itself_changes_the_view_it_came_from(catalogue, author):
    RequirementFactory(catalogue=catalogue, code="A")
    RequirementFactory(catalogue=catalogue, code="B", kind="desirable")
    view = saved(author, catalogue, query="kind=mandatory")
    chip = author.get(url("requirement-list", view=view.uid)).context["filterset"].chips[0]
    assert chip["remove_url"] == f"?view={view.uid}&q="
    page = author.get(url("requirement-list", view=view.uid, q=""))
    assert codes(page) == ["A", "B"]
    assert page.context["look"].is_changed
    assert "ändrad" in page.content.decode()
    assert "Spara ändringen" in page.content.decode()
    # The same in another order of words, with empty fields beside, is not another look.
    same = author.get(url("requirement-list", view=view.uid, q="", kind=["", "mandatory"]))
    assert not same.context["look"].is_changed
    # What has nothing to do with rows does not change what the view shows.
    assert codes(author.get(url("requirement-list", view=view.uid, page=1, utm="1"))) == ["A"]
    answer = author.post(url("view-save", view.uid, view=view.uid, kind="desirable"))
    assert answer.url == url("requirement-list", view=view.uid)
    assert codes(author.get(answer.url)) == ["B"]
    assert view.history.count() == 2


def test_from_the_grid_one_comes_back_to_the_grid(catalogue, author):
    catalogue.layouts.create(
        person=author.user,
        columns={"list": ["motive"], "grid": [["phase", 90, True], ["kind", 90, False]]},
    )
    answer = author.post(url("view-create", place="grid", kind="mandatory"), {"name": "Min"})
    view = SavedView.objects.get()
    # What is saved is what the grid shows, not the person's columns of the list.
    assert view.columns == ["code", "title", "text", "phase"]
    assert answer.url == url("requirement-grid", view=view.uid)
    page = author.get(answer.url, headers={"HX-Request": "true"}).content.decode()
    assert 'id="catalogue-views" hx-swap-oob="true"' in page


def test_a_view_whose_module_is_gone_says_so_and_shows_nothing(catalogue, author, programme):
    RequirementFactory(catalogue=catalogue, code="A")
    module = ModuleFactory(programme=programme)
    view = saved(author, catalogue, query=f"module={module.pk}&kind=mandatory")
    module.delete()
    page = author.get(url("requirement-list", view=view.uid))
    assert codes(page) == []
    text = page.content.decode()
    assert "Vyn ”Min” kan inte visas som den är sparad." in text
    (problem,) = page.context["filterset"].problems
    assert problem["label"] == "Moduler"
    assert problem["remove_url"] == f"?kind=mandatory&view={view.uid}"
    assert codes(author.get(url("requirement-list") + problem["remove_url"])) == ["A"]
    # Nor are such conditions saved anew.
    author.post(url("view-save", view.uid, view=view.uid))
    assert view.history.count() == 1
    export = author.post(url("requirement-export", view=view.uid), {"format": "csv"})
    assert export.status_code == 422
    assert not author.user.jobs.exists()


def test_a_chapter_is_a_part_of_the_view(catalogue, author):
    heading = HeadingFactory(catalogue=catalogue, position=GAP)
    RequirementFactory(catalogue=catalogue, code="A", parent=heading, depth=1, position=2 * GAP)
    RequirementFactory(catalogue=catalogue, code="B", position=3 * GAP)
    author.post(url("view-create", heading=heading.pk), {"name": "Kapitlet"})
    assert codes(author.get(url("requirement-list", view=SavedView.objects.get().uid))) == ["A"]


@pytest.mark.parametrize("data", [{}, {"name": "  "}, {"name": "x" * 101}, {"name": "a\0b"}])
def test_a_view_needs_a_name(catalogue, author, data):
    assert author.post(url("view-create"), data).status_code == 422
    assert not SavedView.objects.exists()


def test_a_name_is_once_a_person_and_too_long_a_selection_is_told(catalogue, author, as_role):
    saved(author, catalogue)
    again = author.post(url("view-create"), {"name": "Min"})
    assert again.status_code == 422
    assert "Du har redan en vy med det namnet." in again.content.decode()
    assert as_role("reader").post(url("view-create"), {"name": "Min"}).status_code == 302
    long = dict.fromkeys(("title", "motive"), "å" * 300)
    refused = author.post(url("view-create", **long), {"name": "Lång"})
    assert refused.status_code == 422
    assert "för många villkor" in refused.content.decode()


# ---------------------------------------------------------------- who may


def test_who_sees_and_changes_what(catalogue, author, as_role):
    own = saved(author, catalogue)
    shared = saved(author, catalogue, "Delad", is_shared=True)
    evaluator, lead, stranger = as_role("evaluator"), as_role("programme_lead"), as_role(None)

    def statuses(client, view):
        return [
            client.get(url("view-open", view.uid)).status_code,
            client.get(url("view-edit", view.uid)).status_code,
            client.post(url("view-save", view.uid)).status_code,
            client.get(url("view-remove", view.uid)).status_code,
        ]

    assert statuses(author, own) == [302, 200, 302, 200]
    assert statuses(author, shared) == [302, 200, 302, 200]
    assert statuses(evaluator, own) == [404] * 4
    assert statuses(evaluator, shared) == [302, 403, 403, 403]
    assert statuses(lead, own) == [404] * 4
    assert statuses(lead, shared) == [302, 200, 302, 200]
    assert statuses(stranger, shared) == [404] * 4
    page = evaluator.get(url("requirement-list", view=shared.uid)).content.decode()
    assert "Delad" in page
    assert ">Min<" not in page
    assert "Ändra vyn" not in page
    unknown = author.get(url("view-open", uuid.uuid4()))
    assert unknown.status_code == 404


def test_a_view_of_another_catalogue_is_not_found(catalogue, author, programme):
    other = CatalogueFactory(programme=programme, slug="annan")
    view = saved(author, other, query="kind=mandatory")
    assert author.get(url("view-open", view.uid)).status_code == 404
    problems = author.get(url("requirement-list", view=view.uid)).context["filterset"].problems
    assert [problem["label"] for problem in problems] == ["Vy"]


def test_sharing_takes_the_right_to_edit(catalogue, as_role, author):
    reader = as_role("reader")
    assert "is_shared" not in reader.get(url("view-create")).content.decode()
    reader.post(url("view-create"), {"name": "Min", "is_shared": "on"})
    view = SavedView.objects.get()
    assert not view.is_shared
    reader.post(url("view-edit", view.uid), {"name": "Min nya", "is_shared": "on"})
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Min nya", False)


def test_rename_unshare_and_remove(catalogue, author, as_role):
    view = saved(author, catalogue, is_shared=True)
    lead = as_role("programme_lead")
    author.post(url("view-edit", view.uid), {"name": "Ny", "is_shared": "on"})
    # Taken back to its owner by the lead, who then no longer sees it.
    answer = lead.post(url("view-edit", view.uid), {"name": "Ny"})
    assert answer.url == url("requirement-list")
    assert lead.get(url("view-open", view.uid)).status_code == 404
    assert "Ta bort vyn?" in author.get(url("view-remove", view.uid)).content.decode()
    assert SavedView.objects.exists()
    author.post(url("view-remove", view.uid))
    assert not SavedView.objects.exists()
    types = SavedView.history.order_by("history_id").values_list("history_type", flat=True)
    assert list(types) == ["+", "~", "~", "-"]
