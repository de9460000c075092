"""Addresses of baselines, under a programme's."""

from django.urls import URLPattern, path

from . import (
    views_baselines,
    views_difference,
    views_files,
    views_moment,
    views_origins,
    views_suspects,
)

app_name = "baselines"
urlpatterns: list[URLPattern] = []

_BASELINES = "requirements/<slug:slug>/baselines/"
urlpatterns += [
    path(_BASELINES, views_baselines.baseline_list, name="baseline-list"),
    path(f"{_BASELINES}new/", views_baselines.baseline_publish, name="baseline-publish"),
    path(f"{_BASELINES}difference/", views_difference.difference_page, name="difference"),
    path(
        f"{_BASELINES}difference/<slug:format>/",
        views_difference.difference_download,
        name="difference-download",
    ),
    path(f"{_BASELINES}<int:number>/", views_baselines.baseline_detail, name="baseline-detail"),
    path(
        f"{_BASELINES}<int:number>/rows/<int:place>/",
        views_baselines.entry_detail,
        name="entry-detail",
    ),
]

_CATALOGUE = "requirements/<slug:slug>/"
files_and_moments = [
    path(
        f"{_CATALOGUE}baselines/<int:number>/files/",
        views_files.baseline_files,
        name="baseline-files",
    ),
    path(
        f"{_CATALOGUE}baselines/<int:number>/files/make/",
        views_files.baseline_file_make,
        name="baseline-file-make",
    ),
    path(f"{_CATALOGUE}at/", views_moment.catalogue_at, name="catalogue-at"),
    path(f"{_CATALOGUE}at/<uuid:uid>/", views_moment.requirement_at, name="requirement-at"),
]
urlpatterns += files_and_moments

suspects_and_origins = [
    path("watched/", views_suspects.watched_fields, name="watched-fields"),
    path(f"{_CATALOGUE}suspects/", views_suspects.suspicion_list, name="suspicion-list"),
    path(f"{_CATALOGUE}suspects/scan/", views_suspects.suspicion_scan, name="suspicion-scan"),
    path(f"{_CATALOGUE}suspects/law/", views_suspects.law_change, name="law-change"),
    path(f"{_CATALOGUE}origins/", views_origins.origin_list, name="origin-list"),
    path(f"{_CATALOGUE}origins/<int:pk>/", views_origins.origin_detail, name="origin-detail"),
]
urlpatterns += suspects_and_origins
