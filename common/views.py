"""What views of all apps share."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

# A page with a form: shown, asked for without its body, and sent in.
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


def sent_file(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file that was made just now, to be saved under the name; also with letters beyond ASCII."""
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(content, content_type=media_type, headers=headers)


def file_name(*words: object, suffix: str) -> str:
    """What a file is called: the words, such as a programme and the title of a list as the person
    reads it, in letters that every system takes."""
    return f"{slugify(' '.join(str(word) for word in words))[:120].rstrip('-')}.{suffix}"
