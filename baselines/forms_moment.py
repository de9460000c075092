"""Which moment is looked at: a day and a time, or one moment in the address."""

from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SOON = timedelta(minutes=1)


class MomentForm(forms.Form):
    """A day with a time; a day alone means its end, nothing at all means now."""

    day = forms.DateField(
        label=gettext_lazy("Dag"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )
    time = forms.TimeField(
        label=gettext_lazy("Klockslag"),
        required=False,
        widget=forms.TimeInput(format="%H:%M:%S", attrs={"type": "time", "step": "1"}),
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
    )
    q = forms.CharField(
        label=gettext_lazy("Sök"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def clean(self):
        """The moment itself, aware; ValidationError for one that has not been yet."""
        super().clean()
        cleaned = self.cleaned_data
        now = timezone.now()
        day, clock = cleaned.get("day"), cleaned.get("time")
        if clock and not day and "day" not in self.errors:
            raise ValidationError({"day": _("Skriv också vilken dag.")})
        if day is None:
            cleaned["moment"] = now
            return cleaned
        moment = _here(datetime.combine(day, clock or time.max))
        if day == timezone.localdate() and clock is None:
            moment = now
        if moment > now:
            raise ValidationError({"day": _("Den tiden har inte varit än.")})
        cleaned["moment"] = moment
        return cleaned


def moment_form(data) -> MomentForm:
    """The form of an address; ``when`` in it is read as day and time, to the fraction.

    A ``when`` that cannot be read is left in the day's field, with the error that it gives.
    """
    values = {name: data.get(name, "") for name in ("day", "time", "q")}
    text = data.get("when", "").strip()
    if values["day"] or values["time"]:
        return MomentForm(values)
    try:
        # A plus sign of a zone is a space in an address.
        said = datetime.fromisoformat(text.replace(" ", "+")) if text else timezone.now()
        moment = _not_quite_now(_here(said))
        local = timezone.localtime(moment)
    except (ValueError, OverflowError):
        return MomentForm({**values, "day": text[:40]})
    form = MomentForm({**values, "day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M:%S}"})
    if form.is_valid() and moment <= timezone.now():
        form.cleaned_data["moment"] = moment
    return form


def _not_quite_now(moment: datetime) -> datetime:
    """A moment that is only just ahead is now: the history leads to a little after each change."""
    now = timezone.now()
    return now if now < moment < now + SOON else moment


def _here(moment: datetime) -> datetime:
    """An aware moment: without a zone it is the time here, the earlier one of two."""
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
