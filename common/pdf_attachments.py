"""A file carried inside an uploaded PDF, taken out where a hostile one can do no harm.

A PDF of some kilobytes can unpack to gigabytes, at places that only its parser finds. So another
process opens it, with little memory and time, and gives back nothing but the attached bytes.
"""

import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from common.pdf_attachment_reader import DAMAGED, ENCRYPTED, HUGE, NONE, UNREAD
from common.workbook_safety import MEGABYTE, too_large
from common.workbooks import WorkbookRefused

MEMORY_BYTES = 1200 * MEGABYTE
SECONDS = 30
ATTACHED_BYTES = 100 * MEGABYTE

_READER = Path(__file__).with_name("pdf_attachment_reader.py")


def attached_file(data: bytes, name: str, filename: str) -> bytes | None:
    """The content of the file called ``name`` inside a PDF; None where there is none.

    Raises WorkbookRefused for a PDF that is too large, needs a password, is damaged, or takes more
    memory or time than any of ours.
    """
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise too_large(filename, settings.UPLOAD_MAX_BYTES // MEGABYTE)
    limits = [str(MEMORY_BYTES), str(ATTACHED_BYTES)]
    try:
        reading = subprocess.run(
            [sys.executable, "-I", str(_READER), name, *limits],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _refused(HUGE, filename) from error
    if reading.returncode == 0:
        return reading.stdout
    if reading.returncode == NONE:
        return None
    raise _refused(reading.returncode, filename)


def _refused(code: int, filename: str) -> WorkbookRefused:
    if code == ENCRYPTED:
        return WorkbookRefused(
            _("PDF-filen är lösenordsskyddad eller krypterad och kan inte läsas."),
            filename,
            _("Ladda upp originalet, som inte har något lösenord."),
        )
    if code in (DAMAGED, UNREAD):
        return WorkbookRefused(
            _("PDF-filen är skadad eller ofullständig."),
            filename,
            _("Hämta filen på nytt från den som lämnade ut den."),
        )
    return WorkbookRefused(
        _("PDF-filen tar orimligt mycket minne eller tid att läsa och läses därför inte."),
        filename,
        _("Hämta filen på nytt från den som lämnade ut den."),
    )
