"""The only things a document may load: the project's own static files and embedded pictures.

A document holds text that suppliers and colleagues wrote. Without this a picture address such as
``file:///etc/passwd`` or ``http://10.0.0.1/`` would read files or call other servers from ours.
"""

import base64
import io
import mimetypes
from pathlib import PurePosixPath
from urllib.parse import unquote, unquote_to_bytes

from django.contrib.staticfiles import finders
from weasyprint.urls import URLFetcher, URLFetcherResponse

# A name that cannot exist (RFC 2606): it is only ever looked up among the static files.
STATIC_URL = "https://static.invalid/"
STATIC_SUFFIXES = frozenset({".css", ".woff2", ".png", ".jpg", ".svg"})
PICTURE_TYPES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
MAX_PICTURE_BYTES = 10_000_000
MAX_PICTURE_PIXELS = 25_000_000

mimetypes.add_type("font/woff2", ".woff2")


class ForbiddenResource(ValueError):
    """The document asked for something outside the project; the picture is left out."""


class ProjectResources(URLFetcher):
    """Answers from the static files and ``data:`` pictures; never opens a file or connection."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        """The content behind an address; ``ForbiddenResource`` for everything not listed above."""
        if url.startswith(STATIC_URL):
            return _static_file(url)
        if url.startswith("data:"):
            return _embedded_picture(url)
        raise ForbiddenResource(f"not allowed in a document: {url[:80]}")


def _static_file(url: str) -> URLFetcherResponse:
    name = unquote(url.removeprefix(STATIC_URL).split("?")[0].split("#")[0])
    if PurePosixPath(name).suffix not in STATIC_SUFFIXES:
        raise ForbiddenResource(f"not a style sheet, font or picture: {name[:80]}")
    path = finders.find(name)  # refuses names that leave the static folders
    if not path:
        raise ForbiddenResource(f"no such static file: {name[:80]}")
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    with open(path, "rb") as file:
        return URLFetcherResponse(url, file.read(), {"Content-Type": content_type})


def _embedded_picture(url: str) -> URLFetcherResponse:
    """A ``data:`` picture of a plain pixel format and a reasonable size (no SVG: it can refer)."""
    head, comma, body = url.removeprefix("data:").partition(",")
    content_type, *parameters = head.split(";")
    expected = PICTURE_TYPES.get(content_type.strip().lower())
    if not comma or expected is None or len(body) > 2 * MAX_PICTURE_BYTES:
        raise ForbiddenResource("embedded file is not a png, jpeg, gif or webp picture")
    content = base64.b64decode(body) if "base64" in parameters else unquote_to_bytes(body)
    _check_picture(content, expected)
    return URLFetcherResponse("data:", content, {"Content-Type": content_type})


def _check_picture(content: bytes, expected: str) -> None:
    """Only the head of the file is read here: a small file can unpack to gigabytes."""
    from PIL import Image

    if len(content) > MAX_PICTURE_BYTES:
        raise ForbiddenResource("embedded picture is too large")
    with Image.open(io.BytesIO(content), formats=[expected]) as picture:
        width, height = picture.size
    if width * height > MAX_PICTURE_PIXELS:
        raise ForbiddenResource(f"embedded picture has {width} × {height} pixels")
