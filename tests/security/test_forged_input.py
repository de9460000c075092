"""What no form sends but anybody can write: it gets an answer, never a fault of the server."""

import pytest
from django.test import Client

from programmes.choices import Role
from tests.architecture.world import make_world


@pytest.fixture
def world(db):
    return make_world()


def test_searches_that_a_database_refuses_are_answered(world):
    client = Client()
    client.force_login(world.people[Role.READER])

    assert client.get("/search/?q=a%00b").status_code == 200
    words = "+".join(["a"] * 1500)  # SQLite: "Expression tree is too large"
    assert client.get(f"/p/prov/needs/?q={words}").status_code == 200
    assert client.get(f"/p/prov/requirements/{world.catalogue.slug}/?q={words}").status_code == 200
