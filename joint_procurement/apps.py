from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JointProcurementConfig(AppConfig):
    name = "joint_procurement"
    verbose_name = _("Gemensam upphandling")
