"""What a bulk change is asked to do: nothing by itself, and told when that takes something away."""

import pytest

from requirements_catalog.models import Requirement
from tests.factories import ModuleFactory, RequirementFactory
from tests.requirements_catalog.approval import approve
from tests.requirements_catalog.bulk_steps import begin, chosen, url, values

pytestmark = pytest.mark.django_db
GAP = 1 << 20


@pytest.fixture
def rows(catalogue):
    return [
        RequirementFactory(
            catalogue=catalogue, code=f"A-{number}", title=f"Krav {number}",
            text="Systemet ska finnas.", position=number * GAP,
        )
        for number in (1, 2, 3)
    ]  # fmt: skip


@pytest.mark.parametrize("field", ["status", "kind", "is_minimum_requirement", "integrity"])
def test_nothing_is_chosen_until_somebody_chooses(author, rows, field):
    job = begin(author, *rows)
    query = f"?act=set&field={field}"
    shown = author.get(url("change", job, query)).context["form"]["value"]
    assert (shown.value(), shown.field.choices[0]) == ("", ("", "välj"))
    assert author.post(url("change", job, query), {"value": ""}).status_code == 422
    job.refresh_from_db()
    assert "change" not in job.parameters


def test_no_is_an_answer(author, rows):
    Requirement.objects.update(is_minimum_requirement=True)
    job = chosen(author, rows, {"value": "False"}, "?act=set&field=is_minimum_requirement")
    assert author.get(url("change", job)).context["form"]["value"].value() == "False"
    approve(author, url("preview", job), {"reason": "Prov"})
    assert values(rows, "is_minimum_requirement") == [False] * 3


def test_preview_warns_when_approved_requirements_are_so_no_longer(author, rows):
    Requirement.objects.filter(pk__in=[rows[0].pk, rows[1].pk]).update(status="approved")
    job = chosen(author, rows, {"value": "draft"}, "?act=set&field=status")
    told = ["2 godkända krav är inte längre godkända efter ändringen."]
    assert author.get(url("preview", job)).context["warnings"] == told
    assert told[0] in author.get(url("preview", job)).content.decode()
    # Another phase is another content: the approvals fall by themselves.
    job = chosen(author, rows, {"value": "delivery"}, "?act=set&field=phase")
    assert author.get(url("preview", job)).context["warnings"] == told
    # An approved requirement is not taken back to review: it is refused, and stays approved.
    job = chosen(author, rows, {"value": "in_review"}, "?act=set&field=status")
    assert author.get(url("preview", job)).context["warnings"] == []


def test_preview_says_that_text_is_deleted_and_where_inside_words(author, rows):
    texts = ("Behörighet ges.", "Behörighetsregler och behörighet.", "Annat.")
    for row, text in zip(rows, texts, strict=True):
        Requirement.objects.filter(pk=row.pk).update(text=text)
    sought = {"find": "behörighet", "put": "", "where": ["text"]}
    job = chosen(author, rows, sought, "?act=replace")
    page = author.get(url("preview", job))
    assert page.context["warnings"] == [
        "”behörighet” tas bort på 3 ställen, eftersom inget står under ”Ersätt med”. "
        "Ett av dem är inuti ett längre ord, som blir ett annat ord."
    ]
    assert page.context["label"] == "”behörighet” borttaget ur texten"
    job = chosen(author, rows, {**sought, "put": "rätt"}, "?act=replace")
    assert author.get(url("preview", job)).context["warnings"] == []


def test_links_are_added_and_removed(author, catalogue, rows):
    module = ModuleFactory(programme=catalogue.programme)
    for query, count in (("?act=add", 3), ("?act=remove", 0)):
        job = chosen(author, rows, {"modules": [module.pk]}, query)
        approve(author, url("preview", job), {"reason": "Prov"})
        assert module.requirements.count() == count
