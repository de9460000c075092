"""Rules about what a requirement takes on: one thing, measurable, of the product, for everybody."""

import re
from collections.abc import Iterator

from quality.linter import clauses, grammar
from quality.linter.clauses import obligations
from quality.linter.measures import has_measure
from quality.linter.models import (
    NOTE,
    WARNING,
    Context,
    Parameter,
    Remark,
    Rule,
    Settings,
    Subject,
    Wording,
)
from quality.linter.sources import LOU_9_2, LOU_14_1, LOU_14_4, LOU_16_2, SKR
from quality.linter.text import Sentence, Word
from quality.linter.words import listed, pattern_of

_ABOUT_THE_ROW = ("krav", "detta", "kravet", "svar", "anbud")
_JOINING = {"samt", "dessutom", "därutöver"}


def several_requirements(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """A second obligation: another *ska*, *samt* before a new verb, or a list of things to do."""
    seen = 0
    lead = ""
    items = 0
    for sentence in subject.body.sentences:
        for duty in obligations(sentence):
            if duty.verb == "får" or duty.is_about_the_answer or duty.has_subject(_ABOUT_THE_ROW):
                continue
            seen += 1
            if seen == 2:
                yield Remark("text", duty.modal.start, duty.modal.end)
            yield from _joined(duty)
        if sentence.is_item and lead in clauses.MODALS and _begins_with_verb(sentence):
            items += 1
            if items == 2:
                yield Remark("text", sentence.start, sentence.end)
        elif not sentence.is_item:
            lead = sentence.words[-1].lower if sentence.words else ""


def _joined(duty: clauses.Obligation) -> Iterator[Remark]:
    for place, word in enumerate(duty.after[:-1]):
        following = duty.after[place + 1]
        if word.lower in _JOINING and clauses.is_infinitive(following.lower):
            yield Remark("text", word.start, following.end)
            return


def _begins_with_verb(sentence: Sentence) -> bool:
    return bool(sentence.words) and clauses.is_infinitive(sentence.words[0].lower)


_QUALITIES = listed(
    "svarstid, laddningstid, responstid, prestanda, kapacitet, upptid, drifttid, driftsäkerhet, "
    "återställningstid, återställelsetid, inställelsetid, åtgärdstid, lösningstid, "
    "uppstartstid, avbrottstid, fördröjning, latens, belastning, genomströmning, "
    "tillgänglighet, tillförlitlighet, skalbarhet, bandbredd, lagringsutrymme, "
    "överföringshastighet, felfrekvens, träffsäkerhet, resursförbrukning, strömförbrukning, "
    "energiförbrukning, batteritid"
)
_REPORTS = frozenset(
    listed(
        "redovisa, mäta, visa, logga, rapportera, larma, övervaka, följa, beräkna, registrera, "
        "presentera, beskriva, sammanställa, räkna, kontrollera, varna, lämna, ange, exportera, "
        "hämta"
    )
)
# Any other compound with *tid* that shall be short: "korta handläggningstider".
_SHORT_TIME = re.compile(r"(?i)\b(?:kort|låg|snabb|rimlig|begränsad)\w* \w{3,}tid(?:en|er|erna)?\b")
_ELSEWHERE = re.compile(
    r"(?i)\benligt (?:avtals)?bilag\w*|\b(?:avtals)?bilag\w*|\bservicenivå\w*|\bSLA\b|"
    r"\bavtalade?\b|"
    r"\b[A-ZÅÄÖ]{2,6}-\d{2,4}\b"
)
_DEGREE = re.compile(r"(?i)\b(?:hög|låg|kort|god|bra|bättre|snabb|stor|lång)\w* $")
_FOR_EVERYBODY = re.compile(r"(?i)funktionsneds|WCAG|EN 301|för alla\b|tillgänglighetskrav")


def no_measure(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """A quality such as *svarstid* is asked for, and neither a number nor a place that has it."""
    pattern = pattern_of(settings.words("qualities"), compounds=True)
    body = subject.body
    if not (pattern.search(body.plain) or _SHORT_TIME.search(body.plain)):
        return
    if has_measure(body.plain):
        return
    if _ELSEWHERE.search(body.plain) or _FOR_EVERYBODY.search(body.plain):
        return
    for sentence in body.sentences:
        match = pattern.search(sentence.text) or _SHORT_TIME.search(sentence.text)
        if match and not _is_mentioned(sentence, match):
            yield Remark("text", sentence.start + match.start(), sentence.start + match.end())
            return


def _is_mentioned(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the quality is to be told or belongs to something else, and not asked to be good."""
    duties = obligations(sentence)
    if not duties or any(word.lower in _REPORTS for word in _verbs(duties)):
        return True
    if _DEGREE.search(sentence.text[max(0, match.start() - 15) : match.start()]):
        return False
    handles = any(duty.action and duty.action.lower == "hantera" for duty in duties)
    return handles or bool(re.search(r"(?i)\bsom\b", sentence.text[: match.start()]))


def _verbs(duties: tuple[clauses.Obligation, ...]) -> Iterator[Word]:
    """The verb of each obligation; where the subject follows the modal, any of its words."""
    for duty in duties:
        if duty.is_fronted:
            yield from duty.after
        elif duty.action:
            yield duty.action


_ON_SUPPLIER = listed(
    "omsättning, soliditet, likviditet, kreditvärdighet, kreditvärdering, kreditklass, "
    "kreditupplysning, riskklass, ekonomi, ekonomisk ställning, ekonomiska ställning, ekonomisk "
    "stabilitet, finansiell ställning, finansiellt stabil, ekonomiskt stabil, årsredovisning, "
    "bokslut, referensuppdrag, referenskund, referenser från, tidigare uppdrag, f-skatt, "
    "f-skattsedel, registreringsbevis, bolagsregistrering, aktiekapital, ansvarsförsäkring, "
    "bankgaranti, erfarenhet, kännedom om, dokumenterad kompetens, certifierat ledningssystem, "
    "ha infört, ha levererat, ha genomfört, ha utfört, installationer, anställda, konsulter "
    "anställda, kunder inom, kunder i, huvudkontor, kvalitetsledningssystem, "
    "miljöledningssystem, betalningsanmärkningar, skulder, årsomsättning, nettoomsättning, "
    "kreditbetyg, rating, referensobjekt, referensprojekt, referensperson, referenslista, "
    "referenskunder, liknande uppdrag, liknande leveranser, motsvarande uppdrag, jämförbara "
    "uppdrag, tidigare leveranser, ha drivit, ha arbetat, ha bedrivit, ha implementerat, ha "
    "driftsatt, varit verksam, vara verksam, vara etablerad, årsanställda, heltidsanställda, "
    "ekonomisk styrka, finansiell styrka, finansiell stabilitet, rörelseresultat, eget kapital, "
    "moderbolag, momsregistrerad, konsultansvarsförsäkring, företagsförsäkring, "
    "lokalkontor, säte i"
)
_CERTIFIED_SUPPLIER = re.compile(r"(?i)\b(?:certifierad|auktoriserad)e?\s+leverantör(?:er)?\b")
_CERTIFIED_LATER = re.compile(
    r"(?i)\bledningssystem\b[^.]*\bcertifier\w+|\bvara (?:\S+ )?\S*certifierad"
)


def supplier_requirement(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """A requirement on the supplier's standing, which belongs to the qualification."""
    pattern = pattern_of(settings.words("words"))
    for sentence in subject.body.sentences:
        match = _CERTIFIED_SUPPLIER.search(sentence.text)
        if not match and any(duty.has_subject(grammar.SUPPLIERS) for duty in obligations(sentence)):
            match = pattern.search(sentence.text) or _CERTIFIED_LATER.search(sentence.text)
        if match:
            yield Remark("text", sentence.start + match.start(), sentence.start + match.end())
        elif _repeats_qualification(sentence, settings):
            yield Remark("text", sentence.start, sentence.end, form=_REPEATS)


_REPEATS = Wording(
    "Kravet upprepar ett kvalificeringskrav. Ställ det en gång, där leverantören prövas.",
    "The requirement repeats a qualification requirement. Ask once, where suppliers are examined.",
)
_SHARED_WORDS, _SHARED_PART = 5, 0.6


def _repeats_qualification(sentence: Sentence, settings: Settings) -> bool:
    """Whether most content words of the sentence stand in one qualification requirement."""
    qualifications = _qualification_words(settings.context)
    if not qualifications:
        return False
    words = _content(sentence.text)
    return any(
        len(words & other) >= _SHARED_WORDS and len(words & other) >= _SHARED_PART * len(words)
        for other in qualifications
    )


def _qualification_words(context: Context) -> list[frozenset[str]]:
    known = context.memory.get("qualifications")
    if not isinstance(known, list):
        known = [_content(text) for text in context.qualifications]
        context.memory["qualifications"] = known
    return known


def _content(text: str) -> frozenset[str]:
    """Beginnings of the longer words and the numbers: enough to know a sentence again."""
    words = re.findall(r"[^\W\d_]{5,}|\d+", text.lower())
    return frozenset(word[:7] for word in words) - {"systeme", "leveran", "anbudsg"}


_SCREENS = listed(
    "användargränssnitt, webbgränssnitt, grafiskt gränssnitt, grafiska gränssnitt, e-tjänst, "
    "portal, webbplats, webbsida, hemsida, webbapplikation, webbformulär, webbtidbok, app, "
    "mobilapp, patientapp, mobilapplikation, mobil applikation, invånartjänst, pekskärm*, "
    "självincheckning, självbetjäning, kiosk, skärmbild*, inloggningssida, startsida, webbklient, "
    "webbenkät, chattfunktion, chattbot, webbutbildning, e-utbildning, informationsskärm, "
    "väntrumsskärm, ankomstterminal, incheckningsterminal, instrumentpanel, bokningstjänst, "
    "mobilt gränssnitt, webbplattform"
)
_ACCESSIBLE = re.compile(
    r"(?i)tillgänglig(?!a tider)|WCAG|EN 301 ?549|funktionsneds|skärmläsar|2018:1937|DOS-lagen"
)
_PROVIDES = frozenset(
    listed(
        "ha, erbjuda, tillhandahålla, leverera, innehålla, omfatta, skapa, utveckla, ge, "
        "inkludera, bygga, införa, installera, ta, medge, möjliggöra, finnas, ingå, utforma, "
        "driftsätta, tillgängliggöra, levereras, tillhandahållas, erbjudas, utvecklas, införas"
    )
)


def no_accessibility(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """An interface for people is ordered, and nothing says that everybody can use it."""
    rest = (subject.standard_reference, subject.law_reference, *subject.standards)
    pattern = pattern_of(settings.words("words"), compounds=True)
    if not pattern.search(subject.body.plain):
        return
    if any(_ACCESSIBLE.search(text) for text in (subject.body.plain, *rest)):
        return
    for sentence in subject.body.sentences:
        match = pattern.search(sentence.text)
        if match and _is_ordered(sentence, sentence.start + match.start()):
            yield Remark("text", sentence.start + match.start(), sentence.start + match.end())
            return


def _is_ordered(sentence: Sentence, place: int) -> bool:
    """Whether the interface is what shall be provided, not where something happens."""
    for duty in obligations(sentence):
        if duty.action and duty.action.lower in _PROVIDES:
            between = [w.lower for w in duty.after if duty.action.end <= w.start < place]
            return not {"i", "via", "genom", "från", "till", "mot", "över", "om"} & set(between)
    return False


RULES = (
    Rule(
        code="several-requirements",
        severity=WARNING,
        name=Wording("Flera krav i ett", "Several requirements in one"),
        explanation=Wording(
            "Ett krav ska kunna besvaras, prövas och följas upp för sig. Den som uppfyller det ena "
            "men inte det andra kan varken svara ja eller nej.",
            "A requirement is answered, examined and followed up by itself. A supplier who meets "
            "one part but not the other can answer neither yes nor no.",
        ),
        message=Wording(
            "”%(words)s” börjar ett krav till. Dela raden, så att varje del kan besvaras för sig.",
            "“%(words)s” begins another requirement. Split the row, so that each part can be "
            "answered by itself.",
        ),
        poor="Systemet ska logga all åtkomst. Systemet ska larma vid misstänkt intrång.",
        good="Systemet ska logga all åtkomst med tid, användare och patient.",
        sources=(SKR,),
        check=several_requirements,
    ),
    Rule(
        code="no-measure",
        severity=WARNING,
        name=Wording("Mått saknas", "No measure"),
        explanation=Wording(
            "Svarstid, tillgänglighet och liknande egenskaper kan bara jämföras och följas upp mot "
            "ett tal med enhet. Skriv gränsen, eller var den står.",
            "Response time, availability and the like can only be compared and followed up against "
            "a number with its unit. Write the limit, or where it stands.",
        ),
        message=Wording(
            "”%(words)s” har inget mått. Skriv ett tal med enhet, eller var det står.",
            "“%(words)s” has no measure. Write a number with its unit, or where it stands.",
        ),
        poor="Systemet ska ha korta svarstider.",
        good="Systemet ska ha en svarstid på högst 2 sekunder vid sökning av patient.",
        sources=(LOU_16_2, SKR),
        check=no_measure,
        parameters=(
            Parameter(
                "qualities",
                Wording("Egenskaper som behöver mått", "Qualities that need a measure"),
                _QUALITIES,
            ),
        ),
    ),
    Rule(
        code="supplier-requirement",
        severity=WARNING,
        name=Wording("Krav på leverantören", "Requirement on the supplier"),
        explanation=Wording(
            "Omsättning, referensuppdrag och liknande prövas i kvalificeringen, med lagens gränser "
            "för vad som får krävas. I kravspecifikationen ställs krav på det som köps.",
            "Turnover, reference assignments and the like are examined in the qualification, "
            "within the limits of the law. The specification asks about what is bought.",
        ),
        message=Wording(
            "”%(words)s” gäller leverantören. Flytta det till kvalificeringskraven.",
            "“%(words)s” concerns the supplier. Move it to the qualification requirements.",
        ),
        poor="Leverantören ska ha en omsättning på minst 200 miljoner kronor per år.",
        good="Leverantören ska lämna en månadsrapport med antal ärenden per vårdenhet.",
        sources=(LOU_14_1, LOU_14_4, LOU_16_2),
        check=supplier_requirement,
        parameters=(
            Parameter(
                "words",
                Wording("Ord om leverantörens ställning", "Words on the supplier's standing"),
                _ON_SUPPLIER,
            ),
        ),
    ),
    Rule(
        code="no-accessibility",
        severity=NOTE,
        name=Wording("Tillgänglighet nämns inte", "Accessibility is not mentioned"),
        explanation=Wording(
            "Det som människor ska använda ska beskrivas med hänsyn till personer med "
            "funktionsnedsättning och alla användares behov. Hänvisa till EN 301 549 eller "
            "likvärdig.",
            "What people will use is specified with regard to persons with disabilities and the "
            "needs of all users. Refer to EN 301 549 or equivalent.",
        ),
        message=Wording(
            "”%(words)s” används av människor. Skriv kraven på tillgänglighet, till exempel "
            "EN 301 549 eller likvärdig.",
            "“%(words)s” is used by people. Write what accessibility is required, for instance "
            "EN 301 549 or equivalent.",
        ),
        poor="Leverantören ska leverera en patientportal med tidbokning.",
        good="Leverantören ska leverera en patientportal med tidbokning som uppfyller EN 301 549 "
        "eller likvärdig.",
        sources=(LOU_9_2,),
        check=no_accessibility,
        parameters=(
            Parameter(
                "words", Wording("Gränssnitt för människor", "Interfaces for people"), _SCREENS
            ),
        ),
    ),
)
