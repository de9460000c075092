"""A field where requirements are named by their codes: catalogues are too long to choose from."""

import re
from collections import defaultdict

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from programmes.models import Programme

from ..choices import RequirementStatus
from ..models import Requirement

# Codes may hold spaces; they are parted by commas, semicolons and line breaks.
_PARTED = re.compile(r"[,;\n]+")
MOST = 500


class RequirementCodesField(forms.Field):
    """Requirements of a programme, written as their codes.

    A code that several catalogues have is written "catalogue/code" with the catalogue's short name.
    The value is a list of requirements in the order written, each once.
    """

    widget = forms.Textarea({"rows": 2})
    default_help_text = gettext_lazy("Krav-id, åtskilda med kommatecken.")
    default_error_messages = {
        "unknown": gettext_lazy("Finns inte i programmet: %(codes)s."),
        "ambiguous": gettext_lazy(
            "Finns i flera kataloger: %(codes)s. Skriv katalogens kortnamn först, "
            "till exempel %(example)s."
        ),
        "many": gettext_lazy("Högst %(most)d krav åt gången."),
    }

    def __init__(self, *, queryset=None, to_field_name=None, limit_choices_to=None, **kwargs):
        # Django's many-to-many fields give what a list of choices would need.
        kwargs["help_text"] = kwargs.get("help_text") or self.default_help_text
        super().__init__(**kwargs)
        self.programme: Programme | None = None

    def of_programme(self, programme: Programme) -> None:
        """Take codes of this programme's catalogues."""
        self.programme = programme

    def prepare_value(self, value) -> str:
        """Requirements as their codes; what was typed as it was."""
        if isinstance(value, str) or value is None:
            return value or ""
        return ", ".join(_named(list(value)))

    def to_python(self, value) -> list[Requirement]:
        """The requirements that the codes name, in their order."""
        text = (value or "").replace("\0", " ")  # PostgreSQL takes no text with a NUL in it
        written = list(dict.fromkeys(filter(None, map(str.strip, _PARTED.split(text)))))
        if len(written) > MOST:
            raise ValidationError(self.error_messages["many"], code="many", params={"most": MOST})
        found = self._found(written)
        self._refuse([code for code in written if not found[code]], "unknown")
        several = [code for code in written if len(found[code]) > 1]
        example = f"{found[several[0]][0].catalogue.slug}/{several[0]}" if several else ""
        self._refuse(several, "ambiguous", example=example)
        return [found[code][0] for code in written]

    def _refuse(self, codes: list[str], kind: str, **params) -> None:
        if codes:
            params["codes"] = ", ".join(codes)
            raise ValidationError(self.error_messages[kind], code=kind, params=params)

    def _found(self, written: list[str]) -> dict[str, list[Requirement]]:
        """The requirements that each written code may mean; one query."""
        wanted = {code for text in written for code in (text, text.partition("/")[2]) if code}
        rows = (
            Requirement.objects.filter(
                catalogue__programme=self.programme, code__in=wanted, is_heading=False
            )
            .exclude(status=RequirementStatus.WITHDRAWN)
            .select_related("catalogue")
        )
        found: dict[str, list[Requirement]] = defaultdict(list)
        for row in rows:
            found[row.code].append(row)
            found[f"{row.catalogue.slug}/{row.code}"].append(row)
        return found


class RequirementCodeField(RequirementCodesField):
    """One requirement of a programme, written as its code."""

    widget = forms.TextInput
    default_help_text = gettext_lazy("Krav-id, till exempel VIS-012.")
    default_error_messages = {"several": gettext_lazy("Skriv ett krav-id.")}

    def __init__(self, *, blank=False, **kwargs):
        super().__init__(**kwargs)

    def prepare_value(self, value) -> str:
        """The requirement of a key as its code; what was typed as it was."""
        if isinstance(value, int):
            value = Requirement.objects.filter(pk=value).select_related("catalogue")
        return super().prepare_value(value)

    def to_python(self, value) -> Requirement | None:
        """The requirement that the code names; None for nothing."""
        found = super().to_python(value)
        if len(found) > 1:
            raise ValidationError(self.error_messages["several"], code="several")
        return found[0] if found else None


def _named(rows: list[Requirement]) -> list[str]:
    """Each requirement by its code, or with its catalogue where another has the same code."""
    if not rows:
        return []
    keys = [row.pk for row in rows]
    shown = {
        row.pk: row for row in Requirement.objects.filter(pk__in=keys).select_related("catalogue")
    }
    codes = {row.code for row in shown.values()}
    taken = Requirement.objects.filter(
        catalogue__programme=rows[0].catalogue.programme_id, code__in=codes, is_heading=False
    ).exclude(status=RequirementStatus.WITHDRAWN)
    count: dict[str, int] = defaultdict(int)
    for code in taken.values_list("code", flat=True):
        count[code] += 1
    return [
        row.code if count[row.code] < 2 else f"{row.catalogue.slug}/{row.code}"
        for row in (shown[key] for key in keys)
    ]
