"""Addresses of programmes, search and jobs."""

from django.urls import path

app_name = "programmes"
urlpatterns: list = []
