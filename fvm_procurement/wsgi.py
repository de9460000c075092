"""Entry point for web servers (gunicorn fvm_procurement.wsgi)."""

import logging
import os

from django.core.wsgi import get_wsgi_application

from common.log_filter import HideSecrets

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fvm_procurement.settings")

application = get_wsgi_application()

# The server's own log is none of Django's; it too tells every address.
logging.getLogger("gunicorn.access").addFilter(HideSecrets())
