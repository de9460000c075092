"""Global search among ways to package and their packages."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.search_providers import Hit, Provider, register

from .models import Package, PackagingAlternative


def _find(user, words: str, limit: int) -> list[Hit]:
    """Alternatives first; two queries."""
    alternatives = PackagingAlternative.objects.visible_to(user).select_related("programme")
    found = alternatives.with_words(words, "title", "idea", "pros", "cons")[:limit]
    hits = [
        Hit(_url(row), row.title, _("alternativ"), row.idea or row.get_state_display())
        for row in found
    ]
    packages = Package.objects.visible_to(user).with_words(words, "title", "note")
    hits += [
        Hit(_url(row.alternative), row.title, _("paket"), row.alternative.title)
        for row in packages.select_related("alternative__programme")[:limit]
    ]
    return hits[:limit]


def _url(alternative: PackagingAlternative) -> str:
    return reverse("packages:alternative-detail", args=[alternative.programme.slug, alternative.pk])


register(Provider(gettext_lazy("Upphandlingspaketering"), 45, _find))
