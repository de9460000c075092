"""The gate before publication: everything that is missing, at once, with the law beside it."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requirements_catalog.choices import AnswerFormat, RequirementStatus
from requirements_catalog.models import Approval

from . import law
from .award_plans import plan_gaps
from .choices import AwardModel, ItemRole
from .models import Lot, Procurement
from .problems import Gap

# A gap names so many requirements; the rest are told by their number.
CODES_NAMED = 5


def points_by_criterion(procurement: Procurement) -> dict[int, Decimal]:
    """Max points of each criterion that has bör-requirements, by criterion key; one query."""
    rows = (
        procurement.items.filter(criterion__isnull=False)
        .order_by()
        .values_list("criterion")
        .annotate(points=Sum("max_points"))
    )
    return dict(rows)


def publication_gaps(
    procurement: Procurement, *, at: datetime | None = None, without_mandatory: bool = False
) -> list[Gap]:
    """Everything that publication at a moment waits for, blocking first; six queries.

    ``without_mandatory`` is a person's confirmation that the package has no ska-requirement.
    """
    at = at or timezone.now()
    lots = list(procurement.lots.with_plan())
    gaps = [
        *_fact_gaps(procurement, at),
        *_lot_gaps(procurement, lots),
        *_package_gaps(procurement, without_mandatory),
        *_text_gaps(procurement),
    ]
    points = points_by_criterion(procurement)
    for lot in lots:
        gaps += plan_gaps(lot, points)
        if not lot.price_items.all():
            gaps.append(
                Gap(
                    _("Delkontrakt %s har ingen prispost att lämna pris på.") % lot,
                    "prices",
                    lot.pk,
                )
            )
    return sorted(gaps, key=lambda gap: not gap.is_blocking)


def blocking(gaps: list[Gap]) -> list[Gap]:
    """Those that stop publication."""
    return [gap for gap in gaps if gap.is_blocking]


def _fact_gaps(procurement: Procurement, at: datetime) -> Iterator[Gap]:
    if not procurement.title.strip():
        yield Gap(_("Benämning saknas."), "facts")
    deadline = procurement.tender_deadline_at
    if deadline is None:
        yield Gap(_("Sista anbudsdag saknas."), "facts", law="LOU 10 kap. 9 §")
        return
    if deadline <= at:
        yield Gap(_("Sista anbudsdag har redan passerat."), "facts")
    else:
        yield from _period_gaps(procurement, at, deadline)
    yield from _date_gaps(procurement, deadline)


def _period_gaps(procurement: Procurement, at: datetime, deadline: datetime) -> Iterator[Gap]:
    sent_on = timezone.localtime(at).date()
    local = timezone.localtime(deadline)
    tenders = law.minimum_days(procurement.procedure, on=sent_on)
    requests = law.minimum_days(
        procurement.procedure, period=law.REQUESTS, ground=law.STANDARD, on=sent_on
    )
    if tenders:
        earliest = sent_on + timedelta(days=tenders.days)
        if local.date() < earliest:
            yield Gap(
                ngettext(
                    "Anbudstiden är %(given)s dag. Minst %(least)s dagar krävs: tidigast "
                    "%(earliest)s.",
                    "Anbudstiden är %(given)s dagar. Minst %(least)s dagar krävs: tidigast "
                    "%(earliest)s.",
                    (local.date() - sent_on).days,
                )
                % {
                    "given": (local.date() - sent_on).days,
                    "least": tenders.days,
                    "earliest": earliest.isoformat(),
                },
                "facts",
                law=tenders.citation,
            )
        elif local.date() == earliest and local.time() < time(23, 59):
            yield Gap(
                _(
                    "Anbudstiden är precis så kort som lagen tillåter och slutar före dygnets "
                    "slut. Dagen då annonsen skickas räknas inte."
                ),
                "facts",
                law="Förordning 1182/71 art. 3",
                is_blocking=False,
            )
    if requests:
        days = requests.days + (tenders.days if tenders else 0)
        if local.date() < sent_on + timedelta(days=days):
            yield Gap(
                _(
                    "Förfarandet har två steg: minst %(requests)s dagar för anbudsansökan från "
                    "annonsen, och därefter anbudstiden från inbjudan. Kontrollera att båda ryms."
                )
                % {"requests": requests.days},
                "facts",
                law=requests.citation,
                is_blocking=False,
            )


def _date_gaps(procurement: Procurement, deadline: datetime) -> Iterator[Gap]:
    if procurement.questions_until and procurement.questions_until >= deadline:
        yield Gap(_("Sista dag för frågor ligger inte före sista anbudsdag."), "facts")
    valid_until = procurement.tender_valid_until
    if valid_until is None:
        yield Gap(
            _("Det framgår inte hur länge anbuden ska gälla."),
            "facts",
            law="LOU 10 kap. 10 §",
            is_blocking=False,
        )
    elif valid_until <= timezone.localtime(deadline).date():
        yield Gap(_("Anbudens giltighetstid slutar innan anbuden har öppnats."), "facts")


def _lot_gaps(procurement: Procurement, lots: list[Lot]) -> Iterator[Gap]:
    if not lots:
        yield Gap(
            _("Det finns inget delkontrakt. Även en odelad upphandling har ett."),
            "lots",
        )
    if len(lots) == 1 and not procurement.no_lots_reason.strip():
        yield Gap(
            _(
                "Upphandlingen delas inte upp och skälen är inte angivna. De kan också stå i den "
                "individuella rapporten."
            ),
            "facts",
            law="LOU 4 kap. 14 §",
            is_blocking=False,
        )
    rule = law.QUALITY_REQUIRED.get(procurement.procedure)
    for lot in lots:
        plan = getattr(lot, "plan", None)
        if rule and plan and plan.model == AwardModel.LOWEST_PRICE:
            yield Gap(
                _(
                    "Delkontrakt %(lot)s: %(procedure)s får bara avgöras på bästa förhållandet "
                    "mellan pris och kvalitet."
                )
                % {"lot": lot, "procedure": procurement.get_procedure_display()},
                "plan",
                lot.pk,
                rule,
            )


def _package_gaps(procurement: Procurement, without_mandatory: bool) -> Iterator[Gap]:
    rows = procurement.items.order_by().values_list("role").annotate(number=Count("pk"))
    counts: dict[str, int] = dict(rows)
    if not counts:
        yield Gap(_("Upphandlingen innehåller inga krav."), "package")
    elif not counts.get(ItemRole.MANDATORY) and not without_mandatory:
        yield Gap(
            _(
                "Upphandlingen har inget ska-krav. Lägg till ett eller bekräfta att det är "
                "avsikten när du publicerar."
            ),
            "package",
        )


def _text_gaps(procurement: Procurement) -> Iterator[Gap]:
    """Requirements that nobody can answer, or that nobody has approved in the catalogue.

    One that is called approved counts only when somebody has approved the very words that stand in
    the package, and has not taken it back.
    """
    content = "version__content__"
    no_text = Q(**{f"{content}text": ""})
    no_choices = Q(
        **{f"{content}answer_format": AnswerFormat.CHOICE, f"{content}answer_choices": ""}
    )
    not_approved = ~Q(version__requirement__status=RequirementStatus.APPROVED)
    agreed = Approval.objects.filter(version=OuterRef("version"), recall=None).order_by()
    rows = (
        procurement.items.exclude(role=ItemRole.HEADING)
        .annotate(is_agreed=Exists(agreed))
        .filter(no_text | no_choices | not_approved | Q(is_agreed=False))
        .in_order()
        .values_list(
            f"{content}code",
            f"{content}text",
            f"{content}answer_format",
            f"{content}answer_choices",
            "version__requirement__status",
            "is_agreed",
        )
    )
    textless, choiceless, unapproved, unfounded = [], [], [], []
    for code, text, answer_format, choices, status, is_agreed in rows:
        if not text:
            textless.append(code)
        if answer_format == AnswerFormat.CHOICE and not choices:
            choiceless.append(code)
        if status != RequirementStatus.APPROVED:
            unapproved.append(code)
        elif not is_agreed:
            unfounded.append(code)
    if textless:
        yield Gap(
            ngettext(
                "%(count)s krav saknar kravtext: %(codes)s.",
                "%(count)s krav saknar kravtext: %(codes)s.",
                len(textless),
            )
            % {"count": len(textless), "codes": _named(textless)},
            "package",
        )
    if choiceless:
        yield Gap(
            ngettext(
                "%(count)s krav ska besvaras med ett val men saknar svarsalternativ: %(codes)s.",
                "%(count)s krav ska besvaras med ett val men saknar svarsalternativ: %(codes)s.",
                len(choiceless),
            )
            % {"count": len(choiceless), "codes": _named(choiceless)},
            "package",
        )
    if unapproved:
        yield Gap(
            ngettext(
                "%(count)s krav är inte godkänt i katalogen: %(codes)s.",
                "%(count)s krav är inte godkända i katalogen: %(codes)s.",
                len(unapproved),
            )
            % {"count": len(unapproved), "codes": _named(unapproved)},
            "package",
            is_blocking=False,
        )
    if unfounded:
        yield Gap(
            ngettext(
                "%(count)s krav heter godkänt, men ingen har godkänt den lydelse som står i "
                "upphandlingen: %(codes)s.",
                "%(count)s krav heter godkända, men ingen har godkänt den lydelse som står i "
                "upphandlingen: %(codes)s.",
                len(unfounded),
            )
            % {"count": len(unfounded), "codes": _named(unfounded)},
            "package",
            is_blocking=False,
        )


def _named(codes: list[str]) -> str:
    """The first codes, enough to find them by."""
    return ", ".join(codes[:CODES_NAMED]) + (" …" if len(codes) > CODES_NAMED else "")
