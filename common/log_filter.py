"""What logs never hold: the secret in the address of a personal link."""

import logging
import re

_SECRET = re.compile(r"(/referral/)[^/\s\"'?]+")


class HideSecrets(logging.Filter):
    """Writes ``/referral/…`` instead of the address with its secret; lets every record through."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; the record's text is without secrets afterwards."""
        text = record.getMessage()
        if "/referral/" in text:
            record.msg, record.args = _SECRET.sub(r"\1…", text), ()
        return True
