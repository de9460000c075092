"""Entry point for web servers (gunicorn fvm_procurement.wsgi)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fvm_procurement.settings")

application = get_wsgi_application()
