"""Samples of the addresses of reviews (url_pages.py says how they are written)."""

from programmes.roles import Permission as P
from tests.architecture.url_pages import ANYBODY, Page, page


def _leads(get=P.MANAGE_REVIEWS, post=P.MANAGE_REVIEWS, pk="review.pk", **more) -> Page:
    """What those who manage reviews do with a round."""
    return page(get=get, post=post, pk=pk, **more)


def _reads(get=P.COMMENT, post=None, **more) -> Page:
    """What the one reviewer of the world sees and does in its round."""
    return page(get=get, post=post, only="reviewer", pk="review.pk", **more)


REVIEW_SAMPLES: dict[str, Page] = {
    "reviews:round-list": page(get=P.VIEW_CATALOGUE),
    "reviews:round-create": page(get=P.MANAGE_REVIEWS, post=P.MANAGE_REVIEWS),
    "reviews:round-create-of": page(
        get=P.MANAGE_REVIEWS, post=P.MANAGE_REVIEWS, slug="catalogue.slug"
    ),
    "reviews:round-detail": page(get=P.VIEW_CATALOGUE, pk="review.pk"),
    "reviews:round-edit": _leads(pk="draft_review.pk"),
    "reviews:round-open": _leads(get=None, pk="draft_review.pk"),
    "reviews:round-extend": _leads(get=None),
    "reviews:round-close": _leads(get=None),
    "reviews:round-remind": _leads(get=None),
    "reviews:reviewer-add": _leads(),
    "reviews:reviewer-remove": _leads(
        get=None, pk="draft_review.pk", reviewer_pk="silent_reviewer.pk"
    ),
    "reviews:round-report": page(get=P.VIEW_CATALOGUE, pk="closed_review.pk", format="=xlsx"),
    "reviews:reading-start": _reads(),
    "reviews:reading-list": _reads(post=P.COMMENT),
    "reviews:reading-item": _reads(item_pk="review_item.pk", query="propose=text"),
    "reviews:verdict-give": _reads(None, P.COMMENT, item_pk="review_item.pk"),
    "reviews:comment-write": _reads(None, P.COMMENT, item_pk="review_item.pk"),
    "reviews:proposal-preview": _reads(None, P.COMMENT, item_pk="review_item.pk"),
    "reviews:whole-comment": _reads(None, P.COMMENT),
    "reviews:comment-edit": _reads(post=P.COMMENT, comment_pk="review_comment.pk"),
    "reviews:comment-remove": _reads(None, P.COMMENT, comment_pk="review_comment.pk"),
    "reviews:disposition-list": page(get=P.EDIT_REQUIREMENTS, pk="review.pk"),
    "reviews:disposition-write": page(
        post=P.EDIT_REQUIREMENTS, pk="review.pk", comment_pk="review_comment.pk"
    ),
    "reviews:proposal-adopt": page(
        post=P.EDIT_REQUIREMENTS, pk="review.pk", comment_pk="review_comment.pk"
    ),
    "reviews:adoption-undo": page(
        post=P.EDIT_REQUIREMENTS, pk="review.pk", comment_pk="review_comment.pk"
    ),
    # The external referral: workbooks and links, for who leads it.
    "reviews:party-list": _leads(pk="referral.pk"),
    "reviews:workbooks-download": _leads(get=None, pk="referral.pk"),
    "reviews:workbook-download": _leads(post=None, pk="referral.pk", reviewer_pk="party.pk"),
    "reviews:party-link": _leads(
        get=None, pk="referral.pk", reviewer_pk="party.pk", data={"act": "revoke"}
    ),
    "reviews:answers-show": _leads(get=None, pk="referral.pk"),
    "reviews:returned-detail": _leads(pk="referral.pk", uid="returned.uid"),
    # Open without sign-in because parties have no account: who gets in is who holds the secret,
    # and others get one and the same 404 (tests/reviews/test_party_link.py).
    # The pages take the cookie of the link, which the one without sign-in holds here.
    "party:open": page(get=ANYBODY, secret="party_secret"),
    "party:start": page(
        get=ANYBODY,
        post=ANYBODY,
        data={"kind": "question", "text": "Hur långt är avtalet?"},
        party_uid="party.uid",
    ),
    "party:item": page(
        get=ANYBODY,
        post=ANYBODY,
        data={"kind": "question", "text": "Hur mäts det?"},
        party_uid="party.uid",
        place="party_item.place",
    ),
    "party:comment-edit": page(
        get=ANYBODY,
        post=ANYBODY,
        data={"kind": "question", "text": "Hur mäts det?"},
        party_uid="party.uid",
        uid="party_comment.uid",
    ),
    "party:comment-remove": page(
        post=ANYBODY,
        party_uid="party.uid",
        uid="party_comment.uid",
    ),
}
