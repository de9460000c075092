"""What people say of two needs that read alike."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from programmes.models import Programme
from requirements_catalog.models import Need, NeedPairJudgement

from .need_pairs import digest_of


class TextsChanged(ValidationError):
    """The texts are not those that somebody has read and judged."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Texterna har ändrats sedan du öppnade sidan. Inget är sparat. Läs dem som de är "
                "nu och svara igen. Det du skrev står kvar."
            )
        )


@transaction.atomic
def judge_needs(
    *,
    programme: Programme,
    first: int,
    second: int,
    by,
    reason: str = "",
    is_apart: bool = True,
    seen: Sequence[str] | None = None,
) -> NeedPairJudgement:
    """Say that two needs, by key, are not the same, and why; or with ``is_apart`` False unsay it.

    It is said of their texts as they are now. ``seen`` has the digests of the first and the second
    as they were read, None for whatever they are: TextsChanged when they are others now. Raises
    ValidationError without a reason where one is needed, and for needs that are not two in use of
    the programme.
    """
    one, other = sorted((first, second))
    rows = Need.objects.filter(programme=programme, withdrawn_at=None, pk__in=(one, other))
    found = {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",))}
    if len(found) != 2:
        raise ValidationError(_("Paret gäller inte längre. Listan är ny."))
    if seen is not None and list(seen) != [digest_of(found[key]) for key in (first, second)]:
        raise TextsChanged
    if is_apart and not reason.strip():
        raise ValidationError(_("Skriv varför det inte är samma behov."))
    return NeedPairJudgement.objects.create(
        first=found[one],
        second=found[other],
        first_digest=digest_of(found[one]),
        second_digest=digest_of(found[other]),
        is_apart=is_apart,
        reason=reason.strip()[:300],
        judged_by=by,
    )
