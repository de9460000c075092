"""What the grid's script asks of the server, in the catalogue ``karnan``."""

import json

from django.urls import reverse

# Between the positions of two rows.
GAP = 1 << 20


def url(name="", **query):
    path = reverse(f"requirements_catalog:requirement-grid{name}", args=["prov", "karnan"])
    return f"{path}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else path


def send(client, name, body, status=200):
    """The answer to JSON sent to one of the grid's addresses."""
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    response = client.post(url(name), content, content_type="application/json")
    assert response.status_code == status, response.content[:400]
    return response.json() if response.content else None


def save(client, *cells, action="edit", status=200, **more):
    return send(client, "-save", {"action": action, "cells": list(cells), **more}, status)


def problem_of(answer):
    """The one problem that is told."""
    (problem,) = answer["problems"]
    return problem
