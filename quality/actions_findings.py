"""Keeping the remarks on a catalogue's requirements current, and what people decide about them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common.history import chunks, delete_with_reason, save_with_reason
from requirements_catalog.models import Catalogue

from .judging import Judge, Remark, rule_named, subjects_of, to_rows
from .models import AcceptedFinding, CatalogueCheck, Finding, LintRun, RuleSetting

# So many rows are looked at while a person waits; more is the work of a job.
MOST_AT_ONCE = 1000
# A transaction may show its rows a while after the moment that it gave them.
OVERLAP = timedelta(minutes=2)
# What makes two remarks the same one.
_SAME = attrgetter(
    "rule", "severity", "field", "start", "end", "words", "message_sv", "message_en", "fingerprint"
)

Told = Callable[[int, int], None]


class NotOpen(ValidationError):
    """A remark that was to be accepted is there no longer, or somebody else has accepted it."""


@dataclass(frozen=True)
class Look:
    """When a catalogue was last looked at, None for never, and whether its remarks are current."""

    checked_at: datetime | None
    is_current: bool


def refresh_findings(*, catalogue: Catalogue) -> Look:
    """Bring the remarks up to date with what has been written since the last look.

    Only what changed is looked at anew, and the whole catalogue when something beside the texts
    has changed: a term, a setting, a code. What would take more than ``MOST_AT_ONCE`` rows is left
    to the job, and the remarks are then not current. Nothing is written when nothing has changed.
    """
    check = CatalogueCheck.objects.filter(catalogue=catalogue).first()
    judge = Judge(catalogue)
    rows = catalogue.requirements.all()
    changed = rows.filter(changed_at__gte=check.checked_at - OVERLAP) if check else rows
    is_same = check is not None and check.basis == judge.basis
    for wanted, basis in ((rows, judge.basis), (changed, check.basis if check else "")):
        if wanted is rows and is_same:
            continue
        keys = list(wanted.order_by("position").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(keys) <= MOST_AT_ONCE:
            if keys or not is_same:
                check = _check(catalogue, judge, keys, check, basis=basis)
            return Look(check.checked_at, check.basis == judge.basis)
    return Look(check.checked_at if check else None, False)


def check_everything(*, catalogue: Catalogue, told: Told | None = None) -> Look:
    """Look at every requirement of a catalogue; the work of the job *Granska texterna*."""
    check = CatalogueCheck.objects.filter(catalogue=catalogue).first()
    judge = Judge(catalogue)
    keys = list(catalogue.requirements.order_by("position").values_list("pk", flat=True))
    check = _check(catalogue, judge, keys, check, basis=judge.basis, told=told)
    return Look(check.checked_at, True)


def _check(
    catalogue: Catalogue, judge: Judge, keys: list[int], check, *, basis: str, told=None
) -> CatalogueCheck:
    """Look at some rows, and write what is new about them unless somebody was quicker."""
    moment = timezone.now()
    remarks: dict[int, list[Remark]] = {}
    for number, (key, subject) in enumerate(subjects_of(keys)):
        if told and number % 500 == 0:
            told(number, len(keys))
        remarks[key] = judge.judge(subject)
    with transaction.atomic():
        locked = _locked(catalogue, check)
        if locked.checked_at > moment:
            return locked  # looked at while we did: the next look finds what is left
        changed = _write(catalogue, keys, remarks)
        is_first = locked.checked_at == _NEVER
        locked.checked_at, locked.basis = moment, basis
        locked.save()
        _note_day(catalogue, is_needed=changed or is_first)
    return locked


_NEVER = datetime(2000, 1, 1, tzinfo=timezone.get_default_timezone())


def _locked(catalogue: Catalogue, check) -> CatalogueCheck:
    """The catalogue's row that looks take turns by; made when there is none."""
    if check is None:
        never = {"checked_at": _NEVER, "basis": ""}
        CatalogueCheck.objects.get_or_create(catalogue=catalogue, defaults=never)
    return CatalogueCheck.objects.select_for_update().get(catalogue=catalogue)


def _write(catalogue: Catalogue, keys: list[int], remarks: dict[int, list[Remark]]) -> bool:
    """Drop remarks that no longer hold and add those that are new; whether there were any."""
    gone: list[int] = []
    new: list[Finding] = []
    for chunk in chunks(sorted(keys), 5000):
        stored: dict[int, dict[tuple, Finding]] = {key: {} for key in chunk}
        for finding in Finding.objects.filter(requirement__in=chunk):
            known = stored[finding.requirement_id]
            if _SAME(finding) in known:
                gone.append(finding.pk)
            known[_SAME(finding)] = finding
        for key in chunk:
            wanted = {_SAME(remark): remark for remark in remarks.get(key, ())}
            gone += [one.pk for same, one in stored[key].items() if same not in wanted]
            missing = [remark for same, remark in wanted.items() if same not in stored[key]]
            new += to_rows(catalogue, key, missing)
    for chunk in chunks(gone, 5000):
        Finding.objects.filter(pk__in=chunk).delete()
    _join_acceptances(new)
    Finding.objects.bulk_create(new, batch_size=2000)
    return bool(gone or new)


