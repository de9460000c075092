"""The address that monitors ask."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError


@pytest.mark.django_db
def test_it_answers_without_sign_in_and_says_no_more_than_needed(client):
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "cache": True, "worker": True}
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_cache_that_does_not_answer_is_told(client, monkeypatch):
    def fails(key):
        raise DatabaseError("no such table: cache")

    monkeypatch.setattr(cache, "get", fails)
    answer = client.get("/health/")
    assert answer.status_code == 500
    assert answer.json() == {"database": True, "cache": False, "worker": False}
    assert "no such table" not in answer.text
