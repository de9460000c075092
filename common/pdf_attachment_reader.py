"""Takes one attached file out of a PDF: run as a process of its own (common/pdf_attachments.py).

The PDF comes in on standard input and the attached bytes go out on standard output. Arguments: the
attachment's name, and the most bytes of memory and of the attachment.
"""

import io
import sys

NONE, ENCRYPTED, DAMAGED, HUGE = 3, 4, 5, 6
# How Python ends with an error that nobody awaited.
UNREAD = 1


def main(name: str, memory: int, most: int) -> int:
    """Write the attachment; 0, or the code that says why there is none."""
    # Loaded before memory is limited: only what the PDF unpacks to counts.
    import pikepdf

    data = sys.stdin.buffer.read()
    _limit_memory(memory)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                return ENCRYPTED
            if name not in pdf.attachments:
                return NONE
            content = pdf.attachments[name].get_file().read_bytes()
    except pikepdf.PasswordError:
        return ENCRYPTED
    except MemoryError:
        return HUGE
    except (pikepdf.PdfError, RuntimeError) as error:
        text = str(error).lower()
        return HUGE if "memory" in text or "alloc" in text else DAMAGED
    if len(content) > most:
        return HUGE
    sys.stdout.buffer.write(content)
    return 0


def _limit_memory(memory: int) -> None:
    """As far as the system can; where it cannot, the time limit of the caller remains."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    except (ImportError, ValueError, OSError):
        return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
