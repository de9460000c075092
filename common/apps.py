from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = _("Gemensamt")

    def ready(self) -> None:
        from . import sqlite  # noqa: F401  registers Swedish search and order on each connection
