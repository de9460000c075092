"""The page of one requirement or heading, its tabs, and its side panel beside the list."""

from urllib.parse import urlsplit

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.lists import wants_fragment
from common.ordering import natural
from programmes.access import permissions_in
from programmes.roles import Permission

from ..access.catalogues import get_requirement
from ..approval import StatusOfRow, status_of
from ..cell_values import Directory, value_in
from ..choices import RequirementStatus
from ..comparison import APPROVED, approved_point, chosen, compare, points_of
from ..fields import fields_of
from ..forms.work import AttachmentForm, CommentForm, RelationForm
from ..models import Comment, Requirement
from ..registered_chain import ShownLink, chain_of, start_of
from ..registered_parts import READING, parts_of, text_marker
from ..relations import relations_of
from ..timeline import timeline_of
from ..tree import ancestors_of

TABS = (
    ("text", _("Text")),
    ("links", _("Kopplingar")),
    ("files", _("Bilagor")),
    ("comments", _("Kommentarer")),
    ("history", _("Historik")),
)


@require_safe
def requirement_detail(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """One requirement or heading; its side panel for htmx."""
    requirement = get_requirement(request.user, programme_slug, pk)
    if wants_fragment(request):
        context = _facts(request, requirement) | _reading(request, requirement)
        response = render(request, "requirements_catalog/_requirement_panel.html", context)
        patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
        return response
    return detail_page(request, requirement, request.GET.get("tab", "text"))


@require_safe
def requirement_chain(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """The chain through one requirement by itself, for pages that fetch it when it is opened.

    What stands in bold is the page that the person is on; a heading has no chain (404).
    """
    requirement = get_requirement(request.user, programme_slug, pk)
    if requirement.is_heading:
        raise Http404
    is_part = wants_fragment(request)
    context = {
        "requirement": requirement,
        "chain": _chain(request, requirement),
        "here": urlsplit(request.htmx.current_url or "").path if is_part else request.path,
    }
    name = "_chain_columns" if is_part else "requirement_chain"
    response = render(request, f"requirements_catalog/{name}.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response


def detail_page(
    request: HttpRequest, requirement: Requirement, tab: str, *, status: int = 200, **more
) -> HttpResponse:
    """The whole page at one of its tabs; ``more`` holds a form with what could not be saved."""
    tab = tab if tab in dict(TABS) else "text"
    counts = _counts(requirement)
    context = {
        **_facts(request, requirement),
        "path": ancestors_of(requirement),
        "tab": tab,
        "tabs": [(name, label, counts.get(name, 0)) for name, label in TABS],
        "standing": _standing(request, requirement),
        **_of_tab(request, requirement, tab),
        **_neighbours(requirement),
        **more,
    }
    template = "requirements_catalog/requirement_detail.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response


def _facts(request: HttpRequest, requirement: Requirement) -> dict:
    """What the page and the side panel both show."""
    allowed = permissions_in(request.user, requirement.catalogue.programme)
    return {
        "requirement": requirement,
        "catalogue": requirement.catalogue,
        "modules": requirement.modules.all(),
        "needs": requirement.needs.order_by(natural("code")),
        "standards": requirement.standards.all(),
        "extra": _extra(requirement),
        "can_edit": Permission.EDIT_REQUIREMENTS in allowed,
        "can_comment": Permission.COMMENT in allowed,
    }


def _standing(request: HttpRequest, requirement: Requirement) -> StatusOfRow | None:
    """What is told of the status of a requirement that is in the catalogue."""
    if requirement.is_heading or requirement.status == RequirementStatus.WITHDRAWN:
        return None
    allowed = permissions_in(request.user, requirement.catalogue.programme)
    return status_of(requirement, request.user, allowed)


def _reading(request: HttpRequest, requirement: Requirement) -> dict:
    """What other apps add to the texts as they are read."""
    catalogue = requirement.catalogue
    return {
        "mark": text_marker(catalogue.programme),
        "parts": parts_of(READING, request, catalogue, requirement),
    }


def _chain(request: HttpRequest, requirement: Requirement) -> list[ShownLink]:
    """The chain through the requirement; a heading has none."""
    if requirement.is_heading:
        return []
    return chain_of(request, start_of(requirement.catalogue.programme, requirement.pk))


def _counts(requirement: Requirement) -> dict[str, int]:
    """How many open comments and files there are; one query."""
    return Requirement.objects.filter(pk=requirement.pk).aggregate(
        comments=Count(
            "comments",
            filter=Q(
                comments__resolved_at=None, comments__reply_to=None, comments__removed_at=None
            ),
            distinct=True,
        ),
        files=Count("attachments", filter=Q(attachments__removed_at=None), distinct=True),
    )


def _of_tab(request: HttpRequest, requirement: Requirement, tab: str) -> dict:
    """What one tab shows beside the facts."""
    if tab == "text":
        return _reading(request, requirement) | {"chain": _chain(request, requirement)}
    if tab == "links":
        return {
            "versions": requirement.versions.order_by("-captured_at"),
            "relations": relations_of(requirement),
            "relation_form": RelationForm(requirement=requirement),
        }
    if tab == "files":
        files = requirement.attachments.select_related("uploaded_by")
        return {
            "attachments": [file for file in files if file.removed_at is None],
            "removed": [file for file in files if file.removed_at is not None],
            "attachment_form": AttachmentForm(),
        }
    if tab == "comments":
        return {
            "threads": threads_of(requirement),
            "comment_form": CommentForm(requirement=requirement),
            "members": Directory(requirement.catalogue).people.values(),
        }
    return _history(request, requirement) if tab == "history" else {}


def threads_of(requirement: Requirement) -> list[tuple[Comment, list[Comment]]]:
    """First comments with their replies, what is not settled first; two queries."""
    rows = requirement.comments.select_related("written_by", "resolved_by")
    comments = list(rows.prefetch_related("mentions"))
    replies: dict[int, list[Comment]] = {}
    for comment in comments:
        if comment.reply_to_id:
            replies.setdefault(comment.reply_to_id, []).append(comment)
    first = [comment for comment in comments if not comment.reply_to_id]
    first.sort(key=lambda comment: comment.resolved_at is not None)
    return [(comment, replies.get(comment.pk, [])) for comment in first]


def _history(request: HttpRequest, requirement: Requirement) -> dict:
    """The line of time, and two points of it side by side when the address names them."""
    points = points_of(requirement)
    older, newer = (
        approved_point(requirement, points)
        if request.GET.get(name) == APPROVED
        else chosen(points, request.GET.get(name))
        for name in ("from", "to")
    )
    found = compare(requirement, older, newer) if older and newer else None
    return {"timeline": timeline_of(requirement), "points": points, "comparison": found}


def _extra(requirement: Requirement) -> list[tuple[str, str]]:
    """The catalogue's own fields that hold something, in their order: label and words."""
    if not requirement.extra:
        return []
    directory = Directory(requirement.catalogue)
    return [
        (field.label, directory.show(field, value_in(requirement, field)))
        for field in fields_of(requirement.catalogue).values()
        if field.extra_key and value_in(requirement, field)
    ]


def _neighbours(requirement: Requirement) -> dict:
    """The row before and after in document order, of the same sort."""
    rows = Requirement.objects.filter(
        catalogue=requirement.catalogue_id, is_heading=requirement.is_heading
    ).live()
    before = rows.filter(position__lt=requirement.position).order_by("-position")
    after = rows.filter(position__gt=requirement.position).order_by("position")
    return {"previous": before.first(), "next": after.first()}
