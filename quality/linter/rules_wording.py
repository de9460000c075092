"""Rules about how an obligation is worded: vague words, the verb, the actor, absolute negations."""

import re
from collections.abc import Iterator
from functools import lru_cache

from quality.linter import clauses, grammar
from quality.linter.clauses import Obligation, obligations
from quality.linter.measures import has_measure
from quality.linter.models import (
    DESIRABLE,
    INFORMATION,
    MANDATORY,
    WARNING,
    Parameter,
    Remark,
    Rule,
    Settings,
    Subject,
    Wording,
)
from quality.linter.sources import LOU_4_1, LOU_16_2, SKR
from quality.linter.text import Sentence
from quality.linter.words import listed, pattern_of

# What is said of words that a number in the same sentence makes exact.
_MEASURED = listed(
    "snabb, långsam*, fort, omedelbar, omgående, skyndsam, snarast, utan dröjsmål, utan onödigt "
    "dröjsmål, inom kort, regelbunden, regelbundet, kontinuerlig, löpande, rimlig, skälig, "
    "tillräcklig, i god tid, god, gott, effektiv, hög kvalitet, hög säkerhet, hög grad, hög "
    "nivå, hög precision, hög noggrannhet, hög flexibilitet, hög användbarhet, hög detaljnivå, "
    "acceptabel, robust, skalbar, stabil drift, stabilt system, stort antal, stora mängder, "
    "ofta, oftast, nära realtid, realtidsnära, användbar, användbarhet, konkurrenskraftig, "
    "minimal, maximal, kort varsel, vid varje tidpunkt, stora datamängder, stora volymer, "
    "driftsäker, pålitlig, märkbar, fåtal, flertal, minimera, maximera, i rätt tid, tidseffektiv, "
    "normal belastning, normala driftförhållanden"
)
_VAGUE = listed(
    "användarvänlig*, användaranpassad, lätt att, lättanvän*, lättarbeta*, lättbegriplig*, "
    "lättförstå*, lättillgänglig*, lättläst, lättnavigera*, lättskött, lätthanter*, "
    "lättöverskådlig*, enkel, intuitiv, självförklarande, pedagogisk, tydlig, överskådlig, "
    "smidig, ergonomisk, flexibel, dynamisk, modern, tidsenlig, framtidssäker*, innovativ, "
    "avancerad, kraftfull, sofistikerad, state of the art, best practice, marknadsledande, "
    "världsledande, lämplig, ändamålsenlig, adekvat, relevant, erforderlig, nödvändig, optimal, "
    "optimerad, sömlös, professionell, högkvalitativ, välfungerande, väl fungerande, väl "
    "anpassad, välstrukturerad, väl beprövad, beprövad, tillfredsställande, fullgod, bra, "
    "attraktiv, tilltalande, trevlig, vid behov, efter behov, vid lämplig tidpunkt, som "
    "möjligt, om möjligt, där så är möjligt, så långt det är möjligt, i möjligaste mån, största "
    "möjliga, minsta möjliga, bästa möjliga, i förekommande fall, vanligtvis, normalt sett, "
    "under normala förhållanden, normala omständigheter, m.m, etc, osv, med mera, och så "
    "vidare, och liknande, eller liknande, eller dylikt, i hög utsträckning, i stor "
    "utsträckning, på ett säkert sätt, på ett bra sätt, på ett strukturerat sätt, omfattande "
    "stöd, brett stöd, ska upplevas, bör upplevas, skall upplevas, verksamhetens behov, "
    "regionens behov, som regel, kostnadseffektiv, resurseffektiv, optimera, friktionsfri*, "
    "problemfri*, genomtänkt, väl utformad, heltäckande, anpassningsbar, lättanpassa*, begriplig, "
    "inbjudande, estetisk, onödig, gärna, rätt tidpunkt, rätt information, vanligt "
    "förekommande, vanligen förekommande, "
    "allmänt förekommande, gängse, sedvanlig, företrädesvis, i huvudsak, i möjlig mån, "
    "i största möjliga mån, när det behövs, där det behövs, om det behövs, i den mån"
)
# Facts of care and of law that hold a vague word and are exact.
_EXACT = re.compile(r"(?i)\bläkemedel\w*|\bordination\w*|\bdos(?:er|en)?\b|\bstråldos")
_DEFINED = re.compile(
    r"(?i)\b(?:upp)?mätt\b|\bmäts\b|\bavses\b|\bbetyder\b|\bdefinier\w+|\bpoängsättning"
)
_MOTHER = re.compile(
    r"(?i)\b(?:barn\w*|foster\w*|fostr\w*|nyfödd\w*|förlossning\w*|gravid\w*|amning\w*|mödra\w*)"
)
_GUARDIAN = re.compile(r"(?i)gode? m[aä]n|god tid\b|god(?:a|e)?s?\W+och ont|gods\b")
_ENKEL_KIND = re.compile(r"(?i)\benkel\w*\s+(?:och|eller)\s+dubb\w+|\bdubb\w+\s+\w+\s+enk\w+")


