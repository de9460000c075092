"""Requirements that tests of likeness and coverage share."""

from tests.factories import CatalogueFactory, RequirementFactory

LOG = "Systemet ska logga varje åtkomst till patientens journal med tid och användare."
LOG_TOO = "Systemet ska logga varje åtkomst till patientens journaler med klockslag och användare."
UP = "Tillgängligheten ska vara minst 99,5 % per månad."
UP_MORE = "Systemet ska ha en tillgänglighet om minst 99,9 procent per månad."
OTHER = "Avtalet gäller i fyra år och kan förlängas av beställaren."


def four_requirements(programme) -> list:
    """Two that are alike, in two catalogues, and two that contradict each other, in one."""
    one, other = (CatalogueFactory(programme=programme, name=name) for name in ("Ett", "Två"))
    return [
        RequirementFactory(catalogue=one, code="A-1", title="Logg", text=LOG),
        RequirementFactory(catalogue=other, code="B-1", title="Loggning", text=LOG_TOO),
        RequirementFactory(catalogue=one, code="A-2", title="Drift", text=UP),
        RequirementFactory(catalogue=one, code="A-3", title="Drifttid", text=UP_MORE),
    ]
