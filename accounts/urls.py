"""Addresses of a person's own pages."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("account/", views.profile, name="profile"),
    path("account/digest/", views.digest_choose, name="digest-choose"),
    path("language/", views.language_choose, name="language-set"),
]
