"""What is done to every answer of the site."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def keep_pages_out_of_caches(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """What a signed-in person sees is kept by no browser and no proxy.

    Tenders are under secrecy, and people share machines: after signing out, the way back must
    not show them. An answer that says itself how it may be kept is left as it is.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware
