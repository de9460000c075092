"""Addresses of personal links: open without sign-in to whoever holds the secret."""

from django.urls import path

from . import views_party

app_name = "party"

urlpatterns = [
    path("<str:secret>/", views_party.start, name="start"),
    path("<str:secret>/<int:place>/", views_party.item, name="item"),
    path("<str:secret>/comments/<uuid:uid>/", views_party.comment_edit, name="comment-edit"),
    path(
        "<str:secret>/comments/<uuid:uid>/remove/",
        views_party.comment_remove,
        name="comment-remove",
    ),
]
