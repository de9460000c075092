"""The demo's glossary, and what its people have done about the linter's remarks."""

from quality.actions_findings import accept_findings, check_everything
from quality.actions_terms import TermRow, import_terms
from quality.models import Finding
from requirements_catalog.actions.cells import Cell, change_cells
from requirements_catalog.choices import ChangeSetKind
from requirements_catalog.models import Catalogue

from . import content


def improve_words(*, catalogue: Catalogue, by) -> None:
    """Bring in the glossary, mend what is remarked on, and let the rest stand with a reason."""
    data = content.glossary_content()
    rows = [
        TermRow(**{**entry, "avoid": "\n".join(entry.get("avoid", ()))}) for entry in data["terms"]
    ]
    import_terms(programme=catalogue.programme, rows=rows, by=by, reason="Programmets ordlista")
    for entry in data["mended"]:
        row = catalogue.requirements.get(code=entry["requirement"])
        change_cells(
            catalogue=catalogue,
            cells=[Cell(row.pk, "text", entry["text"])],
            by=by,
            kind=ChangeSetKind.EDIT,
            label=entry["reason"],
            all_or_nothing=True,
        )
    check_everything(catalogue=catalogue)
    for entry in data["accepted"]:
        found = Finding.objects.filter(
            catalogue=catalogue, requirement__code=entry["requirement"], rule=entry["rule"]
        )
        accept_findings(
            catalogue=catalogue,
            findings=found.values_list("pk", flat=True),
            reason=entry["reason"],
            by=by,
        )
