"""Steps that tests of the linter share."""

from quality.linter.linting import lint
from quality.linter.models import MANDATORY, Context, Finding, Subject

# A requirement with everything but its text in order.
WHOLE = {"motive": "Vården behöver det.", "verification": "Anbud: beskrivning."}


def findings(
    text: str, kind: str = MANDATORY, context: Context | None = None, **fields
) -> tuple[Finding, ...]:
    """Remarks on a requirement that lacks nothing else."""
    return lint(Subject(text, kind, **(WHOLE | fields)), context or Context())


def raised(text: str, kind: str = MANDATORY, context: Context | None = None, **fields) -> list[str]:
    """Codes of the remarks, in order."""
    return [finding.rule for finding in findings(text, kind, context, **fields)]


def marked(text: str, kind: str = MANDATORY, context: Context | None = None) -> list[str]:
    """What the remarks mark in the text as it is written."""
    return [text[finding.start : finding.end] for finding in findings(text, kind, context)]
