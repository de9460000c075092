"""The words that people use in requirement workbooks, and what they mean here.

Standard library only: these tables are data for the import and are read without a database.
All keys are in the form that :func:`normalise` gives.
"""

import re
from functools import lru_cache

# So many levels a catalogue has at most, whichever way its rows come in.
MOST_LEVELS = 20

CODE, TITLE, TEXT, KIND, LEVEL, GROUP = "code", "title", "text", "kind", "level", "group"
EXTRA, SKIP = "extra", "skip"
MANDATORY, DESIRABLE, INFORMATION, HEADING = "mandatory", "desirable", "information", "heading"

KINDS = (MANDATORY, DESIRABLE, INFORMATION, HEADING)

# How deep columns of headings ("chapter id", "section id") may go.
HEADING_LEVELS = (1, 2, 3)
HEADING_TARGETS = tuple(
    f"heading{level}_{part}" for level in HEADING_LEVELS for part in ("code", "title")
)

# Target → headers that mean it, the surest first.
COLUMN_WORDS = {
    CODE: (
        "krav id", "kravid", "krav nr", "kravnr", "kravnummer", "kravkod", "req id", "reqid",
        "requirement id", "requirement number", "harmonized id", "id", "kod", "code", "nr",
        "nummer", "number", "no", "#", "ref", "referens", "identifier", "identifierare",
        "reqif foreignid", "object identifier",
    ),
    TITLE: (
        "kravrubrik", "rubrik", "titel", "title", "namn", "name", "benämning", "kravnamn",
        "requirement title", "requirement name", "heading", "summary", "kortnamn",
        "reqif chaptername", "heading text", "reqif name",
    ),
    TEXT: (
        "kravtext", "krav", "kravbeskrivning", "kravformulering", "requirement text",
        "requirement", "requirement specification", "requirement description", "req description",
        "krav text", "text", "beskrivning", "description", "detail", "formulering", "statement",
        "reqif text", "reqif description",
    ),
    KIND: (
        "kravtyp", "typ av krav", "ska bör", "skall bör", "ska bör upplysning", "typ", "kind",
        "type", "conformance", "requirement type", "obligation", "kravslag", "must may",
        "bindande", "modalitet",
    ),
    "motive": (
        "motiv", "motivering", "syfte", "motiv syfte", "rationale", "motive", "motivation",
        "justification", "bakgrund",
    ),
    # Before the free text: a column of methods is one only when its values are.
    "verification_method": ("verifieringsmetod", "verification method", "metod"),
    "verification": (
        "verifiering", "verifikat", "verifikation", "bevis", "verifieringsmetod", "verification",
        "verification method", "bevismedel", "evidence", "proof", "acceptanskriterium",
        "acceptanskriterier", "acceptance criteria", "verifiering i anbudet",
    ),
    "verification_delivery": (
        "verifiering vid leverans", "verification at delivery", "leveransprov", "acceptanstest",
    ),
    "verification_contract": (
        "uppföljning under avtalet", "uppföljning", "avtalsuppföljning", "follow up",
    ),
    "answer_format": (
        "svarsformat", "svarstyp", "svarsform", "answer format", "response format",
        "response type", "format för svar",
    ),
    "answer_choices": ("svarsalternativ", "answer choices", "alternativ"),
    "phase": ("fas", "phase", "skede"),
    "is_minimum_requirement": ("minimikrav", "är minimikrav", "minimum requirement"),
    "max_points": ("högsta poäng", "maxpoäng", "max poäng", "poäng", "max points", "points"),
    "max_value": (
        "högsta mervärde", "högsta mervärde kr", "mervärde kr", "mervärde", "max value",
    ),
    "scale": ("bedömningsskala", "skala", "poängskala", "scale"),
    "confidentiality": ("konfidentialitet", "klassa konfidentialitet", "confidentiality"),
    "integrity": ("riktighet", "klassa riktighet", "integrity"),
    "availability": ("tillgänglighet", "klassa tillgänglighet", "availability"),
    "traceability": ("spårbarhet", "klassa spårbarhet", "traceability"),
    "suitability_assessment": ("olämplighetsbedömning", "lämplighetsbedömning"),
    "status": ("status", "kravstatus"),
    "owner": ("ansvarig", "kravansvarig", "kravägare", "ägare", "owner", "responsible"),
    "assignee": ("tilldelad", "tilldelad till", "assignee", "assigned to"),
    "law_reference": (
        "lag", "lagrum", "lagstöd", "lagkrav", "lag och föreskrift", "författning", "law",
        "law reference", "legal reference",
    ),
    "standard_reference": (
        "standard", "standarder", "standards", "standardhänvisning", "standard reference",
    ),
    "standards": ("standarder i programmet", "programmets standarder"),
    "modules": ("modul", "moduler", "module", "modules"),
    "needs": ("behov", "behovs id", "behovsid", "need", "needs"),
    LEVEL: ("nivå", "rubriknivå", "level", "heading level", "outline level", "djup"),
    GROUP: ("req set", "requirement set", "kravmängd"),
    "heading1_code": ("chapter id", "kapitel id", "kapitelnr", "kapitel nr", "chapter number"),
    "heading1_title": ("chapter name", "kapitel", "kapitelnamn", "kapitelrubrik", "chapter"),
    "heading2_code": ("section id", "avsnitt id", "avsnittsnr", "avsnitt nr", "section number"),
    "heading2_title": ("section name", "avsnitt", "avsnittsnamn", "avsnittsrubrik"),
    "heading3_code": ("subsection id", "delavsnitt id", "delavsnitt nr"),
    "heading3_title": ("subsection name", "delavsnitt"),
}  # fmt: skip

