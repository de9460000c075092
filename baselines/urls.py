"""Addresses of baselines, under a programme's."""

from django.urls import URLPattern, path

from . import views_files, views_moment

app_name = "baselines"
urlpatterns: list[URLPattern] = []

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
