"""Rules about standards and products: named ones with an equivalent, and standards with a name."""

import re
from collections.abc import Iterator

from quality.linter.models import (
    WARNING,
    Remark,
    Rule,
    Settings,
    Subject,
    Wording,
)
from quality.linter.names import (
    NUMBERED,
    PRODUCT_NAMES,
    PRODUCT_RULE,
    STANDARD_NAMES,
    STANDARD_RULE,
    product_names,
    standard_names,
)
from quality.linter.sources import LOU_9_3, LOU_9_4, LOU_9_6, LOU_9_7, UHM
from quality.linter.text import Text
from quality.linter.words import names_pattern

_EQUIVALENT = re.compile(r"(?i)\blikvärdig\w*")
_ACCEPTED_AFTER = re.compile(
    r"(?i)\blikvärdig\w*[^.]{0,60}\b(?:godta|acceptera|godkänn)\w*|"
    r"\b(?:godta|acceptera|godkänn)\w*[^.]{0,60}\blikvärdig\w*"
)
_NEW_VERB = re.compile(r"(?i)\b(?:ska|skall|bör)\b")
# Possessive ("*+"): "1.1.1.1" can be cut in more ways than a computer can try.
_GAP = re.compile(
    r"^[ ,/()–-]*+(?:(?:R\d\w*+|v?\d[\d.]*+|AA?A?|Subscriptions)\b[ ,]*+)*+(?:och |or |and )?$"
)


