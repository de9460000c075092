"""The names of properties in exchange files, and the words of what is chosen between.

Files of ours have the Swedish name that stands first; what others call the same is read too.
"""

from functools import cache

from django.db.models import Choices
from django.utils.translation import override

from ..choices import ExchangeKind

CODE = ("Beteckning", "Code", "Kod", "ID")
KIND = ("Slag", "Kind")
LAYER = ("Lager", "Layer")
FROM = ("I bruk från år", "In use from", "Start year")
UNTIL = ("I bruk till och med år", "In use until", "End year")
DIRECTION = ("Riktning", "Direction")
CRITICALITY = ("Betydelse", "Criticality", "Kritikalitet")
VOLUME = ("Meddelanden per dygn", "Messages per day", "Volume")
STANDARD = ("Standard", "Standards", "Standarder", "Protocol")
INFORMATION = ("Information", "Informationsklass", "Data")
VERSION = ("Version",)
OPEN = ("Öppen standard", "Open standard")
PUBLISHER = ("Utgivare", "Publisher")
URL = ("Webbadress", "URL")
PERSONAL = ("Personuppgifter", "Personal data")
CONFIDENTIALITY = ("Konfidentialitet", "Confidentiality")
INTEGRITY = ("Riktighet", "Integrity")
AVAILABILITY = ("Tillgänglighet", "Availability")
TRACEABILITY = ("Spårbarhet", "Traceability")
RATIONALE = ("Motiv", "Rationale")
SHARED = ("Gäller även parter som lämnar", "Binds leaving parties")
YEAR = ("År", "Year")
PLANNED = ("Planerad dag", "Planned on")
DONE = ("Genomförd", "Done on")
# What an association between two modules of ours is called.
REPLACED_BY = "ersätts av"
REPLACEMENT = (REPLACED_BY, "replaced by", "is replaced by")

YES = ("ja", "yes", "true", "1")
NO = ("nej", "no", "false", "0")

_YEARS = (FROM, UNTIL)
_READ = {
    ExchangeKind.STANDARD: (CODE, VERSION, OPEN, PUBLISHER, URL),
    ExchangeKind.INFORMATION: (
        CODE, PERSONAL, CONFIDENTIALITY, INTEGRITY, AVAILABILITY, TRACEABILITY,
    ),
    ExchangeKind.PRINCIPLE: (CODE, RATIONALE, SHARED),
    ExchangeKind.STATE: (KIND, YEAR),
    ExchangeKind.MODULE: (CODE, KIND, LAYER, *_YEARS),
    ExchangeKind.INTERFACE: (
        CODE, DIRECTION, CRITICALITY, VOLUME, *_YEARS, STANDARD, INFORMATION,
    ),
    ExchangeKind.REPLACEMENT: (PLANNED, DONE),
}  # fmt: skip
# By kind, in small letters: properties with other names are not read of a row of the kind.
READ = {
    str(kind): frozenset(name.casefold() for names in some for name in names)
    for kind, some in _READ.items()
}
# What an interface tells of its standards for others to read: each standard tells it itself.
OF_STANDARDS = frozenset(name.casefold() for name in (*VERSION, *OPEN))


def word(value: bool) -> str:
    """Yes or no, as files of ours say it."""
    return YES[0] if value else NO[0]


@cache
def label(choices: type[Choices], value: object) -> str:
    """The Swedish words of a choice: a file is the same whoever takes it out."""
    with override("sv"):
        return str(choices(value).label)


def chosen(choices: type[Choices], text: str) -> object | None:
    """The choice that a text means, in Swedish, English or as it is stored; None if none."""
    return _by_word(choices).get(text.strip().casefold())


@cache
def _by_word(choices: type[Choices]) -> dict[str, object]:
    found = {}
    for one in choices:
        found[str(one.value).casefold()] = one.value
        for language in ("sv", "en"):
            with override(language):
                found[str(one.label).casefold()] = one.value
    return found
