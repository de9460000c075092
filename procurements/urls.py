"""Addresses of the app, under a programme."""

app_name = "procurements"
urlpatterns: list = []
