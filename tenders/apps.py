from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TendersConfig(AppConfig):
    name = "tenders"
    verbose_name = _("Anbud")

    def ready(self) -> None:
        """Let the apps that appoint people tell whom they appoint to what."""
        from django.utils.module_loading import autodiscover_modules

        autodiscover_modules("tender_appointments")
