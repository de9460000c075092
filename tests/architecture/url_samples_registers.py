"""Samples of the addresses that all registers share, of the map and of the steering page.

``tests/programmes/test_registers.py`` tries every register by itself.
"""

from programmes.roles import Permission as P
from tests.architecture.url_pages import Page, page


def _interfaces(**arguments) -> Page:
    return page(register="=interfaces", **arguments)


def _exchange(post=P.EDIT_REQUIREMENTS) -> Page:
    """A step of the import of an architecture that a manager has begun."""
    return page(
        get=P.EDIT_REQUIREMENTS,
        post=post,
        only="requirements_manager",
        denied=404,
        uid="architecture_import.uid",
    )


REGISTER_SAMPLES = {
    "programmes:register-list": _interfaces(get=P.VIEW_CATALOGUE),
    "programmes:register-export": _interfaces(get=P.VIEW_CATALOGUE),
    "programmes:register-detail": _interfaces(get=P.VIEW_CATALOGUE, pk="interface.pk"),
    "programmes:register-create": _interfaces(get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS),
    "programmes:register-edit": _interfaces(
        get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS, pk="interface.pk"
    ),
    "programmes:register-remove": _interfaces(post=P.EDIT_REQUIREMENTS, pk="interface.pk"),
    "programmes:register-restore": _interfaces(post=P.EDIT_REQUIREMENTS, pk="interface.pk"),
    "programmes:register-removed": _interfaces(get=P.VIEW_CATALOGUE),
    "steering:steering": page(get=P.VIEW),
    "steering:timeline": page(get=P.VIEW),
    "steering:timeline-pdf": page(get=P.VIEW),
    "steering:wave-replan": page(get=P.EDIT_PROGRAMME, post=P.EDIT_PROGRAMME, pk="wave.pk"),
    "steering:wave-replan-undo": page(get=P.EDIT_PROGRAMME, post=P.EDIT_PROGRAMME, pk="wave.pk"),
    "steering:why": page(get=P.VIEW),
    "target_architecture:landscape": page(get=P.VIEW_CATALOGUE),
    "target_architecture:landscape-export": page(post=P.VIEW_CATALOGUE),
    "target_architecture:exchange-export": page(get=P.VIEW_CATALOGUE),
    "target_architecture:exchange-file": page(get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS),
    "target_architecture:exchange-mapping": _exchange(),
    "target_architecture:exchange-preview": _exchange(),
    "target_architecture:exchange-done": _exchange(post=None),
    "target_architecture:exchange-undo": _exchange(),
}
