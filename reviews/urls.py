"""Addresses of reviews, under a programme's."""

from django.urls import path

from . import views, views_dispositions, views_reading, views_referral, views_reports

app_name = "reviews"

urlpatterns = [
    path("reviews/", views.round_list, name="round-list"),
    path("reviews/new/", views.round_create, name="round-create"),
    path("reviews/new/<slug:slug>/", views.round_create, name="round-create-of"),
    path("reviews/<int:pk>/", views.round_detail, name="round-detail"),
    path("reviews/<int:pk>/edit/", views.round_edit, name="round-edit"),
    path("reviews/<int:pk>/open/", views.round_open, name="round-open"),
    path("reviews/<int:pk>/extend/", views.round_extend, name="round-extend"),
    path("reviews/<int:pk>/close/", views.round_close, name="round-close"),
    path("reviews/<int:pk>/remind/", views.round_remind, name="round-remind"),
    path("reviews/<int:pk>/reviewers/", views.reviewer_add, name="reviewer-add"),
    path(
        "reviews/<int:pk>/reviewers/<int:reviewer_pk>/remove/",
        views.reviewer_remove,
        name="reviewer-remove",
    ),
    path("reviews/<int:pk>/report.<str:format>", views_reports.round_report, name="round-report"),
    path("reviews/<int:pk>/read/", views_reading.reading_start, name="reading-start"),
    path("reviews/<int:pk>/read/all/", views_reading.reading_list, name="reading-list"),
    path("reviews/<int:pk>/read/<int:item_pk>/", views_reading.reading_item, name="reading-item"),
    path(
        "reviews/<int:pk>/read/<int:item_pk>/verdict/",
        views_reading.verdict_give,
        name="verdict-give",
    ),
    path(
        "reviews/<int:pk>/read/<int:item_pk>/comment/",
        views_reading.comment_write,
        name="comment-write",
    ),
    path(
        "reviews/<int:pk>/read/<int:item_pk>/preview/",
        views_reading.proposal_preview,
        name="proposal-preview",
    ),
    path("reviews/<int:pk>/whole/", views_reading.whole_comment, name="whole-comment"),
    path("reviews/<int:pk>/own/<int:comment_pk>/", views_reading.comment_edit, name="comment-edit"),
    path(
        "reviews/<int:pk>/own/<int:comment_pk>/remove/",
        views_reading.comment_remove,
        name="comment-remove",
    ),
    path(
        "reviews/<int:pk>/comments/", views_dispositions.disposition_list, name="disposition-list"
    ),
    path(
        "reviews/<int:pk>/comments/<int:comment_pk>/answer/",
        views_dispositions.disposition_write,
        name="disposition-write",
    ),
    path(
        "reviews/<int:pk>/comments/<int:comment_pk>/adopt/",
        views_dispositions.proposal_adopt,
        name="proposal-adopt",
    ),
    path(
        "reviews/<int:pk>/comments/<int:comment_pk>/adopt/undo/",
        views_dispositions.adoption_undo,
        name="adoption-undo",
    ),
    path("reviews/<int:pk>/parties/", views_referral.party_list, name="party-list"),
    path(
        "reviews/<int:pk>/parties/workbooks/",
        views_referral.workbooks_download,
        name="workbooks-download",
    ),
    path(
        "reviews/<int:pk>/parties/<int:reviewer_pk>/workbook/",
        views_referral.workbook_download,
        name="workbook-download",
    ),
    path(
        "reviews/<int:pk>/parties/<int:reviewer_pk>/link/",
        views_referral.party_link,
        name="party-link",
    ),
    path("reviews/<int:pk>/parties/answers/", views_referral.answers_show, name="answers-show"),
    path(
        "reviews/<int:pk>/returned/<uuid:uid>/",
        views_referral.returned_detail,
        name="returned-detail",
    ),
]
