"""A decision as it is named in the sentences of packaging."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from packages.choice_record import named
from programmes.models import Decision, Programme

register = template.Library()


@register.simple_tag
def decision_named(decision: Decision | None, programme: Programme) -> SafeString | str:
    """Its title as a link, with body and day, to stand anywhere in a sentence; None is one that has
    been removed."""
    if decision is None:
        return named(None)
    url = reverse("programmes:register-detail", args=[programme.slug, "decisions", decision.pk])
    day = decision.decided_on.isoformat()
    return format_html('<a href="{}">{}</a>, {} {}', url, decision.title, decision.body, day)
