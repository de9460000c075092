"""What is typed of a choice is kept, while signed in, as a decision is noted for it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from .forms import ChoiceForm
from .models import PackagingAlternative

# The button that leads to a new decision, and what the address back says.
NEW_DECISION, KEPT = "new_decision", "kept"


def _key(alternative: PackagingAlternative) -> str:
    return f"packaging-choice-{alternative.pk}"


def to_new_decision(
    request: HttpRequest, alternative: PackagingAlternative, form: ChoiceForm
) -> HttpResponse:
    """To the form of a new decision, which leads back with it; what was typed is kept."""
    request.session[_key(alternative)] = form.typed
    url = reverse("programmes:register-create", args=[alternative.programme.slug, "decisions"])
    way = {"return": f"{request.path}?{KEPT}=1", "return_as": "decision"}
    return redirect(f"{url}?{urlencode(way)}")


def typed_before(request: HttpRequest, alternative: PackagingAlternative) -> dict[str, Any]:
    """What was kept, for who comes back to it, with the decision that was noted meanwhile."""
    if request.method == "POST" or KEPT not in request.GET:
        return {}
    typed = dict(request.session.get(_key(alternative), {}))
    if noted := request.GET.get("decision"):
        typed["decision"] = noted
    return typed


def forget(request: HttpRequest, alternative: PackagingAlternative) -> None:
    """The choice is made: nothing is to begin with that any more."""
    request.session.pop(_key(alternative), None)