def standards_without_equivalent(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """A named standard that *eller likvärdig* does not follow, in the text or its reference."""
    names = names_pattern(standard_names(settings.context), ignore_case=True)
    for field in ("text", "standard_reference"):
        text = subject.read(field)
        if not text:
            continue
        for start, end in _mentions(text.plain, names):
            if not _equivalent_follows(text, start, end):
                yield Remark(field, start, end)


def _mentions(plain: str, names: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Named standards; those that stand together ("HL7 FHIR") are one."""
    found = sorted(
        (match.start(), match.end())
        for pattern in (names, NUMBERED)
        for match in pattern.finditer(plain)
    )
    while found:
        start, end = found.pop(0)
        while found and (found[0][0] < end or _GAP.match(plain[end : found[0][0]])):
            end = max(end, found.pop(0)[1])
        yield start, end


def _equivalent_follows(text: Text, start: int, end: int) -> bool:
    """Whether the phrase stands later in the sentence, or a later one accepts equivalents."""
    sentence = text.sentence_at(start)
    rest = text.plain[end : sentence.end]
    phrase = _EQUIVALENT.search(rest)
    if phrase:
        return not _NEW_VERB.search(rest[: phrase.start()])
    return bool(_ACCEPTED_AFTER.search(text.plain, sentence.end))


_ALREADY_THERE = re.compile(
    r"(?i)\b(?:från|ur|befintlig\w*|nuvarande|dagens|tidigare|regionens|regionernas|i dag)\W+"
    r"(?:\w+\W+){0,2}$"
)


def products_without_equivalent(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """A named product without *eller likvärdigt*, unless it is one that the buyer already has."""
    pattern = names_pattern(product_names(settings.context))
    text = subject.body
    end = -1
    for match in pattern.finditer(text.plain):
        is_same = match.start() <= end + 1
        end = match.end()
        if is_same or _is_already_there(text.plain, match.start()):
            continue
        if not _equivalent_follows(text, match.start(), end):
            yield Remark("text", match.start(), match.end())


def _is_already_there(plain: str, place: int) -> bool:
    """Whether the words just before say that the buyer has the product: from, today's, ours."""
    return bool(_ALREADY_THERE.search(plain[max(0, place - 80) : place]))


_UNNAMED = re.compile(
    r"(?i)\bstandardbasera\w+|\bbranschstandard\w*|\bde facto-standard\w*|"
    r"\b(?:öppn|öppen|gällande|vedertag|etablera|internationell|nationell|branschvedertag|erkän|svensk|"
    r"aktuell|relevant|tillämplig|allmän|känd|europeisk|lämplig|rådande|gängse|senaste|gemensam|"
    r"vanlig|modern|branschens)\w*"
    r"(?: \w+)? standard(?:er|en|erna)?\b|"
    r"\bde standarder som\b|\benligt standard(?:er)?\b|\bstandarder(?:na)? (?:för|inom|på)\b|"
    r"\bfölj\w* (?:\w+ )?standard(?:er|erna|en)?\b|\bstandard(?:enlig|konform|kompatib)\w*|"
    r"\bstandard(?:format|protokoll|gränssnitt)\w*|"
    r"\bstandardisera\w+ (?:\w+ )?(?:gränssnitt|format|protokoll|meddelande|API)\w*"
)
_LISTED = re.compile(r"(?i)\bbilag\w*|\bförteckning\w*")


def unnamed_standard(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """Standards are asked for, and no standard is named in the row or in a list it points at."""
    plain = subject.body.plain
    match = _UNNAMED.search(plain)
    if not match or subject.standards or subject.standard_reference.strip():
        return
    names = names_pattern(standard_names(settings.context), ignore_case=True)
    if not names.search(plain) and not NUMBERED.search(plain) and not _LISTED.search(plain):
        yield Remark("text", match.start(), match.end())


RULES = (
    Rule(
        code=STANDARD_RULE,
        severity=WARNING,
        name=Wording("Standard utan ”eller likvärdig”", "Standard without “or equivalent”"),
        explanation=Wording(
            "Varje hänvisning till en standard ska följas av orden ”eller likvärdig”, och "
            "likvärdiga lösningar ska godtas. ”Eller motsvarande” är inte lagens ord.",
            "Every reference to a standard is followed by the words “eller likvärdig”, and "
            "equivalent solutions are accepted. “Eller motsvarande” are not the words of the law.",
        ),
        message=Wording(
            "”%(words)s” är en standard. Skriv ”eller likvärdig” efter den.",
            "“%(words)s” is a standard. Write “eller likvärdig” after it.",
        ),
        poor="Systemet ska utbyta kliniska uppgifter enligt HL7 FHIR.",
        good="Systemet ska utbyta kliniska uppgifter enligt HL7 FHIR eller likvärdig.",
        sources=(LOU_9_3, LOU_9_4, LOU_9_7, UHM),
        check=standards_without_equivalent,
        parameters=(STANDARD_NAMES,),
    ),
    Rule(
        code=PRODUCT_RULE,
        severity=WARNING,
        name=Wording("Produkt utan ”eller likvärdigt”", "Product without “or equivalent”"),
        explanation=Wording(
            "Ett fabrikat eller ett varumärke får nämnas bara när det inte går att beskriva det "
            "som köps på annat sätt, och då följt av orden ”eller likvärdigt”.",
            "A make or a trade mark may be named only when what is bought cannot be described "
            "otherwise, and then followed by the words “eller likvärdigt”.",
        ),
        message=Wording(
            "”%(words)s” är en produkt. Beskriv vad som behövs, eller skriv ”eller likvärdigt”.",
            "“%(words)s” is a product. Describe what is needed, or write “eller likvärdigt”.",
        ),
        poor="Systemet ska kunna användas på iPad.",
        good="Systemet ska kunna användas på surfplattor med skärm från 10 tum.",
        sources=(LOU_9_6,),
        check=products_without_equivalent,
        parameters=(PRODUCT_NAMES,),
    ),
    Rule(
        code="unnamed-standard",
        severity=WARNING,
        name=Wording("Standard utan namn", "Standard without a name"),
        explanation=Wording(
            "”Öppna standarder” och ”standardbaserat” säger inte vilken standard som prövas. "
            "Nämn den, med ”eller likvärdig”.",
            "“Öppna standarder” and “standardbaserat” do not say which standard is examined. Name "
            "it, with “eller likvärdig”.",
        ),
        message=Wording(
            "”%(words)s”: nämn vilken standard, med ”eller likvärdig”.",
            "“%(words)s”: name the standard, with “eller likvärdig”.",
        ),
        poor="Systemet ska ha standardbaserade gränssnitt.",
        good="Systemet ska ha gränssnitt enligt HL7 FHIR eller likvärdig.",
        sources=(LOU_9_3, LOU_9_4),
        check=unnamed_standard,
    ),
)
