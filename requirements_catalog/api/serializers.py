"""The shapes of the API's bodies, as its description tells them (docs/api.md).

Bodies are made and read by json_values.py, field by field from fields.py; these classes are
derived from the same table, and the tests hold every answer against them.
"""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ..choices import RelationKind
from ..fields import CHOICE, FIELDS, LEVEL, LINKS, NUMBER, PERSON, YES_NO, Field

LEVEL_WORDS = (1, 2, 3, 4)


class ProblemPart(serializers.Serializer):
    """One thing that is wrong: the field (empty for the whole) and why."""

    field = serializers.CharField(allow_blank=True)
    message = serializers.CharField()


class Problem(serializers.Serializer):
    """A refusal (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = ProblemPart(many=True, required=False)


class ChoiceOf(serializers.Serializer):
    """A value that can be chosen, and its word."""

    value = serializers.JSONField()
    label = serializers.CharField()


class FieldShape(serializers.Serializer):
    """A field of a catalogue's requirements: ``extra.key`` for the catalogue's own."""

    name = serializers.CharField()
    label = serializers.CharField()
    kind = serializers.CharField()
    is_required = serializers.BooleanField()
    on_headings = serializers.BooleanField()
    max_length = serializers.IntegerField(allow_null=True)
    choices = ChoiceOf(many=True)


class CatalogueShape(serializers.Serializer):
    """A catalogue of requirements."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    programme = serializers.SlugField()
    requirements = serializers.IntegerField(help_text=_("Gällande krav, utan rubriker."))
    revision = serializers.CharField(help_text=_("Samma som ETag, utan citattecken."))
    created_at = serializers.DateTimeField()


SLUG_PATTERN = r"^[-a-zA-Z0-9_]+$"
NUMBER_PATTERN = r"^[0-9]{1,12}(\.[0-9]{1,3})?$"


@extend_schema_field({"type": "string", "pattern": NUMBER_PATTERN})
class NumberOut(serializers.CharField):
    """An exact number, as text with a point."""


@extend_schema_field(
    {"anyOf": [{"type": "string", "pattern": NUMBER_PATTERN}, {"type": "number", "minimum": 0}]}
)
class NumberIn(serializers.CharField):
    """The same, or a JSON number."""


def _field(known: Field, *, is_input: bool) -> serializers.Field:
    """How one field of a requirement looks in JSON."""
    options: dict = {"help_text": known.label, "required": not is_input}
    if known.kind == LINKS:
        return serializers.ListField(child=serializers.CharField(max_length=60), **options)
    if known.kind == YES_NO:
        return serializers.BooleanField(**options)
    if known.kind == LEVEL:
        return serializers.ChoiceField(LEVEL_WORDS, allow_null=True, **options)
    if known.kind == NUMBER:
        shape = NumberIn if is_input else NumberOut
        return shape(allow_null=True, **options)
    if known.kind == PERSON:
        return serializers.EmailField(allow_null=True, **options)
    if known.kind == CHOICE:
        may_be_empty = not known.is_required or not is_input
        # A row that has been withdrawn says so; it is withdrawn by an address of its own.
        more = ["withdrawn"] if known.name == "status" and not is_input else []
        values = [*(value for value, _label in known.choices), *more]
        return serializers.ChoiceField(values, allow_blank=may_be_empty, **options)
    return serializers.CharField(max_length=known.limit, allow_blank=True, **options)


def _shape(name: str, doc: str, before: dict, *, is_input: bool) -> type[serializers.Serializer]:
    fields = {known.name: _field(known, is_input=is_input) for known in FIELDS}
    extra = serializers.DictField(
        child=serializers.JSONField(),
        required=not is_input,
        help_text=_("Katalogens egna fält efter nyckel. Null tömmer ett."),
    )
    return type(
        name, (serializers.Serializer,), {"__doc__": doc, **before, **fields, "extra": extra}
    )


RequirementShape = _shape(
    "RequirementShape",
    "A heading or a requirement, in document order.",
    {
        "uid": serializers.UUIDField(),
        "catalogue": serializers.SlugField(),
        "parent": serializers.UUIDField(allow_null=True, help_text=_("Rubriken ovanför.")),
        "depth": serializers.IntegerField(min_value=0),
        "is_heading": serializers.BooleanField(),
        "revision": serializers.CharField(help_text=_("Samma som ETag, utan citattecken.")),
        "changed_at": serializers.DateTimeField(),
        "created_at": serializers.DateTimeField(),
    },
    is_input=False,
)


def _reason() -> serializers.Field:
    return serializers.CharField(
        max_length=1000, required=False, allow_blank=True, help_text=_("Skäl, till historiken.")
    )


RequirementChange = _shape(
    "RequirementChange",
    "The fields to change; those that are left out stay as they are.",
    {"reason": _reason()},
    is_input=True,
)


