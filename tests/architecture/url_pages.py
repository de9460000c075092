"""How an address is tried: its arguments, and the permission that GET and POST ask for.

Arguments are names in the world of ``world.py`` ("opened.tender.pk"), or as they are after "="
("=csv"); ``programme_slug`` is given to all that take it.

- a ``Permission``: members whose role carries it get in, other members get 403, strangers 404
- ``MEMBER``: the same as ``Permission.VIEW``
- ``SIGNED_IN``: anybody who is signed in
- ``ANYBODY``: also without sign-in
- ``KEY``: a program's key; without one 401, whoever is signed in (tests of the API try the keys)
- ``KEY_OR_SIGNED_IN``: the same, or anybody who is signed in
- ``None``: the method is not taken
"""

from dataclasses import dataclass, field

from programmes.roles import Permission as P

MEMBER = P.VIEW
SIGNED_IN = "signed in"
ANYBODY = "anybody"
KEY = "a key"
KEY_OR_SIGNED_IN = "a key, or signed in"


@dataclass(frozen=True)
class Page:
    """What one address asks for."""

    get: str | None = None
    post: str | None = None
    arguments: dict = field(default_factory=dict)
    # Members who may not are told 404 instead of 403, where even its existence is secret.
    denied: int = 403
    # The only role that gets in, where the permission alone is not enough (one's own job).
    only: str = ""
    # Gets in although the role does not carry the permission: appointed to score this evaluation.
    appointed: bool = False
    query: str = ""
    data: dict = field(default_factory=dict)


def page(get=None, post=None, **more) -> Page:
    """Short for a ``Page``: what is not one of its own words is an argument of the address."""
    own = {
        key: more.pop(key)
        for key in ("denied", "only", "appointed", "query", "data")
        if key in more
    }
    return Page(get=get, post=post, arguments=more, **own)
