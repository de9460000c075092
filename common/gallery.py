"""The component gallery (development only): every component with sample values."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

TAGS = [
    ("mandatory", "mandatory"), ("desirable", "desirable"), ("information", "information"),
    ("approved", "approved"), ("review", "in review"), ("refused", "refused"),
    ("draft", "draft"), ("attention", "attention"),
]  # fmt: skip
STAGES = [
    {"label": "Behov", "state": "done", "note": "52 needs", "url": "#behov"},
    {"label": "Krav", "state": "current", "note": "210 of 300 approved"},
    {"label": "Upphandling", "state": "blocked", "note": "a requirement lacks proof"},
    {"label": "Anbud", "state": "todo"},
]
STEPS = [
    {"label": "Fil", "state": "done", "url": "#fil"},
    {"label": "Kolumner", "state": "current"},
    {"label": "Klart", "state": "todo"},
]
TILES = [
    {"label": "nya", "value": 41, "url": "#nya", "is_current": True},
    {"label": "unchanged", "value": 286, "kind": "met"},
    {"label": "changed", "value": 12, "kind": "attention"},
    {"label": "refused", "value": 3, "kind": "refused", "note": "mend the file"},
]
FACTS = [
    {"label": "Modul", "value": "Integrationsplattform", "url": "#modul"},
    {"label": "Fas", "value": "Anbud"},
    {"label": "Ansvarig", "value": ""},
]


class SampleForm(forms.Form):
    """A form with one error, one help text and one optional field."""

    code = forms.CharField(label="Krav-id", help_text="Till exempel VIS-4.2.")
    kind = forms.ChoiceField(label="Typ", choices=TAGS[:3])
    text = forms.CharField(
        label="Kravtext", widget=forms.Textarea(attrs={"data-markdown-editor": True})
    )
    note = forms.CharField(label="Note", required=False)
    is_minimum = forms.BooleanField(label="Minimikrav", required=False)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for those who build screens."""
    text = "The solution **shall** support:\n\n- HL7 FHIR R4\n- SNOMED CT\n\nor equivalent."
    context = {
        "tags": TAGS,
        "stages": STAGES,
        "steps": STEPS,
        "tiles": TILES,
        "facts": FACTS,
        "form": SampleForm({"kind": "desirable", "text": text}),
        "page_of_rows": Paginator(range(1000), 50).page(7),
        "chips": [{"label": "Typ: mandatory", "remove_url": "?"}],
    }
    return render(request, "gallery.html", context)
