"""Addresses of the target architecture, under a programme's."""

from django.urls import path

from . import views

app_name = "target_architecture"
urlpatterns = [
    path("architecture/map/", views.map_page, name="landscape"),
    path("architecture/map/pdf/", views.map_pdf, name="landscape-pdf"),
]
