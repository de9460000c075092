"""Rules about language, for rows of every kind: abbreviations, references, length, terms."""

import re
from collections.abc import Iterator

from quality.linter.models import (
    EVERY_KIND,
    NOTE,
    WARNING,
    Context,
    Parameter,
    Remark,
    Rule,
    Settings,
    Subject,
    Term,
    Wording,
)
from quality.linter.names import product_names, standard_names
from quality.linter.sources import SKR
from quality.linter.text import Text
from quality.linter.words import listed, pattern_of

_KNOWN = listed(
    "IT, EU, EES, GDPR, LOU, LUF, OSL, PDL, SKR, PDF, XML, JSON, CSV, API, HTML, HTTP, HTTPS, "
    "URL, SQL, USB, SMS, ID, ISO, IEC, IEEE, EN, SS, HL7, FHIR, CDA, IHE, XDS, WCAG, ICD, KVÅ, "
    "ATC, SITHS, HSA, NPÖ, TLS, SAML, AI, PC, EKG, MR, DT, CT, IE, AA, AAA, SE, TV, CE, MDR, "
    "NIS2, RIV, TA, DICOM, LOINC, SCIM, PNG, JPEG, QR, IP, VPN, DNS, EHDS, HSLF, FS, SFS, "
    "SOSFS, MSBFS, NIST, ETSI, CEN, CPV, KLASSA, TB, GB, MB, KB, PB, II, III, IV, VI, VII, "
    "VIII, IX, XI, XII, OCR, DOS, NPU, BMI, DNA, HIV, IVA, BB, RFC, UTF, SFTP, FTP, AMQP, MLLP, "
    "REST, SOAP, SMART, CDM, AQL, SSO, CDS, JWT, SLA, UTC, ECG, SCP, CET, MFA, GIS, OWASP, "
    "MASVS"
)
# Words that people write in capitals for emphasis.
_SHOUTED = frozenset(
    listed(
        "SKA, SKALL, BÖR, INTE, OCH, ELLER, TA, EMOT, MINST, MED, AV, ALLA, KAN, FÅR, VID, UTAN, EJ"
    )
)
_SHORT = re.compile(r"(?<![\wÅÄÖ/&])(?P<word>[A-ZÅÄÖ][A-ZÅÄÖ0-9]{1,4})(?![A-ZÅÄÖ0-9]|\w*[A-ZÅÄÖ])")
_IN_BRACKETS = re.compile(r"\(([^()]{2,100})\)")
_CAPITALS = re.compile(r"\b[A-ZÅÄÖ]{6,}\b")


