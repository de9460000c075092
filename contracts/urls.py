"""Addresses of the app, under a programme; the registers have theirs of their own."""

from django.urls import path

from . import views

app_name = "contracts"
urlpatterns = [
    path(
        "procurements/<slug:slug>/contracts/",
        views.procurement_contracts,
        name="procurement-contracts",
    ),
]
