"""The way back to the page that a form was opened from."""

from urllib.parse import unquote, urlencode, urlsplit

from django.db.models import Model
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
    # Two dots climb out of the programme, and a browser reads them written out too.
    climbs = ".." in unquote(urlsplit(address).path).split("/") if is_safe else False
    return address if is_safe and address.startswith(own) and not climbs else ""


def return_as(request: HttpRequest) -> str:
    """The name under which that page wants to be told what was made; "" where it does not ask."""
    return (request.POST if request.method == "POST" else request.GET).get("return_as", "")


def return_with(request: HttpRequest, programme: Programme, row: Model) -> str:
    """``return_to``, with the key of the row that was made where the page has asked for it."""
    address, name = return_to(request, programme), return_as(request)
    if not address or not name:
        return address
    parts = urlsplit(address)
    told = urlencode({name: row.pk})
    return parts._replace(query=f"{parts.query}&{told}" if parts.query else told).geturl()