# Field → head in files that we export. The first two mark a file as ours.
EXPORT_HEADS = {
    "code": "Krav-id", "level": "Nivå", "title": "Rubrik", "text": "Kravtext", "kind": "Typ",
    "motive": "Motiv", "verification": "Verifiering", "answer_format": "Svarsformat",
    "answer_choices": "Svarsalternativ", "phase": "Fas", "is_minimum_requirement": "Minimikrav",
    "status": "Status", "owner": "Ansvarig", "law_reference": "Lagrum",
    "standard_reference": "Standard", "modules": "Moduler", "needs": "Behov",
    "standards": "Standarder i programmet", "assignee": "Tilldelad",
    "verification_method": "Verifieringsmetod",
    "verification_delivery": "Verifiering vid leverans",
    "verification_contract": "Uppföljning under avtalet",
    "max_points": "Högsta poäng", "max_value": "Högsta mervärde, kr", "scale": "Bedömningsskala",
    "confidentiality": "Konfidentialitet", "integrity": "Riktighet",
    "availability": "Tillgänglighet", "traceability": "Spårbarhet",
    "suitability_assessment": "Olämplighetsbedömning",
}  # fmt: skip
# Columns that tell something and are never read in.
TOLD_HEADS = {
    "changed": "Ändrad (läses inte in)", "outline_number": "Nr i dispositionen (läses inte in)",
}  # fmt: skip
# Field → name of its attribute in ReqIF, where no file has given it another.
REQIF_HEADS = {
    **EXPORT_HEADS, "code": "ReqIF.ForeignID", "title": "ReqIF.ChapterName", "text": "ReqIF.Text",
    "modules": "Modul",
}  # fmt: skip
# After the head of an extra column that is named like one of the above.
OWN_FIELD = " (eget fält)"

# Word in the column "Typ" → kind. A heading is a row of its own.
KIND_WORDS = {
    **dict.fromkeys(
        ("ska", "skall", "skakrav", "skallkrav", "ska krav", "skall krav", "måste", "obligatorisk",
         "obligatoriskt", "shall", "must", "shall not", "must not", "ska inte", "får inte",
         "skall inte", "mandatory", "required", "must have", "s", "m"), MANDATORY),
    **dict.fromkeys(
        ("bör", "börkrav", "bör krav", "önskvärt", "önskvärd", "should", "should not", "bör inte",
         "desirable", "recommended", "not recommended", "should have", "could have",
         "utvärderingskrav", "mervärde", "b", "d"), DESIRABLE),
    **dict.fromkeys(
        ("upplysning", "information", "info", "kan", "får", "may", "may not", "can", "optional",
         "informativ", "informativt", "informative", "not mandatory", "i"), INFORMATION),
    **dict.fromkeys(
        ("rubrik", "heading", "avsnitt", "kapitel", "section", "chapter", "grupp", "title"),
        HEADING),
}  # fmt: skip