class CatalogueChange(serializers.Serializer):
    """What to change in a catalogue; what is left out stays as it is."""

    name = serializers.CharField(max_length=200, required=False)
    slug = serializers.RegexField(
        SLUG_PATTERN, max_length=60, required=False, help_text=_("Kortnamnet i adressen.")
    )
    description = serializers.CharField(max_length=32_000, required=False, allow_blank=True)
    reason = _reason()


class CatalogueNew(CatalogueChange):
    """A new, empty catalogue."""

    name = serializers.CharField(max_length=200)
    slug = serializers.RegexField(
        SLUG_PATTERN, max_length=60, help_text=_("Kortnamnet i adressen.")
    )
    programme = serializers.SlugField(
        required=False, help_text=_("Behövs om nyckeln gäller flera program.")
    )


def _place() -> dict:
    return {
        "parent": serializers.UUIDField(
            required=False, allow_null=True, help_text=_("Rubriken att ligga under.")
        ),
        "after": serializers.UUIDField(
            required=False, allow_null=True, help_text=_("Raden att komma efter.")
        ),
        "first": serializers.BooleanField(
            required=False, help_text=_("Först under rubriken i stället för sist.")
        ),
        "reason": _reason(),
    }


RequirementNew = _shape(
    "RequirementNew",
    "A new row; a requirement needs a kind and a text or title, a heading a title.",
    {**_place(), "is_heading": serializers.BooleanField(required=False)},
    is_input=True,
)
Place = type("Place", (serializers.Serializer,), {"__doc__": "Where a row goes.", **_place()})


class Reason(serializers.Serializer):
    """Why something is done."""

    reason = _reason()


class NeededReason(serializers.Serializer):
    """Why a row is withdrawn."""

    reason = serializers.CharField(max_length=1000, help_text=_("Skäl, till historiken."))


class Linked(serializers.Serializer):
    """What a requirement is linked to."""

    code = serializers.CharField()
    name = serializers.CharField()


class OtherRequirement(serializers.Serializer):
    """The other requirement of a relation."""

    uid = serializers.UUIDField()
    catalogue = serializers.SlugField()
    code = serializers.CharField(allow_blank=True)
    title = serializers.CharField(allow_blank=True)


class Relation(serializers.Serializer):
    """How a requirement stands to another; ``in`` is read from the other's side."""

    id = serializers.IntegerField()
    direction = serializers.ChoiceField(["out", "in"])
    kind = serializers.ChoiceField(RelationKind.choices)
    requirement = OtherRequirement()
    note = serializers.CharField(allow_blank=True)


class RelationNew(serializers.Serializer):
    """How the requirement of the address stands to another one of the programme."""

    kind = serializers.ChoiceField(RelationKind.choices)
    requirement = serializers.UUIDField(help_text=_("Det andra kravets uid."))
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)
    reason = _reason()


class Links(serializers.Serializer):
    """Everything that a requirement is linked to."""

    modules = Linked(many=True)
    needs = Linked(many=True)
    standards = Linked(many=True)
    relations = Relation(many=True)


class LinksChange(serializers.Serializer):
    """The links as they shall be, by code; a list that is left out stays as it is."""

    modules = serializers.ListField(child=serializers.CharField(max_length=60), required=False)
    needs = serializers.ListField(child=serializers.CharField(max_length=60), required=False)
    standards = serializers.ListField(child=serializers.CharField(max_length=60), required=False)
    reason = _reason()


class ChangedField(serializers.Serializer):
    """A field with its text before and after."""

    name = serializers.CharField()
    label = serializers.CharField()
    old = serializers.CharField(allow_blank=True)
    new = serializers.CharField(allow_blank=True)


class HistoryEntry(serializers.Serializer):
    """What was done, when, by whom and why."""

    at = serializers.DateTimeField()
    by = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    what = serializers.CharField()
    fields_changed = ChangedField(many=True)


class DocumentShape(serializers.Serializer):
    """A catalogue as one document (docs/api.md)."""

    format = serializers.ChoiceField(["fvm-requirements"])
    version = serializers.ChoiceField([1, 2])
    catalogue = serializers.DictField(required=False)
    extra_fields = serializers.ListField(child=serializers.DictField(), required=False)
    stated = serializers.ListField(child=serializers.CharField(allow_blank=True), required=False)
    requirements = serializers.ListField(child=serializers.DictField())


class ImportReport(serializers.Serializer):
    """What became of every row of a document."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    rows = serializers.ListField(child=serializers.DictField())
    notices = serializers.ListField(child=serializers.CharField())
    applied = serializers.BooleanField()


def page_of(shape: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """A page of something."""
    return type(
        f"PageOf{shape.__name__}",
        (serializers.Serializer,),
        {
            "__doc__": f"A page. {shape.__doc__}",
            "count": serializers.IntegerField(),
            "next": serializers.CharField(allow_null=True),
            "previous": serializers.CharField(allow_null=True),
            "results": shape(many=True),
        },
    )


CataloguePage = page_of(CatalogueShape)
RelationPage = page_of(Relation)
RequirementPage = page_of(RequirementShape)
HistoryPage = page_of(HistoryEntry)
