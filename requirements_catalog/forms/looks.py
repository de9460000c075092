"""What a person says of a look: its name and who sees it, and its columns."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..fields import Field
from ..look import ALWAYS

UP, DOWN = "up", "down"


class ViewForm(forms.Form):
    """A saved view's name, and whether everybody in the programme sees it."""

    name = forms.CharField(
        label=_("Namn"),
        max_length=100,
        help_text=_("Till exempel Utan verifiering eller Att granska."),
    )
    is_shared = forms.BooleanField(
        label=_("Dela med alla i programmet"),
        required=False,
        help_text=_("Alla ser vyn bland flikarna. Bara du och programledningen kan ändra den."),
    )

    def __init__(self, *args, may_share: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["is_shared"]

    def clean_name(self) -> str:
        """The name on one line."""
        return " ".join(self.cleaned_data["name"].split())


class ColumnsForm:
    """The columns that a person chooses among: shown ones first and in order, then the others."""

    def __init__(self, fields: dict[str, Field], columns: tuple[str, ...]) -> None:
        self.fields = {name: known for name, known in fields.items() if name not in ALWAYS}
        self.shown = [name for name in columns if name in self.fields]
        rest = [name for name in self.fields if name not in self.shown]
        self.names = [*self.shown, *rest]

    def read(self, order: list[str], shown: list[str]) -> None:
        """Take what was sent; names that are no fields are passed over."""
        names = [name for name in dict.fromkeys(order) if name in self.fields]
        self.names = [*names, *(name for name in self.names if name not in names)]
        self.shown = [name for name in self.names if name in shown]

    def move(self, name: str, step: int) -> None:
        """Put a column one place up or down."""
        if name not in self.names:
            return
        start = self.names.index(name)
        end = min(max(start + step, 0), len(self.names) - 1)
        self.names.insert(end, self.names.pop(start))
        self.shown = [known for known in self.names if known in self.shown]

    @property
    def columns(self) -> list[str]:
        """What is chosen, with what every look begins with."""
        return [*ALWAYS, *self.shown]

    @property
    def lines(self) -> list[dict]:
        """One ``{name, label, is_shown}`` for each column."""
        return [
            {"name": name, "label": self.fields[name].label, "is_shown": name in self.shown}
            for name in self.names
        ]
