"""The linter of requirements: pure functions from a requirement's texts to remarks on them.

``lint(subject, context)`` is all that others need; ``docs/quality.md`` has the rules. Nothing here
knows Django or gettext: rules carry their texts in Swedish and English.
"""
