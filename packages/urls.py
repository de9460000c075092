"""Addresses of packaging, under a programme's."""

from django.urls import path

from . import views, views_choice, views_parts

app_name = "packages"
ONE = "packaging/<int:pk>/"
PACKAGE = f"{ONE}packages/<int:package_pk>/"
LOT = f"{PACKAGE}lots/<int:lot_pk>/"
urlpatterns = [
    path("packaging/", views.alternative_list, name="alternative-list"),
    path("packaging/xlsx/", views.comparison_workbook, name="comparison-xlsx"),
    path("packaging/pdf/", views.comparison_document, name="comparison-pdf"),
    path("packaging/new/", views.alternative_create, name="alternative-create"),
    path(ONE, views.alternative_detail, name="alternative-detail"),
    path(f"{ONE}edit/", views.alternative_edit, name="alternative-edit"),
    path(f"{ONE}remove/", views.alternative_remove, name="alternative-remove"),
    path(f"{ONE}copy/", views.alternative_copy, name="alternative-copy"),
    path(f"{ONE}move/", views.module_move, name="module-move"),
    path(f"{ONE}history/", views.alternative_history, name="alternative-history"),
    path(f"{ONE}choose/", views_choice.alternative_choose, name="alternative-choose"),
    path(f"{ONE}undo/", views_choice.choice_undo, name="choice-undo"),
    path(f"{ONE}packages/new/", views_parts.package_create, name="package-create"),
    path(f"{PACKAGE}edit/", views_parts.package_edit, name="package-edit"),
    path(f"{PACKAGE}remove/", views_parts.package_remove, name="package-remove"),
    path(f"{PACKAGE}make/", views_choice.package_make, name="package-make"),
    path(f"{PACKAGE}lots/new/", views_parts.lot_create, name="lot-create"),
    path(f"{LOT}edit/", views_parts.lot_edit, name="lot-edit"),
    path(f"{LOT}remove/", views_parts.lot_remove, name="lot-remove"),
]
