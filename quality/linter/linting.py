"""Every rule on a requirement: ``lint(subject, context)``."""

from collections.abc import Iterator

from quality.linter import (
    rules_completeness,
    rules_language,
    rules_scope,
    rules_standards,
    rules_wording,
)
from quality.linter.models import (
    TEXT_FIELDS,
    Context,
    Finding,
    Remark,
    Rule,
    Settings,
    Subject,
)

RULES: tuple[Rule, ...] = (
    *rules_wording.RULES,
    *rules_scope.RULES,
    *rules_standards.RULES,
    *rules_completeness.RULES,
    *rules_language.RULES,
)
BY_CODE = {rule.code: rule for rule in RULES}


def lint(subject: Subject, context: Context) -> tuple[Finding, ...]:
    """Remarks on a requirement in the order of its fields and words; empty when there are none.

    Muted rules are silent. A heading is looked at by the few rules that concern names. Raises
    ``ValueError`` when the context sets a parameter to a value of another kind than its default.
    """
    found = [
        finding
        for rule, settings in _active(context)
        if rule.on_headings or not subject.is_heading
        if subject.is_heading or subject.kind in rule.kinds
        for finding in _findings(rule, subject, settings)
    ]
    return tuple(sorted(found, key=_place))


def _place(finding: Finding) -> tuple[int, int, int, str]:
    return TEXT_FIELDS.index(finding.field), finding.start, finding.end, finding.rule


def _active(context: Context) -> list[tuple[Rule, Settings]]:
    known = context.memory.get("active")
    if not isinstance(known, list):
        known = [
            (rule, rule.settings(context))
            for rule in RULES
            if not (rule.code in context.rules and context.rules[rule.code].is_muted)
        ]
        context.memory["active"] = known
    return known


def _findings(rule: Rule, subject: Subject, settings: Settings) -> Iterator[Finding]:
    for remark in rule.check(subject, settings):
        yield _finding(rule, subject, remark)


def _finding(rule: Rule, subject: Subject, remark: Remark) -> Finding:
    text = subject.read(remark.field)
    return Finding(
        rule=rule.code,
        severity=rule.severity,
        field=remark.field,
        form=remark.form or rule.message,
        start=text.place(remark.start),
        end=text.place(remark.end),
        words=" ".join(text.plain[remark.start : remark.end].split()),
        values=remark.values,
    )
