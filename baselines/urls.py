"""Addresses of baselines, under a programme's."""

from django.urls import URLPattern

app_name = "baselines"
urlpatterns: list[URLPattern] = []
