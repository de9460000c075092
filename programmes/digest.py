"""The daily letter: what has happened since the last one, to those who want it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import actions
from accounts.models import User

from .notices import notices_since

FIRST_LETTER = timedelta(days=1)
MOST_IN_A_LETTER = 50


@dataclass
class Sent:
    """How many got a letter, how many had nothing to read, and whose could not be sent."""

    letters: int = 0
    quiet: int = 0
    failed: list[str] = field(default_factory=list)


def send_digests(now: datetime | None = None) -> Sent:
    """Send the letters of the day; each person's next begins where this one ends."""
    now = now or timezone.now()
    sent = Sent()
    people = User.objects.filter(is_active=True, wants_digest=True, memberships__isnull=False)
    for user in people.distinct().order_by("pk"):
        since = user.digest_sent_at or max(user.date_joined, now - FIRST_LETTER)
        try:
            with override(user.letter_language):
                is_letter = _send(user, notices_since(user, since, MOST_IN_A_LETTER))
        except OSError as error:
            sent.failed.append(f"{user.email}: {error}")
            continue
        sent.letters += is_letter
        sent.quiet += not is_letter
        actions.note_digest_sent(user=user, at=now)
    return sent


def _send(user: User, notices: list) -> bool:
    """Whether there was something to tell. ``smtplib``'s errors are OSErrors, as the network's."""
    if not notices:
        return False
    context = {"user": user, "notices": notices, "site": settings.SITE_URL}
    text = render_to_string("programmes/email/digest.txt", context)
    subject = _("Det har hänt något i FVM Upphandling")
    send_mail(subject, text, None, [user.email])
    return True
