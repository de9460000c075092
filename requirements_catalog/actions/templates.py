"""A programme's own layouts for exports: kept, read in another way, replaced and removed."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from common.history import delete_with_reason, save_with_reason

from ..models import Catalogue, ExportTemplate


@transaction.atomic
def save_template(
    *,
    catalogue: Catalogue,
    by,
    template: ExportTemplate | None = None,
    content: bytes | None = None,
    file_name: str = "",
    **fields,
) -> ExportTemplate:
    """Keep a layout, new or changed; its workbook has been read and found safe by the form.

    ValidationError when the catalogue has another one of the name.
    """
    template = template or ExportTemplate(catalogue=catalogue)
    for name, value in fields.items():
        setattr(template, name, value)
    template.changed_by = by
    if content is not None:
        template.digest = hashlib.sha256(content).hexdigest()
        template.file_name = file_name
        # The earlier file stays: history names it.
        template.file.save(f"{template.uid}.xlsx", ContentFile(content), save=False)
    template.full_clean(exclude=["file"])
    return save_with_reason(template, by=by)


def remove_template(*, template: ExportTemplate, by) -> None:
    """Remove a layout; no export and no requirement is touched."""
    delete_with_reason(template, by=by)
