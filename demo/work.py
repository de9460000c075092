"""What people have done in the demo's catalogue: standards, relations, own fields, comments."""

from common.history import save_with_reason
from requirements_catalog.actions.approvals import approve_requirements
from requirements_catalog.actions.attachments import add_attachment
from requirements_catalog.actions.cells import Cell, change_cells
from requirements_catalog.actions.comments import resolve_comment, write_comment
from requirements_catalog.actions.relations import add_relation
from requirements_catalog.actions.requirements import create_standard
from requirements_catalog.actions.views import create_view
from requirements_catalog.approval import digest_of, with_content
from requirements_catalog.cell_values import Directory
from requirements_catalog.choices import ChangeSetKind
from requirements_catalog.fields import fields_of
from requirements_catalog.models import Catalogue, ExtraField, Requirement

from . import content

MANAGER = "kravansvarig@demo.example"
REVIEWER = "granskare@demo.example"


def do_work(*, catalogue: Catalogue, people: dict) -> None:
    """Fill every screen of the catalogue, before the procurement takes its requirements."""
    rows = {row.code: row for row in catalogue.requirements.requirements()}
    manager = people[MANAGER]
    _link_standards(catalogue, rows, manager)
    for source, kind, target, note in content.work_content()["relations"]:
        add_relation(source=rows[source], target=rows[target], kind=kind, note=note, by=manager)
    _fill_own_fields(catalogue, rows, manager)
    _assign(catalogue, rows, people, manager)
    _attach(rows, people)
    _discuss(rows, people)
    for entry in content.work_content()["views"]:
        create_view(catalogue=catalogue, by=manager, is_shared=True, **entry)
    _approve(catalogue, rows, people[REVIEWER])


def _link_standards(catalogue: Catalogue, rows: dict[str, Requirement], by) -> None:
    linked: dict[str, list[int]] = {}
    for entry in content.work_content()["standards"]:
        facts = {name: value for name, value in entry.items() if name != "requirements"}
        standard = create_standard(programme=catalogue.programme, by=by, **facts)
        for code in entry["requirements"]:
            linked.setdefault(code, []).append(standard.pk)
    cells = [Cell(rows[code].pk, "standards", sorted(keys)) for code, keys in linked.items()]
    _write(catalogue, cells, by, "Kopplade standarder")


def _fill_own_fields(catalogue: Catalogue, rows: dict[str, Requirement], by) -> None:
    data = content.work_content()
    for position, entry in enumerate(data["fields"], start=1):
        field = ExtraField(catalogue=catalogue, position=position, **entry)
        field.full_clean()
        save_with_reason(field, by=by)
    values = dict(data["values"])
    values["vag"] = {
        code: data["waves"][code.split("-")[0]]
        for code in rows
        if code.split("-")[0] in data["waves"]
    }
    fields, directory = fields_of(catalogue), Directory(catalogue)
    cells = []
    for key, texts in values.items():
        field = fields[f"extra.{key}"]
        for code, text in texts.items():
            cells.append(Cell(rows[code].pk, field.name, directory.read(field, text)))
    _write(catalogue, cells, by, "Fyllde i katalogens egna fält")


def _assign(catalogue: Catalogue, rows: dict[str, Requirement], people: dict, by) -> None:
    assigned = content.work_content()["assigned"].items()
    cells = [Cell(rows[code].pk, "assignee", people[email].pk) for code, email in assigned]
    _write(catalogue, cells, by, "Fördelade granskningen")


def _approve(catalogue: Catalogue, rows: dict[str, Requirement], by) -> None:
    """What the workbook calls approved came in as in review; the one who wrote nothing approves."""
    keys = [rows[code].pk for code in content.approved_codes()]
    approve_requirements(
        catalogue=catalogue,
        seen={key: digest_of(row) for key, row in with_content(keys).items()},
        by=by,
        label="Godkände kraven efter granskningen",
        reason="Granskade och godkända inför upphandlingen",
        all_or_nothing=True,
    )


def _write(catalogue: Catalogue, cells: list[Cell], by, label: str) -> None:
    change_cells(
        catalogue=catalogue,
        cells=cells,
        by=by,
        kind=ChangeSetKind.EDIT,
        label=label,
        all_or_nothing=True,
    )


def _attach(rows: dict[str, Requirement], people: dict) -> None:
    entry = content.work_content()["attachment"]
    add_attachment(
        requirement=rows[entry["requirement"]],
        content=content.ATTACHMENT_FILE.read_bytes(),
        name=entry["name"],
        by=people[entry["by"]],
    )


def _discuss(rows: dict[str, Requirement], people: dict) -> None:
    for thread in content.work_content()["threads"]:
        first = None
        for email, text in thread["said"]:
            comment, _unknown = write_comment(
                requirement=rows[thread["requirement"]],
                by=people[email],
                text=text,
                reply_to=first,
            )
            first = first or comment
        if settled_by := thread.get("is_settled_by"):
            resolve_comment(comment=first, by=people[settled_by])
