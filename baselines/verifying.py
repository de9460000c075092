"""Is a file one of ours, and has it been changed? Nothing is stored; nothing is told beyond it.

Who may not read the catalogue learns only what stands in the file: which requirement and field
differ, but not what was sealed there (docs/verify.md).
"""

import hashlib
import json
import uuid
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from common.reqif_reader import is_reqif
from common.text_diff import Piece, word_diff
from common.workbook_safety import MEGABYTE, too_large
from common.workbooks import WorkbookRefused
from requirements_catalog.import_core.stamp import cell_text

from .access_files import may_read
from .claims import Claim, Finding, Way, compare
from .claims_pdf import claim_of_json, claim_of_pdf
from .claims_reqif import claim_of_reqif
from .claims_workbook import claim_of_workbook
from .exports_pdf import rows_as_json
from .exports_reqif import baseline_reqif
from .exports_workbook import baseline_workbook
from .file_facts import facts_of
from .frozen import Frozen, read_frozen
from .models import Baseline, SealedFile
from .sealed_registry import FINDERS

SHOWN = 20
PDF, WORKBOOK, REQIF = "pdf", "xlsx", "reqif"
_PDF_WITHIN = 1024


class Outcome(StrEnum):
    """What came of the check."""

    EXACT = "exact"
    EQUAL = "equal"
    DATA_EQUAL = "data_equal"
    DIFFERS = "differs"
    UNKNOWN_SEAL = "unknown_seal"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class ShownFinding:
    """A difference in words; ``pieces`` are the sealed and the file's words, for those who may."""

    title: str
    pieces: list[Piece] = field(default_factory=list)
    found: str = ""


@dataclass
class Answer:
    """What the page says of a file."""

    outcome: Outcome
    filename: str
    sha256: str
    title: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    findings: list[ShownFinding] = field(default_factory=list)
    # How many things differ in all, and how many of them are shown.
    total: int = 0
    kind: str = ""
    seal: str = ""
    url: str = ""
    may_see: bool = False
    notices: tuple[str, ...] = ()

    @property
    def more(self) -> int:
        """How many differences there are besides the first."""
        return max(self.total - 1, 0)


