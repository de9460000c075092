"""Addresses of a catalogue's own fields, below a programme."""

from django.urls import include, path

from ..views import fields as views

one = [
    path("", views.field_edit, name="field-edit"),
    path("move/", views.field_move, name="field-move"),
    path("remove/", views.field_remove, name="field-remove"),
]
urlpatterns = [
    path("requirements/<slug:slug>/fields/", views.field_list, name="field-list"),
    path("requirements/<slug:slug>/fields/new/", views.field_create, name="field-create"),
    path("requirements/<slug:slug>/fields/<int:pk>/", include(one)),
]
