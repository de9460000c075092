"""Addresses of the app, under a programme."""

from django.urls import include, path

from . import views, views_award, views_goals, views_package

app_name = "procurements"

_own = [
    path("", views.procurement_detail, name="procurement-detail"),
    path("edit/", views.procurement_edit, name="procurement-edit"),
    path("place/", views.procurement_place, name="procurement-place"),
    path("publish/", views.procurement_publish, name="procurement-publish"),
    path("open/", views.tenders_open, name="tenders-open"),
    path("log/", views.procurement_log, name="procurement-log"),
]

_package = [
    path("", views_package.item_list, name="item-list"),
    path("add/", views_package.item_add, name="item-add"),
    path("change/", views_package.item_change, name="item-change"),
    path("remove/", views_package.item_remove, name="item-remove"),
    path("changes/", views_package.item_changes, name="item-changes"),
    path("<int:pk>/", views_package.item_detail, name="item-detail"),
]

_award = [
    path("lots/new/", views_award.lot_create, name="lot-create"),
    path("lots/<int:pk>/edit/", views_award.lot_edit, name="lot-edit"),
    path("lots/<int:pk>/remove/", views_award.lot_remove, name="lot-remove"),
    path("lots/<int:pk>/award/", views_award.plan_detail, name="plan-detail"),
    path("lots/<int:pk>/award/edit/", views_award.plan_edit, name="plan-edit"),
    path("lots/<int:pk>/criteria/new/", views_award.criterion_create, name="criterion-create"),
    path("criteria/<int:pk>/edit/", views_award.criterion_edit, name="criterion-edit"),
    path("criteria/<int:pk>/remove/", views_award.criterion_remove, name="criterion-remove"),
    path("lots/<int:pk>/prices/", views_award.price_list, name="price-list"),
    path("lots/<int:pk>/prices/new/", views_award.price_item_create, name="price-item-create"),
    path("prices/<int:pk>/edit/", views_award.price_item_edit, name="price-item-edit"),
    path("prices/<int:pk>/remove/", views_award.price_item_remove, name="price-item-remove"),
]

urlpatterns = [
    path("goal-shares/", views_goals.goal_shares, name="goal-shares"),
    path("goal-shares/export/", views_goals.goal_shares_export, name="goal-shares-export"),
    path("procurements/", views.procurement_list, name="procurement-list"),
    path("procurements/new/", views.procurement_create, name="procurement-create"),
    path(
        "procurements/<slug:slug>/",
        include([*_own, path("requirements/", include(_package)), *_award]),
    ),
    path("", include("procurements.urls_documents")),
]
