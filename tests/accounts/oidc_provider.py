"""A provider of OpenID Connect as strict as a region's: code flow, PKCE, a client that it knows.

It runs over HTTP in a thread of its own. Written here because the ready-made ones accept any
client, check no PKCE and bring a web framework.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID = "fvm"
CLIENT_SECRET = "hemligt-hos-regionen"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    """``Provider(person)``: ``person`` are the claims of whoever is signed in there.

    ``trouble`` makes it misbehave: "down" (answers 503), "cancel" (the person says no),
    "audience" (a token for another site).
    """

    def __init__(self) -> None:
        self.person: dict = {}
        self.trouble = ""
        self.codes: dict[str, dict] = {}
        self.tokens: dict[str, dict] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

    def configuration(self) -> dict:
        """What the site reads first."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def authorize(self, query: dict) -> str:
        """Sign the person in, who needs no further word, and say where to send them."""
        assert query["client_id"] == CLIENT_ID
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert {"openid", "email"} <= set(query["scope"].split())
        back = {"state": query["state"]}
        if self.trouble == "cancel":
            back["error"] = "access_denied"
        else:
            back["code"] = secrets.token_urlsafe()
            self.codes[back["code"]] = query
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def exchange(self, form: dict, authorization: str) -> dict | None:
        """The tokens for a code, once, for the client that can prove that it asked for it."""
        right = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        asked = self.codes.pop(form["code"], None)
        if authorization != f"Basic {right}" or asked is None:
            return None
        proof = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        if challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": "another-site" if self.trouble == "audience" else CLIENT_ID,
            "iat": now,
            "exp": now + 60,
            **self.person,
        }
        token = secrets.token_urlsafe()
        self.tokens[token] = dict(self.person)
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": 60,
            "id_token": jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "1"}),
        }


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            if provider.trouble == "down":
                return self._answer(503, {})
            if parts.path == "/.well-known/openid-configuration":
                return self._answer(200, provider.configuration())
            if parts.path == "/authorize":
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                return self._answer(302, {}, location=provider.authorize(query))
            if parts.path == "/userinfo":
                token = self.headers["Authorization"].removeprefix("Bearer ")
                return self._answer(200, provider.tokens[token])
            if parts.path == "/keys":
                public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
                return self._answer(200, {"keys": [{**public, "kid": "1", "alg": "RS256"}]})
            return self._answer(404, {})

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            tokens = provider.exchange(form, self.headers.get("Authorization", ""))
            if tokens is None:
                return self._answer(400, {"error": "invalid_grant"})
            return self._answer(200, tokens)

        def _answer(self, status, content, location=""):
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, *args):
            """Quiet."""

    return Handler
