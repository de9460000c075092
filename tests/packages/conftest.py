"""A small architecture with two packages in one way to package."""

from datetime import date
from types import SimpleNamespace

import pytest

from packages.actions import move_module, save_alternative, save_package
from packages.models import Package, PackagingAlternative
from programmes.choices import Role
from programmes.models import Body, Decision
from tests.factories import ModuleFactory


@pytest.fixture
def lead(programme, make_person):
    return make_person(Role.PROGRAMME_LEAD, programme)


@pytest.fixture
def decision(programme):
    body = Body.objects.create(programme=programme, name="Regionstyrelsen", kind="decides")
    return Decision.objects.create(
        programme=programme, title="Paketering", body=body, decided_on="2026-03-17"
    )


@pytest.fixture
def later(decision):
    return Decision.objects.create(
        programme=decision.programme,
        title="Ny paketering",
        body=decision.body,
        decided_on=date(2026, 9, 1),
    )


@pytest.fixture
def made(programme, lead):
    """``one`` holds ``vis``, ``two`` holds ``inf``; ``app`` is left over."""
    w = SimpleNamespace()
    w.vis = ModuleFactory(programme=programme, code="VIS", name="Vårdsystem")
    w.inf = ModuleFactory(programme=programme, code="INF", name="Plattform")
    w.app = ModuleFactory(programme=programme, code="APP", name="Appar")
    w.hsa = ModuleFactory(programme=programme, code="HSA", name="Katalog", kind="national")
    w.alternative = save_alternative(
        alternative=PackagingAlternative(programme=programme, title="Två delar"), by=lead
    )
    w.one, w.two = (
        save_package(package=Package(alternative=w.alternative, title=title), by=lead)
        for title in ("Vårdsystemet", "Plattformen")
    )
    for module, package in ((w.vis, w.one), (w.inf, w.two)):
        move_module(alternative=w.alternative, module=module, lot=package.lots.get(), by=lead)
    return w
