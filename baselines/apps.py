from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BaselinesConfig(AppConfig):
    name = "baselines"
    verbose_name = _("Baslinjer")

    def ready(self) -> None:
        """Let other apps tell which files they have handed out."""
        from django.utils.module_loading import autodiscover_modules

        autodiscover_modules("sealed_documents")