def vague_words(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """Words that each reader fills with a meaning of their own, unless a measure follows."""
    always = pattern_of(settings.words("words"))
    measured = pattern_of(settings.words("measured_words"))
    for sentence in subject.body.sentences:
        if _DEFINED.search(sentence.text):
            continue
        yield from _matches(always, sentence)
        if measured.search(sentence.text) and not has_measure(sentence.text):
            yield from _matches(measured, sentence)


def _matches(pattern: re.Pattern[str], sentence: Sentence) -> Iterator[Remark]:
    for match in pattern.finditer(sentence.text):
        if not _is_exact(match, sentence):
            start = sentence.start
            yield Remark("text", start + match.start(), start + match.end())


def _is_exact(match: re.Match[str], sentence: Sentence) -> bool:
    """A name, a mother, a medicine to take when needed: the word means something certain there."""
    word = match[0].lower()
    if match[0][:1].isupper() and match.start():
        return True
    if word.startswith("god"):
        return _GUARDIAN.match(sentence.text, match.start()) is not None
    if word == "ofta":
        return sentence.text[max(0, match.start() - 4) : match.start()] == "hur "
    if word in {"modern", "moderns"}:
        return _holds(_MOTHER, sentence.text)
    if word == "vid behov" or word.startswith("effektiv"):
        return _holds(_EXACT, sentence.text)
    return word.startswith("enk") and _holds(_ENKEL_KIND, sentence.text)


@lru_cache(maxsize=64)
def _holds(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a sentence holds a pattern; asked once, however often its words are found."""
    return pattern.search(text) is not None


_IN_DESIRABLE = Wording(
    "”%(words)s” är bindande, men raden är ett bör-krav. Skriv ”bör”, eller ändra typen.",
    "“%(words)s” is binding, but the row is a desirable requirement (bör-krav). Write “bör”, or "
    "change the type.",
)
_IN_MANDATORY = Wording(
    "”%(words)s” är inte bindande, men raden är ett ska-krav. Skriv ”ska”, eller ändra typen.",
    "“%(words)s” is not binding, but the row is a mandatory requirement (ska-krav). Write “ska”, "
    "or change the type.",
)
_IN_INFORMATION = Wording(
    "Raden är en upplysning men säger vad leverantören ”%(words)s” göra. Gör den till ett krav.",
    "The row is information, but it says what the supplier “%(words)s” do. Make it a requirement.",
)
_WRONG_VERBS = {
    MANDATORY: ({clauses.SHOULD}, _IN_MANDATORY),
    DESIRABLE: ({clauses.MUST}, _IN_DESIRABLE),
    INFORMATION: ({clauses.MUST, clauses.SHOULD}, _IN_INFORMATION),
}


def wrong_verb(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """*Ska* in a bör-krav, *bör* in a ska-krav, either in a row that asks nothing."""
    verbs, form = _WRONG_VERBS[subject.kind]
    for sentence in subject.body.sentences:
        for duty in obligations(sentence):
            if duty.verb not in verbs:
                continue
            if subject.kind == INFORMATION and not _binds_supplier(duty):
                continue
            if subject.kind != INFORMATION and duty.is_about_the_answer:
                continue
            yield Remark("text", duty.modal.start, duty.modal.end, form=form)


def _binds_supplier(duty: Obligation) -> bool:
    return duty.has_subject(grammar.THINGS + grammar.SUPPLIERS) and not duty.has_subject(
        grammar.BUYERS
    )


_IMPERSONAL = re.compile(
    r"(?i)\bdet (?:ska|skall|bör|måste)(?: \w+){0,3}? (?:vara möjligt|vara enkelt|gå att|finnas)\b"
)


def no_actor(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """A passive obligation of which no thing is the subject and nobody the agent."""
    things = settings.words("things") + subject.modules + settings.context.modules
    for sentence in subject.body.sentences:
        impersonal = _IMPERSONAL.search(sentence.text)
        for duty in obligations(sentence):
            if duty.verb == "får" or duty.has_subject(things):
                continue
            passive = clauses.passive_of(duty)
            if passive and not _has_agent(duty, things, _BY):
                yield Remark("text", duty.modal.start, passive.end)
            elif impersonal and not passive and not _has_agent(duty, things, _FOR):
                at = sentence.start
                yield Remark("text", at + impersonal.start(), at + impersonal.end())


_BY = frozenset({"av", "genom", "via", "i", "hos"})
_FOR = _BY | {"för"}


def _has_agent(duty: Obligation, things: tuple[str, ...], words: frozenset[str]) -> bool:
    """Whether an actor stands after *av*, *i*, *genom* …, or anybody after a verb and *av*."""
    actors = things + grammar.PEOPLE
    clause = duty.before + duty.main
    for place, word in enumerate(clause):
        if word.lower not in words:
            continue
        just_before = clause[max(0, place - 2) : place]
        if word.lower == "av" and any(clauses.is_passive(w.lower) for w in just_before):
            return True
        reach = 4 if word.lower == "av" else 2
        near = clause[place + 1 : place + 1 + reach]
        if any(clauses.is_actor(other, actors) for other in near):
            return True
    return False


_ABSOLUTE = re.compile(
    r"(?i)\b(?:på inget (?:sätt|vis)|i inget fall|vid inget tillfälle|omöjlig\w* att|"
    r"(?:inga|noll) (?:som helst )?"
    r"(?:fel|avbrott|brister|buggar|sårbarheter|störningar|driftstopp)\b|"
    r"(?:avbrotts|bugg|störnings)fri\w*|"
    r"under inga (?:som helst )?(?:omständigheter|förhållanden|villkor|förutsättningar)|"
    r"(?:inte|ej|aldrig)\b[^.]{0,40}?\b(?:på något (?:sätt|vis)|i något (?:fall|läge|avseende)|"
    r"vid något (?:tillfälle|läge)|under några (?:som helst )?(?:omständigheter|förhållanden)|"
    r"under någon (?:som helst )?omständighet)|"
    r"fri\w* från (?:fel|brister|buggar|avbrott|störningar|sårbarheter|virus|skadlig kod)|"
    r"felfri\w*|utan (?:några )?(?:fel|brister)\b|"
    r"(?:inte|ej) (?:kunna )?(?:ligga nere|krascha|hänga sig|gå sönder|förekomma)|"
    r"(?:inga|ingen|inget|inte|ej)\b[^.]{0,40}?\b(?:går? förlora\w+|försvinna|förloras|tappas))"
)
_LIMIT = re.compile(
    r"(?i)\b(?:mer|fler|längre|större|mindre|färre|högre|lägre|senare) .{0,12}?än\b|"
    r"\b(?:högst|minst|inom|över)\b"
)
_NEVER = {"aldrig", "någonsin"}
# After *att* an obligation goes on ("säkerställa att … aldrig"); after these it tells a fact.
_FACTS = frozenset({"som", "när", "om", "vilka", "vilken", "vilket", "där", "hur", "vad"})


def unverifiable_negation(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """Never, in no case, free from errors: no test can show it. A limit in numbers can be shown."""
    for sentence in subject.body.sentences:
        if has_measure(sentence.text) and _LIMIT.search(sentence.text):
            continue
        if match := _ABSOLUTE.search(sentence.text):
            at = sentence.start
            yield Remark("text", at + match.start(), at + match.end())
            continue
        for duty in obligations(sentence):
            for word in duty.after:
                if word.lower in _FACTS:
                    break
                if word.lower in _NEVER:
                    yield Remark("text", word.start, word.end)


RULES = (
    Rule(
        code="vague-word",
        severity=WARNING,
        name=Wording("Vagt ord", "Vague word"),
        explanation=Wording(
            "Ord som ”användarvänlig” och ”vid behov” betyder olika för den som frågar, den som "
            "svarar och den som bedömer. Skriv vad som ska hända, hur mycket eller hur snabbt.",
            "Words such as “användarvänlig” and “vid behov” mean different things to those who "
            "ask, answer and judge. Write what shall happen, how much or how fast.",
        ),
        message=Wording(
            "”%(words)s” kan inte prövas. Skriv vad som menas, med ett mått om det går.",
            "“%(words)s” cannot be verified. Write what is meant, with a measure if possible.",
        ),
        poor="Systemet ska vara användarvänligt.",
        good="Systemet ska låta användaren förnya ett recept med högst tre klick.",
        sources=(LOU_16_2, SKR),
        check=vague_words,
        parameters=(
            Parameter("words", Wording("Vaga ord", "Vague words"), _VAGUE),
            Parameter(
                "measured_words",
                Wording("Ord som godtas med ett mått", "Words accepted with a measure"),
                _MEASURED,
            ),
        ),
    ),
    Rule(
        code="wrong-verb",
        severity=WARNING,
        name=Wording("Fel verb för typen", "Wrong verb for the type"),
        explanation=Wording(
            "Ett ska-krav binder och ett bör-krav ger mervärde. När texten säger något annat än "
            "typen vet anbudsgivaren inte om anbudet faller. En upplysning ska inte kräva något.",
            "A ska-krav binds and a bör-krav adds value. When the text says something else than "
            "the type, tenderers do not know whether they are rejected. Information asks nothing.",
        ),
        message=_IN_DESIRABLE,
        poor="Systemet ska visa patientens vårdplan som ett diagram.",
        good="Systemet bör visa patientens vårdplan som ett diagram.",
        sources=(LOU_4_1, SKR),
        check=wrong_verb,
        kinds=frozenset(_WRONG_VERBS),
        example_kind=DESIRABLE,
    ),
    Rule(
        code="no-actor",
        severity=WARNING,
        name=Wording("Ingen som gör det", "Nobody who does it"),
        explanation=Wording(
            "”Loggar ska sparas” säger inte om systemet, leverantören eller regionen ska göra det. "
            "Skriv vem som gör det.",
            "“Loggar ska sparas” (logs shall be kept) does not say whether the system, the "
            "supplier or the region does it. Write who does it.",
        ),
        message=Wording(
            "”%(words)s”: skriv vem som gör det, till exempel systemet eller leverantören.",
            "“%(words)s”: write who does it, for instance the system or the supplier.",
        ),
        poor="Loggar ska sparas i tio år.",
        good="Systemet ska spara loggar i tio år.",
        sources=(SKR,),
        check=no_actor,
        parameters=(
            Parameter(
                "things", Wording("Det som kan göra något", "What can do something"), grammar.THINGS
            ),
        ),
    ),
    Rule(
        code="unverifiable-negation",
        severity=WARNING,
        name=Wording("Förbud som inte kan prövas", "Prohibition that cannot be verified"),
        explanation=Wording(
            "Att något aldrig händer kan ingen visa i ett anbud eller ett prov. Skriv vad systemet "
            "gör i stället, eller en gräns.",
            "Nobody can show in a tender or a test that something never happens. Write what the "
            "system does instead, or a limit.",
        ),
        message=Wording(
            "”%(words)s” kan inte visas. Skriv vad som händer i stället, eller en gräns.",
            "“%(words)s” cannot be shown. Write what happens instead, or a limit.",
        ),
        poor="Systemet ska aldrig förlora uppgifter.",
        good="Systemet ska återskapa uppgifter som har sparats mer än 5 minuter före ett avbrott.",
        sources=(LOU_16_2, SKR),
        check=unverifiable_negation,
    ),
)
