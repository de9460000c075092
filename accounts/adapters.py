"""How sign-in differs from allauth's defaults: accounts are made by programme leads only."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail; nobody registers an account of their own."""

    def is_open_for_signup(self, request) -> bool:
        """Always closed: a programme lead adds people, so that strangers get no foot in."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in by the region's identity provider, for accounts that already exist."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        """Closed like the other: the account must exist before the first sign-in."""
        return False
