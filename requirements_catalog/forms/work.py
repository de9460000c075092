"""Forms of the work around a requirement: relations, comments, files and earlier wordings."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.comments import LONGEST
from ..choices import RelationKind
from ..file_types import SUFFIXES
from ..models import Comment, Requirement
from ..relations import requirement_named


class RelationForm(forms.Form):
    """How the requirement stands to another one, which is named by its code."""

    kind = forms.ChoiceField(label=gettext_lazy("Kravet"), choices=RelationKind.choices)
    target = forms.CharField(
        label=gettext_lazy("Det andra kravets krav-id"),
        max_length=300,
        help_text=gettext_lazy("Skriv id:t eller ord ur rubriken, så kommer förslag."),
        widget=forms.TextInput({"list": "relation-candidates", "autocomplete": "off"}),
    )
    note = forms.CharField(label=gettext_lazy("Anteckning"), max_length=300, required=False)

    def __init__(self, *args, requirement: Requirement, **kwargs):
        super().__init__(*args, **kwargs)
        self.requirement = requirement

    def clean_target(self) -> Requirement:
        """The requirement of the programme that the code means."""
        return requirement_named(self.requirement, self.cleaned_data["target"])


class CommentForm(forms.Form):
    """Something to say; ``reply_to`` names a comment on the same requirement."""

    text = forms.CharField(
        label=gettext_lazy("Kommentar"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Skriv @ och ett namn för att nämna någon i programmet."),
        error_messages={"required": gettext_lazy("Skriv något först.")},
    )
    reply_to = forms.ModelChoiceField(
        Comment.objects.none(), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, requirement: Requirement, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reply_to"].queryset = requirement.comments.all()

    def clean_text(self) -> str:
        """Text with the line ends of the database."""
        return self.cleaned_data["text"].replace("\r\n", "\n")


class AttachmentForm(forms.Form):
    """A file to keep beside the requirement."""

    file = forms.FileField(
        label=gettext_lazy("Fil"),
        widget=forms.ClearableFileInput({"accept": ",".join(SUFFIXES)}),
        error_messages={
            "required": gettext_lazy("Välj en fil."),
            "empty": gettext_lazy("Filen är tom. Välj en annan fil."),
            "max_length": gettext_lazy("Filens namn är för långt. Byt namn på den."),
        },
    )

    def clean_file(self):
        """Refused before it is read when it is too large."""
        upload = self.cleaned_data["file"]
        if upload.size > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(
                _("Filen är för stor: högst %(limit)s MB tas emot.")
                % {"limit": settings.UPLOAD_MAX_BYTES >> 20}
            )
        return upload


class RevertForm(forms.Form):
    """Why an earlier wording comes back; the revision is what the person saw."""

    revision = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Skäl"), max_length=100, widget=forms.TextInput({"autocomplete": "off"})
    )
