"""A file carried inside an uploaded PDF, taken out where a hostile one can do no harm.

A PDF of some kilobytes can unpack to gigabytes, at places that only its parser finds. So another
process opens it, with little memory and time, and gives back nothing but the attached bytes.
"""

import subprocess
import sys

from django.conf import settings
from django.utils.translation import gettext as _

from common.workbook_safety import MEGABYTE, too_large
from common.workbooks import WorkbookRefused

MEMORY_BYTES = 1200 * MEGABYTE
SECONDS = 30
ATTACHED_BYTES = 100 * MEGABYTE
_NONE, _ENCRYPTED, _DAMAGED, _HUGE = 3, 4, 5, 6

_READ = f"""
import io, sys
data = sys.stdin.buffer.read()
import pikepdf
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
except (ImportError, ValueError, OSError):
    pass
try:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if pdf.is_encrypted:
            sys.exit({_ENCRYPTED})
        if sys.argv[1] not in pdf.attachments:
            sys.exit({_NONE})
        content = pdf.attachments[sys.argv[1]].get_file().read_bytes()
except pikepdf.PasswordError:
    sys.exit({_ENCRYPTED})
except MemoryError:
    sys.exit({_HUGE})
except Exception as error:
    sys.exit({_HUGE} if "memory" in str(error).lower() or "alloc" in str(error) else {_DAMAGED})
if len(content) > int(sys.argv[3]):
    sys.exit({_HUGE})
sys.stdout.buffer.write(content)
"""


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
            [sys.executable, "-I", "-c", _READ, name, *limits],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _refused(_HUGE, filename) from error
    if reading.returncode == 0:
        return reading.stdout
    if reading.returncode == _NONE:
        return None
    raise _refused(reading.returncode, filename)


def _refused(code: int, filename: str) -> WorkbookRefused:
    if code == _ENCRYPTED:
        return WorkbookRefused(
            _("PDF-filen är lösenordsskyddad eller krypterad och kan inte läsas."),
            filename,
            _("Ladda upp originalet, som inte har något lösenord."),
        )
    if code == _DAMAGED:
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
