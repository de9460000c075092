"""What the core says, in the language of the reader: on screen and in issued documents."""

from django.utils.translation import gettext

from .scoring.sentences import Sentence


def worded(text: str) -> str:
    """A sentence of the core in the active language; any other text as it is."""
    if not isinstance(text, Sentence):
        return text
    return gettext(text.form) % {name: worded(value) for name, value in text.values.items()}
