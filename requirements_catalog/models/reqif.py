"""What ReqIF files said beyond the fields of requirements, so that it can be given back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .catalogues import Catalogue
from .requirements import Requirement


class ReqifSource(models.Model):
    """The types, specifications, places and relations that a catalogue got from ReqIF files.

    ``content`` is a document without its objects (common/reqif_store.py); ``mapping`` says which
    of its attributes are which of our fields, as at the last import.
    """

    catalogue = models.OneToOneField(
        Catalogue, on_delete=models.CASCADE, related_name="reqif_source"
    )
    file_name = models.CharField(max_length=200)
    content = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("ReqIF-källa")
        verbose_name_plural = _("ReqIF-källor")

    def __str__(self) -> str:
        return self.file_name


class ReqifObject(models.Model):
    """Which object of a ReqIF file a row is, and the whole of it as it was written there.

    A row that stands for a specification has no text of its own; ``assigned_code`` is a code that
    was given here because the file had none that could be used. ``files`` is the path of each
    embedded file → the attachment it became.
    """

    catalogue = models.ForeignKey(Catalogue, on_delete=models.CASCADE, related_name="reqif_objects")
    requirement = models.OneToOneField(
        Requirement, on_delete=models.CASCADE, related_name="reqif_object"
    )
    identifier = models.CharField(max_length=300)
    number = models.PositiveIntegerField(default=0)
    is_specification = models.BooleanField(default=False)
    xml = models.TextField(blank=True)
    assigned_code = models.CharField(max_length=80, blank=True)
    files = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("ReqIF-objekt")
        verbose_name_plural = _("ReqIF-objekt")
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "identifier"], name="reqif_object_once")
        ]

    def __str__(self) -> str:
        return self.identifier
