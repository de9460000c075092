"""Sign-in by the region's identity provider, read from the environment (docs/operations.md)."""

from urllib.parse import urlsplit

from environ import Env


def oidc_settings(env: Env) -> dict:
    """Settings for allauth; empty without ``OIDC_SERVER_URL``.

    ``OIDC_ORIGIN`` is where the sign-in form may redirect to: the origin of the provider's address
    unless another is named, as some providers have their sign-in page at a host of its own.
    """
    address = env.str("OIDC_SERVER_URL", default="")
    if not address:
        return {}
    parts = urlsplit(address)
    return {
        # An account is matched by verified e-mail address (accounts/adapters.py), and the
        # provider's own identity for the person is kept for the next time.
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": True,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
        "SOCIALACCOUNT_PROVIDERS": {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [
                    {
                        "provider_id": env.str("OIDC_ID", default="region"),
                        "name": env.str("OIDC_NAME", default="Regionens inloggning"),
                        "client_id": env.str("OIDC_CLIENT_ID"),
                        "secret": env.str("OIDC_CLIENT_SECRET"),
                        "settings": {"server_url": address},
                    }
                ],
            }
        },
        "OIDC_ORIGIN": env.str("OIDC_ORIGIN", default="") or f"{parts.scheme}://{parts.netloc}",
    }
