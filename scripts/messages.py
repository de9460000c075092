"""The texts of the interface that need a translation, found without the gettext programs.

``python -m scripts.messages`` lists what the English catalogue lacks; with ``--add`` it writes
the missing entries, empty, to be filled in, and drops those that no source holds any more.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
PACKAGES = [
    "fvm_procurement",
    "common",
    "accounts",
    "programmes",
    "requirements_catalog",
    "target_architecture",
    "steering",
    "baselines",
    "quality",
    "reviews",
    "procurements",
    "joint_procurement",
    "packages",
    "tenders",
    "evaluation",
    "contracts",
    "demo",
]
# Which argument of each function is the context, the text and its plural.
FUNCTIONS = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
    "sentence": (None, 0, None),
}
# Where these functions come from: Django, and the cores of award and import, which know no Django.
MODULES = {
    "django.utils.translation",
    "evaluation.scoring.sentences",
    "requirements_catalog.import_core.cells",
}
TEMPLATE_CALL = re.compile(r"\b(n?p?gettext)\((?=[u'\"])")


class Message(NamedTuple):
    """One text: its context (None for most), the text and its plural form (None for most)."""

    context: str | None
    text: str
    plural: str | None


def messages_in_project() -> dict[Message, list[str]]:
    """Every text marked for translation, with the places that hold it ("file:line")."""
    found: dict[Message, list[str]] = {}
    for path in sorted(_sources("*.py")):
        for line, message in messages_in_python(path.read_text(encoding="utf-8")):
            found.setdefault(message, []).append(f"{path.relative_to(ROOT)}:{line}")
    for path in sorted([*_sources("*.html"), *_sources("*.txt"), *_sources("*.svg")]):
        for message in messages_in_template(path.read_text(encoding="utf-8")):
            found.setdefault(message, []).append(str(path.relative_to(ROOT)))
    return found


def messages_in_python(source: str) -> Iterator[tuple[int, Message]]:
    """Texts in the calls of gettext's functions, under whatever names they were imported."""
    tree = ast.parse(source)
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in MODULES:
            names.update({alias.asname or alias.name: alias.name for alias in node.names})
        elif isinstance(node, ast.Assign) and getattr(node.value, "id", "") in FUNCTIONS:
            names.update({getattr(name, "id", ""): node.value.id for name in node.targets})
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", None)
        function = names.get(called, "") if called else getattr(node.func, "attr", "")
        if function in FUNCTIONS and (message := _message(function, node.args)):
            yield node.lineno, message


def messages_in_template(source: str) -> Iterator[Message]:
    """Texts of a template's translate and blocktranslate tags and of its ``_("…")``."""
    from django.utils.translation.template import templatize

    code = templatize(source)
    for match in TEMPLATE_CALL.finditer(code):
        call = _parse_call(code[match.start() :])
        if call and (message := _message(match.group(1), call.args)):
            yield message
    for match in re.finditer(r"(?<!\w)_\((\"[^\"]+\"|'[^']+')\)", code):
        yield Message(None, ast.literal_eval(match.group(1)), None)


def _parse_call(code: str) -> ast.Call | None:
    """The call that a text begins with: the shortest beginning that is Python."""
    for end in (match.end() for match in re.finditer(r"\)", code)):
        try:
            expression = ast.parse(code[:end], mode="eval").body
        except SyntaxError:
            continue
        return expression if isinstance(expression, ast.Call) else None
    return None


def _message(function: str, arguments: list[ast.expr]) -> Message | None:
    def text(place: int | None) -> str | None:
        if place is None or place >= len(arguments):
            return None
        value = arguments[place]
        return value.value if isinstance(value, ast.Constant) else None

    context, singular, plural = (text(place) for place in FUNCTIONS[function])
    return Message(context, singular, plural) if singular else None


def _sources(pattern: str) -> Iterator[Path]:
    for package in [*PACKAGES, "templates"]:
        yield from (ROOT / package).rglob(pattern)


def english_catalogue() -> polib.POFile:
    """The English catalogue, or a new one with its head when there is none yet."""
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE))
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.fpath = str(CATALOGUE)
    catalogue.metadata = {
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return catalogue


def problems() -> list[str]:
    """What the English catalogue lacks: texts missing, empty, fuzzy or with other placeholders."""
    catalogue = english_catalogue()
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    found = []
    for message, places in messages_in_project().items():
        entry = known.get((message.context, message.text))
        if entry is None:
            found.append(f"missing: {message.text!r} ({places[0]})")
        elif not _translations(entry):
            found.append(f"empty: {message.text!r} ({places[0]})")
        elif entry.fuzzy:
            found.append(f"fuzzy: {message.text!r} ({places[0]})")
        elif message.plural and not entry.msgstr_plural:
            found.append(f"without plural: {message.text!r} ({places[0]})")
        elif wrong := _wrong_placeholders(entry):
            found.append(f"placeholders differ: {message.text!r}: {wrong}")
    return found


def _translations(entry: polib.POEntry) -> list[str]:
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    return texts if texts and all(texts) else []


def _wrong_placeholders(entry: polib.POEntry) -> str:
    wanted = _placeholders(entry.msgid) | _placeholders(entry.msgid_plural)
    for text in _translations(entry):
        if extra := _placeholders(text) - wanted:
            return ", ".join(sorted(extra))
        # "En rad" may leave out the number that "%(count)s rader" shows.
        if not entry.msgid_plural and (lost := wanted - _placeholders(text)):
            return ", ".join(sorted(lost))
    return ""


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))


def add_missing() -> tuple[int, int]:
    """Write empty entries for new texts and drop unused ones; returns both counts."""
    catalogue = english_catalogue()
    wanted = messages_in_project()
    keys = {(message.context, message.text) for message in wanted}
    unused = [entry for entry in catalogue if (entry.msgctxt, entry.msgid) not in keys]
    for entry in unused:
        catalogue.remove(entry)
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    added = 0
    for message in wanted:
        entry = known.get((message.context, message.text))
        if entry is None:
            entry = polib.POEntry(msgctxt=message.context, msgid=message.text)
            catalogue.append(entry)
            known[(message.context, message.text)] = entry
            added += 1
        if message.plural and not entry.msgid_plural:
            entry.msgid_plural = message.plural
            entry.msgstr_plural = {0: entry.msgstr, 1: ""}
            entry.msgstr = ""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))
    return added, len(unused)


def main() -> int:
    """List what is missing, or add it; 1 when something still needs a translation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--add", action="store_true", help="write empty entries for what lacks")
    if parser.parse_args().add:
        added, dropped = add_missing()
        print(f"added {added}, dropped {dropped}")
    found = problems()
    print("\n".join(found) or "Every text has its English.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
