"""The letter to a person whose account has just been made."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from .models import User


def send_welcome(user: User, *, request: HttpRequest, place: str) -> None:
    """Send the link by which the person chooses a password; ``place`` names the programme."""
    address = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    path = reverse("account_reset_password_from_key", kwargs=address)
    text = render_to_string(
        "accounts/email/welcome.txt",
        {
            "user": user,
            "place": place,
            "link": request.build_absolute_uri(path),
            "by": request.user,
        },
    )
    send_mail(_("Ditt konto i FVM Upphandling"), text, None, [user.email])
