"""Addresses of what goes in and out of a catalogue as files, below a programme."""

from django.urls import include, path

from ..views import exports as views_exports
from ..views import transfers as views_transfers

one = [
    path("again/", views_transfers.transfer_again, name="transfer-again"),
    path("<slug:part>/", views_transfers.transfer_file, name="transfer-file"),
]
urlpatterns = [
    path("<slug:slug>/export/", views_exports.requirement_export, name="requirement-export"),
    path("<slug:slug>/transfers/", views_transfers.transfer_list, name="transfer-list"),
    path("<slug:slug>/transfers/<uuid:uid>/", include(one)),
]
