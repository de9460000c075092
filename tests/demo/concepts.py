"""The page of concepts (docs/concepts.md), read as data."""

import re
from pathlib import Path

from django.apps import apps

PAGE = Path(__file__).resolve().parents[2] / "docs" / "concepts.md"
ROW = re.compile(r"^\| (\d+) \| .+? \| (.+?) \| (.+?) \|$", re.MULTILINE)
SCREEN = re.compile(r"\*([^*]+)\*")
MODEL = re.compile(r"`(\w+\.\w+)`")


def rows() -> list[tuple[int, list[str]]]:
    """(number, names of models) of each concept on the page."""
    text = PAGE.read_text(encoding="utf-8")
    return [(int(number), MODEL.findall(kept)) for number, _seen, kept in ROW.findall(text)]


def screens() -> set[str]:
    """What the page calls the screens where the concepts are seen."""
    text = PAGE.read_text(encoding="utf-8")
    return {name for _number, seen, _kept in ROW.findall(text) for name in SCREEN.findall(seen)}


def models_without_rows() -> list[str]:
    """The models named on the page that have no row in the database."""
    named = {name for _number, models in rows() for name in models}
    return sorted(name for name in named if not apps.get_model(name)._default_manager.exists())
