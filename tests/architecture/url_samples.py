"""A sample of every address: its arguments, and the permission that GET and POST ask for.

A new address fails ``test_urls.py`` until it stands here. Arguments are names in the world of
``world.py`` ("opened.tender.pk"); ``programme_slug`` is given to all that take it.

- a ``Permission``: members whose role carries it get in, other members get 403, strangers 404
- ``MEMBER``: the same as ``Permission.VIEW``
- ``SIGNED_IN``: anybody who is signed in
- ``ANYBODY``: also without sign-in
- ``None``: the method is not taken
"""

from dataclasses import dataclass, field

from programmes.roles import Permission as P

MEMBER = P.VIEW
SIGNED_IN = "signed in"
ANYBODY = "anybody"


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
    query: str = ""


def page(get=None, post=None, *, denied=403, only="", query="", **arguments) -> Page:
    """Short for a ``Page``."""
    return Page(get=get, post=post, arguments=arguments, denied=denied, only=only, query=query)


SAMPLES: dict[str, Page] = {
    "health": page(get=ANYBODY),
    # accounts
    "accounts:profile": page(get=SIGNED_IN, post=SIGNED_IN),
    "accounts:language-set": page(post=ANYBODY),
    # programmes
    "programmes:programme-list": page(get=SIGNED_IN),
    "programmes:search": page(get=SIGNED_IN, query="q=krav"),
    "programmes:job-list": page(get=SIGNED_IN),
    "programmes:job-detail": page(get=MEMBER, only="reader", denied=404, uid="job.uid"),
    "programmes:job-progress": page(get=MEMBER, only="reader", denied=404, uid="job.uid"),
    "programmes:job-cancel": page(post=MEMBER, only="reader", denied=404, uid="job.uid"),
    "programmes:job-download": page(get=MEMBER, only="reader", denied=404, uid="job.uid"),
    "programmes:programme-overview": page(get=MEMBER),
    "programmes:programme-about": page(get=MEMBER),
    "programmes:programme-edit": page(get=P.EDIT_PROGRAMME, post=P.EDIT_PROGRAMME),
    "programmes:goal-create": page(get=P.EDIT_PROGRAMME, post=P.EDIT_PROGRAMME),
    "programmes:goal-edit": page(get=P.EDIT_PROGRAMME, post=P.EDIT_PROGRAMME, pk="goal.pk"),
    "programmes:milestone-create": page(get=P.EDIT_PROGRAMME, post=P.EDIT_PROGRAMME),
    "programmes:milestone-edit": page(
        get=P.EDIT_PROGRAMME, post=P.EDIT_PROGRAMME, pk="milestone.pk"
    ),
    "programmes:participation-create": page(get=P.EDIT_PROGRAMME, post=P.EDIT_PROGRAMME),
    "programmes:decision-create": page(
        get=P.EDIT_PROGRAMME, post=P.EDIT_PROGRAMME, pk="participation.pk"
    ),
    "programmes:programme-settings": page(get=P.MANAGE_MEMBERS, post=P.MANAGE_MEMBERS),
    "programmes:member-remove": page(post=P.MANAGE_MEMBERS, pk="membership.pk"),
}
