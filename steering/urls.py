"""Addresses of what steers a programme, under the programme's."""

from django.urls import path

from . import views

app_name = "steering"
urlpatterns = [
    path("steering/", views.steering_page, name="steering"),
]
