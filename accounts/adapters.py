"""How sign-in differs from allauth's defaults: accounts are made by programme leads only."""

import functools
import logging

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from .actions import confirm_own_address
from .models import User
from .second_factors import decrypted, encrypted

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail; nobody registers an account of their own."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-postadressen eller lösenordet stämmer inte."),
    }

    def is_open_for_signup(self, request) -> bool:
        """Always closed: a programme lead adds people, so that strangers get no foot in."""
        return False

    def login(self, request, user) -> None:
        """Sign in, after every step; from then on only a confirmed address can replace theirs."""
        confirm_own_address(user=user)
        super().login(request, user)

    def post_login(self, request, user, **options):
        """Pages in the language that the person has chosen, also in a browser that is new."""
        response = super().post_login(request, user, **options)
        if user.language:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                path=settings.LANGUAGE_COOKIE_PATH,
                domain=settings.LANGUAGE_COOKIE_DOMAIN,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            )
        return response


class MFAAdapter(DefaultMFAAdapter):
    """Second factors whose secrets the database does not hold in the clear."""

    def encrypt(self, text: str) -> str:
        """The secret of one-time codes, or the seed of recovery codes, as it is kept."""
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret itself."""
        return decrypted(encrypted_text)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in by the region's identity provider, for accounts that already exist."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        """Closed like the other: the account must exist before the first sign-in."""
        return False

    def authenticate_by_email(self, sociallogin):
        """The account whose own address the provider vouches for, as (user, address), or None.

        Stricter than allauth, which takes any true value (the text "false" is one) and looks at
        addresses that people have only asked to change to.
        """
        for address in sociallogin.email_addresses:
            if address.verified is not True:
                continue
            user = User.objects.filter(email__iexact=address.email).first()
            if user and self.can_authenticate_by_email(sociallogin, address.email):
                confirm_own_address(user=user)
                return user, user.email
        return None

    def on_authentication_error(
        self, request, provider, error=None, exception=None, extra_context=None
    ) -> None:
        """Tell those who run the site why somebody could not sign in."""
        logger.warning("sign-in by %s failed: %s %s", provider, error, exception or "")

    def get_requests_session(self):
        """A session that answers with a page where the provider does not answer at all."""
        session = super().get_requests_session()
        send = session.request

        @functools.wraps(send)
        def request(*args, **kwargs):
            try:
                answer = send(*args, **kwargs)
                if answer.status_code >= requests.codes.server_error:
                    answer.raise_for_status()
            except requests.RequestException as problem:
                logger.error("the identity provider does not answer: %s", problem)
                page = "socialaccount/authentication_error.html"
                raise ImmediateHttpResponse(render(self.request, page, status=503)) from problem
            return answer

        session.request = request
        return session
