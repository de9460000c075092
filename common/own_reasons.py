"""Reasons that the program itself writes in history, read in the language of the reader.

They are stored as words, in the language of who did it. A stored text that is one of them is told
in the active language; what a person has written stands as it was written. What is no longer
written stays here, for history has it.
"""

import re
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

OWN = (
    gettext_noop("Accepterandet togs tillbaka."),
    gettext_noop("Alla delkontrakt."),
    gettext_noop("Bedömd bland lika och motsägande krav."),
    gettext_noop("Bekräftad sedan svaret ändrats"),
    gettext_noop("Bekräftat att upphandlingen saknar ska-krav."),
    gettext_noop("Beslutet är makulerat."),
    gettext_noop("Borttagningen ångrades."),
    gettext_noop("Delkontrakt %(lots)s."),
    gettext_noop("Delkontraktet togs bort."),
    gettext_noop("Efter ändring i %(origin)s"),
    gettext_noop("En annan fast del av samma värde gällde från samma dag."),
    gettext_noop("Förslag %(number)s i granskningen ”%(round)s” antogs"),
    gettext_noop("Godkänt i granskningen ”%(round)s”"),
    gettext_noop("Granskningen ”%(round)s”"),
    gettext_noop("Import av %(file)s"),
    gettext_noop("Import genom API:et"),
    gettext_noop("Import ur %(file)s"),
    gettext_noop("Inklistrad tabell"),
    gettext_noop("Kopierat från %(title)s."),
    gettext_noop("Länken gäller till en annan dag"),
    gettext_noop("Länken är återkallad"),
    gettext_noop("Läst in ur filen %(name)s"),
    gettext_noop("Ny personlig länk"),
    gettext_noop("Nytt slag: %(field)s"),
    gettext_noop("Poäng %(old)s blev %(new)s"),
    gettext_noop("Poängen låstes"),
    gettext_noop("Prisformulär %(file)s"),
    gettext_noop("Påminnelse"),
    gettext_noop("Skapade programmet."),
    gettext_noop("Svaren visas för parterna"),
    gettext_noop("Svaren visas inte längre för parterna"),
    gettext_noop("Svarsformulär %(file)s"),
    gettext_noop("Texten hämtad från katalogen."),
    gettext_noop("Ur upphandlingspaketeringen."),
    gettext_noop("Valet ångrades."),
    gettext_noop("Valet av paketering ersattes."),
    gettext_noop("Valet av paketering ångrades."),
    gettext_noop("Öppnade av %s."),
)
# What may stand where a value does, so that a person's own sentence is not taken for the program's.
_FILE, _POINTS = r".+\.\w{2,5}", r"[\d ,.\u2212-]+"
_VALUES = {"file": _FILE, "name": _FILE, "old": _POINTS, "new": _POINTS, "number": r"\d+"}
# A code has a number in it, as a sentence's word has not.
_VALUES |= {"origin": r"\S*\d\S*", "lots": r"\d+(?:, \d+)*"}
_PLACE = re.compile(r"%(?:\((\w+)\))?s")


def told_reason(stored: str | None) -> str:
    """A reason of history as it is read: one of the program's own in the active language."""
    if not stored:
        return ""
    exact, formed = _known()
    if stored in exact:
        return gettext(exact[stored])
    for pattern, text in formed:
        if found := pattern.fullmatch(stored):
            return gettext(text) % (found.groupdict() or found.groups())
    return stored


@cache
def _known() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """The texts without values, and the patterns of the others, as written in any language."""
    exact, formed = {}, []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for text in OWN:
                written = gettext(text)
                if _PLACE.search(written):
                    formed.append((_pattern(written), text))
                else:
                    exact[written] = text
    return exact, formed


def _pattern(written: str) -> re.Pattern[str]:
    """The texts that a text with places for values may have become."""
    parts, last = [], 0
    for place in _PLACE.finditer(written):
        name = place[1]
        group = f"(?P<{name}>{_VALUES.get(name, '.+')})" if name else "(.+)"
        parts += [re.escape(written[last : place.start()]), group]
        last = place.end()
    return re.compile("".join([*parts, re.escape(written[last:])]), re.DOTALL)
