from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = _("Program")

    def ready(self) -> None:
        """Let every app register its jobs, panels, search and navigation with the programme."""
        from django.utils.module_loading import autodiscover_modules

        autodiscover_modules(
            "jobs",
            "panels",
            "stages",
            "search_providers",
            "navigation",
            "notices",
            "registers",
            "register_sections",
            "register_holds",
            "figures",
        )
