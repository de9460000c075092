"""What a person chooses in the steps of an import."""

from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.file_names import safe_name
from common.workbooks import Workbook, WorkbookRefused

from ..choices import RequirementKind
from ..import_core.mapping import TARGETS, Column, ColumnMapping, mapping_problems
from ..import_core.stamp import DIGEST_HEAD, STAMP_SHEET, UID_HEAD
from ..import_core.words import HEADING, SKIP, kind_of, normalise
from ..import_labels import TARGET_LABELS, mapping_message
from ..imports.files import ACCEPTED, LARGE_BYTES, read_file

# Columns that files of ours have for themselves: nothing for a person to choose.
OWN_COLUMNS = (UID_HEAD, DIGEST_HEAD)


WORD_CHOICES = [
    ("", gettext_lazy("Avvisa raden")),
    *RequirementKind.choices,
    (HEADING, gettext_lazy("rubrik")),
]


def _kind(word: str, mapping: ColumnMapping) -> str:
    """What a word of the kind column means: as the person said before, else as usual."""
    found = kind_of(word)
    return mapping.kind_words.get(normalise(word), found[0] if found else "")


class ImportFileForm(forms.Form):
    """Step 1: the workbook. A file that cannot be read is refused here, with the reason.

    ``workbook`` is None for a file so large that a job is to read it.
    """

    file = forms.FileField(
        label=gettext_lazy("Fil"),
        help_text=gettext_lazy(
            "Excel (.xlsx, .xlsm, .xls), OpenDocument (.ods), text (.csv), ReqIF (.reqif, "
            ".reqifz) eller en export härifrån i JSON (.json)."
        ),
        error_messages={
            "required": gettext_lazy("Välj en fil att läsa in."),
            "empty": gettext_lazy("Filen är tom. Välj en annan fil."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ACCEPTED)}),
    )

    def clean_file(self):
        """Read the workbook; its refusal becomes the error of the field."""
        upload = self.cleaned_data["file"]
        limit = settings.UPLOAD_MAX_BYTES
        if upload.size > limit:
            raise forms.ValidationError(
                _("Filen är för stor: högst %(limit)s MB tas emot. Ta bort bilder och blad som "
                  "inte behövs, eller dela upp arbetsboken.") % {"limit": limit // (1024 * 1024)}
            )  # fmt: skip
        self.content = upload.read()
        self.file_name = safe_name(upload.name)
        self.workbook = None
        if upload.size > LARGE_BYTES:
            # Read by a job, which refuses it with the same words.
            return upload
        try:
            self.workbook = read_file(self.content, self.file_name)
        except WorkbookRefused as refused:
            raise forms.ValidationError([refused.message, refused.remedy]) from refused
        return upload


class SheetForm(forms.Form):
    """Step 2: which sheet, and where its header is."""

    sheet = forms.ChoiceField(label=gettext_lazy("Blad"), widget=forms.RadioSelect)
    header_row = forms.IntegerField(label=gettext_lazy("Rubrikrad"), min_value=1, max_value=100_000)
    header_rows = forms.TypedChoiceField(
        label=gettext_lazy("Rubrikens höjd"),
        choices=((1, gettext_lazy("en rad")), (2, gettext_lazy("två rader"))),
        coerce=int,
        required=False,
        empty_value=1,
    )

    def __init__(self, *args, workbook: Workbook, **kwargs):
        super().__init__(*args, **kwargs)
        self.workbook = workbook
        # The list always has a value: it is not something to leave out.
        self.fields["header_rows"].always_answered = True
        self.fields["sheet"].choices = [
            (sheet.name, sheet.name) for sheet in workbook.sheets if sheet.name != STAMP_SHEET
        ]

    def clean(self):
        """The header lies within the sheet."""
        super().clean()
        cleaned = self.cleaned_data
        if "sheet" in cleaned and "header_row" in cleaned:
            rows = len(self.workbook.sheet(cleaned["sheet"]).rows)
            if cleaned["header_row"] > rows:
                self.add_error("header_row", _("Bladet har bara %(rows)s rader.") % {"rows": rows})
        return cleaned


class ColumnsForm(forms.Form):
    """Step 3: what each of the person's columns is here; one list of choices a column."""

    default_kind = forms.ChoiceField(
        label=gettext_lazy("Typ där raden inget säger"),
        required=False,
        choices=[("", gettext_lazy("Avvisa raden")), *RequirementKind.choices],
        help_text=gettext_lazy("Används för krav utan typ, till exempel när kolumnen saknas."),
    )

    codes_in_headings = forms.BooleanField(
        label=gettext_lazy("Krav-id börjar om under varje rubrik"),
        required=False,
        help_text=gettext_lazy("Rubrikens id eller text sätts före, till exempel 3.2:1."),
    )

    def __init__(
        self,
        *args,
        columns: list[Column],
        mapping: ColumnMapping,
        words: Sequence[str] = (),
        has_identities: bool = False,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.words = list(words)
        self.fields["codes_in_headings"].initial = mapping.codes_in_headings
        for number, word in enumerate(self.words):
            self.fields[f"word-{number}"] = forms.ChoiceField(
                label=word, required=False, choices=WORD_CHOICES, initial=_kind(word, mapping)
            )
        self.columns = [column for column in columns if column.name not in OWN_COLUMNS]
        self.mapping = mapping
        self.fields["default_kind"].always_answered = True
        # Rows that are known by an identity of their own need neither id nor text.
        self.has_identities = has_identities
        if has_identities:
            del self.fields["codes_in_headings"]
        self.fields["default_kind"].initial = mapping.default_kind
        choices = [(target, TARGET_LABELS[target]) for target in TARGETS]
        for column in self.columns:
            self.fields[f"column-{column.index}"] = forms.ChoiceField(
                label=column.name, choices=choices, initial=mapping.targets.get(column.name)
            )

    def column_rows(self) -> list[dict]:
        """Each column with its field and some of its values, in the order of the sheet."""
        return [
            {
                "column": column,
                "field": self[f"column-{column.index}"],
                "samples": list(dict.fromkeys(column.samples))[:3],
            }
            for column in self.columns
        ]

    def word_rows(self) -> list[dict]:
        """Each word of the kind column with the field that says what it means."""
        return [
            {"word": word, "field": self[f"word-{number}"]}
            for number, word in enumerate(self.words)
        ]

    def _kind_words(self, cleaned) -> dict[str, str]:
        """What the person makes of the words, where it is not what they mean anyway."""
        chosen = dict(self.mapping.kind_words)
        for number, word in enumerate(self.words):
            kind = cleaned.get(f"word-{number}", "")
            found = kind_of(word)
            if kind == (found[0] if found else ""):
                chosen.pop(normalise(word), None)
            else:
                chosen[normalise(word)] = kind
        return chosen

    def clean(self):
        """The choices make a usable table."""
        cleaned = super().clean()
        targets = {
            column.name: cleaned.get(f"column-{column.index}", "") for column in self.columns
        }
        targets |= dict.fromkeys(OWN_COLUMNS, SKIP)
        if not self.errors:
            for problem in mapping_problems(targets):
                if self.has_identities and problem[0] == "missing":
                    continue
                self.add_error(None, mapping_message(*problem))
        self.chosen = ColumnMapping(
            self.mapping.sheet,
            self.mapping.header_row,
            self.mapping.header_rows,
            targets,
            cleaned.get("default_kind", ""),
            self._kind_words(cleaned),
            cleaned.get("codes_in_headings", False),
        )
        return cleaned
