"""What a person chooses when an architecture is taken in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.archimate import Model, read_archimate
from common.file_names import safe_name
from common.workbooks import WorkbookRefused

from .exchange.mapping import choices_for, types_of


class ExchangeFileForm(forms.Form):
    """Step 1: the file. What cannot be read is refused here, with where and what to do."""

    file = forms.FileField(
        label=_("Fil"),
        help_text=_("ArchiMate Model Exchange File, version 3.0–3.2 (.xml)."),
        error_messages={
            "required": _("Välj en fil att läsa in."),
            "empty": _("Filen är tom. Välj en annan fil."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xml"}),
    )

    def clean_file(self):
        """Read the model; its refusal becomes the error of the field."""
        upload = self.cleaned_data["file"]
        self.file_name = safe_name(upload.name)
        self.content = upload.read()
        try:
            self.model = read_archimate(self.content, self.file_name)
        except WorkbookRefused as refused:
            raise forms.ValidationError([refused.message, refused.remedy]) from refused
        return upload


class MappingForm(forms.Form):
    """Step 2: what each type of the file becomes."""

    def __init__(self, *arguments, model: Model, **more) -> None:
        super().__init__(*arguments, **more)
        self.types = types_of(model)
        for found in self.types:
            self.fields[found.field] = forms.ChoiceField(
                label=found.type, choices=choices_for(found), required=False
            )

    def rows(self) -> list[dict]:
        """Each type with its field, for the table."""
        return [{"found": one, "field": self[one.field]} for one in self.types]
