"""The report of remarks and the pages around it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.workbook_reader import read_workbook
from quality import exports
from quality.actions_findings import refresh_findings
from quality.models import AcceptedFinding, Finding, LintRun, RuleSetting
from quality.report import excerpt
from tests.common.pdf_structure import headings, read_pdf
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory
from tests.verapdf import assert_valid

pytestmark = [pytest.mark.once, pytest.mark.django_db]

WHOLE = {"motive": "Vården behöver det.", "verification": "Anbud: beskrivning."}
POOR = "Systemet ska vara <b>modernt</b> & snyggt."


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")


@pytest.fixture
def poor(catalogue):
    return RequirementFactory(catalogue=catalogue, code="A-1", text=POOR, **WHOLE)


def address(name, *more):
    return reverse(f"quality:{name}", args=["prov", "karnan", *more])


def shown(response):
    return [(row.requirement.code, row.rule) for row in response.context["page"]]


def test_the_report_marks_the_words_and_explains_the_rule(poor, as_role):
    page = as_role("reader").get(address("finding-list"))
    assert shown(page) == [("A-1", "vague-word")]
    content = page.content.decode()
    assert "Systemet ska vara &lt;b&gt;<mark>modernt</mark>&lt;/b&gt; &amp; snyggt." in content
    assert "Systemet ska låta användaren" in content  # the example of good wording
    assert 'name="finding"' not in content  # readers accept nothing


def test_the_report_is_narrowed_by_rule_chapter_owner_and_state(catalogue, poor, as_role):
    client = as_role("author")
    heading = HeadingFactory(catalogue=catalogue, position=9 << 40)
    RequirementFactory(
        catalogue=catalogue, code="B-1", text="Listan visas.", position=10 << 40, parent=heading,
        depth=1, owner=client.user, motive="", verification="Prov",
    )  # fmt: skip
    url = address("finding-list")
    assert ("B-1", "no-motive") in shown(client.get(url))
    assert shown(client.get(url, {"rule": "vague-word"})) == [("A-1", "vague-word")]
    for query in ({"chapter": heading.pk}, {"owner": client.user.pk}):
        assert {code for code, _rule in shown(client.get(url, query))} == {"B-1"}
    assert {code for code, _rule in shown(client.get(url, {"owner": "none"}))} == {"A-1"}
    assert shown(client.get(url, {"state": "accepted"})) == []
    assert shown(client.get(url, {"requirement": poor.pk})) == [("A-1", "vague-word")]


def test_marked_remarks_are_accepted_with_a_reason_and_opened_again(poor, as_role):
    client = as_role("author")
    url = address("finding-list") + "?rule=vague-word"
    refresh_findings(catalogue=poor.catalogue)
    finding = Finding.objects.get()
    response = client.post(url, {"finding": finding.pk, "reason": "Ett namn"})
    assert (response.status_code, response["Location"]) == (302, url)
    accepted = AcceptedFinding.objects.get()
    assert (accepted.reason, accepted.accepted_by) == ("Ett namn", client.user)
    assert shown(client.get(url)) == []
    assert "Får stå kvar: Ett namn" in client.get(url + "&state=accepted").content.decode()
    response = client.post(address("finding-reopen", accepted.pk), {"back": "rule=vague-word"})
    assert response["Location"] == url
    assert shown(client.get(url)) == [("A-1", "vague-word")]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"reason": ""}, "Skriv varför anmärkningen får stå kvar."),
        ({"reason": "Ja", "finding": "x"}, "Markera minst en anmärkning."),
        ({"reason": "Ja", "finding": "9" * 30}, "Markera minst en anmärkning."),
        ({"reason": "Ja", "finding": "999999"}, "gäller inte längre"),
    ],
)
def test_what_cannot_be_accepted_is_told_and_kept(poor, as_role, data, told):
    refresh_findings(catalogue=poor.catalogue)
    data = {"finding": Finding.objects.get().pk} | data
    response = as_role("author").post(address("finding-list"), data)
    assert response.status_code == 422
    assert told in response.content.decode()
    if data["reason"]:
        assert f'value="{data["reason"]}"' in response.content.decode()
    assert not AcceptedFinding.objects.exists()


def test_the_trend_is_a_line_of_days_and_a_table(catalogue, poor, as_role):
    client = as_role("reader")
    assert client.get(address("finding-list")).context["trend"] is None
    day = timezone.localdate() - timedelta(days=10)
    counts = {"vague-word": [4, 1], "no-motive": [0, 2]}
    LintRun.objects.create(catalogue=catalogue, day=day, requirement_count=9, counts=counts)
    trend = client.get(address("finding-list")).context["trend"]
    # Four open remarks ten days ago, at the top of the picture; one now, at a quarter of it.
    assert trend["points"] == "0.0,0.0 640.0,90.0"
    assert (trend["first"].open_count, trend["first"].accepted_count) == (4, 3)
    rules = {row.code: row for row in client.get(address("finding-list")).context["rules"]}
    assert (rules["vague-word"].open, rules["vague-word"].change) == (1, -3)


def test_the_workbook_holds_what_the_list_shows(poor, as_role):
    response = as_role("reader").get(address("report-xlsx"), {"rule": "vague-word"})
    book = read_workbook(response.content, "rapport.xlsx")
    names = [sheet.name for sheet in book.sheets]
    assert names == ["Anmärkningar", "Regler", "Om filen"]
    rows = [[str(cell) for cell in row] for row in book.sheets[0].rows]
    assert len(rows) == 2
    assert rows[1][:1] + rows[1][5:6] + rows[1][7:8] == ["A-1", "modernt", POOR]


@pytest.mark.once
def test_the_report_on_paper_is_tagged_and_archival(poor, as_role, need, tmp_path):
    need("pango")
    response = as_role("reader").get(address("report-pdf"))
    assert response["Content-Type"] == "application/pdf"
    pdf = read_pdf(response.content)
    assert headings(pdf) == [1, 2, 2]
    (tmp_path / "report.pdf").write_bytes(response.content)
    assert_valid(tmp_path / "report.pdf")


def test_more_than_fits_on_paper_is_told(poor, as_role, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ON_PAPER", 0)
    response = as_role("reader").get(address("report-pdf"), follow=True)
    assert "får inte plats i en PDF" in response.content.decode()


def test_a_rule_is_read_by_all_and_tuned_by_those_who_write(poor, as_role):
    url = address("rule-detail", "vague-word")
    page = as_role("reader").get(url)
    assert "form" not in page.content.decode().split('id="facts-title"')[0].split("rule-texts")[1]
    client = as_role("author")
    data = {"severity": "note", "value_words": "snyggt\n\n snyggt ", "reason": "Vårt sätt"}
    data |= {
        name: "x" for name in client.get(url).context["form"].fields
        if name.startswith("value_") and name != "value_words"
    }  # fmt: skip
    assert client.post(url, data).status_code == 302
    setting = RuleSetting.objects.get()
    assert (setting.severity, setting.parameters["words"]) == ("note", ["snyggt"])
    assert "Vårt sätt" in client.get(url).content.decode()
    client.get(address("finding-list"))
    assert Finding.objects.get().words == "snyggt"


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("vague-word", {"reason": ""}),
        ("vague-word", {"severity": "deadly"}),
        ("vague-word", {"value_words": "x" * 101}),
        ("too-long", {"value_sentence_words": "0"}),
    ],
)
def test_a_setting_that_is_wrong_is_told_and_not_saved(poor, as_role, code, wrong):
    client = as_role("author")
    url = address("rule-detail", code)
    fields = client.get(url).context["form"].fields
    assert set(wrong) <= set(fields)
    data = {"reason": "Så"} | {name: "5" for name in fields if name.startswith("value_")} | wrong
    response = client.post(url, data)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == wrong.keys()
    assert not RuleSetting.objects.exists()


def test_an_unknown_rule_is_not_found(poor, as_role):
    assert as_role("reader").get(address("rule-detail", "no-such")).status_code == 404


def test_what_is_typed_is_remarked_on_and_nothing_is_saved(poor, as_role):
    client = as_role("author")
    data = WHOLE | {"text": "Systemet ska vara intuitivt.", "kind": "mandatory", "modules": "x"}
    response = client.post(address("words-typed") + f"?requirement={poor.pk}", data)
    assert "intuitivt" in response.content.decode()
    assert not Finding.objects.exists()
    for text in ("", "Systemet ska visa listan inom 2 sekunder."):
        clean = client.post(address("words-typed"), data | {"text": text}).content.decode()
        assert "Inga anmärkningar" in clean
    # Nothing breaks on what no form of ours sends.
    odd = {"text": "a\0b " + "x" * 50_000, "kind": "?"}
    assert client.post(address("words-typed") + "?requirement=x", odd).status_code == 200


def test_what_was_accepted_is_not_remarked_on_while_typing(poor, as_role):
    client = as_role("author")
    refresh_findings(catalogue=poor.catalogue)
    key = Finding.objects.get().pk
    client.post(address("finding-list"), {"finding": key, "reason": "Ett namn"})
    data = WHOLE | {"text": POOR, "kind": "mandatory"}
    own = client.post(address("words-typed") + f"?requirement={poor.pk}", data)
    assert "Inga anmärkningar" in own.content.decode()
    another = client.post(address("words-typed"), data)
    assert "modernt" in another.content.decode()


def test_remarks_stand_under_the_text_after_saving_without_a_script(poor, as_role):
    client = as_role("author")
    page = client.get(reverse("requirements_catalog:requirement-detail", args=["prov", poor.pk]))
    assert "1 sak att tänka på i texten" in page.content.decode()
    form = client.get(reverse("requirements_catalog:requirement-edit", args=["prov", poor.pk]))
    assert "1 sak att tänka på i texten" in form.content.decode()
    assert address("words-typed") in form.content.decode()


def test_the_list_of_catalogues_tells_what_is_open(catalogue, poor, as_role):
    client = as_role("reader")
    url = reverse("quality:quality-list", args=["prov"])
    assert "Har inte granskats än." in client.get(url).content.decode()
    refresh_findings(catalogue=catalogue)
    assert "1 öppen anmärkning" in client.get(url).content.decode()


def test_an_empty_catalogue_has_an_empty_report(catalogue, as_role):
    page = as_role("reader").get(address("finding-list"))
    assert "Inga öppna anmärkningar" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_report_costs_the_same_whatever_it_shows(
    catalogue, as_role, count, django_assert_num_queries
):
    for number in range(count):
        RequirementFactory(catalogue=catalogue, code=f"A-{number}", text=POOR, **WHOLE)
    client = as_role("reader")
    refresh_findings(catalogue=catalogue)
    type(catalogue.requirements.first()).objects.update(
        changed_at=timezone.now() - timedelta(days=1)
    )
    # Session, person, programme, roles, catalogue; a look that finds nothing to do (7); days of
    # the trend, counts, muted rules; people, the choice of chapters; count, keys, rows; frame (2).
    with django_assert_num_queries(22):
        client.get(address("finding-list"))


def test_an_excerpt_is_cut_at_words_and_keeps_its_gaps():
    text = "ord " * 60 + "mycket\nsnabbt, " + "mer " * 60
    start = text.index("snabbt")
    before, words, after = excerpt(text, start, start + 6)
    assert words == "snabbt"
    assert before.startswith("…")
    assert before.endswith("mycket ")
    assert after.startswith(", mer")
    assert after.endswith("mer…")
    assert len(before) <= 145
