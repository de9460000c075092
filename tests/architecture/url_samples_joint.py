"""Samples of the addresses of joint procurement."""

from programmes.roles import Permission as P
from tests.architecture.url_pages import Page, page


def _joint(**arguments) -> Page:
    return page(slug="draft.slug", **arguments)


JOINT_SAMPLES = {
    "joint_procurement:procurement-list": page(get=P.VIEW_PROCUREMENT),
    "joint_procurement:joint-detail": _joint(get=P.VIEW_PROCUREMENT),
    "joint_procurement:decision-create": _joint(get=P.EDIT_PROCUREMENT, post=P.EDIT_PROCUREMENT),
    "joint_procurement:decision-annul": page(
        slug="published.slug", pk="joining.pk", get=P.EDIT_PROCUREMENT, post=P.EDIT_PROCUREMENT
    ),
    "joint_procurement:volume-edit": _joint(
        get=P.EDIT_PROCUREMENT, post=P.EDIT_PROCUREMENT, pk="draft.lot.pk"
    ),
    "joint_procurement:stance-list": _joint(get=P.VIEW_PROCUREMENT),
    "joint_procurement:stance-set": _joint(
        post=P.EDIT_REQUIREMENTS,
        requirement="draft.item.version.requirement_id",
        organisation="participation.organisation_id",
    ),
    "joint_procurement:what-if": _joint(get=P.VIEW_PROCUREMENT),
    "joint_procurement:what-if-workbook": _joint(get=P.VIEW_PROCUREMENT),
    "joint_procurement:what-if-pdf": _joint(get=P.VIEW_PROCUREMENT),
}
