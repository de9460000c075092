"""Addresses of quality, under a programme's."""

from django.urls import path

from . import views, views_rules, views_terms

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
]
