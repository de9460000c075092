"""Issues the demo procurement's documents and writes copies of them to a folder."""

from pathlib import Path

from procurements.documents import DocumentProblem, issue_document
from procurements.models import Procurement, ProcurementDocument
from target_architecture.exchange.outgoing import archimate_file

from .sign_ins import sign_ins_text, write_private

# The documents in the order of the chain, in every format they have.
DOCUMENTS = (
    ("rfi", "pdf"),
    ("procurement-documents", "pdf"),
    ("procurement-documents", "xlsx"),
    ("answer-form", "xlsx"),
    ("price-form", "xlsx"),
    ("evaluation-report", "pdf"),
    ("evaluation-report", "xlsx"),
)


def write_documents(*, procurement: Procurement, folder: Path, by) -> tuple[list[Path], list[str]]:
    """Write the newest issue of each document, issued now where there is none.

    Returns the files and what could not be made, for instance PDF on a machine without Pango.
    The returned forms of the suppliers, the architecture as an ArchiMate file and the sign-ins are
    written beside them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written, problems = [], []
    for kind, format in DOCUMENTS:
        try:
            document = _newest(procurement, kind, format) or issue_document(
                procurement=procurement, kind=kind, format=format, by=by
            )
        except DocumentProblem as problem:
            problems.append(f"{kind} ({format}): {problem}")
            continue
        written.append(_copy(document.file, folder / f"{kind}.{format}"))
    for tender in procurement.tenders.all():
        for form in tender.forms.all():
            written.append(_copy(form.file, folder / form.file_name))
    written.append(folder / "architecture.xml")
    written[-1].write_bytes(archimate_file(procurement.programme))
    if sign_ins_text():
        write_private(folder / "sign-ins.txt", sign_ins_text())
    return written, problems


def _newest(procurement: Procurement, kind: str, format: str) -> ProcurementDocument | None:
    issued = procurement.documents.filter(kind=kind, format=format)
    return issued.order_by("-number").first()


def _copy(stored, target: Path) -> Path:
    with stored.open("rb") as file:
        target.write_bytes(file.read())
    return target
