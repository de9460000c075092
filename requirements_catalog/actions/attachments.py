"""Files beside requirements: put there, and taken away without being lost."""

import hashlib
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.file_names import safe_name
from common.history import save_with_reason

from ..file_types import SUFFIXES, media_type_of
from ..models import Attachment, Requirement

MOST_FILES = 50


@transaction.atomic
def add_attachment(*, requirement: Requirement, content: bytes, name: str, by) -> Attachment:
    """Keep a file beside a requirement.

    Raises ValidationError when it is empty or too large, when its content is none of the kinds
    that are taken, or not the kind that its name says, and when the same file is there already.
    On disk it has a name of ours and no suffix, so that nothing can run or be guessed there.
    """
    shown = safe_name(name)
    limit = settings.UPLOAD_MAX_BYTES
    if not content:
        raise ValidationError({"file": _("Filen är tom. Välj en annan fil.")})
    if len(content) > limit:
        raise ValidationError(
            {"file": _("Filen är för stor: högst %(limit)s MB tas emot.") % {"limit": limit >> 20}}
        )
    media_type = media_type_of(content, shown)
    if not media_type:
        raise ValidationError(
            {
                "file": _(
                    "Filens innehåll är inget som tas emot, eller något annat än namnet säger. "
                    "Det här går bra: %(kinds)s."
                )
                % {"kinds": ", ".join(SUFFIXES)}
            }
        )
    Requirement.objects.select_for_update().get(pk=requirement.pk)
    digest = hashlib.sha256(content).hexdigest()
    present = requirement.attachments.filter(removed_at=None)
    if present.filter(digest=digest).exists():
        raise ValidationError({"file": _("Samma fil ligger redan här.")})
    if present.count() >= MOST_FILES:
        raise ValidationError({"file": _("Högst 50 filer får plats vid ett krav.")})
    uid = uuid.uuid4()
    attachment = Attachment(
        requirement=requirement,
        uid=uid,
        file=ContentFile(content, name=uid.hex),
        name=shown,
        content_type=media_type,
        size=len(content),
        digest=digest,
        uploaded_by=by,
    )
    return save_with_reason(attachment, by=by)


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by, reason: str = "") -> Attachment:
    """Take a file away: it is marked and no longer given out, but nothing is lost."""
    row = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if row.removed_at is None:
        row.removed_at = timezone.now()
        save_with_reason(row, by=by, reason=reason)
    return row
