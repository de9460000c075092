"""Addresses of the API, version 1."""

from django.urls import path

from ..views import api as views
from ..views import api_document as documents
from ..views import api_links as links
from ..views import api_page as pages
from ..views import api_steps as steps

app_name = "api"

urlpatterns = [
    path("", pages.api_page, name="page"),
    path("schema/", pages.Schema.as_view(), name="schema"),
    path("catalogues/", views.Catalogues.as_view(), name="catalogues"),
    path("catalogues/<str:slug>/", views.OneCatalogue.as_view(), name="catalogue"),
    path("catalogues/<str:slug>/fields/", views.Fields.as_view(), name="fields"),
    path("catalogues/<str:slug>/requirements/", views.Requirements.as_view(), name="requirements"),
    path("catalogues/<str:slug>/document/", documents.Document.as_view(), name="document"),
    path("requirements/<str:uid>/", views.OneRequirement.as_view(), name="requirement"),
    path("requirements/<str:uid>/links/", links.RequirementLinks.as_view(), name="links"),
    path("requirements/<str:uid>/relations/", links.Relations.as_view(), name="relations"),
    path(
        "requirements/<str:uid>/relations/<str:number>/",
        links.OneRelation.as_view(),
        name="relation",
    ),
    path("requirements/<str:uid>/history/", views.RequirementHistory.as_view(), name="history"),
    path("requirements/<str:uid>/move/", steps.MoveRequirement.as_view(), name="move"),
    path("requirements/<str:uid>/withdraw/", steps.WithdrawRequirement.as_view(), name="withdraw"),
    path("requirements/<str:uid>/restore/", steps.RestoreRequirement.as_view(), name="restore"),
    path("requirements/<str:uid>/approve/", steps.ApproveRequirement.as_view(), name="approve"),
    path(
        "requirements/<str:uid>/send-back/", steps.SendBackRequirement.as_view(), name="send-back"
    ),
    path("<path:rest>", views.Nowhere.as_view(), name="nowhere"),
]
