"""What the pages of holes cost with a whole architecture: 60 modules, 150 interfaces, 2,000
requirements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quality.architecture_axes import ARCHITECTURE_AXES
from requirements_catalog.models import (
    Catalogue,
    Module,
    Requirement,
    RequirementModule,
    RequirementStandard,
    Standard,
)
from target_architecture.models import Interface, Safeguard
from tests.factories import CatalogueFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]
KINDS = ["to_procure", "to_procure", "shared_platform", "existing", "national"]
SMALL, LARGE = (6, 15, 200), (60, 150, 2000)


def grow(programme, catalogue: Catalogue, size: tuple[int, int, int]) -> None:
    """Up to so many modules, interfaces and requirements, of every kind and with every hole."""
    modules, interfaces, requirements = size
    have = programme.modules.count()
    Module.objects.bulk_create(
        Module(programme=programme, code=f"M{n}", name=f"Modul {n}", kind=KINDS[n % 5], position=n)
        for n in range(have, modules)
    )
    rows = list(programme.modules.order_by("position"))
    standards = [
        Standard.objects.get_or_create(
            programme=programme, code=f"S{n}", defaults={"name": f"S{n}", "is_open": n != 3}
        )[0]
        for n in range(4)
    ]
    have = Interface.objects.filter(programme=programme).count()
    made = Interface.objects.bulk_create(
        Interface(
            programme=programme,
            code=f"G-{n}",
            name="Svar",
            source=rows[n % modules],
            target=rows[(n + 1 + n // modules) % modules],
        )
        for n in range(have, interfaces)
    )
    for number, one in enumerate(made):
        one.standards.add(*standards[: number % 4])
    have = catalogue.requirements.count()
    asked = Requirement.objects.bulk_create(
        Requirement(
            catalogue=catalogue, code=f"K-{n}", title=f"Krav {n}", kind="mandatory", position=n
        )
        for n in range(have, requirements)
    )
    RequirementModule.objects.bulk_create(
        RequirementModule(requirement=one, module=rows[n % modules]) for n, one in enumerate(asked)
    )
    RequirementStandard.objects.bulk_create(
        RequirementStandard(requirement=one, standard=standards[0]) for one in asked[::3]
    )
    Safeguard.objects.bulk_create(
        Safeguard(requirement=one, module=rows[n % modules], purpose="exit")
        for n, one in enumerate(asked[::7])
    )
    if connection.vendor == "postgresql":
        # Its planner takes tables that nobody has counted to be empty, and reads them row by row.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def test_the_pages_of_holes_cost_the_same_for_a_whole_architecture(as_role, programme):
    catalogue = CatalogueFactory(programme=programme, slug="krav")
    grow(programme, catalogue, SMALL)
    client = as_role("author")
    module, interface = programme.modules.get(code="M0"), Interface.objects.get(code="G-0")
    addresses = [
        "/p/prov/coverage/",
        *(f"/p/prov/coverage/{name}/" for name in ARCHITECTURE_AXES),
        *(f"/p/prov/coverage/{name}/?state=holes" for name in ARCHITECTURE_AXES),
        f"/p/prov/architecture/{module.pk}/",
        f"/p/prov/r/interfaces/{interface.pk}/",
        "/p/prov/architecture/map/",
        "/p/prov/steering/",
    ]
    small = {address: queries(client, address) for address in addresses}
    grow(programme, catalogue, LARGE)
    assert programme.modules.count() == 60 and catalogue.requirements.count() == 2000
    assert Interface.objects.count() == 150
    assert {address: queries(client, address) for address in addresses} == small


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
