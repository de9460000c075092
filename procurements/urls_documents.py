"""Addresses of issued documents; included by ``procurements.urls``."""

from django.urls import path

from . import views_documents as views

urlpatterns = [
    path("documents/", views.programme_documents, name="programme-documents"),
    path("procurements/<slug:slug>/documents/", views.document_list, name="document-list"),
    path("procurements/<slug:slug>/documents/issue/", views.document_issue, name="document-issue"),
    path(
        "procurements/<slug:slug>/documents/<int:pk>/",
        views.document_download,
        name="document-download",
    ),
]
