"""Remarks kept current with the texts, what people decide about them, and the day's counts."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from quality import actions_findings as actions
from quality.models import AcceptedFinding, CatalogueCheck, Finding, LintRun, RuleSetting, Term
from requirements_catalog.actions.requirements import edit_requirement
from requirements_catalog.actions.structure import withdraw_requirement
from tests.factories import CatalogueFactory, HeadingFactory, RequirementFactory, UserFactory

pytestmark = pytest.mark.django_db

WHOLE = {"motive": "Vården behöver det.", "verification": "Anbud: beskrivning."}
GOOD = "Systemet ska visa listan inom 2 sekunder."
# Two remarks on vague words, and nothing else.
POOR = "Systemet ska vara användarvänligt. Det gäller listan, som är modern."


@pytest.fixture
def anna():
    return UserFactory()


@pytest.fixture
def catalogue(programme):
    return CatalogueFactory(programme=programme, slug="karnan")


def requirement(catalogue, text, **fields):
    return RequirementFactory(catalogue=catalogue, text=text, **(WHOLE | fields))


def refresh(catalogue):
    """A look some time after the last one, so that what was written before it is not seen anew."""
    CatalogueCheck.objects.filter(catalogue=catalogue).update(
        checked_at=timezone.now() - timedelta(minutes=10)
    )
    return actions.refresh_findings(catalogue=catalogue)


def remarks(row):
    found = Finding.objects.filter(requirement=row).order_by("start")
    return [(finding.rule, finding.words, finding.acceptance_id is None) for finding in found]


def rewrite(row, text, by):
    edit_requirement(requirement=row, by=by, text=text)


def test_remarks_are_those_of_the_text_as_it_stands(catalogue, anna):
    row = requirement(catalogue, POOR)
    good = requirement(catalogue, GOOD)
    HeadingFactory(catalogue=catalogue, title="Användarvänligt")
    look = actions.refresh_findings(catalogue=catalogue)
    assert look.is_current
    assert remarks(row) == [
        ("vague-word", "användarvänligt", True), ("vague-word", "modern", True),
    ]  # fmt: skip
    assert remarks(good) == []
    found = Finding.objects.filter(requirement=row).order_by("start").first()
    assert POOR[found.start : found.end] == "användarvänligt"
    kept = Finding.objects.get(words="modern").pk
    rewrite(row, POOR.replace("användarvänligt", "i drift till 99,5 procent"), anna)
    actions.refresh_findings(catalogue=catalogue)
    # The same remark stands at another place of the text now.
    assert remarks(row) == [("vague-word", "modern", True)]
    assert Finding.objects.get().pk != kept


def test_a_withdrawn_requirement_has_no_remarks(catalogue, anna):
    row = requirement(catalogue, POOR)
    actions.refresh_findings(catalogue=catalogue)
    withdraw_requirement(requirement=row, by=anna, reason="Behövs inte")
    actions.refresh_findings(catalogue=catalogue)
    assert remarks(row) == []


def test_only_what_was_written_since_is_looked_at(catalogue, anna, monkeypatch):
    rows = [requirement(catalogue, GOOD) for _number in range(3)]
    actions.refresh_findings(catalogue=catalogue)
    old = timezone.now() - timedelta(days=1)
    type(rows[0]).objects.filter(catalogue=catalogue).update(changed_at=old)
    rewrite(rows[1], POOR, anna)
    seen = []
    read = actions.subjects_of
    monkeypatch.setattr(actions, "subjects_of", lambda keys: seen.extend(keys) or read(keys))
    assert refresh(catalogue).is_current
    assert seen == [rows[1].pk]
    assert len(remarks(rows[1])) == 2


def test_nothing_is_written_when_nothing_has_changed(catalogue, django_assert_num_queries):
    row = requirement(catalogue, GOOD)
    actions.refresh_findings(catalogue=catalogue)
    type(row).objects.update(changed_at=timezone.now() - timedelta(days=1))
    check = CatalogueCheck.objects.get()
    # The check, settings, standards, terms, codes, modules, and the keys of what changed.
    with django_assert_num_queries(7):
        look = actions.refresh_findings(catalogue=catalogue)
    assert (look.checked_at, look.is_current) == (check.checked_at, True)


def test_a_new_term_or_code_looks_at_everything_anew(catalogue, programme):
    row = requirement(catalogue, "Systemet ska lämna ut en XQZ inom 2 sekunder enligt INT-999.")
    requirement(catalogue, GOOD, code="INT-001")
    type(row).objects.update(changed_at=timezone.now() - timedelta(days=1))
    refresh(catalogue)
    assert {rule for rule, *_rest in remarks(row)} == {
        "undefined-abbreviation", "unknown-requirement",
    }  # fmt: skip
    Term.objects.create(programme=programme, term="XQZ", definition="En.", is_abbreviation=True)
    refresh(catalogue)
    assert {rule for rule, *_rest in remarks(row)} == {"unknown-requirement"}
    requirement(catalogue, GOOD, code="INT-999")
    refresh(catalogue)
    assert remarks(row) == []


def test_a_large_catalogue_is_left_to_the_job(catalogue, programme, anna, monkeypatch):
    monkeypatch.setattr(actions, "MOST_AT_ONCE", 2)
    rows = [requirement(catalogue, POOR) for _number in range(3)]
    look = actions.refresh_findings(catalogue=catalogue)
    assert (look.checked_at, look.is_current) == (None, False)
    assert not Finding.objects.exists()
    steps = []
    actions.check_everything(catalogue=catalogue, told=lambda *step: steps.append(step))
    assert steps == [(0, 3)]
    assert Finding.objects.count() == 6
    type(rows[0]).objects.update(changed_at=timezone.now() - timedelta(days=1))
    # A new term concerns every row; what was rewritten is looked at all the same.
    Term.objects.create(programme=programme, term="XQZ", definition="En.")
    rewrite(rows[0], GOOD, anna)
    look = refresh(catalogue)
    assert not look.is_current
    assert remarks(rows[0]) == []
    assert Finding.objects.count() == 4


def test_an_accepted_remark_stands_until_its_sentence_is_written_anew(catalogue, anna):
    row = requirement(catalogue, POOR)
    actions.refresh_findings(catalogue=catalogue)
    modern = Finding.objects.get(words="modern")
    actions.accept_findings(
        catalogue=catalogue, findings=[modern.pk], reason="Produktens namn", by=anna
    )
    accepted = AcceptedFinding.objects.get()
    assert (accepted.reason, accepted.accepted_by, accepted.words) == (
        "Produktens namn", anna, "modern",
    )  # fmt: skip
    assert accepted.history.get().history_change_reason == "Produktens namn"
    # Another sentence changes, and the words move: the decision is about these words still.
    rewrite(row, "Systemet ska visa listan. Det gäller listan, som är modern.", anna)
    actions.refresh_findings(catalogue=catalogue)
    assert remarks(row) == [("vague-word", "modern", False)]
    rewrite(row, "Systemet ska visa listan. Den är modern.", anna)
    actions.refresh_findings(catalogue=catalogue)
    assert remarks(row) == [("vague-word", "modern", True)]


def test_an_acceptance_is_taken_back(catalogue, anna):
    row = requirement(catalogue, POOR)
    actions.refresh_findings(catalogue=catalogue)
    keys = list(Finding.objects.values_list("pk", flat=True))
    assert actions.accept_findings(catalogue=catalogue, findings=keys, reason="Så", by=anna) == 2
    assert LintRun.objects.get().counts == {"vague-word": [0, 2]}
    actions.reopen_finding(accepted=AcceptedFinding.objects.get(words="modern"), by=anna)
    assert remarks(row) == [
        ("vague-word", "användarvänligt", False), ("vague-word", "modern", True),
    ]  # fmt: skip
    assert LintRun.objects.get().counts == {"vague-word": [1, 1]}
    assert AcceptedFinding.history.filter(history_type="-").get().history_user == anna


def test_a_remark_that_was_written_while_it_was_accepted_can_be_accepted_again(catalogue, anna):
    requirement(catalogue, POOR)
    actions.refresh_findings(catalogue=catalogue)
    key = Finding.objects.get(words="modern").pk
    for reason in ("Först", "Sedan"):
        actions.accept_findings(catalogue=catalogue, findings=[key], reason=reason, by=anna)
        accepted = AcceptedFinding.objects.get()
        assert (accepted.reason, Finding.objects.get(pk=key).acceptance) == (reason, accepted)
        Finding.objects.filter(pk=key).update(acceptance=None)


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_is_accepted(catalogue, anna, reason):
    requirement(catalogue, POOR)
    actions.refresh_findings(catalogue=catalogue)
    keys = list(Finding.objects.values_list("pk", flat=True))
    with pytest.raises(ValidationError):
        actions.accept_findings(catalogue=catalogue, findings=keys, reason=reason, by=anna)
    assert not AcceptedFinding.objects.exists()


def test_of_what_is_gone_or_elsewhere_nothing_is_accepted(catalogue, programme, anna):
    other = CatalogueFactory(programme=programme)
    requirement(catalogue, POOR)
    requirement(other, POOR)
    for one in (catalogue, other):
        actions.refresh_findings(catalogue=one)
    own, foreign = (Finding.objects.filter(catalogue=one).first().pk for one in (catalogue, other))
    for keys in ([own, foreign], [own, 999_999], []):
        with pytest.raises(ValidationError):
            actions.accept_findings(catalogue=catalogue, findings=keys, reason="Så", by=anna)
    assert not AcceptedFinding.objects.exists()


def test_a_rule_is_muted_weighed_and_given_other_words(catalogue, anna):
    row = requirement(catalogue, POOR)
    setting = actions.set_rule(
        catalogue=catalogue, rule="vague-word", by=anna, reason="Vårt sätt", severity="note",
        parameters={"words": ["listan"]},
    )  # fmt: skip
    assert setting.history.get().history_change_reason == "Vårt sätt"
    actions.refresh_findings(catalogue=catalogue)
    assert remarks(row) == [("vague-word", "listan", True)]
    assert Finding.objects.get().severity == "note"
    actions.set_rule(catalogue=catalogue, rule="vague-word", by=anna, reason="Nej", is_muted=True)
    actions.refresh_findings(catalogue=catalogue)
    assert remarks(row) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": "no-such-rule"},
        {"reason": " "},
        {"severity": "deadly"},
        {"parameters": {"unknown": ["a"]}},
        {"parameters": {"words": 7}},
    ],
)
def test_what_a_rule_cannot_take_is_refused(catalogue, anna, wrong):
    values = {"catalogue": catalogue, "rule": "vague-word", "by": anna, "reason": "Så"} | wrong
    with pytest.raises(ValidationError):
        actions.set_rule(**values)
    assert not RuleSetting.objects.exists()


def test_values_that_are_the_rules_own_are_not_stored(catalogue, anna):
    from quality.judging import rule_named

    (words, *_others) = rule_named("vague-word").parameters
    setting = actions.set_rule(
        catalogue=catalogue, rule="vague-word", by=anna, reason="Så",
        parameters={words.name: list(words.default)},
    )  # fmt: skip
    assert setting.parameters == {}


@pytest.mark.parametrize("count", [1, 30])
def test_a_look_costs_the_same_whatever_it_finds(catalogue, count, django_assert_num_queries):
    for _number in range(count):
        requirement(catalogue, POOR)
    # The check; settings, standards, terms, codes, modules; keys; links to modules and standards,
    # rows (10). A transaction (2) with the check made within savepoints (4) and locked; old
    # remarks, acceptances, new remarks, the check (11). The day: counts, requirements, what was
    # counted before, and the new row, within savepoints (8).
    with django_assert_num_queries(29):
        actions.refresh_findings(catalogue=catalogue)
