"""Global search in the glossary: a term that begins so comes first."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.ordering import swedish
from programmes.search_providers import Hit, Provider, register

from .models import Term


def find_terms(user, words: str, limit: int) -> list[Hit]:
    """Terms of the person's programmes."""
    rows = Term.objects.visible_to(user).select_related("programme").search(words)
    found = sorted(
        rows.order_by(swedish("term"), "pk")[: limit * 4],
        key=lambda term: not term.term.casefold().startswith(words.casefold()),
    )
    return [
        Hit(
            url=reverse("quality:term-list", args=[term.programme.slug])
            + "?"
            + urlencode({"q": term.term}),
            title=term.term,
            kind=str(_("term")),
            text=term.definition[:200],
        )
        for term in found[:limit]
    ]


register(Provider(label=gettext_lazy("Ordlista"), order=35, find=find_terms))
