from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TargetArchitectureConfig(AppConfig):
    name = "target_architecture"
    verbose_name = _("Målarkitektur")

    def ready(self) -> None:
        """Let apps to the right colour the map, and tell what makes an assessment outdated."""
        from django.utils.module_loading import autodiscover_modules

        autodiscover_modules("map_colourings", "outdated_assessments")
