"""The way back to the page that a form was opened from."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from .models import Programme


def return_to(request: HttpRequest, programme: Programme) -> str:
    """The page of the programme that somebody came from, named as ``return``; "" where it is none
    of them."""
    address = (request.POST if request.method == "POST" else request.GET).get("return", "")
    own = reverse("programmes:programme-overview", args=[programme.slug])
    is_safe = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_safe and address.startswith(own) else ""
