"""The pages of baselines: list, publishing with its preview, and reading."""

import pytest
from django.urls import reverse

from baselines import preview
from baselines.actions import start_publishing
from programmes.job_runner import run_job
from programmes.models import Job
from requirements_catalog.actions.structure import withdraw_requirement
from requirements_catalog.actions.views import create_view
from requirements_catalog.models import Approval, Requirement
from requirements_catalog.versions import capture_versions
from tests.baselines.steps import edit, make_catalogue, publish, row

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def catalogue(programme, anna):
    return make_catalogue(programme, anna)


@pytest.fixture
def page(client, anna, catalogue):
    """``page("list", query="…", post={…})``: an answer as Anna gets it."""
    client.force_login(anna)

    def ask(name, *arguments, query="", post=None):
        address = reverse(f"baselines:{name}", args=["prov", "krav", *arguments]) + query
        return client.get(address) if post is None else client.post(address, post)

    return ask


def approve(*codes, by):
    """As the approving action leaves it: status and an approval of the version."""
    rows = list(Requirement.objects.filter(code__in=codes))
    versions = capture_versions(rows, by=by)
    for one in rows:
        Approval.objects.create(requirement=one, version=versions[one.pk], approved_by=by)
    Requirement.objects.filter(code__in=codes).update(status="approved")


# ---------------------------------------------------------------- list


def test_the_catalogue_leads_to_its_baselines(client, anna, catalogue):
    client.force_login(anna)
    answer = client.get(
        reverse("requirements_catalog:requirement-list", args=["prov", "krav"]) + "?kind=mandatory"
    )
    assert 'href="/p/prov/requirements/krav/baselines/?kind=mandatory"' in answer.text


def test_an_empty_list_says_what_belongs_here(page, catalogue, anna):
    assert "Ingen baslinje är publicerad än" in page("baseline-list").text


def test_the_list_tells_what_each_holds(page, catalogue, anna, django_assert_num_queries):
    publish(catalogue, anna, purpose="Extern remiss")
    counts = []
    for number in range(2):
        publish(catalogue, anna, name=f"Nästa {number}", selection="kind=mandatory",
                selection_name="Typ: ska-krav")  # fmt: skip
        with django_assert_num_queries(10) as queries:
            text = page("baseline-list").text
        counts.append(len(queries))
    assert "B1 Till remiss" in text and "Extern remiss" in text
    assert "Typ: ska-krav" in text and "hela katalogen" in text
    assert "?from=2&amp;to=3" in text and "?from=3&amp;to=now" in text
    assert "Publicera baslinje" in text


def test_readers_read_and_do_not_publish(client, make_person, programme, catalogue, anna):
    publish(catalogue, anna)
    client.force_login(make_person("reader", programme))
    assert (
        "Publicera baslinje"
        not in client.get(reverse("baselines:baseline-list", args=["prov", "krav"])).text
    )
    address = reverse("baselines:baseline-publish", args=["prov", "krav"])
    assert client.get(address).status_code == 403
    assert client.post(address, {"name": "Min"}).status_code == 403
    assert catalogue.baselines.count() == 1


# ---------------------------------------------------------------- publishing


def test_the_preview_counts_and_names(page, catalogue, anna):
    publish(catalogue, anna)
    approve("D-1", "S-1", by=anna)
    edit(catalogue, "S-1", anna, text="Ny lydelse.")
    withdraw_requirement(requirement=row(catalogue, "L-1"), by=anna, reason="Onödigt")
    answer = page("baseline-publish")
    found = answer.context["preview"]
    assert (found.requirements, found.headings) == (3, 2)
    assert (found.added, found.changed, found.removed) == (0, 1, 1)
    # S-1 was approved with other words.
    assert [one.code for one in found.unapproved] == ["D-2", "S-1"]
    assert (
        reverse("requirements_catalog:requirement-detail", args=["prov", row(catalogue, "D-2").pk])
        in answer.text
    )
    assert not catalogue.baselines.filter(number=2).exists()


def test_publishing(page, catalogue, anna):
    seen = page("baseline-publish").context["preview"].seal
    said = {
        "name": "  Till   remiss ", "purpose": "Remiss", "reason": "Styrgruppen",
        "override_reason": "Utkast", "seen": seen,
    }  # fmt: skip
    answer = page("baseline-publish", post=said)
    assert answer.status_code == 302 and answer.url.endswith("/baselines/1/")
    baseline = catalogue.baselines.get()
    assert (baseline.name, baseline.purpose, baseline.reason) == (
        "Till remiss", "Remiss", "Styrgruppen",
    )  # fmt: skip
    assert (baseline.override_reason, baseline.published_by) == ("Utkast", anna)
    assert baseline.digest == seen


