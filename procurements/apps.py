from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcurementsConfig(AppConfig):
    name = "procurements"
    verbose_name = _("Upphandlingar")

    def ready(self) -> None:
        """Let every app register the kinds of document it can issue, and its pages."""
        from django.utils.module_loading import autodiscover_modules

        autodiscover_modules("document_kinds", "procurement_pages")
