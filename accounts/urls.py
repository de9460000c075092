"""Addresses of a person's own pages."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from . import views

app_name = "accounts"
urlpatterns = [
    path("account/", views.profile, name="profile"),
    path("account/digest/", views.digest_choose, name="digest-choose"),
    path("language/", login_not_required(set_language), name="language-set"),
]
