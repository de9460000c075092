"""Screens for tenders: the list, a tender, the forms that came back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.ordering import swedish
from common.views import read_or_write
from procurements.choices import ProcurementState
from procurements.models import PriceItem, Procurement
from programmes.access import get_job, permissions_in
from programmes.actions import start_job
from programmes.roles import Permission

from . import actions
from .access import (
    get_opened_procurement,
    get_procurements,
    get_received_form,
    get_tender,
    get_tender_procurement,
)
from .actions_suppliers import find_or_register_operator
from .choices import FormKind, TenderStatus
from .forms import FormUploadForm, ReasonForm, TenderCorrectionForm, TenderForm
from .matrix import asks
from .models import EconomicOperator, Tender


@require_safe
def procurement_list(request, programme_slug):
    """The procurements whose tenders can be read, or are waited for."""
    procurements = get_procurements(request.user, programme_slug)
    procurements = procurements.exclude(state=ProcurementState.DRAFT)
    return render(
        request,
        "tenders/procurement_list.html",
        {"procurements": procurements.order_by("tender_deadline_at")},
    )


@require_safe
def tender_list(request, programme_slug, slug):
    """The tenders of a procurement; before the opening only when that will be."""
    procurement = get_tender_procurement(request.user, programme_slug, slug)
    if procurement.state != ProcurementState.OPENED:
        return render(request, "tenders/not_opened.html", {"procurement": procurement})
    return render(
        request,
        "tenders/tender_list.html",
        {
            "procurement": procurement,
            "rows": _tender_rows(
                procurement, procurement.tenders.order_by(swedish("operator__name"), "pk")
            ),
            "can_edit": _can_edit(request, procurement),
        },
    )


def _tender_rows(procurement: Procurement, tenders: QuerySet[Tender]) -> list[dict]:
    """Each tender with how complete its answers and prices are: seven queries for any number."""
    tenders = tenders.select_related("operator").prefetch_related(
        "lots", "price_lines", "responses"
    )
    items = list(procurement.items.answerable().prefetch_related("lots"))
    prices = list(PriceItem.objects.filter(lot__procurement=procurement))
    return [_tender_row(tender, items, prices) for tender in tenders]


def _tender_row(tender: Tender, items: list, prices: list) -> dict:
    lots = {lot.pk for lot in tender.lots.all()}
    asked = {item.pk for item in items if asks(item, tender)}
    answered = {row.item_id for row in tender.responses.all() if row.answer.strip()}
    wanted = {item.pk for item in prices if item.lot_id in lots}
    given = {line.price_item_id for line in tender.price_lines.all()}
    return {
        "tender": tender,
        "lots": tender.lots.all(),
        "answered": len(asked & answered),
        "asked": len(asked),
        "priced": len(wanted & given),
        "prices": len(wanted),
    }


@read_or_write
def tender_create(request, programme_slug, slug):
    """Register a tender that came in."""
    procurement = get_opened_procurement(
        request.user, programme_slug, slug, needs=Permission.EDIT_TENDERS
    )
    form = TenderForm(request.POST or None, procurement=procurement)
    if request.method == "POST" and form.is_valid():
        try:
            tender = _register(procurement, form, request.user)
        except actions.TenderProblem as problem:
            form.add_error(None, str(problem))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _tell(request, tender, _("Anbudet från %s är registrerat.") % tender)
            return redirect("tenders:tender-detail", programme_slug, slug, tender.pk)
    known = EconomicOperator.objects.in_programme(procurement.programme)
    status = 422 if form.errors else 200
    context = {"procurement": procurement, "form": form, "known": known}
    return render(request, "tenders/tender_form.html", context, status=status)


@transaction.atomic
def _register(procurement: Procurement, form: TenderForm, user) -> Tender:
    return actions.register_tender(
        procurement=procurement,
        operator=find_or_register_operator(
            programme=procurement.programme,
            name=form.cleaned_data["name"],
            organisation_number=form.cleaned_data["organisation_number"],
            by=user,
        ),
        received_at=form.cleaned_data["received_at"],
        lots=list(form.cleaned_data["lots"]),
        by=user,
    )


@read_or_write
def tender_edit(request, programme_slug, slug, pk):
    """Put right what was written when the tender was registered."""
    procurement = get_opened_procurement(
        request.user, programme_slug, slug, needs=Permission.EDIT_TENDERS
    )
    tender = get_tender(procurement, pk)
    initial = {"lots": tender.lots.all(), "received_at": timezone.localtime(tender.received_at)}
    form = TenderCorrectionForm(request.POST or None, procurement=procurement, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            tender = actions.correct_tender(tender=tender, by=request.user, **form.cleaned_data)
        except actions.TenderProblem as problem:
            form.add_error(None, str(problem))
        else:
            _tell(request, tender, _("Uppgifterna om anbudet från %s är ändrade.") % tender)
            return redirect("tenders:tender-detail", programme_slug, slug, tender.pk)
    context = {"procurement": procurement, "tender": tender, "form": form}
    status = 422 if form.errors else 200
    return render(request, "tenders/tender_form.html", context, status=status)


def _tell(request, tender: Tender, text: str) -> None:
    """Say what was done; that a tender is late must not go unseen."""
    messages.success(request, text)
    if tender.status == TenderStatus.LATE:
        messages.warning(
            request,
            _("Anbudet kom in efter sista anbudsdag. Det läses inte in och utvärderas inte."),
        )


@require_safe
def tender_detail(request, programme_slug, slug, pk):
    """One tender: what it is for, how complete it is, the forms that came back."""
    procurement = get_opened_procurement(request.user, programme_slug, slug)
    tender = get_tender(procurement, pk)
    can_edit = _can_edit(request, procurement)
    (row,) = _tender_rows(procurement, procurement.tenders.filter(pk=tender.pk))
    context = {
        "procurement": procurement,
        "tender": tender,
        "row": row,
        "forms": tender.forms.select_related("imported_by"),
        "can_edit": can_edit,
        "is_open": can_edit and not tender.frozen_at and tender.status == TenderStatus.RECEIVED,
        "can_correct": can_edit
        and not tender.frozen_at
        and tender.status != TenderStatus.WITHDRAWN,
        "upload_form": FormUploadForm(),
        "reason_form": ReasonForm(),
    }
    return render(request, "tenders/tender_detail.html", context)


@require_POST
def form_upload(request, programme_slug, slug, pk):
    """Take a returned form in: it is read by a job, whose report tells every cell."""
    procurement = get_opened_procurement(
        request.user, programme_slug, slug, needs=Permission.EDIT_TENDERS
    )
    tender = get_tender(procurement, pk)
    form = FormUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        context = {"procurement": procurement, "tender": tender, "form": form}
        return render(request, "tenders/form_upload.html", context, status=422)
    return _start(request, tender, form.cleaned_data["kind"], form.cleaned_data["file"])


def _start(request, tender: Tender, kind: str, file, *, apply_rest: bool = False):
    job = start_job(
        kind="import-form",
        programme=tender.procurement.programme,
        title=_("Läser in %(form)s från %(supplier)s")
        % {"form": FormKind(kind).label, "supplier": tender},
        by=request.user,
        parameters={
            "tender": tender.pk,
            "form": kind,
            "apply_rest": apply_rest,
            "back": _address(tender),
        },
        input_file=file.read(),
        input_name=getattr(file, "name", ""),
    )
    return redirect("programmes:job-detail", job.uid)


def _address(tender: Tender) -> str:
    procurement = tender.procurement
    return reverse(
        "tenders:tender-detail", args=[procurement.programme.slug, procurement.slug, tender.pk]
    )


@read_or_write
def form_report(request, programme_slug, slug, uid):
    """What a returned form did, cell by cell; the rest can be stored although some is refused."""
    procurement = get_opened_procurement(
        request.user, programme_slug, slug, needs=Permission.EDIT_TENDERS
    )
    job = get_job(request.user, uid)
    tender = get_object_or_404(
        procurement.tenders.select_related("operator"), pk=job.parameters.get("tender")
    )
    if job.kind != "import-form" or not job.is_finished or not job.result:
        raise Http404
    if request.method == "POST" and not job.result["stored"]:
        with job.input_file.open("rb") as stream:
            stream.name = job.input_name
            return _start(request, tender, job.parameters["form"], stream, apply_rest=True)
    context = {
        "procurement": procurement,
        "tender": tender,
        "job": job,
        "report": job.result,
        "refused": [row for row in job.result["rows"] if row["outcome"] == "refused"],
        "form_label": FormKind(job.parameters["form"]).label,
    }
    return render(request, "tenders/form_report.html", context)


@require_safe
def form_download(request, programme_slug, slug, pk, form_pk):
    """A returned form as it came in, to those who read forms in."""
    procurement = get_opened_procurement(
        request.user, programme_slug, slug, needs=Permission.EDIT_TENDERS
    )
    form = get_received_form(request.user, get_tender(procurement, pk), form_pk)
    return FileResponse(form.file.open("rb"), as_attachment=True, filename=form.file_name)


@require_POST
def tender_withdraw(request, programme_slug, slug, pk):
    """The supplier takes the tender back."""
    procurement = get_opened_procurement(
        request.user, programme_slug, slug, needs=Permission.EDIT_TENDERS
    )
    tender = get_tender(procurement, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Ange varför anbudet återtas. Ingenting är ändrat."))
    else:
        try:
            actions.withdraw_tender(tender=tender, by=request.user, **form.cleaned_data)
        except actions.TenderProblem as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("Anbudet från %s är återtaget.") % tender)
    return redirect("tenders:tender-detail", programme_slug, slug, pk)


def _can_edit(request, procurement: Procurement) -> bool:
    return Permission.EDIT_TENDERS in permissions_in(request.user, procurement.programme)
