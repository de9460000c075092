"""The entry of reviews in a catalogue's menu: what the list shows is sent to be reviewed."""

from django.utils.translation import gettext_lazy as _

from programmes.roles import Permission
from requirements_catalog.registered_pages import CataloguePage, register

register(
    CataloguePage(
        _("Låt granska urvalet"),
        "chat-square-quote",
        "reviews:round-create-of",
        30,
        keeps_look=True,
        needs=Permission.MANAGE_REVIEWS,
    )
)
