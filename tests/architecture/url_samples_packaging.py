"""Samples of the addresses of packaging."""

from programmes.roles import Permission as P
from tests.architecture.url_pages import Page, page

EDIT, CHOOSE = P.EDIT_PROCUREMENT, P.EDIT_PROGRAMME


def _one(**arguments) -> Page:
    return page(pk="package.alternative_id", **arguments)


def _package(**arguments) -> Page:
    return _one(package_pk="package.pk", **arguments)


def _lot(**arguments) -> Page:
    return _package(lot_pk="package_lot.pk", **arguments)


PACKAGING_SAMPLES = {
    "packages:alternative-list": page(get=P.VIEW),
    "packages:comparison-xlsx": page(get=P.VIEW),
    "packages:comparison-pdf": page(get=P.VIEW),
    "packages:alternative-create": page(get=EDIT, post=EDIT),
    "packages:alternative-detail": _one(get=P.VIEW),
    "packages:alternative-edit": _one(get=EDIT, post=EDIT),
    "packages:alternative-remove": _one(get=EDIT, post=EDIT),
    "packages:alternative-copy": _one(get=EDIT, post=EDIT),
    "packages:module-move": _one(get=EDIT, post=EDIT),
    "packages:alternative-history": _one(get=P.VIEW),
    "packages:alternative-choose": _one(get=CHOOSE, post=CHOOSE),
    "packages:choice-undo": _one(get=CHOOSE, post=CHOOSE),
    "packages:package-create": _one(get=EDIT, post=EDIT),
    "packages:package-edit": _package(get=EDIT, post=EDIT),
    "packages:package-remove": _package(get=EDIT, post=EDIT),
    "packages:package-make": _package(get=CHOOSE, post=CHOOSE),
    "packages:lot-create": _package(get=EDIT, post=EDIT),
    "packages:lot-edit": _lot(get=EDIT, post=EDIT),
    "packages:lot-remove": _lot(get=EDIT, post=EDIT),
}
