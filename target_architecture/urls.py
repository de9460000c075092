"""Addresses of the target architecture, under a programme's."""

from django.urls import include, path

from . import views, views_exchange

app_name = "target_architecture"
steps = [
    path("mapping/", views_exchange.exchange_mapping, name="exchange-mapping"),
    path("preview/", views_exchange.exchange_preview, name="exchange-preview"),
    path("done/", views_exchange.exchange_done, name="exchange-done"),
    path("undo/", views_exchange.exchange_undo, name="exchange-undo"),
]
urlpatterns = [
    path("architecture/map/", views.map_page, name="landscape"),
    path("architecture/map/file/", views.map_export, name="landscape-export"),
    path("architecture/archimate/", views_exchange.exchange_export, name="exchange-export"),
    path("architecture/import/", views_exchange.exchange_file, name="exchange-file"),
    path("architecture/import/<uuid:uid>/", include(steps)),
]
