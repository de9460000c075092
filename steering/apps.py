from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SteeringConfig(AppConfig):
    name = "steering"
    verbose_name = _("Programstyrning")

    def ready(self) -> None:
        """Let apps to the right tell of those who take part, of what they plan and of the chain."""
        from django.utils.module_loading import autodiscover_modules

        autodiscover_modules("participation_parts", "steering_parts")
