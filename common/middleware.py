"""What is done to every answer of the site."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .directions import straight
from .line_ends import plain_ends

MEGABYTE = 1024 * 1024
# What stands around a file in a form: other fields, and the marks between them.
AROUND_A_FILE = MEGABYTE
# Before the answer so much is read, and forgotten: browsers that may not finish what they send tell
# of a broken connection instead of showing the answer. Who sends more is cut off.
READ_AND_FORGOTTEN = 100 * MEGABYTE


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


def refuse_large_forms(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A form larger than any that is taken is answered by 413 before anything of it is kept.

    Without this, each file would be written to the server's disk before a view could refuse it,
    also for people who are not signed in. A body has no more bytes than its head says: the rest is
    never read. Bodies of other kinds are the API's, which stops reading at its own limit.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        most = _most_bytes(request.content_type)
        size = _body_bytes(request)
        if most is None or size <= most:
            return get_response(request)
        if size <= READ_AND_FORGOTTEN:
            while request.read(64 * 1024):
                pass
        limit = settings.UPLOAD_MAX_BYTES // MEGABYTE
        response = render(request, "413.html", {"limit": limit}, status=413)
        response["Connection"] = "close"
        return response

    return middleware


class StraightTexts:
    """What is written in a form comes to its view without signs that turn the direction of text,
    as empty where nothing in it is seen, and with the line ends of the database, of which browsers
    make two signs.

    Forms are read when everything before the view has let the request pass. Of what programs send
    as JSON the same is seen to where it is read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Exchange what was sent, where something in it is to be; secrets are left alone."""
        if request.method != "POST" or _most_bytes(request.content_type) is None:
            return
        try:
            sent = request.POST
        except OSError:
            return  # broken off: the view is told so when it reads
        changed = {
            name: told
            for name, texts in sent.lists()
            if "password" not in name and (told := [_plain(text) for text in texts]) != texts
        }
        if changed:
            straightened = sent.copy()
            for name, told in changed.items():
                straightened.setlist(name, told)
            straightened._mutable = False
            request.POST = straightened


def _plain(text: str) -> str:
    return plain_ends(straight(text))


def _most_bytes(content_type: str | None) -> int | None:
    if content_type == "multipart/form-data":
        return settings.UPLOAD_MAX_BYTES + AROUND_A_FILE
    if content_type == "application/x-www-form-urlencoded":
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return None


def _body_bytes(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
