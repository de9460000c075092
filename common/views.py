"""What views of all apps share."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

# A page with a form: shown, asked for without its body, and sent in.
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


def sent_file(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file that was made just now, to be saved under the name; also with letters beyond ASCII."""
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(content, content_type=media_type, headers=headers)
