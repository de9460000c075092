"""Addresses of the steps of an import, below a programme."""

from django.urls import include, path

from ..views import import_result as result
from ..views import imports as views

steps = [
    path("sheet/", views.import_sheet, name="requirement-import-sheet"),
    path("columns/", views.import_columns, name="requirement-import-columns"),
    path("wait/", views.import_wait, name="requirement-import-wait"),
    path("preview/", views.import_preview, name="requirement-import-preview"),
    path("done/", result.import_done, name="requirement-import-done"),
    path("undo/", result.import_undo, name="requirement-import-undo"),
    path("again/", result.import_again, name="requirement-import-again"),
    path("report.<str:format>", result.import_report, name="requirement-import-report"),
]
urlpatterns = [
    path("requirements/<slug:slug>/import/", views.import_file, name="requirement-import"),
    path("requirements/<slug:slug>/import/<uuid:uid>/", include(steps)),
]
