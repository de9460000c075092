"""The work around one requirement: relations, comments, files, earlier wordings, who is here."""

from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.views import read_or_write
from programmes.access import permissions_in
from programmes.roles import Permission

from ..access.catalogues import (
    get_attachment,
    get_comment,
    get_own_comment,
    get_relation,
    get_requirement,
)
from ..actions import (
    attachments as actions_attachments,
)
from ..actions import (
    comments as actions_comments,
)
from ..actions import (
    relations as actions_relations,
)
from ..actions import (
    requirements as actions,
)
from ..actions.presence import note_presence
from ..choices import RequirementStatus
from ..comparison import chosen, points_of, wording_at, wording_changes
from ..forms.requirements import add_problems
from ..forms.work import AttachmentForm, CommentForm, RelationForm, RevertForm
from ..relations import candidates
from ..tree import ancestors_of
from .detail import detail_page


def _to_tab(programme_slug: str, pk: int, tab: str, anchor: str = "") -> HttpResponse:
    url = reverse("requirements_catalog:requirement-detail", args=[programme_slug, pk])
    return redirect(f"{url}?tab={tab}{anchor}")


# ---------------------------------------------------------------- relations


@require_POST
def relation_add(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """State how the requirement stands to another one."""
    requirement = get_requirement(
        request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS
    )
    form = RelationForm(request.POST, requirement=requirement)
    if form.is_valid():
        try:
            actions_relations.add_relation(source=requirement, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_problems(error, form)
        else:
            messages.success(request, _("Relationen är tillagd."))
            return _to_tab(programme_slug, pk, "links")
    return detail_page(request, requirement, "links", status=422, relation_form=form)


@require_safe
def relation_candidates(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Requirements that the letters typed so far may mean, as choices of the field."""
    requirement = get_requirement(
        request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS
    )
    found = candidates(requirement, request.GET.get("target", "")[:300])
    return render(request, "requirements_catalog/_relation_candidates.html", {"found": found})


@require_POST
def relation_remove(
    request: HttpRequest, programme_slug: str, pk: int, relation_pk: int
) -> HttpResponse:
    """Take a relation away, from either of its ends."""
    requirement = get_requirement(
        request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS
    )
    relation = get_relation(requirement, relation_pk)
    actions_relations.remove_relation(relation=relation, by=request.user)
    messages.success(request, _("Relationen är borttagen. Den finns kvar i historiken."))
    return _to_tab(programme_slug, pk, "links")


# ---------------------------------------------------------------- comments


@require_POST
def comment_create(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Say something about the requirement, or answer what somebody said."""
    requirement = get_requirement(request.user, programme_slug, pk, needs=Permission.COMMENT)
    form = CommentForm(request.POST, requirement=requirement)
    if form.is_valid():
        try:
            comment, unknown = actions_comments.write_comment(
                requirement=requirement, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            add_problems(error, form)
        else:
            _tell_unknown(request, unknown)
            return _to_tab(programme_slug, pk, "comments", f"#comment-{comment.pk}")
    return detail_page(request, requirement, "comments", status=422, comment_form=form)


def _tell_unknown(request: HttpRequest, unknown: tuple[str, ...]) -> None:
    if unknown:
        words = ", ".join(f"@{word}" for word in unknown[:5])
        text = _("Ingen i programmet heter %(words)s, så ingen har nämnts där.")
        messages.warning(request, text % {"words": words})


@require_POST
def comment_edit(
    request: HttpRequest, programme_slug: str, pk: int, comment_pk: int
) -> HttpResponse:
    """Say otherwise what one has said."""
    requirement = get_requirement(request.user, programme_slug, pk, needs=Permission.COMMENT)
    comment = get_own_comment(requirement, comment_pk, request.user)
    form = CommentForm(request.POST, requirement=requirement, auto_id="edit_%s")
    if form.is_valid():
        try:
            _row, unknown = actions_comments.edit_comment(
                comment=comment, by=request.user, text=form.cleaned_data["text"]
            )
        except ValidationError as error:
            add_problems(error, form)
        else:
            _tell_unknown(request, unknown)
            return _to_tab(programme_slug, pk, "comments", f"#comment-{comment.pk}")
    more = {"edit_form": form, "edited": comment}
    return detail_page(request, requirement, "comments", status=422, **more)


@require_POST
def comment_remove(
    request: HttpRequest, programme_slug: str, pk: int, comment_pk: int
) -> HttpResponse:
    """Take one's own comment away, or bring it back."""
    requirement = get_requirement(request.user, programme_slug, pk, needs=Permission.COMMENT)
    comment = get_own_comment(requirement, comment_pk, request.user)
    if "restore" in request.POST:
        actions_comments.bring_comment_back(comment=comment, by=request.user)
    else:
        actions_comments.remove_comment(comment=comment, by=request.user)
    return _to_tab(programme_slug, pk, "comments", f"#comment-{comment.pk}")


@require_POST
def comment_resolve(
    request: HttpRequest, programme_slug: str, pk: int, comment_pk: int
) -> HttpResponse:
    """Mark a matter as settled, or open it again."""
    requirement = get_requirement(request.user, programme_slug, pk, needs=Permission.COMMENT)
    comment = get_comment(requirement, comment_pk)
    if "reopen" in request.POST:
        actions_comments.reopen_comment(comment=comment, by=request.user)
    else:
        actions_comments.resolve_comment(comment=comment, by=request.user)
    return _to_tab(programme_slug, pk, "comments", f"#comment-{comment.pk}")


# ---------------------------------------------------------------- files


@require_POST
def attachment_add(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Keep a file beside the requirement."""
    requirement = get_requirement(
        request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS
    )
    form = AttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            actions_attachments.add_attachment(
                requirement=requirement, content=upload.read(), name=upload.name, by=request.user
            )
        except ValidationError as error:
            add_problems(error, form)
        else:
            messages.success(request, _("Filen är sparad."))
            return _to_tab(programme_slug, pk, "files")
    return detail_page(request, requirement, "files", status=422, attachment_form=form)


@require_safe
def attachment_download(request: HttpRequest, programme_slug: str, pk: int, uid) -> HttpResponse:
    """The file, to be saved and never shown: what somebody else wrote does not run here."""
    attachment = get_attachment(get_requirement(request.user, programme_slug, pk), uid)
    try:
        file = attachment.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type=attachment.content_type)
    name = attachment.name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    response["Content-Disposition"] = (
        f"attachment; filename=\"{name}\"; filename*=utf-8''{quote(attachment.name, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
def attachment_remove(request: HttpRequest, programme_slug: str, pk: int, uid) -> HttpResponse:
    """Take a file away; the page still says that it was there."""
    requirement = get_requirement(
        request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS
    )
    attachment = get_attachment(requirement, uid)
    actions_attachments.remove_attachment(attachment=attachment, by=request.user)
    messages.success(request, _("Filen är borttagen."))
    return _to_tab(programme_slug, pk, "files")


# ---------------------------------------------------------------- earlier wordings, presence


@read_or_write
def requirement_revert(
    request: HttpRequest, programme_slug: str, pk: int, record: int
) -> HttpResponse:
    """Bring the wording of an earlier point back, as a new change with its reason."""
    requirement = get_requirement(
        request.user, programme_slug, pk, needs=Permission.EDIT_REQUIREMENTS
    )
    point = chosen(points_of(requirement), str(record))
    if point is None:
        raise Http404
    texts = wording_at(requirement, point)
    changes = wording_changes(requirement, texts)
    if requirement.status == RequirementStatus.WITHDRAWN or not changes:
        messages.info(
            request,
            _("Lydelsen är redan den, eller kravet har utgått. Inget har ändrats."),
        )
        return _to_tab(programme_slug, pk, "history")
    revision = actions.revision_of(requirement)
    form = RevertForm(request.POST or None, initial={"revision": revision})
    if form.is_valid():
        try:
            actions.edit_requirement(
                requirement=requirement,
                by=request.user,
                reason=form.cleaned_data["reason"],
                expected=form.cleaned_data["revision"],
                **texts,
            )
        except actions.ChangedMeanwhile:
            typed = request.POST.copy()
            typed["revision"] = revision
            form.data = typed
            form.add_error(
                None,
                _("Någon annan hann ändra kravet. Skillnaderna nedan är mot det som gäller nu."),
            )
        except ValidationError as error:
            add_problems(error, form)
        else:
            messages.success(request, _("Den tidigare lydelsen gäller igen."))
            return _to_tab(programme_slug, pk, "history")
    context = {
        "form": form,
        "requirement": requirement,
        "catalogue": requirement.catalogue,
        "path": ancestors_of(requirement),
        "point": point,
        "changes": changes,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "requirements_catalog/requirement_revert.html", context, status=status)


@require_POST
def requirement_presence(request: HttpRequest, programme_slug: str, pk: int) -> HttpResponse:
    """Say that one is here, and hear who else is."""
    requirement = get_requirement(request.user, programme_slug, pk)
    allowed = permissions_in(request.user, requirement.catalogue.programme)
    is_editing = "editing" in request.POST and Permission.EDIT_REQUIREMENTS in allowed
    others = note_presence(requirement=requirement, by=request.user, is_editing=is_editing)
    return render(request, "requirements_catalog/_presence.html", {"others": others})
