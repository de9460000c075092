"""Global search: asks every provider and every register, and answers for programmes itself."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from common.ordering import swedish

from .models import Programme
from .search_providers import PROVIDERS, Hit
from .search_registers import find_in_registers

LIMIT = 20
# There are many registers; each shows a few and leads to its list.
LIMIT_OF_REGISTER = 5
MIN_LENGTH = 2


@dataclass(frozen=True)
class Group:
    """The hits of one kind; ``has_more`` when there may be others."""

    label: str
    hits: list[Hit]
    has_more: bool

    @property
    def lists(self) -> list[tuple[str, str]]:
        """Addresses, with names, of the lists that hold all there are; one for each that has hits
        here."""
        return list({hit.list_url: hit.list_name for hit in self.hits if hit.list_url}.items())


def find_everywhere(user, words: str, limit: int = LIMIT) -> list[Group]:
    """Hits by kind, empty kinds left out; nothing for fewer than two characters.

    Kinds with something that is called exactly so come first.
    """
    words = words.strip()
    if len(words) < MIN_LENGTH:
        return []
    found = [(_("Program"), _find_programmes(user, words, limit + 1))]
    found += [
        (provider.label, list(provider.find(user, words, limit + 1))) for provider in PROVIDERS
    ]
    groups = [Group(label, hits[:limit], len(hits) > limit) for label, hits in found if hits]
    few = min(limit, LIMIT_OF_REGISTER)
    groups += [
        Group(label, hits[:few], len(hits) > few)
        for label, hits in find_in_registers(user, words, few + 1)
        if hits
    ]
    return sorted(groups, key=lambda group: not any(_is_called(hit, words) for hit in group.hits))


def _is_called(hit: Hit, words: str) -> bool:
    """Whether the title is the words, or begins with them as a code before what it names."""
    title, asked = hit.title.casefold(), words.casefold()
    return title == asked or title.startswith(f"{asked} ")


def _find_programmes(user, words: str, limit: int) -> list[Hit]:
    programmes = Programme.objects.visible_to(user).with_words(
        words, "name", "description", "vision"
    )
    programmes = programmes.order_by(swedish("name"), "pk")
    return [
        Hit(
            reverse("programmes:programme-overview", args=[programme.slug]),
            programme.name,
            _("program"),
            programme.description,
        )
        for programme in programmes[:limit]
    ]
