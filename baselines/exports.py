"""The formats that a baseline can be fetched in, and what makes each."""

from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from common.media_types import PDF, XLSX

from .models import Baseline

# So many rows are written while the person waits; more are a job.
AT_ONCE, PDF_AT_ONCE = 1000, 100


class FileProblem(Exception):
    """The file cannot be made; the text says why and what to do instead."""


@dataclass(frozen=True)
class Format:
    """A kind of file: how it is called, what it is for, and what it is to a browser."""

    name: str
    label: str
    help: str
    media_type: str
    icon: str
    at_once: int = AT_ONCE

    def file_name(self, baseline: Baseline) -> str:
        """Name of a file for people: journalen-b3-for-remiss.pdf."""
        name = slugify(f"{baseline.catalogue.slug}-{baseline.code}-{baseline.name}")
        return f"{name[:120].rstrip('-')}.{self.name}"


FORMATS = {
    one.name: one
    for one in (
        Format(
            "pdf",
            _("PDF"),
            _("Ett dokument att läsa, diarieföra och arkivera. Sigillet står på varje sida."),
            PDF,
            "file-earmark-pdf",
            PDF_AT_ONCE,
        ),
        Format(
            "xlsx",
            _("Excel"),
            _("En rad per krav med alla publicerade fält, att sortera och filtrera."),
            XLSX,
            "file-earmark-spreadsheet",
        ),
        Format(
            "reqifz",
            _("ReqIF"),
            _("För andra kravverktyg."),
            "application/zip",
            "file-earmark-zip",
        ),
        Format(
            "reqif",
            _("ReqIF som en enda XML-fil"),
            _("För program som inte läser arkiv."),
            "application/xml",
            "file-earmark-code",
        ),
    )
}


def is_made_at_once(baseline: Baseline, chosen: Format) -> bool:
    """Whether the person waits for the file; else it is a job."""
    return baseline.row_count <= chosen.at_once
