"""Numbers with units, in digits or in words: what makes a wish possible to check."""

import re

# Possessive ("++", "*+"): a long row of figures without a unit would be tried from every length.
_NUMBER = (
    r"(?:\d++(?:[ \u2009.,]\d++)*+(?:\s?[–-]\s?\d++)?+|"
    r"e[nt]t?|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|femton|tjugo\w*|trettio\w*|"
    r"fyrtio\w*|femtio\w*|sextio\w*|hundra|tusen|halv)"
)
_UNIT = (
    r"%|‰|procent\w*|promille|°|ms\b|s\b|(?:milli|mikro)?sek\w*|min\b|minut\w*|h\b|tim\b|timm\w*|"
    r"dygn\w*|dag(?:ar|en|s)?\b|arbetsdag\w*|vardag\w*|veck\w*|månad\w*|kvartal\w*|år\b|åren\b|"
    r"gång(?:er)?\b|stycken|st\b|kr\b|kronor|[kMGTP]B\b|[kMG]bit\w*|km\b|m\b|meter|cm\b|mm\b|px\b|"
    r"poäng\w*|användare|patient\w*|anrop|transaktion\w*|meddelande\w*|rader|träffar|sidor|sidan|"
    r"personer|platser|dokument|händelser|klick|steg|ärenden|fel\b|avbrott|tecken|sessioner|"
    r"uppslag|frågor|poster|bilder|vyer|nivåer|enheter|instruktörer|datorhallar"
)
_BETWEEN = r"(?:\s?(?:samtidiga|inloggade|sammanhängande|hela|miljoner|tusen|miljarder)\s?){0,2}\s?"
_MEASURE = re.compile(
    rf"(?i:(?<![\w.,]){_NUMBER}{_BETWEEN}(?:{_UNIT})|\bdygnet runt|\b24/7|\bkl\.? ?\d)"
)
# "en gång" and "ett år" count; "en patient" and "ett dokument" are articles.
_ARTICLE = re.compile(
    r"(?i)e[nt]t?\s+(?:patient|anrop|transaktion|meddelande|sidan|dokument|steg|fel|avbrott|poäng)"
)


def has_measure(text: str) -> bool:
    """Whether the text holds a number with its unit: "2 sekunder", "99,9 %", "tio arbetsdagar"."""
    return any(not _ARTICLE.match(match[0]) for match in _MEASURE.finditer(text))
