"""Global search in requirements and what they refer to: a code that begins so comes first."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.ordering import natural
from programmes.roles import Permission
from programmes.search_providers import Hit, Provider, register

from .models import Module, Need, Requirement, Standard


def _code_first(rows: QuerySet, found: QuerySet, words: str, limit: int) -> list:
    """Rows whose code begins with the words, then others that hold them.

    The text is read only when the codes do not fill the list: it is the slower search.
    """
    first = list(rows.filter(code__istartswith=words).order_by(natural("code"), "pk")[:limit])
    rest = limit - len(first)
    if rest <= 0:
        return first
    seen = [row.pk for row in first]
    return first + list(found.exclude(pk__in=seen).order_by(natural("code"), "pk")[:rest])


def _list(words: str, name: str, *args: str) -> str:
    """The address of a list, narrowed to the words."""
    return f"{reverse(f'requirements_catalog:{name}', args=args)}?{urlencode({'q': words})}"


def find_requirements(user, words: str, limit: int) -> list[Hit]:
    """Live requirements and headings of the person's programmes."""
    rows = Requirement.objects.visible_to(user).live().select_related("catalogue__programme")
    return [
        Hit(
            url=reverse(
                "requirements_catalog:requirement-detail",
                args=[row.catalogue.programme.slug, row.pk],
            ),
            title=str(row),
            kind=str(_("rubrik")) if row.is_heading else row.get_kind_display(),
            text=row.text[:200],
            list_url=_list(
                words, "requirement-list", row.catalogue.programme.slug, row.catalogue.slug
            ),
            list_name=row.catalogue.name,
        )
        for row in _code_first(rows, rows.search(words), words, limit)
    ]


def find_needs(user, words: str, limit: int) -> list[Hit]:
    """Needs in use of the person's programmes."""
    rows = Need.objects.visible_to(user, Permission.VIEW_CATALOGUE).live()
    rows = rows.select_related("programme")
    return [
        Hit(
            url=reverse("requirements_catalog:need-detail", args=[row.programme.slug, row.pk]),
            title=str(row),
            kind=str(_("behov")),
            text=row.target_state[:200],
            list_url=_list(words, "need-list", row.programme.slug),
            list_name=row.programme.name,
        )
        for row in _code_first(rows, rows.search(words), words, limit)
    ]


def find_modules(user, words: str, limit: int) -> list[Hit]:
    """Modules of the person's programmes."""
    rows = Module.objects.visible_to(user, Permission.VIEW_CATALOGUE).select_related("programme")
    named = rows.filter(Q(name__icontains=words) | Q(description__icontains=words))
    return [
        Hit(
            url=reverse("requirements_catalog:module-detail", args=[row.programme.slug, row.pk]),
            title=f"{row.code} {row.name}",
            kind=str(_("modul")),
            text=row.description[:200],
        )
        for row in _code_first(rows, named, words, limit)
    ]


def find_standards(user, words: str, limit: int) -> list[Hit]:
    """Standards and profiles of the person's programmes."""
    rows = Standard.objects.visible_to(user, Permission.VIEW_CATALOGUE).select_related("programme")
    named = rows.with_words(words, "code", "name", "publisher")
    return [
        Hit(
            url=reverse("requirements_catalog:standard-detail", args=[row.programme.slug, row.pk]),
            title=f"{row.code} {row.name}",
            kind=str(_("standard")),
            text=row.publisher,
        )
        for row in _code_first(rows, named, words, limit)
    ]


register(Provider(label=pgettext_lazy("flera", "Krav"), order=40, find=find_requirements))
register(Provider(label=_("Behov"), order=20, find=find_needs))
register(Provider(label=_("Moduler"), order=30, find=find_modules))
register(Provider(label=_("Standarder"), order=32, find=find_standards))
