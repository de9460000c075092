"""Addresses of reviews, under a programme's."""

from django.urls import URLPattern

app_name = "reviews"
urlpatterns: list[URLPattern] = []
