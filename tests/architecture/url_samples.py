"""A sample of every address (url_pages.py says how they are written).

A new address fails ``test_urls.py`` until it stands here, or in url_samples_catalogue.py.
"""

from django.core.files.uploadedfile import SimpleUploadedFile

from programmes.roles import Permission as P
from tests.architecture.url_pages import ANYBODY, MEMBER, SIGNED_IN, Page, page
from tests.architecture.url_samples_catalogue import CATALOGUE_SAMPLES
from tests.architecture.url_samples_joint import JOINT_SAMPLES
from tests.architecture.url_samples_packaging import PACKAGING_SAMPLES
from tests.architecture.url_samples_registers import REGISTER_SAMPLES
from tests.architecture.url_samples_reviews import REVIEW_SAMPLES


def _edit(**arguments) -> Page:
    """A form that changes a procurement which is still being put together."""
    return page(get=P.EDIT_PROCUREMENT, post=P.EDIT_PROCUREMENT, slug="draft.slug", **arguments)


SAMPLES: dict[str, Page] = {
    **CATALOGUE_SAMPLES,
    **JOINT_SAMPLES,
    **PACKAGING_SAMPLES,
    **REGISTER_SAMPLES,
    **REVIEW_SAMPLES,
    "health": page(get=ANYBODY),
    # The file that anybody may check.
    "verify": page(
        get=ANYBODY,
        post=ANYBODY,
        data={"file": SimpleUploadedFile("krav.csv", b"Krav-id;Kravtext\nA1;Ska finnas.\n")},
    ),
    # accounts
    "accounts:profile": page(get=SIGNED_IN, post=SIGNED_IN),
    "accounts:digest-choose": page(post=SIGNED_IN),
    "accounts:language-set": page(post=ANYBODY),
    # keys of programs, and the API that they open
    "programmes:token-list": page(get=SIGNED_IN, post=SIGNED_IN),
    "programmes:token-revoke": page(post=MEMBER, only="reader", denied=404, pk="api_token.pk"),
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
    "programmes:milestone-replan": page(
        get=P.EDIT_PROGRAMME, post=P.EDIT_PROGRAMME, pk="milestone.pk"
    ),
    "programmes:milestone-replan-undo": page(
        get=P.EDIT_PROGRAMME, post=P.EDIT_PROGRAMME, pk="milestone.pk"
    ),
    "programmes:organisation-create": page(get=P.EDIT_PROGRAMME, post=P.EDIT_PROGRAMME),
    "programmes:organisation-edit": page(
        get=P.EDIT_PROGRAMME, post=P.EDIT_PROGRAMME, pk="participation.organisation_id"
    ),
    "programmes:decision-create": page(
        get=P.EDIT_PROGRAMME, post=P.EDIT_PROGRAMME, pk="participation.pk"
    ),
    "programmes:programme-settings": page(get=MEMBER, post=P.MANAGE_MEMBERS),
    "programmes:member-remove": page(
        get=P.MANAGE_MEMBERS, post=P.MANAGE_MEMBERS, pk="membership.pk"
    ),
    # procurements
    "procurements:goal-shares": page(get=P.VIEW_PROCUREMENT),
    "procurements:goal-shares-export": page(get=P.VIEW_PROCUREMENT),
    "procurements:procurement-list": page(get=P.VIEW_PROCUREMENT),
    "procurements:procurement-create": page(get=P.EDIT_PROCUREMENT, post=P.EDIT_PROCUREMENT),
    "procurements:procurement-detail": page(get=P.VIEW_PROCUREMENT, slug="draft.slug"),
    "procurements:procurement-log": page(get=P.VIEW_PROCUREMENT, slug="draft.slug"),
    "procurements:procurement-edit": _edit(),
    "procurements:procurement-place": _edit(),
    "procurements:procurement-publish": _edit(),
    "procurements:tenders-open": page(
        get=P.EDIT_TENDERS, post=P.EDIT_TENDERS, slug="published.slug"
    ),
    "contracts:procurement-contracts": page(get=P.VIEW_PROCUREMENT, slug="draft.slug"),
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
    # baselines
    "baselines:baseline-list": page(get=P.VIEW_CATALOGUE, slug="catalogue.slug"),
    "baselines:baseline-publish": page(
        get=P.PUBLISH_BASELINE, post=P.PUBLISH_BASELINE, slug="catalogue.slug"
    ),
    "baselines:baseline-detail": page(
        get=P.VIEW_CATALOGUE, slug="catalogue.slug", number="baseline.number"
    ),
    "baselines:entry-detail": page(
        get=P.VIEW_CATALOGUE, slug="catalogue.slug", number="baseline.number", place="=1"
    ),
    "baselines:difference": page(get=P.VIEW_CATALOGUE, slug="catalogue.slug"),
    "baselines:difference-download": page(
        get=P.VIEW_CATALOGUE, slug="catalogue.slug", format="=xlsx"
    ),
}
