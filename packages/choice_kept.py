"""What is typed of a choice is kept, while signed in, as a decision is noted for it: of one choice
at a time, so that a session does not grow with what nobody comes back to."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from .forms import ChoiceForm
from .models import PackagingAlternative

# The button that leads to a new decision, and what the address back says.
NEW_DECISION, KEPT = "new_decision", "kept"
# In the session: the alternative's key and what was typed.
_TYPED = "packaging-choice"


def to_new_decision(
    request: HttpRequest, alternative: PackagingAlternative, form: ChoiceForm
) -> HttpResponse:
    """To the form of a new decision, which leads back with it; what was typed is kept."""
    request.session[_TYPED] = [alternative.pk, form.typed]
    url = reverse("programmes:register-create", args=[alternative.programme.slug, "decisions"])
    way = {"return": f"{request.path}?{KEPT}=1", "return_as": "decision"}
    return redirect(f"{url}?{urlencode(way)}")


def typed_before(request: HttpRequest, alternative: PackagingAlternative) -> dict[str, Any]:
    """What was kept, for who comes back to it, with the decision that was noted meanwhile."""
    if request.method == "POST" or KEPT not in request.GET:
        return {}
    key, kept = request.session.get(_TYPED, [None, {}])
    typed = dict(kept) if key == alternative.pk else {}
    if noted := request.GET.get("decision"):
        typed["decision"] = noted
    return typed


def forget(request: HttpRequest) -> None:
    """A choice is made: nothing is to begin with what was typed any more."""
    request.session.pop(_TYPED, None)
