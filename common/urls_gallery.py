"""Address of the component gallery (development only)."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from .gallery import gallery

urlpatterns = [path("", login_not_required(gallery), name="gallery")]
