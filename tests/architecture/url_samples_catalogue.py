"""Samples of the catalogue's addresses and of the API; url_pages.py says how they are written."""

from programmes.roles import Permission as P
from tests.architecture.url_pages import KEY, KEY_OR_SIGNED_IN, SIGNED_IN, Page, page


def _writes(get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS, **more) -> Page:
    """A page of a catalogue for those who write in it."""
    return page(get=get, post=post, slug="catalogue.slug", **more)


# The bulk change that an author has begun.
_OWN_BULK: dict = {"only": "author", "denied": 404, "uid": "bulk_job.uid"}


def _imports(get=P.IMPORT_REQUIREMENTS, post=P.IMPORT_REQUIREMENTS, **more) -> Page:
    """A step of the import that a manager has begun."""
    own = {"only": "requirements_manager", "denied": 404, "uid": "import_job.uid"}
    return page(get=get, post=post, slug="catalogue.slug", **own, **more)


def _need_import() -> Page:
    """A step of the import of needs that a manager has begun."""
    own = {"only": "requirements_manager", "denied": 404, "uid": "need_job.uid"}
    return page(get=P.IMPORT_REQUIREMENTS, post=P.IMPORT_REQUIREMENTS, **own)


CATALOGUE_SAMPLES: dict[str, Page] = {
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
    "api:approve": page(get=KEY, post=KEY, uid="requirement.uid"),
    "api:send-back": page(get=KEY, post=KEY, uid="requirement.uid"),
    "api:nowhere": page(get=KEY, post=KEY, rest="=finns/inte"),
    # requirements_catalog
    "requirements_catalog:my-work": page(get=P.VIEW_CATALOGUE),
    "requirements_catalog:need-list": page(get=P.VIEW_CATALOGUE),
    "requirements_catalog:need-create": page(get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS),
    "requirements_catalog:need-detail": page(get=P.VIEW_CATALOGUE, pk="need.pk"),
    "requirements_catalog:need-edit": page(
        get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS, pk="need.pk"
    ),
    "requirements_catalog:need-restore": page(post=P.EDIT_REQUIREMENTS, pk="need.pk"),
    "requirements_catalog:need-withdraw": page(get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS),
    "requirements_catalog:need-merge": page(get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS),
    "requirements_catalog:need-undo": page(
        post=P.EDIT_REQUIREMENTS, only="author", denied=404, uid="need_change.uid"
    ),
    "requirements_catalog:need-matrix": page(get=P.VIEW_CATALOGUE),
    "requirements_catalog:need-matrix-export": page(get=P.VIEW_CATALOGUE),
    "requirements_catalog:need-export": page(get=P.VIEW_CATALOGUE, fmt="=xlsx"),
    "requirements_catalog:need-capture": page(get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS),
    "requirements_catalog:need-paste": page(post=P.EDIT_REQUIREMENTS),
    "requirements_catalog:need-import": page(get=P.IMPORT_REQUIREMENTS, post=P.IMPORT_REQUIREMENTS),
    "requirements_catalog:need-import-columns": _need_import(),
    "requirements_catalog:need-import-preview": _need_import(),
    "requirements_catalog:need-import-done": page(
        get=P.IMPORT_REQUIREMENTS, only="requirements_manager", denied=404, uid="need_job.uid"
    ),
    "requirements_catalog:need-options": page(get=P.VIEW_CATALOGUE, query="field=needs"),
    "requirements_catalog:need-codes": page(get=P.VIEW_CATALOGUE),
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
    "requirements_catalog:requirement-grid-add": page(
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
    "requirements_catalog:requirement-chain": page(get=P.VIEW_CATALOGUE, pk="requirement.pk"),
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
    "requirements_catalog:requirement-send": page(post=P.EDIT_REQUIREMENTS, pk="requirement.pk"),
    "requirements_catalog:requirement-approve": page(
        post=P.APPROVE_REQUIREMENTS, pk="requirement.pk"
    ),
    "requirements_catalog:requirement-send-back": page(
        get=P.SEND_BACK_REQUIREMENTS, post=P.SEND_BACK_REQUIREMENTS, pk="requirement.pk"
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
    "requirements_catalog:bulk-begin": _writes(
        get=None, post=P.SEND_BACK_REQUIREMENTS, data={"scope": "all"}
    ),
    "requirements_catalog:bulk-change": _writes(query="act=renumber", **_OWN_BULK),
    "requirements_catalog:bulk-preview": _writes(**_OWN_BULK),
    "requirements_catalog:bulk-done": _writes(post=None, **_OWN_BULK),
    "requirements_catalog:bulk-undo": _writes(get=None, **_OWN_BULK),
    "requirements_catalog:requirement-import": page(
        get=P.IMPORT_REQUIREMENTS, post=P.IMPORT_REQUIREMENTS, slug="catalogue.slug"
    ),
    "requirements_catalog:requirement-import-sheet": _imports(),
    "requirements_catalog:requirement-import-columns": _imports(),
    "requirements_catalog:requirement-import-wait": _imports(),
    "requirements_catalog:requirement-import-preview": _imports(),
    "requirements_catalog:requirement-import-done": _imports(post=None),
    "requirements_catalog:requirement-import-undo": _imports(),
    "requirements_catalog:requirement-import-again": _imports(get=None),
    "requirements_catalog:requirement-import-report": _imports(post=None, format="import_format"),
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
    # baselines: files, and moments of the past
    "baselines:baseline-files": page(
        get=P.VIEW_CATALOGUE, slug="catalogue.slug", number="baseline.number"
    ),
    "baselines:baseline-file-make": page(
        post=P.VIEW_CATALOGUE,
        slug="catalogue.slug",
        number="baseline.number",
        data={"format": "reqif"},
    ),
    "baselines:catalogue-at": page(get=P.VIEW_CATALOGUE, slug="catalogue.slug"),
    "baselines:requirement-at": page(
        get=P.VIEW_CATALOGUE, slug="catalogue.slug", uid="requirement.uid"
    ),
    # quality
    "quality:term-list": page(get=P.VIEW_CATALOGUE),
    "quality:term-create": page(get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS),
    "quality:term-paste": page(get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS),
    "quality:term-edit": page(get=P.EDIT_REQUIREMENTS, post=P.EDIT_REQUIREMENTS, pk="term.pk"),
    "quality:term-remove": page(post=P.EDIT_REQUIREMENTS, pk="term.pk"),
    "quality:term-restore": page(post=P.EDIT_REQUIREMENTS, pk="term.pk"),
    "quality:quality-list": page(get=P.VIEW_CATALOGUE),
    "quality:finding-list": _writes(get=P.VIEW_CATALOGUE),
    "quality:finding-reopen": _writes(get=None, pk="acceptance.pk"),
    "quality:words-check": page(post=P.EDIT_REQUIREMENTS, slug="catalogue.slug"),
    "quality:report-xlsx": page(get=P.VIEW_CATALOGUE, slug="catalogue.slug"),
    "quality:report-pdf": page(get=P.VIEW_CATALOGUE, slug="catalogue.slug"),
    "quality:words-typed": _writes(get=None),
    "quality:rule-detail": _writes(get=P.VIEW_CATALOGUE, code="=vague-word"),
    "quality:pair-list": page(get=P.VIEW_CATALOGUE, post=P.EDIT_REQUIREMENTS),
    "quality:need-pair-list": page(get=P.VIEW_CATALOGUE, post=P.EDIT_REQUIREMENTS),
    "quality:need-pair-compare": page(post=P.EDIT_REQUIREMENTS),
    "quality:pair-compare": page(post=P.EDIT_REQUIREMENTS),
    "quality:pair-export": page(get=P.VIEW_CATALOGUE),
    "quality:pair-reopen": page(post=P.EDIT_REQUIREMENTS, pk="pair_judgement.pk"),
    "quality:coverage": page(get=P.VIEW_CATALOGUE),
    "quality:coverage-axis": page(
        get=P.VIEW_CATALOGUE, post=P.EDIT_REQUIREMENTS, axis="=needs-modules"
    ),
    "quality:coverage-export": page(get=P.VIEW_CATALOGUE, axis="=goals"),
    "quality:hole-reopen": page(post=P.EDIT_REQUIREMENTS, axis="=needs"),
    "quality:coverage-row": page(get=P.VIEW_CATALOGUE, axis="=modules", pk="module.pk"),
    # baselines: what is suspect, and copies with their origins
    "baselines:watched-fields": page(get=P.VIEW_CATALOGUE, post=P.EDIT_REQUIREMENTS),
    "baselines:suspicion-list": _writes(get=P.VIEW_CATALOGUE),
    "baselines:suspicion-scan": page(post=P.EDIT_REQUIREMENTS, slug="catalogue.slug"),
    "baselines:law-change": _writes(),
    "baselines:origin-list": page(get=P.VIEW_CATALOGUE, slug="catalogue.slug"),
    "baselines:origin-detail": _writes(get=P.VIEW_CATALOGUE, pk="copy.pk"),
}
