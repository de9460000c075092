"""Who looks at the words of requirements."""

import pytest


@pytest.fixture
def anna(make_person, programme):
    return make_person("author", programme, "Anna")
