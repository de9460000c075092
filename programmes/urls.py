"""Addresses of programmes, search and jobs."""

from django.urls import include, path

from . import (
    views,
    views_jobs,
    views_members,
    views_notices,
    views_organisations,
    views_registers,
    views_removed,
    views_replanning,
    views_tokens,
)

app_name = "programmes"

in_programme = [
    path("", views.programme_overview, name="programme-overview"),
    path("about/", views.programme_about, name="programme-about"),
    path("about/edit/", views.programme_edit, name="programme-edit"),
    path(
        "about/milestones/<int:pk>/replan/",
        views_replanning.milestone_replan,
        name="milestone-replan",
    ),
    path(
        "about/milestones/<int:pk>/replan/undo/",
        views_replanning.milestone_replan_undo,
        name="milestone-replan-undo",
    ),
    path(
        "about/organisations/new/",
        views_organisations.organisation_create,
        name="organisation-create",
    ),
    path(
        "about/organisations/<int:pk>/edit/",
        views_organisations.organisation_edit,
        name="organisation-edit",
    ),
    path("about/participants/<int:pk>/decide/", views.decision_create, name="decision-create"),
    path("r/<slug:register>/", views_registers.register_list, name="register-list"),
    path("r/<slug:register>/new/", views_registers.register_create, name="register-create"),
    path("r/<slug:register>/list.xlsx", views_registers.register_export, name="register-export"),
    path("r/<slug:register>/removed/", views_removed.register_removed, name="register-removed"),
    path("r/<slug:register>/<int:pk>/", views_registers.register_detail, name="register-detail"),
    path("r/<slug:register>/<int:pk>/edit/", views_registers.register_edit, name="register-edit"),
    path(
        "r/<slug:register>/<int:pk>/remove/",
        views_registers.register_remove,
        name="register-remove",
    ),
    path(
        "r/<slug:register>/<int:pk>/restore/",
        views_registers.register_restore,
        name="register-restore",
    ),
    path("settings/", views_members.programme_settings, name="programme-settings"),
    path("settings/members/<int:pk>/remove/", views_members.member_remove, name="member-remove"),
]

urlpatterns = [
    path("", views.programme_list, name="programme-list"),
    path("search/", views.search, name="search"),
    path("notices/", views_notices.notice_list, name="notice-list"),
    path("notices/count/", views_notices.notice_count, name="notice-count"),
    path("notices/seen/", views_notices.notices_seen, name="notices-seen"),
    path("jobs/", views_jobs.job_list, name="job-list"),
    path("jobs/<uuid:uid>/", views_jobs.job_detail, name="job-detail"),
    path("jobs/<uuid:uid>/progress/", views_jobs.job_progress, name="job-progress"),
    path("jobs/<uuid:uid>/cancel/", views_jobs.job_cancel, name="job-cancel"),
    path("jobs/<uuid:uid>/again/", views_jobs.job_again, name="job-again"),
    path("jobs/<uuid:uid>/result/", views_jobs.job_download, name="job-download"),
    path("account/tokens/", views_tokens.token_list, name="token-list"),
    path("account/tokens/<int:pk>/revoke/", views_tokens.token_revoke, name="token-revoke"),
    path("p/<slug:programme_slug>/", include(in_programme)),
]
