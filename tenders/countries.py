"""Which countries are third countries for personal data.

A third country is one outside of the European Economic Area: the General Data Protection
Regulation (EU) 2016/679, chapter V, holds in the EEA by decision 154/2018 of its Joint Committee.
Whether the Commission has found a third country's protection adequate (article 45) is for the
assessment to say.
"""

# The 27 member states, then Iceland, Liechtenstein and Norway, by ISO 3166-1.
# fmt: off
EEA = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    "IS", "LI", "NO",
})
# fmt: on


def is_third_country(code: str) -> bool:
    """Whether a country, by its two letters, is outside of the European Economic Area."""
    return code.upper() not in EEA
