"""The stage strip: how far a programme has come, told by the apps that hold each stage."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

DONE, CURRENT, BLOCKED, TODO = "done", "current", "blocked", "todo"

# The order of the work; a stage that no app answers for yet is shown as not begun.
STAGES = [
    ("needs", _("Behov")),
    ("architecture", _("Målarkitektur")),
    ("requirements", _("Krav")),
    ("procurement", _("Upphandling")),
    ("tenders", _("Anbud")),
    ("evaluation", _("Utvärdering")),
    ("contract", _("Avtal")),
]


@dataclass(frozen=True)
class StageNow:
    """Where a stage stands: done, current, blocked or todo, a few words, and where to go."""

    state: str = TODO
    note: str = ""
    url: str = ""


Builder = Callable[[object, object], StageNow | None]
BUILDERS: dict[str, Builder] = {}


def register(stage: str, build: Builder) -> None:
    """Let an app answer for a stage; its function gives None where the user may not see."""
    BUILDERS[stage] = build


def strip_of(programme, user) -> list[dict]:
    """The stages in order, as components/stage_strip.html takes them."""
    strip = []
    for key, label in STAGES:
        build = BUILDERS.get(key)
        now = (build(programme, user) if build else None) or StageNow()
        strip.append({"label": label, "state": now.state, "note": now.note, "url": now.url})
    return strip
