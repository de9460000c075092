"""How good a catalogue's words are: the report, what is decided about remarks, and typing."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from common.keys import row_keys
from common.lists import Order, list_page
from common.media_types import PDF, XLSX
from common.ordering import swedish
from common.views import read_or_write, sent_file
from programmes.access import get_programme, permissions_in
from programmes.actions import start_job
from programmes.roles import Permission
from requirements_catalog.access.catalogues import get_catalogue
from requirements_catalog.cell_values import Directory
from requirements_catalog.models import Catalogue

from . import actions_findings as actions
from .access import get_acceptance
from .exports import ExportProblem, findings_pdf, findings_workbook
from .filters import FindingFilter
from .forms import AcceptForm
from .models import Finding
from .reading import remarks_on_typed
from .report import counts_by_rule, runs_of, shown_findings, trend_of

CHECK_KIND = "check-words"
ORDERS = (
    Order(
        "place",
        gettext_lazy("katalogens ordning"),
        ("requirement__position", "field", "start", "pk"),
    ),
    Order("rule", gettext_lazy("regel"), ("rule", "requirement__position", "start", "pk")),
)


@require_safe
def quality_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The programme's catalogues with what is remarked on in each."""
    programme = get_programme(request.user, programme_slug, needs=Permission.VIEW_CATALOGUE)
    catalogues = (
        Catalogue.objects.in_programme(programme)
        .with_counts()
        .select_related("word_check")
        .order_by(swedish("name"))
    )
    found = Finding.objects.filter(catalogue__programme=programme).values("catalogue").order_by()
    open_ones, accepted = Count("pk", filter=Q(acceptance=None)), Count("acceptance")
    counts = {row["catalogue"]: row for row in found.annotate(open=open_ones, accepted=accepted)}
    rows = [(catalogue, counts.get(catalogue.pk)) for catalogue in catalogues]
    return render(request, "quality/quality_list.html", {"rows": rows})


@read_or_write
def finding_list(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """The report: counts by rule with their trend, and the remarks, which can be let stand."""
    needs = Permission.EDIT_REQUIREMENTS if request.method == "POST" else Permission.VIEW_CATALOGUE
    catalogue = get_catalogue(request.user, programme_slug, slug, needs=needs)
    form = AcceptForm(request.POST or None)
    chosen = row_keys(request.POST.getlist("finding"))
    if form.is_valid() and _is_accepted(request, catalogue, form, chosen):
        return redirect(request.get_full_path())
    return _report(request, catalogue, form, chosen)


def _is_accepted(request: HttpRequest, catalogue: Catalogue, form: AcceptForm, chosen) -> bool:
    try:
        count = actions.accept_findings(
            catalogue=catalogue,
            findings=chosen,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    text = ngettext(
        "%(count)d anmärkning är accepterad.", "%(count)d anmärkningar är accepterade.", count
    )
    messages.success(request, text % {"count": count})
    return True


def _report(
    request: HttpRequest, catalogue: Catalogue, form: AcceptForm, chosen: list[int]
) -> HttpResponse:
    look = actions.refresh_findings(catalogue=catalogue)
    runs = runs_of(catalogue)
    context = {
        "catalogue": catalogue,
        "look": look,
        "rules": counts_by_rule(catalogue, runs),
        "trend": trend_of(runs),
        "can_edit": Permission.EDIT_REQUIREMENTS
        in permissions_in(request.user, catalogue.programme),
        "accept_form": form,
        "chosen": chosen,
    }
    response = list_page(
        request,
        queryset=Finding.objects.filter(catalogue=catalogue).for_list(),
        template="quality/finding_list.html",
        fragment="quality/_finding_table.html",
        filterset_class=FindingFilter,
        filterset_kwargs=_filter_of(catalogue),
        orders=ORDERS,
        context=context,
        prepare=_show,
    )
    if request.method == "POST":
        response.status_code = 422
    return response


def _filter_of(catalogue: Catalogue) -> dict:
    people = [(str(key), name) for key, name in Directory(catalogue).people.items()]
    return {"catalogue": catalogue, "people": people}


def _show(findings: list[Finding]) -> None:
    for finding, shown in zip(findings, shown_findings(findings), strict=True):
        finding.shown = shown


@require_POST
def finding_reopen(request: HttpRequest, programme_slug: str, slug: str, pk: int) -> HttpResponse:
    """Take back that a remark was accepted."""
    catalogue = get_catalogue(
        request.user, programme_slug, slug, needs=Permission.EDIT_REQUIREMENTS
    )
    actions.reopen_finding(accepted=get_acceptance(catalogue, pk), by=request.user)
    messages.success(request, _("Anmärkningen är öppen igen."))
    return _back(request, catalogue)


def _back(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """The report under the filter that the person came from."""
    address = reverse("quality:finding-list", args=[catalogue.programme.slug, catalogue.slug])
    query = QueryDict(request.POST.get("back", "")).urlencode()
    return redirect(f"{address}?{query}" if query else address)


@require_POST
def words_check(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """Start the job that looks at every requirement of a catalogue."""
    catalogue = get_catalogue(
        request.user, programme_slug, slug, needs=Permission.EDIT_REQUIREMENTS
    )
    job = start_job(
        kind=CHECK_KIND,
        programme=catalogue.programme,
        title=_("Granska texterna: %(catalogue)s") % {"catalogue": catalogue.name},
        by=request.user,
        parameters={"catalogue": catalogue.pk},
    )
    return redirect("programmes:job-detail", job.uid)


@require_safe
def finding_export(
    request: HttpRequest, programme_slug: str, slug: str, format: str
) -> HttpResponse:
    """The remarks that the list shows, as a workbook or a PDF."""
    catalogue = get_catalogue(request.user, programme_slug, slug)
    look = actions.refresh_findings(catalogue=catalogue)
    found = FindingFilter(
        request.GET or None,
        queryset=Finding.objects.filter(catalogue=catalogue).for_list(),
        request=request,
        **_filter_of(catalogue),
    )
    report = {
        "catalogue": catalogue,
        "counts": counts_by_rule(catalogue, runs_of(catalogue)),
        "look": look,
        "selection": [str(chip["label"]) for chip in found.chips],
    }
    rows = found.qs.order_by(*ORDERS[0].fields)
    try:
        if format == "pdf":
            content = findings_pdf(rows, by=request.user, **report)
        else:
            content = findings_workbook(rows, **report)
    except ExportProblem as problem:
        messages.error(request, str(problem))
        return redirect("quality:finding-list", programme_slug, slug)
    name = f"{catalogue.slug}-anmarkningar.{format}"
    return sent_file(content, PDF if format == "pdf" else XLSX, name)


@require_POST
def words_typed(request: HttpRequest, programme_slug: str, slug: str) -> HttpResponse:
    """What the linter remarks on the form as it is being written; nothing is saved."""
    catalogue = get_catalogue(
        request.user, programme_slug, slug, needs=Permission.EDIT_REQUIREMENTS
    )
    keys = row_keys([request.GET.get("requirement", "")])
    requirement = catalogue.requirements.filter(pk__in=keys).first()
    programme = catalogue.programme
    modules, standards = (
        rows.filter(pk__in=row_keys(request.POST.getlist(name))).values_list("code", flat=True)
        for name, rows in (("modules", programme.modules), ("standards", programme.standards))
    )
    remarks = remarks_on_typed(catalogue, requirement, request.POST, modules, standards)
    return render(
        request, "quality/_remark_list.html", {"remarks": remarks, "catalogue": catalogue}
    )
