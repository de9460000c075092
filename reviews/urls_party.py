"""Addresses of personal links: open without sign-in to whoever holds the secret.

Only the first holds it; the others take the cookie that it hands out.
"""

from django.urls import path

from . import views_party

app_name = "party"

urlpatterns = [
    path("<uuid:party_uid>/", views_party.start, name="start"),
    path("<uuid:party_uid>/<int:place>/", views_party.item, name="item"),
    path("<uuid:party_uid>/comments/<uuid:uid>/", views_party.comment_edit, name="comment-edit"),
    path(
        "<uuid:party_uid>/comments/<uuid:uid>/remove/",
        views_party.comment_remove,
        name="comment-remove",
    ),
    # Last: a secret is no uuid, but a uuid could be taken for a secret.
    path("<str:secret>/", views_party.open_link, name="open"),
]
