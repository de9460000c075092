"""A catalogue with two people who may both write and approve, for tests of approvals."""

from django.test import Client

from requirements_catalog.actions.approvals import approve_requirements
from requirements_catalog.actions.cells import Cell, change_cells
from requirements_catalog.approval import digest_of, with_content
from requirements_catalog.models import Approval, Requirement
from tests.factories import CatalogueFactory, MembershipFactory, UserFactory

OWN = "Du har ändrat texten sedan den senast godkändes; någon annan måste godkänna."
FIRST = "Skicka kravet på granskning först."
ROLE = "Bara granskare, kravansvariga och programledare godkänner krav."


def writer(programme, name):
    """A requirements manager: writes, imports, approves and may do all of it alone but this."""
    user = UserFactory(full_name=name)
    MembershipFactory(programme=programme, user=user, role="requirements_manager")
    return user


def make(programme):
    """The catalogue ``karnan``, Anna and Bo."""
    catalogue = CatalogueFactory(programme=programme, slug="karnan", name="Kärnan")
    return catalogue, writer(programme, "Anna"), writer(programme, "Bo")


def seen(*rows):
    """Key → digest, as somebody who has just read the rows."""
    return {key: digest_of(row) for key, row in with_content(row.pk for row in rows).items()}


def approve(*rows, by):
    """Approve rows in review; what was refused, in words."""
    changed = approve_requirements(
        catalogue=rows[0].catalogue, seen=seen(*rows), by=by, label="Godkände"
    )
    return [problem.message for problem in changed.problems]


def status_of(row):
    return Requirement.objects.get(pk=row.pk).status


def is_founded(row):
    """Whether the row is approved, and somebody stands behind just that text."""
    row = Requirement.objects.get(pk=row.pk)
    newest = Approval.objects.filter(requirement=row, recall=None).first()
    return row.status == "approved" and newest is not None and (
        newest.version.digest == digest_of(row)
    )  # fmt: skip


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def set_cells(row, by, **values):
    changed = change_cells(
        catalogue=row.catalogue, cells=[Cell(row.pk, n, v) for n, v in values.items()], by=by,
        kind="edit", label="Prov",
    )  # fmt: skip
    return [problem.message for problem in changed.problems]
