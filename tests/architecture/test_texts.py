"""The English translation is whole, and compiles."""

import polib

from fvm_procurement.translations import compile_catalogues
from scripts import messages


def test_every_text_has_its_english():
    """No text of code or templates is missing, empty or fuzzy; ``python -m scripts.messages``."""
    problems = messages.problems()
    assert not problems, "\n".join(problems)


def test_no_translation_is_fuzzy():
    """A guess by a tool is not a translation."""
    assert not [entry.msgid for entry in messages.english_catalogue() if entry.fuzzy]


def test_catalogues_compile_without_gettext(tmp_path):
    """The .mo that the site reads is built by Python alone, once per change."""
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Krav"\nmsgstr "Requirement"\n',
        encoding="utf-8",
    )
    assert compile_catalogues(tmp_path) == [folder / "django.mo"]
    assert [e.msgstr for e in polib.mofile(str(folder / "django.mo"))] == ["Requirement"]
    assert compile_catalogues(tmp_path) == []


def test_texts_are_found_in_code_and_templates():
    """The search itself: aliases, plurals, contexts, tags and filters."""
    python = (
        "from django.utils.translation import gettext_lazy as _, ngettext as n\n"
        "_('Ett'); n('%d rad', '%d rader', 2); other('inte')\n"
    )
    assert [message for _line, message in messages.messages_in_python(python)] == [
        messages.Message(None, "Ett", None),
        messages.Message(None, "%d rad", "%d rader"),
    ]
    template = (
        '{% load i18n %}{% translate "kort" context "tid" %}'
        "{% blocktranslate count n=x trimmed %}En rad{% plural %}{{ n }} rader"
        '{% endblocktranslate %}{% include "x" with a=_("Hopp") %}'
    )
    assert list(messages.messages_in_template(template)) == [
        messages.Message("tid", "kort", None),
        messages.Message(None, "En rad", "%(n)s rader"),
        messages.Message(None, "Hopp", None),
    ]
