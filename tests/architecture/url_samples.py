"""A sample of every address: its arguments, and the permission that GET and POST ask for.

A new address fails ``test_urls.py`` until it stands here. Arguments are names in the world of
``world.py`` ("opened.tender.pk"), or as they are after "=" ("=csv"); ``programme_slug`` is given
to all that take it.

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


def _edit(**arguments) -> Page:
    """A form that changes a procurement which is still being put together."""
    return page(get=P.EDIT_PROCUREMENT, post=P.EDIT_PROCUREMENT, slug="draft.slug", **arguments)


def _writes(get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS, **more) -> Page:
    """A page of a catalogue for those who write in it."""
    return page(get=get, post=post, slug="catalogue.slug", **more)


# The bulk change that an author has begun.
_OWN_BULK: dict = {"only": "author", "denied": 404, "uid": "bulk_job.uid"}


SAMPLES: dict[str, Page] = {
    "health": page(get=ANYBODY),
    # accounts
    "accounts:profile": page(get=SIGNED_IN, post=SIGNED_IN),
    "accounts:digest-choose": page(post=SIGNED_IN),
    "accounts:language-set": page(post=ANYBODY),
    # keys of programs, and the API that they open
    "programmes:token-list": page(get=SIGNED_IN, post=SIGNED_IN),
    "programmes:token-revoke": page(post=MEMBER, only="reader", denied=404, pk="api_token.pk"),
    "api:page": page(get=SIGNED_IN),
    "api:schema": page(get=KEY_OR_SIGNED_IN, post=KEY_OR_SIGNED_IN),
    "api:catalogues": page(get=KEY, post=KEY),
    "api:catalogue": page(get=KEY, post=KEY, slug="catalogue.slug"),
    "api:fields": page(get=KEY, post=KEY, slug="catalogue.slug"),
    "api:requirements": page(get=KEY, post=KEY, slug="catalogue.slug"),
    "api:document": page(get=KEY, post=KEY, slug="catalogue.slug"),
    "api:requirement": page(get=KEY, post=KEY, uid="requirement.uid"),
    "api:links": page(get=KEY, post=KEY, uid="requirement.uid"),
    "api:relations": page(get=KEY, post=KEY, uid="requirement.uid"),
    "api:relation": page(get=KEY, post=KEY, uid="requirement.uid", number="relation.pk"),
    "api:history": page(get=KEY, post=KEY, uid="requirement.uid"),
    "api:move": page(get=KEY, post=KEY, uid="requirement.uid"),
    "api:withdraw": page(get=KEY, post=KEY, uid="requirement.uid"),
    "api:restore": page(get=KEY, post=KEY, uid="requirement.uid"),
    "api:nowhere": page(get=KEY, post=KEY, rest="=finns/inte"),
    # programmes
    "programmes:programme-list": page(get=SIGNED_IN),
    "programmes:search": page(get=SIGNED_IN, query="q=krav"),
    "programmes:notice-list": page(get=SIGNED_IN),
    "programmes:notice-count": page(get=SIGNED_IN),
    "programmes:notices-seen": page(post=SIGNED_IN),
    "programmes:job-list": page(get=SIGNED_IN),
    "programmes:job-detail": page(get=MEMBER, only="reader", denied=404, uid="job.uid"),
    "programmes:job-progress": page(get=MEMBER, only="reader", denied=404, uid="job.uid"),
    "programmes:job-cancel": page(post=MEMBER, only="reader", denied=404, uid="job.uid"),
    "programmes:job-again": page(post=MEMBER, only="reader", denied=404, uid="job.uid"),
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
    "programmes:programme-settings": page(get=MEMBER, post=P.MANAGE_MEMBERS),
    "programmes:member-remove": page(
        get=P.MANAGE_MEMBERS, post=P.MANAGE_MEMBERS, pk="membership.pk"
    ),
    # requirements_catalog
    "requirements_catalog:my-work": page(get=P.VIEW_CATALOGUE),
    "requirements_catalog:need-list": page(get=P.VIEW_CATALOGUE),
    "requirements_catalog:need-create": page(get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS),
    "requirements_catalog:need-detail": page(get=P.VIEW_CATALOGUE, pk="need.pk"),
    "requirements_catalog:need-edit": page(
        get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS, pk="need.pk"
    ),
    "requirements_catalog:module-list": page(get=P.VIEW_CATALOGUE),
    "requirements_catalog:module-create": page(get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS),
    "requirements_catalog:module-detail": page(get=P.VIEW_CATALOGUE, pk="module.pk"),
    "requirements_catalog:module-edit": page(
        get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS, pk="module.pk"
    ),
    "requirements_catalog:standard-list": page(get=P.VIEW_CATALOGUE),
    "requirements_catalog:standard-create": page(get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS),
    "requirements_catalog:standard-detail": page(get=P.VIEW_CATALOGUE, pk="standard.pk"),
    "requirements_catalog:standard-edit": page(
        get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS, pk="standard.pk"
    ),
    "requirements_catalog:catalogue-list": page(get=P.VIEW_CATALOGUE),
    "requirements_catalog:catalogue-create": page(
        get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS
    ),
    "requirements_catalog:catalogue-edit": page(
        get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS, slug="catalogue.slug"
    ),
    "requirements_catalog:requirement-list": page(get=P.VIEW_CATALOGUE, slug="catalogue.slug"),
    "requirements_catalog:requirement-columns": page(
        get=P.VIEW_CATALOGUE, post=P.VIEW_CATALOGUE, slug="catalogue.slug"
    ),
    "requirements_catalog:view-create": page(
        get=P.VIEW_CATALOGUE, post=P.VIEW_CATALOGUE, slug="catalogue.slug"
    ),
    "requirements_catalog:view-open": page(
        get=P.VIEW_CATALOGUE, slug="catalogue.slug", uid="shared_view.uid"
    ),
    "requirements_catalog:view-edit": page(
        get=P.EDIT_PROGRAMME, post=P.EDIT_PROGRAMME, slug="catalogue.slug", uid="shared_view.uid"
    ),
    "requirements_catalog:view-save": page(
        post=P.EDIT_PROGRAMME, slug="catalogue.slug", uid="shared_view.uid"
    ),
    "requirements_catalog:view-remove": page(
        get=P.EDIT_PROGRAMME, post=P.EDIT_PROGRAMME, slug="catalogue.slug", uid="shared_view.uid"
    ),
    "requirements_catalog:requirement-grid": page(get=P.VIEW_CATALOGUE, slug="catalogue.slug"),
    "requirements_catalog:requirement-grid-rows": page(get=P.VIEW_CATALOGUE, slug="catalogue.slug"),
    "requirements_catalog:requirement-grid-news": page(
        get=P.VIEW_CATALOGUE, slug="catalogue.slug", query="since=0"
    ),
    "requirements_catalog:requirement-grid-save": page(
        post=P.EDIT_REQUIREMENTS, slug="catalogue.slug"
    ),
    "requirements_catalog:requirement-grid-undo": page(
        post=P.EDIT_REQUIREMENTS, slug="catalogue.slug"
    ),
    "requirements_catalog:requirement-grid-redo": page(
        post=P.EDIT_REQUIREMENTS, slug="catalogue.slug"
    ),
    "requirements_catalog:requirement-grid-layout": page(
        post=P.VIEW_CATALOGUE, slug="catalogue.slug"
    ),
    "requirements_catalog:requirement-tree": page(get=P.VIEW_CATALOGUE, slug="catalogue.slug"),
    "requirements_catalog:requirement-tree-do": page(
        post=P.EDIT_REQUIREMENTS, slug="catalogue.slug"
    ),
    "requirements_catalog:requirement-tree-step": page(
        get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS, slug="catalogue.slug", step="=withdraw"
    ),
    "requirements_catalog:requirement-create": page(
        get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS, slug="catalogue.slug"
    ),
    "requirements_catalog:heading-create": page(
        get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS, slug="catalogue.slug"
    ),
    "requirements_catalog:requirement-detail": page(get=P.VIEW_CATALOGUE, pk="requirement.pk"),
    "requirements_catalog:requirement-edit": page(
        get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS, pk="requirement.pk"
    ),
    "requirements_catalog:requirement-move": page(
        get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS, pk="requirement.pk"
    ),
    "requirements_catalog:requirement-withdraw": page(
        get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS, pk="requirement.pk"
    ),
    "requirements_catalog:requirement-restore": page(
        get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS, pk="requirement.pk"
    ),
    "requirements_catalog:requirement-revert": page(
        get=P.EDIT_REQUIREMENTS,
        post=P.EDIT_REQUIREMENTS,
        pk="requirement.pk",
        record="record.history_id",
    ),
    "requirements_catalog:requirement-presence": page(post=P.VIEW_CATALOGUE, pk="requirement.pk"),
    "requirements_catalog:relation-add": page(post=P.EDIT_REQUIREMENTS, pk="requirement.pk"),
    "requirements_catalog:relation-candidates": page(
        get=P.EDIT_REQUIREMENTS, pk="requirement.pk", query="target=1"
    ),
    "requirements_catalog:relation-remove": page(
        post=P.EDIT_REQUIREMENTS, pk="requirement.pk", relation_pk="relation.pk"
    ),
    "requirements_catalog:comment-create": page(post=P.COMMENT, pk="requirement.pk"),
    "requirements_catalog:comment-resolve": page(
        post=P.COMMENT, pk="requirement.pk", comment_pk="comment.pk"
    ),
    "requirements_catalog:comment-edit": page(
        post=P.COMMENT,
        only="reviewer",
        pk="requirement.pk",
        comment_pk="comment.pk",
        data={"text": "Annat"},
    ),
    "requirements_catalog:comment-remove": page(
        post=P.COMMENT, only="reviewer", pk="requirement.pk", comment_pk="comment.pk"
    ),
    "requirements_catalog:attachment-add": page(post=P.EDIT_REQUIREMENTS, pk="requirement.pk"),
    "requirements_catalog:attachment-download": page(
        get=P.VIEW_CATALOGUE, pk="requirement.pk", uid="attachment.uid"
    ),
    "requirements_catalog:attachment-remove": page(
        post=P.EDIT_REQUIREMENTS, pk="requirement.pk", uid="attachment.uid"
    ),
    "requirements_catalog:template-list": page(
        get=P.VIEW_CATALOGUE, post=P.IMPORT_REQUIREMENTS, slug="catalogue.slug"
    ),
    "requirements_catalog:template-edit": page(
        get=P.IMPORT_REQUIREMENTS,
        post=P.IMPORT_REQUIREMENTS,
        slug="catalogue.slug",
        uid="layout.uid",
    ),
    "requirements_catalog:template-remove": page(
        post=P.IMPORT_REQUIREMENTS, slug="catalogue.slug", uid="layout.uid"
    ),
    "requirements_catalog:field-list": _writes(post=None),
    "requirements_catalog:field-create": _writes(),
    "requirements_catalog:field-edit": _writes(pk="own_field.pk"),
    "requirements_catalog:field-move": _writes(get=None, pk="own_field.pk"),
    "requirements_catalog:field-remove": _writes(pk="own_field.pk"),
    "requirements_catalog:bulk-begin": _writes(get=None, data={"scope": "all"}),
    "requirements_catalog:bulk-change": _writes(query="act=renumber", **_OWN_BULK),
    "requirements_catalog:bulk-preview": _writes(**_OWN_BULK),
    "requirements_catalog:bulk-done": _writes(post=None, **_OWN_BULK),
    "requirements_catalog:bulk-undo": _writes(get=None, **_OWN_BULK),
    "requirements_catalog:requirement-import": page(
        get=P.IMPORT_REQUIREMENTS, post=P.IMPORT_REQUIREMENTS, slug="catalogue.slug"
    ),
    "requirements_catalog:requirement-import-sheet": page(
        get=P.IMPORT_REQUIREMENTS,
        post=P.IMPORT_REQUIREMENTS,
        only="requirements_manager",
        denied=404,
        slug="catalogue.slug",
        uid="import_job.uid",
    ),
    "requirements_catalog:requirement-import-columns": page(
        get=P.IMPORT_REQUIREMENTS,
        post=P.IMPORT_REQUIREMENTS,
        only="requirements_manager",
        denied=404,
        slug="catalogue.slug",
        uid="import_job.uid",
    ),
    "requirements_catalog:requirement-import-wait": page(
        get=P.IMPORT_REQUIREMENTS,
        post=P.IMPORT_REQUIREMENTS,
        only="requirements_manager",
        denied=404,
        slug="catalogue.slug",
        uid="import_job.uid",
    ),
    "requirements_catalog:requirement-import-preview": page(
        get=P.IMPORT_REQUIREMENTS,
        post=P.IMPORT_REQUIREMENTS,
        only="requirements_manager",
        denied=404,
        slug="catalogue.slug",
        uid="import_job.uid",
    ),
    "requirements_catalog:requirement-import-done": page(
        get=P.IMPORT_REQUIREMENTS,
        only="requirements_manager",
        denied=404,
        slug="catalogue.slug",
        uid="import_job.uid",
    ),
    "requirements_catalog:requirement-import-undo": page(
        post=P.IMPORT_REQUIREMENTS,
        only="requirements_manager",
        denied=404,
        slug="catalogue.slug",
        uid="import_job.uid",
    ),
    "requirements_catalog:requirement-import-again": page(
        post=P.IMPORT_REQUIREMENTS,
        only="requirements_manager",
        denied=404,
        slug="catalogue.slug",
        uid="import_job.uid",
    ),
    "requirements_catalog:requirement-import-report": page(
        get=P.IMPORT_REQUIREMENTS,
        only="requirements_manager",
        denied=404,
        slug="catalogue.slug",
        uid="import_job.uid",
        format="import_format",
    ),
    "requirements_catalog:requirement-export": page(
        get=P.VIEW_CATALOGUE, post=P.VIEW_CATALOGUE, slug="catalogue.slug"
    ),
    "requirements_catalog:transfer-list": page(get=P.VIEW_CATALOGUE, slug="catalogue.slug"),
    "requirements_catalog:transfer-file": page(
        get=P.IMPORT_REQUIREMENTS, slug="catalogue.slug", uid="done_import.uid", part="=in"
    ),
    "requirements_catalog:transfer-again": page(
        post=P.IMPORT_REQUIREMENTS, slug="catalogue.slug", uid="done_import.uid"
    ),
    # procurements
    "procurements:procurement-list": page(get=P.VIEW_PROCUREMENT),
    "procurements:procurement-create": page(get=P.EDIT_PROCUREMENT, post=P.EDIT_PROCUREMENT),
    "procurements:procurement-detail": page(get=P.VIEW_PROCUREMENT, slug="draft.slug"),
    "procurements:procurement-log": page(get=P.VIEW_PROCUREMENT, slug="draft.slug"),
    "procurements:procurement-edit": _edit(),
    "procurements:procurement-publish": _edit(),
    "procurements:tenders-open": page(
        get=P.EDIT_TENDERS, post=P.EDIT_TENDERS, slug="published.slug"
    ),
    "procurements:item-list": page(get=P.VIEW_PROCUREMENT, slug="draft.slug"),
    "procurements:item-add": _edit(),
    "procurements:item-change": page(post=P.EDIT_PROCUREMENT, slug="draft.slug"),
    "procurements:item-remove": page(post=P.EDIT_PROCUREMENT, slug="draft.slug"),
    "procurements:item-changes": page(
        get=P.VIEW_PROCUREMENT, post=P.EDIT_PROCUREMENT, slug="draft.slug"
    ),
    "procurements:item-detail": page(
        get=P.VIEW_PROCUREMENT, post=P.EDIT_PROCUREMENT, slug="draft.slug", pk="draft.item.pk"
    ),
    "procurements:lot-create": _edit(),
    "procurements:lot-edit": _edit(pk="draft.lot.pk"),
    "procurements:lot-remove": _edit(pk="draft.lot.pk"),
    "procurements:plan-detail": page(get=P.VIEW_PROCUREMENT, slug="draft.slug", pk="draft.lot.pk"),
    "procurements:plan-edit": _edit(pk="draft.lot.pk"),
    "procurements:criterion-create": _edit(pk="draft.lot.pk"),
    "procurements:criterion-edit": _edit(pk="draft.criterion.pk"),
    "procurements:criterion-remove": _edit(pk="draft.criterion.pk"),
    "procurements:price-list": page(get=P.VIEW_PROCUREMENT, slug="draft.slug", pk="draft.lot.pk"),
    "procurements:price-item-create": _edit(pk="draft.lot.pk"),
    "procurements:price-item-edit": _edit(pk="draft.price_item.pk"),
    "procurements:price-item-remove": _edit(pk="draft.price_item.pk"),
    "procurements:programme-documents": page(get=P.VIEW_PROCUREMENT),
    "procurements:document-list": page(get=P.VIEW_PROCUREMENT, slug="opened.slug"),
    "procurements:document-issue": page(
        post=P.ISSUE_DOCUMENTS,
        slug="opened.slug",
        data={"kind": "answer-form", "format": "xlsx", "language": "sv"},
    ),
    "procurements:document-download": page(
        get=P.VIEW_PROCUREMENT, slug="opened.slug", pk="opened.document.pk"
    ),
    # tenders
    "tenders:procurement-list": page(get=P.VIEW_TENDERS, appointed=True),
    "tenders:tender-list": page(get=P.VIEW_TENDERS, slug="opened.slug", appointed=True),
    "tenders:tender-create": page(get=P.EDIT_TENDERS, post=P.EDIT_TENDERS, slug="opened.slug"),
    "tenders:tender-matrix": page(get=P.VIEW_TENDERS, slug="opened.slug", appointed=True),
    "tenders:tender-detail": page(
        get=P.VIEW_TENDERS, slug="opened.slug", pk="opened.tender.pk", appointed=True
    ),
    "tenders:tender-edit": page(
        get=P.EDIT_TENDERS, post=P.EDIT_TENDERS, slug="opened.slug", pk="opened.tender.pk"
    ),
    "tenders:tender-upload": page(post=P.EDIT_TENDERS, slug="opened.slug", pk="opened.tender.pk"),
    "tenders:tender-withdraw": page(post=P.EDIT_TENDERS, slug="opened.slug", pk="opened.tender.pk"),
    "tenders:form-report": page(
        get=P.EDIT_TENDERS, post=P.EDIT_TENDERS, slug="opened.slug", uid="form_job.uid"
    ),
    "tenders:form-download": page(
        get=P.EDIT_TENDERS,
        slug="opened.slug",
        pk="opened.tender.pk",
        form_pk="opened.received_form.pk",
    ),
    "tenders:response-detail": page(
        get=P.VIEW_TENDERS,
        appointed=True,
        slug="opened.slug",
        pk="opened.tender.pk",
        item_pk="opened.item.pk",
    ),
    # evaluation
    "evaluation:evaluation-list": page(get=P.VIEW_EVALUATION, appointed=True),
    "evaluation:evaluation-start": page(
        get=P.MANAGE_EVALUATION, post=P.MANAGE_EVALUATION, slug="unscored.slug"
    ),
    "evaluation:evaluation-detail": page(get=P.VIEW_TENDERS, slug="opened.slug", appointed=True),
    "evaluation:evaluator-assign": page(post=P.MANAGE_EVALUATION, slug="opened.slug"),
    "evaluation:evaluator-remove": page(
        get=P.MANAGE_EVALUATION,
        post=P.MANAGE_EVALUATION,
        slug="opened.slug",
        pk="opened.assignment.pk",
    ),
    "evaluation:scores-lock": page(
        get=P.MANAGE_EVALUATION, post=P.MANAGE_EVALUATION, slug="opened.slug"
    ),
    "evaluation:scores-unlock": page(
        get=P.MANAGE_EVALUATION, post=P.MANAGE_EVALUATION, slug="decided.slug"
    ),
    "evaluation:evaluation-score": page(get=P.SCORE, slug="opened.slug"),
    "evaluation:score-edit": page(
        get=P.SCORE,
        post=P.SCORE,
        slug="opened.slug",
        item="opened.scored_item.pk",
        tender="opened.tender.pk",
    ),
    "evaluation:scores-submit": page(get=P.SCORE, post=P.SCORE, slug="opened.slug"),
    "evaluation:scores-reopen": page(get=P.SCORE, post=P.SCORE, slug="opened.slug"),
    "evaluation:evaluation-result": page(get=P.VIEW_RESULT, slug="decided.slug"),
    "evaluation:lot-result": page(
        get=P.VIEW_RESULT, slug="decided.slug", number="decided.lot.number"
    ),
    "evaluation:result-workbook": page(get=P.VIEW_RESULT, slug="decided.slug"),
}
