"""What a person chooses about a layout for exports: its workbook, sheet, header and columns."""

import io
import zipfile

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.file_names import safe_name
from common.workbook_reader import read_workbook
from common.workbooks import Workbook, WorkbookRefused

from ..import_core.mapping import Column
from ..import_core.stamp import DIGEST_HEAD, STAMP_SHEET, UID_HEAD

# Parts of a workbook that can run or that lead elsewhere: a layout is handed on to others.
_UNWANTED = ("vbaproject", "/embeddings/", "externallink", "/activex/", "macrosheet", "connections")


class TemplateFileForm(forms.Form):
    """The workbook of a layout; one that cannot be filled is refused here, with the reason."""

    name = forms.CharField(label=gettext_lazy("Namn"), max_length=100)
    file = forms.FileField(
        label=gettext_lazy("Arbetsbok"),
        help_text=gettext_lazy("Excel (.xlsx) med en rubrikrad. Det som står under den byts ut."),
        error_messages={
            "required": gettext_lazy("Välj en arbetsbok."),
            "empty": gettext_lazy("Filen är tom. Välj en annan fil."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    content: bytes | None = None
    file_name = ""
    workbook: Workbook | None = None

    def clean_file(self):
        """Read the workbook; its refusal becomes the error of the field."""
        upload = self.cleaned_data["file"]
        if not upload:
            return None
        limit = settings.UPLOAD_MAX_BYTES
        if upload.size > limit:
            raise forms.ValidationError(
                _("Filen är för stor: högst %(limit)s MB tas emot.")
                % {"limit": limit // (1024 * 1024)}
            )
        content = upload.read()
        name = safe_name(upload.name)
        try:
            self.workbook = read_workbook(content, name)
        except WorkbookRefused as refused:
            raise forms.ValidationError([refused.message, refused.remedy]) from refused
        _check_kind(content)
        self.content, self.file_name = content, name
        return upload


def _check_kind(content: bytes) -> None:
    """Only .xlsx can be filled, and a layout must not carry what runs when it is opened."""
    names = []
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name.lower() for name in archive.namelist()]
    if "[content_types].xml" not in names:
        raise forms.ValidationError(
            [_("En mall måste vara en Excel-arbetsbok."),
             _("Öppna filen i Excel, spara som .xlsx och ladda upp den.")]
        )  # fmt: skip
    if any(word in name for name in names for word in _UNWANTED):
        raise forms.ValidationError(
            [_("Arbetsboken innehåller makron, inbäddade objekt eller länkar till andra källor."),
             _("Ta bort dem, eller spara som .xlsx utan makron, och ladda upp filen igen.")]
        )  # fmt: skip


class TemplateForm(TemplateFileForm):
    """Where the table of a layout is and what its columns hold; a new file may replace the old."""

    sheet = forms.ChoiceField(label=gettext_lazy("Blad"))
    header_row = forms.IntegerField(label=gettext_lazy("Rubrikrad"), min_value=1, max_value=1000)
    header_rows = forms.TypedChoiceField(
        label=gettext_lazy("Rubrikens höjd"),
        choices=((1, gettext_lazy("en rad")), (2, gettext_lazy("två rader"))),
        coerce=int,
    )

    field_order = ("name", "file", "sheet", "header_row", "header_rows")

    def __init__(self, *args, kept: Workbook, columns: list[Column], choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False
        self.fields["file"].label = _("Byt arbetsbok")
        names = [sheet.name for sheet in kept.sheets if sheet.name != STAMP_SHEET]
        self.fields["sheet"].choices = [(name, name) for name in names]
        self.kept = kept
        self.columns = [c for c in columns if c.name not in (UID_HEAD, DIGEST_HEAD)]
        for column in self.columns:
            self.fields[f"column-{column.index}"] = forms.ChoiceField(
                label=column.name,
                required=False,
                choices=[("", gettext_lazy("Lämnas tom")), *choices],
            )

    def settings_fields(self):
        """The fields that are not about a column."""
        return [self[name] for name in self.field_order]

    def column_rows(self) -> list[dict]:
        """Each column of the layout with the choice of what it holds."""
        return [{"column": c, "field": self[f"column-{c.index}"]} for c in self.columns]

    def clean(self):
        """The header lies within the sheet, and something is filled."""
        cleaned = super().clean()
        sheet, row = cleaned.get("sheet"), cleaned.get("header_row")
        if sheet and row and not self.workbook:
            rows = len(self.kept.sheet(sheet).rows)
            if row > rows:
                self.add_error("header_row", _("Bladet har bara %(rows)s rader.") % {"rows": rows})
        chosen = [v for k, v in cleaned.items() if k.startswith("column-") and v]
        twice = {value for value in chosen if chosen.count(value) > 1}
        if twice:
            self.add_error(None, _("Varje fält kan bara stå i en kolumn."))
        return cleaned

    @property
    def chosen(self) -> dict[int, str]:
        """Column → field."""
        return {
            column.index: self.cleaned_data.get(f"column-{column.index}", "")
            for column in self.columns
        }
