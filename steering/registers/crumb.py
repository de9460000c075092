"""The page above every register of steering."""

from django.utils.translation import gettext_lazy as _

CRUMB = (_("Styrning"), "steering:steering")
