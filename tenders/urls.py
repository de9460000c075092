"""Addresses of tenders, under a programme."""

from django.urls import path

from . import views, views_matrix

app_name = "tenders"
urlpatterns = [
    path("tenders/", views.procurement_list, name="procurement-list"),
    path("tenders/<slug:slug>/", views.tender_list, name="tender-list"),
    path("tenders/<slug:slug>/add/", views.tender_create, name="tender-create"),
    path("tenders/<slug:slug>/matrix/", views_matrix.tender_matrix, name="tender-matrix"),
    path("tenders/<slug:slug>/reports/<uuid:uid>/", views.form_report, name="form-report"),
    path("tenders/<slug:slug>/<int:pk>/", views.tender_detail, name="tender-detail"),
    path("tenders/<slug:slug>/<int:pk>/edit/", views.tender_edit, name="tender-edit"),
    path("tenders/<slug:slug>/<int:pk>/upload/", views.form_upload, name="tender-upload"),
    path("tenders/<slug:slug>/<int:pk>/withdraw/", views.tender_withdraw, name="tender-withdraw"),
    path(
        "tenders/<slug:slug>/<int:pk>/forms/<int:form_pk>/",
        views.form_download,
        name="form-download",
    ),
    path(
        "tenders/<slug:slug>/<int:pk>/answers/<int:item_pk>/",
        views_matrix.response_detail,
        name="response-detail",
    ),
]
