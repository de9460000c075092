"""Addresses of a catalogue's own layouts for exports, below a programme."""

from django.urls import include, path

from ..views import templates as views

one = [
    path("", views.template_edit, name="template-edit"),
    path("remove/", views.template_remove, name="template-remove"),
]
urlpatterns = [
    path("requirements/<slug:slug>/layouts/", views.template_list, name="template-list"),
    path("requirements/<slug:slug>/layouts/<uuid:uid>/", include(one)),
]
