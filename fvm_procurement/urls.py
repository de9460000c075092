"""Addresses: each app brings its own under one short English noun."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from health_check.views import HealthCheckView

HEALTH = ["health_check.checks.Database", "health_check.checks.Cache"]

urlpatterns = [
    path("health/", login_not_required(HealthCheckView.as_view(checks=HEALTH)), name="health"),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("programmes.urls")),
    path("p/<slug:programme_slug>/", include("requirements_catalog.urls")),
    path("p/<slug:programme_slug>/", include("procurements.urls")),
    path("p/<slug:programme_slug>/", include("tenders.urls")),
    path("p/<slug:programme_slug>/", include("evaluation.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("gallery/", include("common.urls_gallery")))
