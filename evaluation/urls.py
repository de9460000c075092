"""Addresses of the app, under a programme."""

app_name = "evaluation"
urlpatterns: list = []
