"""Rank a case from a file or standard input, without a database."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from evaluation.scoring.award import rank_case
from evaluation.scoring.output import result_as_dict
from evaluation.scoring.problems import CaseRefused
from evaluation.scoring.reading import read_case

WRONG_USE = 2


class Command(BaseCommand):
    """Prints the ranking as JSON (docs/award-case.md); problems go to standard error, code 2."""

    help = "Rangordnar ett utvärderingsfall (JSON) och skriver resultatet som JSON."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("case", help="sökväg till fallet, eller - för standard in")

    def handle(self, *args, **options):
        try:
            case = read_case(_read(options["case"]))
            text = json.dumps(result_as_dict(rank_case(case)), ensure_ascii=False, indent=2)
        except CaseRefused as refused:
            raise CommandError(_printable(refused), returncode=WRONG_USE) from None
        except ValueError:
            # Python writes no whole number of more than 4,300 digits: each takes long.
            raise CommandError(
                "Fallets tal ger jämförelsetal med tusentals siffror, som inte skrivs ut.",
                returncode=WRONG_USE,
            ) from None
        self.stdout.write(_printable(text))


def _read(source):
    if source == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        message = f"{source}: filen kan inte läsas ({error.strerror})."
        raise CommandError(message, returncode=WRONG_USE) from None


def _printable(text):
    """Return text that any terminal encoding of UTF-8 takes (half surrogates are escaped)."""
    return str(text).encode("utf-8", "backslashreplace").decode("utf-8")