def undefined_abbreviations(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """Capitals that neither the list, the glossary, the architecture nor the text explains."""
    plain = subject.body.plain
    found = [match for match in _SHORT.finditer(plain) if _is_abbreviation(match, plain)]
    if not found:
        return
    told = _known_abbreviations(settings) | set(subject.modules) | _explained(plain)
    shortest = 4 if _CAPITALS.search(plain) else 2
    for match in found:
        word = match["word"]
        if len(word) >= shortest and not {word, word.rstrip("0123456789")} & told:
            told.add(word)
            yield Remark("text", match.start(), match.end())


def _is_abbreviation(match: re.Match[str], plain: str) -> bool:
    """Not a code with a number after its hyphen, an emphasised word, or a part of a dotted name."""
    after = plain[match.end() : match.end() + 2]
    if re.match(r"[-–]\d|\.\w", after) or match["word"] in _SHOUTED:
        return False
    return sum(letter.isalpha() for letter in match["word"]) > 1


def _explained(plain: str) -> set[str]:
    """Abbreviations beside brackets, in brackets, or whose first letters the brackets spell."""
    told = {match["word"] for match in _SHORT.finditer(plain) if plain[match.end() :][:2] == " ("}
    for inside in _IN_BRACKETS.findall(plain):
        initials = "".join(word[0] for word in inside.split()).upper()
        told |= {inside, *(initials[:length] for length in range(2, len(initials) + 1))}
    return told


def _known_abbreviations(settings: Settings) -> set[str]:
    context = settings.context
    known = context.memory.get("abbreviations")
    if not isinstance(known, set):
        names = " ".join((*standard_names(context), *product_names(context)))
        known = {
            *settings.words("known"),
            *context.modules,
            *(term.abbreviation for term in context.terms if term.abbreviation),
            *(term.term for term in context.terms if term.term.isupper()),
            *re.findall(r"[A-ZÅÄÖ][A-ZÅÄÖ0-9]+", names),
        }
        context.memory["abbreviations"] = known
    return known


_CODE = re.compile(r"(?<![\w-])(?P<prefix>[A-ZÅÄÖ]{2,10})[-–‑](?P<number>\d{1,5})(?![\w-])")
_CALLED = re.compile(r"(?i)\bkrav(?:et|en)?\s+$")


def unknown_requirements(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """A code of the programme's pattern that no requirement has."""
    codes = settings.context.codes
    if codes is None:
        return
    for field in ("text", "motive", "verification"):
        written = getattr(subject, field)
        if "-" not in written and "–" not in written and "‑" not in written:
            continue
        plain = subject.read(field).plain
        for match in _CODE.finditer(plain):
            code = f"{match['prefix']}-{match['number']}"
            if code in codes or code == subject.code:
                continue
            named = _CALLED.search(plain[max(0, match.start() - 12) : match.start()])
            if named or match["prefix"] in _prefixes(settings.context):
                yield Remark(field, match.start(), match.end())


def _prefixes(context: Context) -> set[str]:
    known = context.memory.get("prefixes")
    if not isinstance(known, set):
        known = {code.rsplit("-", 1)[0] for code in context.codes or () if "-" in code}
        context.memory["prefixes"] = known
    return known


_LONG_TEXT = Wording(
    "Texten har %(count)s ord, fler än %(limit)s. Dela kravet, eller flytta förklaringen till "
    "motivet.",
    "The text has %(count)s words, more than %(limit)s. Split the requirement, or move the "
    "explanation to the motive.",
)


def too_long(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """A sentence or a text with more words than the limits."""
    limit = settings.number("sentence_words")
    for sentence in subject.body.sentences:
        if len(sentence.words) > limit:
            values = _counted(len(sentence.words), limit)
            yield Remark("text", sentence.start, sentence.end, values)
    limit = settings.number("text_words")
    if len(subject.body.words) > limit:
        yield Remark("text", values=_counted(len(subject.body.words), limit), form=_LONG_TEXT)


def _counted(count: int, limit: int) -> tuple[tuple[str, str], ...]:
    return ("count", str(count)), ("limit", str(limit))


def avoided_synonyms(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """A word that the glossary says not to use, where it has another term for the thing."""
    terms = [term for term in settings.context.terms if term.avoid]
    if not terms:
        return
    anything = pattern_of(_all_avoided(settings.context))
    for field in ("title", "text", "motive", "verification"):
        if anything.search(getattr(subject, field)):
            yield from _avoided_in(subject.read(field), field, terms)


def _all_avoided(context: Context) -> tuple[str, ...]:
    known = context.memory.get("avoided")
    if not isinstance(known, tuple):
        known = tuple(word for term in context.terms for word in term.avoid)
        context.memory["avoided"] = known
    return known


def _avoided_in(text: Text, field: str, terms: list[Term]) -> Iterator[Remark]:
    for term in terms:
        for match in pattern_of(term.avoid).finditer(text.plain):
            yield Remark(field, match.start(), match.end(), (("term", term.term),))


RULES = (
    Rule(
        code="undefined-abbreviation",
        severity=NOTE,
        name=Wording("Förkortning utan förklaring", "Abbreviation without explanation"),
        explanation=Wording(
            "Alla anbudsgivare ska förstå kravet lika. Skriv ut förkortningen första gången, "
            "eller lägg den i ordlistan.",
            "All tenderers must understand the requirement alike. Spell the abbreviation out the "
            "first time, or put it in the glossary.",
        ),
        message=Wording(
            "”%(words)s” förklaras inte i texten och finns inte i ordlistan.",
            "“%(words)s” is not explained in the text and is not in the glossary.",
        ),
        poor="Systemet ska exportera uppgifter till DWH varje natt.",
        good="Systemet ska exportera uppgifter till regionens datalager (DWH) varje natt.",
        sources=(SKR,),
        check=undefined_abbreviations,
        kinds=EVERY_KIND,
        parameters=(
            Parameter("known", Wording("Kända förkortningar", "Known abbreviations"), _KNOWN),
        ),
    ),
    Rule(
        code="unknown-requirement",
        severity=WARNING,
        name=Wording("Hänvisning till krav som inte finns", "Reference to no requirement"),
        explanation=Wording(
            "Krav-id i texten leder till ett krav i programmet. Efter en delning eller en "
            "borttagning kan hänvisningen vara fel.",
            "A requirement's id in the text leads to a requirement of the programme. After a split "
            "or a removal the reference may be wrong.",
        ),
        message=Wording(
            "Inget krav heter ”%(words)s”. Rätta hänvisningen.",
            "No requirement is called “%(words)s”. Correct the reference.",
        ),
        poor="Systemet ska följa gränserna i krav INT-099.",
        good="Systemet ska följa gränserna i krav INT-014.",
        sources=(SKR,),
        check=unknown_requirements,
        kinds=EVERY_KIND,
        on_headings=True,
    ),
    Rule(
        code="too-long",
        severity=NOTE,
        name=Wording("För lång text", "Text too long"),
        explanation=Wording(
            "Långa meningar läses olika, och långa krav brukar vara flera. Ett krav är enkelt, "
            "klart och står för sig.",
            "Long sentences are read in different ways, and long requirements tend to be several. "
            "A requirement is simple, clear and stands alone.",
        ),
        message=Wording(
            "Meningen har %(count)s ord, fler än %(limit)s. Dela den.",
            "The sentence has %(count)s words, more than %(limit)s. Divide it.",
        ),
        poor="Systemet ska visa en översikt över patientens samtliga pågående vårdkontakter, "
        "bokade besök, väntande remisser, obesvarade beställningar och aktuella ordinationer för "
        "den läkare, sjuksköterska eller undersköterska som har ett pågående vårdåtagande för "
        "patienten på den vårdenhet där användaren har valt att arbeta under sitt arbetspass.",
        good="Systemet ska visa patientens pågående vårdkontakter i en översikt.",
        sources=(SKR,),
        check=too_long,
        kinds=EVERY_KIND,
        parameters=(
            Parameter("sentence_words", Wording("Ord i en mening", "Words in a sentence"), 40),
            Parameter("text_words", Wording("Ord i hela texten", "Words in the whole text"), 100),
        ),
    ),
    Rule(
        code="avoided-synonym",
        severity=NOTE,
        name=Wording("Ord som ordlistan avråder från", "Word that the glossary advises against"),
        explanation=Wording(
            "Samma sak ska heta likadant i alla krav. Ordlistan säger vilket ord som gäller.",
            "The same thing has the same name in all requirements. The glossary says which.",
        ),
        message=Wording(
            "Skriv ”%(term)s” i stället för ”%(words)s”.",
            "Write “%(term)s” instead of “%(words)s”.",
        ),
        poor="Systemet ska visa vårdtagarens adress.",
        good="Systemet ska visa patientens adress.",
        sources=(SKR,),
        check=avoided_synonyms,
        kinds=EVERY_KIND,
        on_headings=True,
    ),
)
