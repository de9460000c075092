"""Properties that are left out of a file are told by the kind that does not read them."""

import pytest

from common.archimate import read_archimate
from target_architecture.choices import ExchangeKind
from target_architecture.exchange import words
from target_architecture.exchange.mapping import first_mapping
from target_architecture.exchange.plan import plan_of
from tests.target_architecture.exchange_files import element, exchange_file, relationship

pytestmark = pytest.mark.django_db

NAMES = ["Beteckning", "Version", "URL", "Konfidentialitet", "Motiv", "År", "Riktning", "Ägare"]
DEFINITIONS = "".join(
    f'<propertyDefinition identifier="p{place}" type="string"><name>{name}</name>'
    "</propertyDefinition>"
    for place, name in enumerate([*NAMES, "Öppen standard", "Standard"])
)
PLACES = {name: place for place, name in enumerate([*NAMES, "Öppen standard", "Standard"])}


def having(**values: str) -> str:
    """Properties with these values; ``_`` stands for a space in a name."""
    return (
        "<properties>"
        + "".join(
            f'<property propertyDefinitionRef="p{PLACES[name.replace("_", " ")]}">'
            f'<value xml:lang="sv">{value}</value></property>'
            for name, value in values.items()
        )
        + "</properties>"
    )


def told(programme, elements: str, relationships: str = "") -> dict[str, str]:
    """Name of a property → why it is left out."""
    content = exchange_file(elements, relationships, DEFINITIONS)
    model = read_archimate(content, "m.xml")
    plan = plan_of(programme, model, first_mapping(model))
    return {one.name: one.why for one in plan.unread if one.type == "egenskap"}


def test_what_a_module_has_not_is_told(programme):
    """Code is of modules; of the rest version and address are of standards, and so on."""
    properties = having(**dict.fromkeys(NAMES, "1"))
    found = told(programme, element("c1", "ApplicationComponent", "Journal", properties))
    other = "Uppgiften finns inte för slaget modul. Egenskapen står på 1 rad som läses in."
    assert found == {
        **dict.fromkeys(("Version", "URL", "Konfidentialitet", "Motiv", "År", "Riktning"), other),
        "Ägare": "Ingen uppgift här heter så. Egenskapen står på 1 rad som läses in.",
    }


def test_a_version_that_is_read_of_a_standard_is_not_told_of_it(programme):
    standard = having(Version="4", Öppen_standard="ja", Beteckning="FHIR")
    module = having(Version="2")
    found = told(
        programme,
        element("s1", "Constraint", "FHIR", standard)
        + element("c1", "ApplicationComponent", "Journal", module)
        + element("c2", "ApplicationComponent", "Portal", module),
    )
    assert found == {
        "Version": "Uppgiften finns inte för slaget modul. Egenskapen står på 2 rader som läses in."
    }


@pytest.mark.parametrize("is_element", [True, False])
def test_what_a_flow_tells_of_a_standard_is_told_by_the_standard(programme, is_element):
    """As files of ours say it; of a standard that is only named neither is read."""
    flow = having(Standard="FHIR", Version="4", Öppen_standard="ja")
    modules = "".join(
        element(key, "ApplicationComponent", key, having(Beteckning=key)) for key in ("c1", "c2")
    )
    standard = having(Version="4", Öppen_standard="ja", Beteckning="FHIR")
    elements = modules + (element("s1", "Constraint", "FHIR", standard) if is_element else "")
    found = told(programme, elements, relationship("f1", "Flow", "c1", "c2", flow))
    assert found.keys() == (set() if is_element else {"Version", "Öppen standard"})


def test_every_kind_says_what_it_reads():
    assert words.READ.keys() == set(ExchangeKind.values)
