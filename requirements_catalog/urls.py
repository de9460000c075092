"""Addresses of the app, under a programme."""

app_name = "requirements_catalog"
urlpatterns: list = []