def test_no_override_is_asked_for_when_all_are_approved(page, catalogue, anna):
    approve("D-1", "D-2", "S-1", "L-1", by=anna)
    answer = page("baseline-publish")
    assert "override_reason" not in answer.context["form"].fields
    assert page("baseline-publish", post={"name": "Godkända"}).status_code == 302
    assert catalogue.baselines.get().override_count == 0


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": "", "override_reason": "x"}, "name"),
        ({"name": "N" * 201, "override_reason": "x"}, "name"),
        ({"name": "Namn", "override_reason": "  "}, "override_reason"),
        ({"name": "Nul\x00", "override_reason": "x"}, "name"),
        ({"name": "Namn", "override_reason": "x", "purpose": "p" * 2001}, "purpose"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(page, catalogue, said, field):
    answer = page("baseline-publish", post=said | {"reason": "Mitt skäl"})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Mitt skäl" in answer.text
    assert not catalogue.baselines.exists()


def test_what_somebody_changed_meanwhile_is_shown_first(page, catalogue, anna):
    seen = page("baseline-publish").context["preview"].seal
    edit(catalogue, "D-1", anna, text="Annan lydelse.")
    said = {"name": "Remiss", "override_reason": "Utkast", "seen": seen}
    answer = page("baseline-publish", post=said)
    assert answer.status_code == 422
    assert "Katalogen har ändrats sedan du såg vad som publiceras" in answer.text
    assert not catalogue.baselines.exists()
    # Sent in again from that page, it is what was shown there.
    again = said | {"seen": answer.context["form"]["seen"].value()}
    assert page("baseline-publish", post=again).status_code == 302
    assert catalogue.baselines.get().name == "Remiss"


def test_a_view_and_what_the_list_showed(page, catalogue, anna):
    view = create_view(
        catalogue=catalogue, by=anna, name="Bara ska", query="kind=mandatory", columns=[],
        is_shared=False,
    )  # fmt: skip
    for query in (f"?what={view.uid}", "?kind=mandatory", "?what=list&kind=mandatory&sort=code"):
        answer = page("baseline-publish", query=query)
        found = answer.context["preview"]
        assert (found.requirements, found.headings) == (2, 1), query
        said = {"name": "Ska", "override_reason": "x", "seen": found.seal}
        assert page("baseline-publish", query=query, post=said).status_code == 302
    names = list(catalogue.baselines.order_by("number").values_list("selection", "selection_name"))
    assert names == [
        ("kind=mandatory", "Bara ska"),
        ("kind=mandatory", "Typ: ska-krav"),
        ("kind=mandatory", "Typ: ska-krav"),
    ]


@pytest.mark.parametrize(
    "query", ["?what=nonsens", "?what=0d4f1b52-3a0a-4fd5-9e39-5d1b7f5f6c11", "?kind=fel"]
)
def test_a_selection_that_cannot_be_read_publishes_nothing(page, catalogue, query):
    answer = page("baseline-publish", query=query)
    assert "Urvalet går inte att publicera" in answer.text
    answer = page("baseline-publish", query=query, post={"name": "x", "override_reason": "x"})
    assert answer.status_code == 422
    assert not catalogue.baselines.exists()


def test_an_empty_selection_publishes_nothing(page, catalogue):
    said = {"name": "x", "override_reason": "x"}
    answer = page("baseline-publish", query="?q=finnsinte", post=said)
    assert answer.status_code == 422
    assert "Det finns inga krav i urvalet" in answer.text
    assert not catalogue.baselines.exists()


def test_a_large_catalogue_is_published_as_a_job(page, catalogue, anna, monkeypatch):
    monkeypatch.setattr(preview, "FRESH_AT_ONCE", 3)
    found = page("baseline-publish")
    assert "publiceringen görs i bakgrunden" in found.text
    said = {"name": "Stor", "override_reason": "x", "seen": found.context["preview"].seal}
    answer = page("baseline-publish", post=said)
    job = Job.objects.get(kind="publish-baseline")
    assert answer.url == reverse("programmes:job-detail", args=[job.uid])
    if job.state == "waiting":
        run_job.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    assert job.result_url.endswith("/baselines/1/")
    assert catalogue.baselines.get().name == "Stor"


def test_a_publishing_that_failed_is_begun_again_with_what_was_written(
    page, client, catalogue, anna
):
    """Somebody writes while the job waits: the page shows what is there now, and the words stay."""
    said = {
        "catalogue": catalogue, "by": anna, "name": "Stor", "purpose": "Till remiss",
        "override_reason": "Granskas i remissen", "selection": "kind=mandatory", "seen": "0" * 64,
    }  # fmt: skip
    job = start_publishing(**said)
    if job.state == "waiting":
        run_job.func(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and "Katalogen har ändrats" in job.error
    shown = client.get(reverse("programmes:job-detail", args=[job.uid]))
    assert reverse("programmes:job-again", args=[job.uid]) in shown.text
    answer = client.post(reverse("programmes:job-again", args=[job.uid]))
    assert answer.url == (
        f"/p/prov/requirements/krav/baselines/new/?kind=mandatory&what=list&again={job.uid}"
    )
    found = client.get(answer.url)
    form = found.context["form"]
    assert form["name"].value() == "Stor" and form["purpose"].value() == "Till remiss"
    assert form["override_reason"].value() == "Granskas i remissen"
    assert form["seen"].value() == found.context["preview"].seal != "0" * 64
    assert found.context["preview"].requirements == 2


@pytest.mark.parametrize("uid", ["", "nonsens", "5b6a3f0e-0000-4000-8000-000000000000"])
def test_words_of_no_publishing_leave_the_form_empty(page, uid):
    assert page("baseline-publish", query=f"?again={uid}").context["form"]["name"].value() is None


def test_another_persons_words_are_not_shown(page, client, catalogue, make_person, programme):
    bo = make_person("requirements_manager", programme, "Bo")
    job = start_publishing(catalogue=catalogue, by=bo, name="Bos", seen="0" * 64)
    found = page("baseline-publish", query=f"?again={job.uid}")
    assert found.context["form"]["name"].value() is None and "Bos" not in found.text


# ---------------------------------------------------------------- reading


def test_a_baseline_is_read_as_it_was(page, catalogue, anna):
    approve("D-1", by=anna)
    baseline = publish(catalogue, anna, reason="Styrgruppen beslutade")
    edit(catalogue, "D-1", anna, title="Ny titel", text="Ny lydelse.")
    answer = page("baseline-detail", 1)
    assert baseline.digest in answer.text and "Styrgruppen beslutade" in answer.text
    assert "Titel D-1" in answer.text and "Ny titel" not in answer.text
    shown = {one.content["code"]: one for one in answer.context["page"]}
    assert shown["D-1"].entry.approval.approved_by == anna
    assert shown["D-2"].entry.approval is None
    entry = page("entry-detail", 1, 1)
    assert "Systemet ska klara D-1." in entry.text and "Ny lydelse" not in entry.text
    assert "Godkänt av" in entry.text and str(anna) in entry.text
    assert page("entry-detail", 1, 99).status_code == 404
    assert page("baseline-detail", 2).status_code == 404


def test_rows_are_found_by_text_kind_and_change(page, catalogue, anna):
    publish(catalogue, anna)
    edit(catalogue, "S-1", anna, motive="Patientens säkerhet")
    publish(catalogue, anna)

    def codes(query):
        return [
            one.content["code"] for one in page("baseline-detail", 2, query=query).context["page"]
        ]

    assert codes("?kind=desirable") == ["S-1", "L-1"]
    assert codes("?q=PATIENTENS+säker") == ["S-1"]
    assert codes("?changed=yes") == ["S-1"]
    assert codes("?kind=mandatory&changed=yes") == []
    assert codes("?kind=nonsens") == ["", "D-1", "D-2", "", "S-1", "L-1"]
    assert "Ingen rad passar urvalet" in page("baseline-detail", 2, query="?q=finnsinte").text


def test_reading_costs_the_same_for_any_number_of_rows(
    page, catalogue, anna, django_assert_num_queries
):
    publish(catalogue, anna, selection="q=S-1")
    publish(catalogue, anna)
    for number in (1, 2):
        page("baseline-detail", number)
    with django_assert_num_queries(13):
        page("baseline-detail", 1)
    # The rows of the baseline before it, too.
    with django_assert_num_queries(14):
        page("baseline-detail", 2)


def test_a_baseline_of_another_programme_is_not_there(client, make_person, catalogue, anna):
    from tests.factories import ProgrammeFactory

    publish(catalogue, anna)
    client.force_login(make_person("requirements_manager", ProgrammeFactory()))
    for name, arguments in (("baseline-list", []), ("baseline-detail", [1]), ("difference", [])):
        address = reverse(f"baselines:{name}", args=["prov", "krav", *arguments])
        assert client.get(address).status_code == 404
