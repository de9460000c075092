"""What views of all apps share."""

from django.views.decorators.http import require_http_methods

# A page with a form: shown, asked for without its body, and sent in.
read_or_write = require_http_methods(["GET", "HEAD", "POST"])
