"""Addresses: each app brings its own under one short English noun."""

from django.conf import settings
from django.urls import include, path

from baselines.views_verify import verify
from programmes.views_health import health

urlpatterns = [
    path("health/", health, name="health"),
    path("verify/", verify, name="verify"),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("programmes.urls")),
    path("referral/", include("reviews.urls_party")),
    path("api/v1/", include("requirements_catalog.urls.api")),
    path("p/<slug:programme_slug>/", include("requirements_catalog.urls")),
    path("p/<slug:programme_slug>/", include("target_architecture.urls")),
    path("p/<slug:programme_slug>/", include("steering.urls")),
    path("p/<slug:programme_slug>/", include("baselines.urls")),
    path("p/<slug:programme_slug>/", include("quality.urls")),
    path("p/<slug:programme_slug>/", include("reviews.urls")),
    path("p/<slug:programme_slug>/", include("procurements.urls")),
    path("p/<slug:programme_slug>/", include("joint_procurement.urls")),
    path("p/<slug:programme_slug>/", include("packages.urls")),
    path("p/<slug:programme_slug>/", include("tenders.urls")),
    path("p/<slug:programme_slug>/", include("evaluation.urls")),
    path("p/<slug:programme_slug>/", include("contracts.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("gallery/", include("common.urls_gallery")))
