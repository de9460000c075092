from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = _("Gemensamt")

    def ready(self) -> None:
        # Registered: lookups that stand forged keys; Swedish search and order on each connection.
        from . import lookups, sqlite  # noqa: F401
