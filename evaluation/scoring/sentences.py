"""Sentences for people: Swedish as they stand, and open to be worded in another language.

The core knows no translations. A sentence therefore keeps its form and its values, so that an app
with a catalogue can word it anew (``evaluation/wording.py``); ``scripts/messages.py`` finds the
forms in the calls of ``sentence``.
"""


class Sentence(str):
    """A Swedish sentence; ``form`` has named places, ``values`` what stands in them."""

    form: str
    values: dict[str, str]


def sentence(form: str, **values: str) -> Sentence:
    """Return ``form % values`` as text that remembers both."""
    made = Sentence(form % values)
    made.form, made.values = form, values
    return made