def verify_file(*, data: bytes, filename: str, user) -> Answer:
    """What a file is. Raises WorkbookRefused for one that must not or cannot be read."""
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise too_large(filename, settings.UPLOAD_MAX_BYTES // MEGABYTE)
    sha256 = hashlib.sha256(data).hexdigest()
    known = _known_by_bytes(sha256, filename, user)
    if known is not None:
        return known
    kind, claim = _claim(data, filename)
    if claim is None:
        return Answer(Outcome.FOREIGN, filename, sha256, kind=kind)
    baseline = _baseline(claim)
    if baseline is None:
        return Answer(Outcome.UNKNOWN_SEAL, filename, sha256, kind=kind, seal=claim.seal[:64])
    frozen = read_frozen(baseline)
    sealed, facts = _sealed(frozen, kind, claim.language)
    found = compare(sealed, claim)
    may_see = may_read(user, baseline)
    answer = Answer(
        _outcome(kind, found),
        filename,
        sha256,
        title=str(baseline),
        facts=facts,
        kind=kind,
        seal=baseline.digest,
        url=_url(baseline) if may_see else "",
        may_see=may_see,
        notices=tuple(claim.notices),
    )
    if found:
        _show(answer, found, claim)
    return answer


def _known_by_bytes(sha256: str, filename: str, user) -> Answer | None:
    made = (
        SealedFile.objects.filter(digest=sha256)
        .select_related("baseline__catalogue__programme", "baseline__published_by")
        .order_by("pk")
        .first()
    )
    if made is not None:
        baseline = made.baseline
        may_see = may_read(user, baseline)
        return Answer(
            Outcome.EXACT,
            filename,
            sha256,
            title=str(baseline),
            facts=facts_of(read_frozen(baseline)),
            kind=made.format,
            seal=baseline.digest,
            url=_url(baseline) if may_see else "",
            may_see=may_see,
        )
    for find in FINDERS:
        known = find(sha256, user)
        if known is not None:
            return Answer(
                Outcome.EXACT,
                filename,
                sha256,
                title=known.title,
                facts=known.facts,
                url=known.url,
                may_see=bool(known.url),
                notices=known.notices,
            )
    return None


def _claim(data: bytes, filename: str) -> tuple[str, Claim | None]:
    """(kind of file, what it says); the kind is told from the content, not from the name."""
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return PDF, claim_of_pdf(data, filename)
    if Path(filename).suffix.lower() == ".pdf":
        raise WorkbookRefused(
            _("Filen heter .pdf men är ingen PDF."),
            filename,
            _("Välj filen som du fick, som den är."),
        )
    if is_reqif(data, filename):
        return REQIF, claim_of_reqif(data, filename)
    return WORKBOOK, claim_of_workbook(data, filename)


def _baseline(claim: Claim) -> Baseline | None:
    """The baseline that a file says it is of, if its seal is that baseline's."""
    try:
        uid = uuid.UUID(claim.baseline)
    except ValueError:
        return None
    found = Baseline.objects.for_list().filter(uid=uid, digest=claim.seal)
    return found.first()


def _sealed(frozen: Frozen, kind: str, language: str) -> tuple[Claim, list[tuple[str, str]]]:
    """What a file of this kind said when it was made, read as the uploaded one was; its facts."""
    chosen = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(chosen):
        facts = facts_of(frozen)
        if kind == PDF:
            content = rows_as_json(frozen)
        elif kind == REQIF:
            content = baseline_reqif(frozen, keeps_words=False)
        else:
            content = baseline_workbook(frozen)
    name = f"{frozen.baseline.code}.{kind}"
    if kind == PDF:
        return claim_of_json(json.loads(content)), facts
    reader = claim_of_reqif if kind == REQIF else claim_of_workbook
    return reader(content, name), facts


def _outcome(kind: str, found: list[Finding]) -> Outcome:
    if found:
        return Outcome.DIFFERS
    return Outcome.DATA_EQUAL if kind == PDF else Outcome.EQUAL


def _url(baseline: Baseline) -> str:
    catalogue = baseline.catalogue
    arguments = [catalogue.programme.slug, catalogue.slug, baseline.number]
    return reverse("baselines:baseline-files", args=arguments)


# ---------------------------------------------------------------- what is shown


def _show(answer: Answer, found: list[Finding], claim: Claim) -> None:
    """Put the differences into words; to strangers only what stands in the file itself."""
    answer.total = len(found)
    if answer.may_see:
        answer.findings = [_with_sealed(one) for one in found[:SHOWN]]
        return
    answer.facts = [fact for fact in answer.facts if claim.facts.get(fact[0]) == cell_text(fact[1])]
    answer.title = ""
    hidden = Counter(one.way for one in found if one.way == Way.MISSING or one.is_field_hidden)
    shown = [one for one in found if one.way != Way.MISSING and not one.is_field_hidden]
    answer.findings = [
        ShownFinding(_title(one, one.name), found=one.found) for one in shown[:SHOWN]
    ]
    if hidden[Way.MISSING]:
        text = _("%(count)s rader i baslinjen saknas i filen") % {"count": hidden[Way.MISSING]}
        answer.findings.append(ShownFinding(text))
    if hidden[Way.CHANGED]:
        text = _("%(count)s celler i baslinjen saknar kolumn i filen") % {
            "count": hidden[Way.CHANGED]
        }
        answer.findings.append(ShownFinding(text))


def _with_sealed(one: Finding) -> ShownFinding:
    name = one.sealed_name or one.name
    if one.way in (Way.CHANGED, Way.FACT):
        return ShownFinding(_title(one, name), word_diff(one.sealed, one.found))
    return ShownFinding(_title(one, name))


def _title(one: Finding, name: str) -> str:
    words = {
        Way.CHANGED: _("%(name)s: %(field)s har ändrats"),
        Way.MISSING: _("%(name)s saknas i filen"),
        Way.ADDED: _("%(name)s finns i filen men inte i baslinjen"),
        Way.MOVED: _("%(name)s står på en annan plats"),
        Way.FACT: _("Uppgiften %(field)s om baslinjen är ändrad"),
        Way.COLUMN: _("Kolumnen %(field)s finns inte i den förseglade filen"),
        Way.SHEET: _("Delen %(name)s finns inte i den förseglade filen"),
        Way.FORMULA: _("%(name)s har formler, som kan visa något annat när filen öppnas"),
    }
    return words[one.way] % {"name": name or _("En rad"), "field": one.field[:200]}
