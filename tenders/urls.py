"""Addresses of the app, under a programme."""

app_name = "tenders"
urlpatterns: list = []