def _join_acceptances(findings: list[Finding]) -> None:
    """Point new remarks at what people have decided about the same words before."""
    keys = {finding.requirement_id for finding in findings}
    accepted: dict[tuple, AcceptedFinding] = {}
    for chunk in chunks(sorted(keys), 5000):
        for one in AcceptedFinding.objects.filter(requirement__in=chunk):
            accepted[one.requirement_id, one.rule, one.fingerprint] = one
    for finding in findings:
        finding.acceptance = accepted.get(
            (finding.requirement_id, finding.rule, finding.fingerprint)
        )


def _note_day(catalogue: Catalogue, *, is_needed: bool = True) -> None:
    """Keep the day's counts by rule; later looks of the day write over them."""
    day = timezone.localdate()
    if not is_needed and LintRun.objects.filter(catalogue=catalogue, day=day).exists():
        return
    counted = Finding.objects.filter(catalogue=catalogue).values("rule").order_by("rule")
    counts = {
        row["rule"]: [row["open"], row["accepted"]]
        for row in counted.annotate(
            open=Count("pk", filter=Q(acceptance=None)),
            accepted=Count("pk", filter=~Q(acceptance=None)),
        )
    }
    LintRun.objects.update_or_create(
        catalogue=catalogue,
        day=day,
        defaults={
            "requirement_count": catalogue.requirements.requirements().live().count(),
            "counts": counts,
        },
    )


# ---------------------------------------------------------------- decisions


@transaction.atomic
def accept_findings(*, catalogue: Catalogue, findings: Iterable[int], reason: str, by) -> int:
    """Let remarks stand, with one reason for all of them; returns how many.

    What is accepted are the words that each is about, wherever they stand in its sentence. Raises
    ValidationError without a reason, and NotOpen, with nothing written, when one is gone.
    """
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Skriv varför anmärkningen får stå kvar.")})
    wanted = set(findings)
    if not wanted:
        raise ValidationError(_("Markera minst en anmärkning."))
    rows = list(
        Finding.objects.select_for_update()
        .filter(catalogue=catalogue, pk__in=wanted, acceptance=None)
        .order_by("pk")
    )
    if len(rows) < len(wanted):
        raise NotOpen(
            _("En del av anmärkningarna gäller inte längre, eller är redan accepterade. "
              "Listan är ny: markera igen.")
        )  # fmt: skip
    made: dict[tuple, AcceptedFinding] = {}
    for row in rows:
        same = (row.requirement_id, row.rule, row.fingerprint)
        if same not in made:
            made[same] = _accept(row, reason, by)
    _note_day(catalogue)
    return len(rows)


def _accept(finding: Finding, reason: str, by) -> AcceptedFinding:
    same = {
        "requirement_id": finding.requirement_id,
        "rule": finding.rule,
        "fingerprint": finding.fingerprint,
    }
    # There is one already when a look wrote the remark while it was being accepted.
    accepted = AcceptedFinding.objects.filter(**same).first() or AcceptedFinding(**same)
    accepted.words, accepted.reason, accepted.accepted_by = finding.words[:500], reason, by
    accepted.full_clean(exclude=["requirement", "accepted_by"])
    save_with_reason(accepted, by=by, reason=reason[:100])
    Finding.objects.filter(**same).update(acceptance=accepted)
    return accepted


@transaction.atomic
def reopen_finding(*, accepted: AcceptedFinding, by) -> None:
    """Take back that a remark was accepted; it is open again, and history keeps the decision."""
    catalogue = Catalogue.objects.get(requirements=accepted.requirement_id)
    delete_with_reason(accepted, by=by, reason=_("Accepterandet togs tillbaka."))
    _note_day(catalogue)


@transaction.atomic
def set_rule(
    *,
    catalogue: Catalogue,
    rule: str,
    by,
    reason: str,
    is_muted: bool = False,
    severity: str = "",
    parameters: dict | None = None,
) -> RuleSetting:
    """Decide how a catalogue uses a rule; ValidationError for what the rule cannot take.

    ``parameters`` holds those that differ from the rule's own; the others follow the rule.
    """
    known = rule_named(rule)
    if known is None:
        raise ValidationError(_("Regeln finns inte."))
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför regeln ändras.")})
    own = {parameter.name: parameter for parameter in known.parameters}
    try:
        kept = {name: own[name].accept(value) for name, value in (parameters or {}).items()}
    except (KeyError, ValueError) as error:
        raise ValidationError(
            _("Värdet passar inte regeln: %(error)s") % {"error": error}
        ) from error
    setting = RuleSetting.objects.filter(catalogue=catalogue, rule=rule).first()
    setting = setting or RuleSetting(catalogue=catalogue, rule=rule)
    setting.is_muted, setting.severity = is_muted, severity
    setting.parameters = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in kept.items()
        if value != own[name].default
    }
    setting.full_clean(exclude=["catalogue"])
    return save_with_reason(setting, by=by, reason=reason.strip()[:100])
