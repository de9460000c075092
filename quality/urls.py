"""Addresses of quality, under a programme's."""

from django.urls import URLPattern

app_name = "quality"
urlpatterns: list[URLPattern] = []
