"""Global search: asks every provider, and answers for programmes itself."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from common.ordering import swedish

from .models import Goal, Milestone, Programme
from .search_providers import PROVIDERS, Hit

LIMIT = 20
MIN_LENGTH = 2


@dataclass(frozen=True)
class Group:
    """The hits of one provider; ``has_more`` when there may be others."""

    label: str
    hits: list[Hit]
    has_more: bool


def find_everywhere(user, words: str, limit: int = LIMIT) -> list[Group]:
    """Hits by source, empty sources left out; nothing for fewer than two characters."""
    words = words.strip()
    if len(words) < MIN_LENGTH:
        return []
    found = [(_("Program"), _find_in_programmes(user, words, limit + 1))]
    found += [
        (provider.label, list(provider.find(user, words, limit + 1))) for provider in PROVIDERS
    ]
    return [Group(label, hits[:limit], len(hits) > limit) for label, hits in found if hits]


def _find_in_programmes(user, words: str, limit: int) -> list[Hit]:
    programmes = Programme.objects.visible_to(user).with_words(
        words, "name", "description", "vision"
    )
    programmes = programmes.order_by(swedish("name"), "pk")
    hits = [
        Hit(
            reverse("programmes:programme-overview", args=[programme.slug]),
            programme.name,
            _("program"),
            programme.description,
        )
        for programme in programmes[:limit]
    ]
    for model, label in ((Goal, _("mål")), (Milestone, _("milstolpe"))):
        rows = model.objects.visible_to(user).with_words(words, "title")
        hits += [
            Hit(_about(row), str(row), label, str(row.programme))
            for row in rows.select_related("programme")[:limit]
        ]
    return hits[:limit]


def _about(row) -> str:
    return reverse("programmes:programme-about", args=[row.programme.slug])
