"""Addresses of columns and saved views, below a programme."""

from django.urls import include, path

from ..views import looks as views

one = [
    path("", views.view_open, name="view-open"),
    path("edit/", views.view_edit, name="view-edit"),
    path("save/", views.view_save, name="view-save"),
    path("remove/", views.view_remove, name="view-remove"),
]
urlpatterns = [
    path("<slug:slug>/columns/", views.requirement_columns, name="requirement-columns"),
    path("<slug:slug>/views/new/", views.view_create, name="view-create"),
    path("<slug:slug>/views/<uuid:uid>/", include(one)),
]
