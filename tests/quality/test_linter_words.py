"""Words of Swedish requirements that the lists know, and neighbours of them that are exact."""

import pytest

from tests.quality.tools import raised


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Systemet ska minimera antalet klick.", "vague-word"),
        ("Systemet ska ha genomtänkta vyer.", "vague-word"),
        ("Systemet ska visa rätt information för läkaren.", "vague-word"),
        ("Systemet ska svara utan märkbar väntan.", "vague-word"),
        ("Systemet ska visa listan vid normala driftförhållanden.", "vague-word"),
        ("Systemet ska vara avbrottsfritt.", "unverifiable-negation"),
        ("Systemet ska ha noll fel.", "unverifiable-negation"),
        ("Systemet ska göra det omöjligt att blanda ihop patienter.", "unverifiable-negation"),
        ("Systemet ska se till att inga remisser tappas.", "unverifiable-negation"),
        ("Leverantören ska ha en årsomsättning på 50 miljoner kronor.", "supplier-requirement"),
        ("Leverantören ska vara verksam i Sverige sedan fem år.", "supplier-requirement"),
        ("Leverantören ska leverera en chattbot.", "no-accessibility"),
        ("Det ska finnas en webbenkät i systemet.", "no-accessibility"),
        ("Systemet ska följa branschens standarder.", "unnamed-standard"),
        ("Systemet ska ha standardkompatibla meddelanden.", "unnamed-standard"),
    ],
)
def test_what_is_remarked_on(text, rule):
    assert raised(text) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        # "Som helst" is no wish, and a measure makes the load exact.
        "Systemet ska låta användaren byta enhet när som helst.",
        "Systemet ska tåla normal belastning, 3 000 samtidiga användare.",
        # Nobody does these: they happen.
        "Andra användare ska inte påverkas när en enhet spärras.",
        "Larmet ska höras i hela lokalen.",
        "Färgerna ska synas på tre meters avstånd.",
        # Somebody does it, though the sentence is passive.
        "Ordinationer ska godkännas i dialog med en farmaceut av en barnmorska.",
        "Systemet ska ha ett standardvärde för varje mall.",
        "Systemet ska visa kreditering av en patientavgift.",
        # What happens then is a matter of the contract.
        "Leverantören ska lämna ut källkoden till regionen vid konkurs.",
    ],
)
def test_what_passes(text):
    assert raised(text) == []
