"""Rules about what stands beside the text: why the requirement is there, and how it is shown."""

from collections.abc import Iterator

from quality.linter.models import NOTE, WARNING, Remark, Rule, Settings, Subject, Wording
from quality.linter.sources import LOU_16_2, SKR


def no_motive(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """The motive is empty."""
    if not subject.motive.strip():
        yield Remark("motive")


def no_verification(subject: Subject, settings: Settings) -> Iterator[Remark]:
    """Neither a text nor a method says how the tenderer shows that the requirement is met."""
    if not subject.verification.strip() and not subject.verification_method:
        yield Remark("verification")


RULES = (
    Rule(
        code="no-motive",
        severity=NOTE,
        name=Wording("Motiv saknas", "No motive"),
        explanation=Wording(
            "Varje krav har ett motiv. Det visar att kravet är rimligt, och hjälper leverantören "
            "att förstå vad som behövs.",
            "Every requirement has a motive. It shows that the requirement is proportionate, and "
            "helps suppliers to understand what is needed.",
        ),
        message=Wording(
            "Skriv varför kravet ställs.",
            "Write why this is required.",
        ),
        poor="Systemet ska visa patientens kontaktpersoner.",
        good="Systemet ska visa patientens kontaktpersoner.",
        sources=(SKR,),
        check=no_motive,
    ),
    Rule(
        code="no-verification",
        severity=WARNING,
        name=Wording("Verifiering saknas", "No verification"),
        explanation=Wording(
            "Varje krav säger hur anbudsgivaren visar att det uppfylls: beskrivning, intyg, "
            "demonstration, test eller uppföljning. Det som ger mervärde ska kunna prövas.",
            "Every requirement says how the tenderer shows that it is met: description, "
            "certificate, demonstration, test or follow-up. What adds value must be verifiable.",
        ),
        message=Wording(
            "Skriv hur anbudsgivaren visar att kravet uppfylls, eller välj en metod.",
            "Write how the tenderer shows that the requirement is met, or choose a method.",
        ),
        poor="Systemet ska visa vem som har signerat en anteckning.",
        good="Systemet ska visa vem som har signerat en anteckning.",
        sources=(SKR, LOU_16_2),
        check=no_verification,
    ),
)
