"""Addresses of a bulk change: begun, chosen, looked through, done, taken back."""

from django.urls import path

from ..views import bulk as views_bulk

catalogue = "requirements/<slug:slug>/bulk/"
urlpatterns = [
    path(catalogue, views_bulk.bulk_begin, name="bulk-begin"),
    path(f"{catalogue}<uuid:uid>/", views_bulk.bulk_change, name="bulk-change"),
    path(f"{catalogue}<uuid:uid>/preview/", views_bulk.bulk_preview, name="bulk-preview"),
    path(f"{catalogue}<uuid:uid>/done/", views_bulk.bulk_done, name="bulk-done"),
    path(f"{catalogue}<uuid:uid>/undo/", views_bulk.bulk_undo, name="bulk-undo"),
]
