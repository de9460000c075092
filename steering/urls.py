"""Addresses of what steers a programme, under the programme's."""

from django.urls import path

from . import views, views_timeline

app_name = "steering"
urlpatterns = [
    path("steering/", views.steering_page, name="steering"),
    path("steering/timeline/", views_timeline.timeline_page, name="timeline"),
    path("steering/timeline/pdf/", views_timeline.timeline_pdf, name="timeline-pdf"),
    path("steering/waves/<int:pk>/replan/", views_timeline.wave_replan, name="wave-replan"),
    path(
        "steering/waves/<int:pk>/replan/undo/",
        views_timeline.wave_replan_undo,
        name="wave-replan-undo",
    ),
    path("steering/why/", views.why_page, name="why"),
]
