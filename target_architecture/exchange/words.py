"""The names of properties in exchange files, and the words of what is chosen between.

Files of ours have the Swedish name that stands first; what others call the same is read too.
"""

from functools import cache

from django.db.models import Choices
from django.utils.translation import override

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

# All of them, in small letters: properties with other names are not read.
READ = frozenset(
    name.casefold()
    for names in (
        CODE, KIND, LAYER, FROM, UNTIL, DIRECTION, CRITICALITY, VOLUME, STANDARD, INFORMATION,
        VERSION, OPEN, PUBLISHER, URL, PERSONAL, CONFIDENTIALITY, INTEGRITY, AVAILABILITY,
        TRACEABILITY, RATIONALE, SHARED, YEAR, PLANNED, DONE,
    )
    for name in names
)  # fmt: skip


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
