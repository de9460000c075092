"""The form of the page where a file is checked."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.workbook_safety import MEGABYTE

ACCEPTED = ".pdf,.xlsx,.xlsm,.ods,.reqif,.reqifz"


class VerifyForm(forms.Form):
    """One file, within the limit of uploads."""

    file = forms.FileField(
        label=gettext_lazy("Fil"),
        help_text=gettext_lazy(
            "PDF, Excel (.xlsx) eller ReqIF. Filen läses och glöms: inget sparas."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def clean_file(self):
        """Refuse what is too large before it is read into memory."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(
                _("Filen är för stor: högst %(limit)s MB tas emot.")
                % {"limit": settings.UPLOAD_MAX_BYTES // MEGABYTE}
            )
        return file
