"""The whole of it: every rule's own examples, settings, headings, places, hostile texts."""

import time
from dataclasses import replace

import pytest

from quality.linter.linting import BY_CODE, RULES, lint
from quality.linter.models import (
    NOTE,
    TEXT_FIELDS,
    WARNING,
    Context,
    RuleSettings,
    Subject,
    Term,
)
from tests.quality.tools import WHOLE, findings, raised

# The programme that the rules' examples are written for.
EXAMPLES = Context(
    terms=(Term("patient", avoid=("vårdtagare",)),),
    codes=frozenset({"INT-014"}),
)
LACKING = {"no-motive": {"motive": ""}, "no-verification": {"verification": ""}}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rules_own_examples(rule):
    """The poor wording raises the rule and no other; the good one raises nothing."""
    lacking = LACKING.get(rule.code, {})
    assert raised(rule.poor, rule.example_kind, EXAMPLES, **lacking) == [rule.code]
    assert raised(rule.good, rule.example_kind, EXAMPLES) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_what_it_is_in_both_languages(rule):
    for wording in (rule.name, rule.explanation, rule.message):
        assert wording.sv and wording.en and wording.sv != wording.en
        assert wording.in_language("sv-se") == wording.sv
        assert wording.in_language("en") == wording.en
    assert rule.severity in {WARNING, NOTE}
    assert rule.sources and all(source.text for source in rule.sources)
    assert all(parameter.label.sv and parameter.label.en for parameter in rule.parameters)


def test_codes_are_stable():
    """Programmes keep their settings under these names."""
    assert set(BY_CODE) == {
        "vague-word", "wrong-verb", "no-actor", "unverifiable-negation", "several-requirements",
        "no-measure", "supplier-requirement", "no-accessibility", "standard-without-equivalent",
        "product-without-equivalent", "unnamed-standard", "no-motive", "no-verification",
        "undefined-abbreviation", "unknown-requirement", "too-long", "avoided-synonym",
    }  # fmt: skip
    assert len(RULES) == len(BY_CODE)


def test_messages_take_their_values_in_both_languages():
    text = "Systemet ska vara enkelt och 100 % modernt."
    for finding in findings(text):
        for language in ("sv", "en"):
            assert finding.words in finding.message(language)
            assert "%(" not in finding.message(language)


def test_a_muted_rule_is_silent():
    muted = Context(rules={"vague-word": RuleSettings(is_muted=True)})
    text = "Systemet ska vara modernt och ha hög tillgänglighet."
    assert raised(text) == ["vague-word", "no-measure"]
    assert raised(text, context=muted) == ["no-measure"]


def test_parameters_replace_the_defaults():
    own = Context(
        rules={
            "vague-word": RuleSettings(parameters={"words": ("rosa",)}),
            "too-long": RuleSettings(parameters={"sentence_words": 4}),
            "a-rule-of-before": RuleSettings(is_muted=True),
        }
    )
    assert raised("Systemet ska vara rosa.", context=own) == ["vague-word"]
    assert raised("Systemet ska vara modernt.", context=own) == []
    assert raised("Systemet ska vara alldeles blått.", context=own) == ["too-long"]


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("sentence_words", 0), ("sentence_words", True), ("sentence_words", "40"),
     ("text_words", ("ord",))],
)  # fmt: skip
def test_a_parameter_of_a_wrong_kind_is_refused(parameter, value):
    context = Context(rules={"too-long": RuleSettings(parameters={parameter: value})})
    with pytest.raises(ValueError, match=parameter):
        raised("Systemet ska larma.", context=context)


def test_a_list_of_words_is_a_list():
    context = Context(rules={"vague-word": RuleSettings(parameters={"words": "modern"})})
    with pytest.raises(ValueError, match="words"):
        raised("Systemet ska larma.", context=context)


def test_headings_are_looked_at_for_names_only():
    heading = Subject(
        "Systemet ska vara modernt för vårdtagare enligt INT-099 och KUL.",
        kind="",
        title="Vårdtagare",
        is_heading=True,
    )
    assert [(f.rule, f.field) for f in lint(heading, EXAMPLES)] == [
        ("avoided-synonym", "title"),
        ("avoided-synonym", "text"),
        ("unknown-requirement", "text"),
    ]


def test_a_row_without_kind_is_taken_to_ask():
    assert raised("Systemet ska vara modernt.", "") == ["vague-word"]


def test_remarks_stand_in_the_order_of_fields_and_words():
    found = findings(
        "Systemet ska vara modernt enligt DICOM.", motive="", standard_reference="FHIR"
    )
    assert [(f.field, f.rule) for f in found] == [
        ("text", "vague-word"),
        ("text", "standard-without-equivalent"),
        ("motive", "no-motive"),
        ("standard_reference", "standard-without-equivalent"),
    ]
    assert [TEXT_FIELDS.index(f.field) for f in found] == [1, 1, 2, 4]


def test_places_are_those_of_the_written_text():
    text = "## Krav\n\nSystemet **ska** vara [modernt](https://a.se)\u00ad och sna\u00adbbt."
    assert [text[f.start : f.end] for f in findings(text)] == ["modernt", "sna\u00adbbt"]


@pytest.mark.parametrize(
    "text",
    ["", " \n\t", "\x00", "ska", "ska ska ska", "bör.", "- ", "(((((", "]](", "**ska**", "🙂 ska",
     "İstanbul ska sparas", "a\u030a" * 50, "%s %(words)s ska vara modernt"],
)  # fmt: skip
def test_odd_texts_give_remarks_inside_them(text):
    for finding in findings(text):
        assert 0 <= finding.start <= finding.end <= len(text)
        assert finding.message("sv") and finding.message("en")


@pytest.mark.parametrize(
    "piece",
    ["a", "a-", "ska ", "inte ", "[", "[a](", "<a ", "**", "Excel ", "ISO 1-", "KUL ", "(KUL ",
     "DICOM ", "modern ", "INT-9 ", "1.", "- visa\n", "samt visa ", "\u00ad", "mycket-kort-tid ",
     "likvärdig "],
)  # fmt: skip
def test_the_longest_text_is_read_in_a_moment(piece):
    """32,000 letters are the limit of the field; nothing in it may take minutes."""
    text = (piece * 32_000)[:32_000]
    before = time.process_time()
    findings(text, context=EXAMPLES, standard_reference=text[:500])
    assert time.process_time() - before < 5


def test_five_thousand_requirements_are_read_in_seconds():
    """About two seconds on one core; the bound leaves room for a slow machine."""
    subject = Subject(
        "Systemet ska visa provsvar enligt HL7 FHIR eller likvärdig inom 2 sekunder. "
        "Användaren väljer ordningen.",
        **WHOLE,
    )
    subjects = [replace(subject, text=f"{subject.text} Rad {number}.") for number in range(5000)]
    before = time.process_time()
    assert [lint(each, EXAMPLES) for each in subjects] == [()] * 5000
    assert time.process_time() - before < 15
