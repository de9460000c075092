"""People who sign in."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    """Creates users that are known by their e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """A user with this address; without a password the account cannot sign in by one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """A user who administers the installation."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "User":
        """The user with this address, whatever its case."""
        return self.get(email__iexact=email)


class User(AbstractUser):
    """A person who signs in with an e-mail address."""

    username = None
    first_name = None
    last_name = None
    email = models.EmailField(
        _("e-postadress"),
        unique=True,
        error_messages={"unique": _("Det finns redan ett konto med den adressen.")},
    )
    full_name = models.CharField(_("namn"), max_length=150)
    # Empty until one is chosen: then pages follow the browser, and letters are Swedish.
    language = models.CharField(_("språk"), max_length=10, blank=True)
    wants_digest = models.BooleanField(_("dagligt brev om det som hänt"), default=True)
    digest_sent_at = models.DateTimeField(null=True, editable=False)
    notices_seen_at = models.DateTimeField(null=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("personer")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_any_case",
                violation_error_message=_("Det finns redan ett konto med den adressen."),
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        """The person's name, or the address where no name is given."""
        return str(self)

    @property
    def letter_language(self) -> str:
        """The language that letters to the person are written in."""
        known = dict(settings.LANGUAGES)
        return self.language if self.language in known else settings.LANGUAGE_CODE

    def get_short_name(self) -> str:
        """The first word of the name."""
        return str(self).split(" ")[0]
