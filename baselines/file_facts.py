"""What every file of a baseline says of itself, in the language that is active."""

from django.utils import timezone
from django.utils.translation import gettext as _

from common.numbers import format_number

from .frozen import Frozen


def moment_words(moment) -> str:
    """A moment as documents write it: 2026-11-20 kl. 14.30."""
    local = timezone.localtime(moment)
    return f"{local:%Y-%m-%d} " + _("kl. %(time)s") % {"time": f"{local:%H.%M}"}


def grouped(seal: str) -> str:
    """A seal in groups of four, so that two can be compared by eye."""
    return " ".join(seal[start : start + 4] for start in range(0, len(seal), 4))


def facts_of(frozen: Frozen) -> list[tuple[str, str]]:
    """(label, text) of the front of a file, in order; what is empty is left out."""
    baseline = frozen.baseline
    catalogue = baseline.catalogue
    facts = [
        (_("Baslinje"), baseline.code),
        (_("Namn"), baseline.name),
        (_("Program"), catalogue.programme.name),
        (_("Katalog"), catalogue.name),
        (_("Urval"), baseline.selection_name or (_("ett urval") if baseline.selection else "")),
        (_("Publicerad"), moment_words(baseline.published_at)),
        (_("Publicerad av"), str(baseline.published_by)),
        (_("Syfte"), baseline.purpose),
        (_("Skäl"), baseline.reason),
        (_("Antal krav"), format_number(baseline.requirement_count, 0)),
        (_("Sigill"), baseline.digest),
    ]
    return [(label, text) for label, text in facts if text] + approval_facts(frozen)


def approval_facts(frozen: Frozen) -> list[tuple[str, str]]:
    """Who wrote and who approved, with what is not known said as such."""
    unapproved = frozen.unapproved
    facts = [
        (_("Skrivet av"), _people(frozen.authors)),
        (_("Godkänt av"), _people(frozen.approvers) or _("ingen")),
    ]
    if unapproved:
        facts += [
            (_("Krav utan godkännande"), format_number(len(unapproved), 0)),
            (_("Skäl att ta med dem"), frozen.baseline.override_reason),
        ]
    return [(label, text) for label, text in facts if text]


def _people(people: list[tuple[str, int]]) -> str:
    return ", ".join(
        _("%(name)s (%(count)s krav)")
        % {"name": name or _("okänd"), "count": format_number(count, 0)}
        for name, count in people
    )
