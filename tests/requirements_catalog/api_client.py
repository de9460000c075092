"""A program that asks the API with a key, for tests."""

import json

from django.test import Client

from programmes.actions_tokens import create_token


class Program:
    """``program.get("catalogues/")`` with the key of a person; ``None`` sends no key."""

    def __init__(self, person=None, *, scope="write", programme=None, secret=None):
        self.client = Client(raise_request_exception=False)
        self.person, self.token, self.secret = person, None, secret
        if person:
            self.token, self.secret = create_token(
                person=person,
                by=person,
                name="prov",
                scope=scope,
                days=30,
                programme=programme,
            )

    def ask(self, method, path, data=None, *, match=None, body=None, **headers):
        """One request; ``match`` is a revision for If-Match, ``body`` bytes instead of data."""
        if self.secret:
            headers["Authorization"] = f"Bearer {self.secret}"
        if match is not None:
            headers["If-Match"] = match if match in ("*", "") else f'"{match}"'
        content = body if body is not None else b"" if data is None else json.dumps(data).encode()
        return self.client.generic(
            method,
            path if path.startswith("/") else f"/api/v1/{path}",
            content,
            content_type="application/json",
            headers=headers,
        )

    def get(self, path, **headers):
        """A reading request."""
        return self.ask("GET", path, **headers)

    def post(self, path, data, **headers):
        """A request that makes or does something."""
        return self.ask("POST", path, data, **headers)

    def patch(self, path, data, **headers):
        """A request that changes something."""
        return self.ask("PATCH", path, data, **headers)

    def put(self, path, data, **headers):
        """A request that sets something."""
        return self.ask("PUT", path, data, **headers)


def problems(answer, status=422):
    """Field → message of a refusal."""
    assert answer.status_code == status, answer.content[:500]
    assert answer["Content-Type"] == "application/problem+json"
    return {error["field"]: error["message"] for error in answer.json()["errors"]}
