"""A decision as it is named in the sentences of packaging, and days that are not broken."""

import re

from django import template
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from packages.choice_record import named
from programmes.models import Decision, Programme

register = template.Library()
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@register.filter
def whole_days(text: str) -> SafeString:
    """A text with its lines, in which no day is broken at its hyphens."""
    escaped = linebreaksbr(text, autoescape=True)
    marked = _DAY.sub(r'<span class="nowrap">\g<0></span>', escaped)
    return mark_safe(marked)  # noqa: S308  escaped above; days hold no sign of HTML


@register.simple_tag
def decision_named(decision: Decision | None, programme: Programme) -> SafeString | str:
    """Its title as a link, with body and day, to stand anywhere in a sentence; None is one that has
    been removed."""
    if decision is None:
        return named(None)
    url = reverse("programmes:register-detail", args=[programme.slug, "decisions", decision.pk])
    day = decision.decided_on.isoformat()
    return format_html('<a href="{}">{}</a>, {} {}', url, decision.title, decision.body, day)
