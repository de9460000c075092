from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TargetArchitectureConfig(AppConfig):
    name = "target_architecture"
    verbose_name = _("Målarkitektur")
