"""Addresses of the app, under a programme."""

from django.urls import include, path

from . import views, views_decisions, views_stances, views_what_if

app_name = "joint_procurement"

_joint = [
    path("", views.joint_detail, name="joint-detail"),
    path("decide/", views_decisions.decision_create, name="decision-create"),
    path("decisions/<int:pk>/annul/", views_decisions.decision_annul, name="decision-annul"),
    path("volumes/<int:pk>/", views.volume_edit, name="volume-edit"),
    path("needs/", views_stances.stance_list, name="stance-list"),
    path(
        "needs/<int:requirement>/<int:organisation>/",
        views_stances.stance_set,
        name="stance-set",
    ),
    path("what-if/", views_what_if.what_if, name="what-if"),
    path("what-if/xlsx/", views_what_if.what_if_workbook, name="what-if-workbook"),
    path("what-if/pdf/", views_what_if.what_if_pdf, name="what-if-pdf"),
]

urlpatterns = [
    path("joint/", views.procurement_list, name="procurement-list"),
    path("procurements/<slug:slug>/joint/", include(_joint)),
]
