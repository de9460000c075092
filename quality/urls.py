"""Addresses of quality, under a programme's."""

from django.urls import path

from . import (
    views,
    views_coverage,
    views_likeness,
    views_need_pairs,
    views_rules,
    views_terms,
)

app_name = "quality"
urlpatterns = [
    path("glossary/", views_terms.term_list, name="term-list"),
    path("glossary/new/", views_terms.term_create, name="term-create"),
    path("glossary/paste/", views_terms.term_paste, name="term-paste"),
    path("glossary/<int:pk>/edit/", views_terms.term_edit, name="term-edit"),
    path("glossary/<int:pk>/remove/", views_terms.term_remove, name="term-remove"),
    path("glossary/<int:pk>/restore/", views_terms.term_restore, name="term-restore"),
    path("quality/", views.quality_list, name="quality-list"),
    path("quality/<slug:slug>/", views.finding_list, name="finding-list"),
    path(
        "quality/<slug:slug>/accepted/<int:pk>/reopen/",
        views.finding_reopen,
        name="finding-reopen",
    ),
    path("quality/<slug:slug>/check/", views.words_check, name="words-check"),
    path(
        "quality/<slug:slug>/report.xlsx", views.finding_export, {"format": "xlsx"}, "report-xlsx"
    ),
    path("quality/<slug:slug>/report.pdf", views.finding_export, {"format": "pdf"}, "report-pdf"),
    path("quality/<slug:slug>/typed/", views.words_typed, name="words-typed"),
    path("quality/<slug:slug>/rules/<slug:code>/", views_rules.rule_detail, name="rule-detail"),
    path("likeness/", views_likeness.pair_list, name="pair-list"),
    path("needs/alike/", views_need_pairs.need_pair_list, name="need-pair-list"),
    path("needs/alike/compare/", views_need_pairs.need_pair_compare, name="need-pair-compare"),
    path("likeness/compare/", views_likeness.pair_compare, name="pair-compare"),
    path("likeness/export/", views_likeness.pair_export, name="pair-export"),
    path("likeness/<int:pk>/reopen/", views_likeness.pair_reopen, name="pair-reopen"),
    path("coverage/", views_coverage.coverage, name="coverage"),
    path("coverage/<slug:axis>/", views_coverage.coverage_axis, name="coverage-axis"),
    path("coverage/<slug:axis>/export/", views_coverage.coverage_export, name="coverage-export"),
    path("coverage/<slug:axis>/reopen/", views_coverage.hole_reopen, name="hole-reopen"),
    path("coverage/<slug:axis>/<int:pk>/", views_coverage.coverage_row, name="coverage-row"),
]