# Words that say the requirement is no longer in force, whatever its kind once was.
WITHDRAWN_WORDS = frozenset(
    {"deprecated", "utgått", "utgår", "withdrawn", "removed", "struket", "borttaget", "retired"}
)
# Column → word → value, for what is chosen from a few; the first word of each is the usual one.
VALUE_WORDS: dict[str, dict] = {
    "answer_format": {
        "ja nej": "yes_no", "yes no": "yes_no", "ja": "yes_no", "fritext": "text", "text": "text",
        "beskrivning": "text", "free text": "text", "tal": "number", "number": "number",
        "siffra": "number", "värde": "number", "val": "choice", "choice": "choice",
        "flerval": "choice", "alternativ": "choice", "bilaga": "attachment",
        "attachment": "attachment", "dokument": "attachment",
    },
    "phase": {
        "i anbudet": "tender", "anbud": "tender", "tender": "tender", "vid leverans": "delivery",
        "leverans": "delivery", "delivery": "delivery", "under avtalet": "contract",
        "avtal": "contract", "förvaltning": "contract", "contract": "contract",
    },
    "status": {
        "utkast": "draft", "draft": "draft", "ny": "draft", "new": "draft",
        "på granskning": "in_review", "granskning": "in_review", "in review": "in_review",
        "review": "in_review", "godkänt": "approved", "godkänd": "approved",
        "approved": "approved", "fastställt": "approved", "utgått": "withdrawn",
        **dict.fromkeys(sorted(WITHDRAWN_WORDS), "withdrawn"),
    },
}  # fmt: skip
_LEVEL_WORDS = {
    "1": 1, "1 försumbar": 1, "försumbar": 1, "ingen": 1, "2": 2, "2 måttlig": 2, "måttlig": 2,
    "3": 3, "3 allvarlig": 3, "allvarlig": 3, "betydande": 3, "4": 4,
    "4 synnerligen allvarlig": 4, "synnerligen allvarlig": 4,
}  # fmt: skip
# KLASSA's levels are numbers; an empty cell is none of them.
LEVELS = ("confidentiality", "integrity", "availability", "traceability")
VALUE_WORDS |= {
    "verification_method": {
        "beskrivning": "description", "description": "description", "dokument": "document",
        "document": "document", "intyg eller certifikat": "certificate", "intyg": "certificate",
        "certifikat": "certificate", "certificate": "certificate", "referens": "reference",
        "reference": "reference", "demonstration": "demo", "demo": "demo", "test": "test",
        "uppföljning under avtalet": "follow_up", "uppföljning": "follow_up",
        "follow up": "follow_up",
    },
    "suitability_assessment": {
        "behövs inte": "not_needed", "not needed": "not_needed", "behövs inte gjord": "needed",
        "behövs": "needed", "needed": "needed", "gjord": "done", "done": "done",
    },
    **dict.fromkeys(LEVELS, _LEVEL_WORDS),
}  # fmt: skip
STRICTEST_FIRST = (MANDATORY, DESIRABLE, INFORMATION)

YES_WORDS = frozenset({"ja", "j", "yes", "y", "true", "sant", "x", "1", "✓", "✔"})
NO_WORDS = frozenset({"nej", "n", "no", "false", "falskt", "0", "-", ""})

_NOT_WORD = re.compile(r"[^\w#]+|_")
_BETWEEN_KINDS = re.compile(r"/|,|;|\||\+|&|\beller\b|\bor\b|\boch\b|\band\b")


@lru_cache(maxsize=4096)
def normalise(word: str) -> str:
    """Return a header or keyword in the form of the tables: first line, small, single spaces."""
    first_line = word.strip().partition("\n")[0]
    return " ".join(_NOT_WORD.sub(" ", first_line).casefold().split())


@lru_cache(maxsize=4096)
def kind_of(word: str) -> tuple[str, bool, bool] | None:
    """Return (kind, is_combined, is_withdrawn) of a word in the kind column; None if unknown.

    Combined words ("SHALL / MAY", "ska eller bör") count as the strictest of them: a requirement
    must not become softer by being brought in. "SHALL NOT" forbids and is mandatory.
    """
    whole = normalise(word)
    if whole in KIND_WORDS:
        return KIND_WORDS[whole], False, False
    if whole in WITHDRAWN_WORDS:
        return INFORMATION, False, True
    parts = [normalise(part) for part in _BETWEEN_KINDS.split(word.casefold()) if part.strip()]
    kinds = {KIND_WORDS.get(part) for part in parts}
    if len(parts) > 1 and None not in kinds and HEADING not in kinds:
        return next(kind for kind in STRICTEST_FIRST if kind in kinds), True, False
    return None
