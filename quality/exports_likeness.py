"""Alike and contradicting requirements, and what was said of them, as a workbook."""

from collections.abc import Iterable, Sequence

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.workbook_writer import Table, write_xlsx
from programmes.models import Programme

from .models import Comparison, PairJudgement, RequirementPair

MOST_LETTERS = 2000


def pairs_workbook(
    rows: Iterable[RequirementPair | PairJudgement],
    *,
    programme: Programme,
    comparison: Comparison | None,
    title: str,
    selection: Sequence[str],
) -> bytes:
    """Pairs, or judgements of pairs, and facts about the list as two sheets of an xlsx."""
    heads = [
        _("Likhet (%)"), _("Gäller"), _("Katalog A"), _("Krav-id A"), _("Rubrik A"), _("Text A"),
        _("Siffror A"), _("Katalog B"), _("Krav-id B"), _("Rubrik B"), _("Text B"),
        _("Siffror B"), _("Bedömning"), _("Skäl"), _("Bedömd av"), _("Bedömd"),
    ]  # fmt: skip
    widths = (10, 16, 24, 14, 30, 60, 14, 24, 14, 30, 60, 14, 20, 40, 24, 18)
    pairs = Table(title, heads, (_row(row) for row in rows), widths)
    facts = [
        (_("Program"), programme.name),
        (_("Jämförd"), _moment(comparison.compared_at) if comparison else ""),
        (_("Jämförd av"), str(comparison.compared_by) if comparison else ""),
        (_("Urval"), "; ".join(selection)),
    ]
    about = Table(_("Om filen"), (_("Uppgift"), _("Värde")), facts, (24, 90))
    return write_xlsx([pairs, about])


def _row(row: RequirementPair | PairJudgement) -> list:
    said = row if isinstance(row, PairJudgement) else row.judgement
    found: list = [row.score, row.topic_label]
    for requirement, figures in (
        (row.first, row.first_figures),
        (row.second, row.second_figures),
    ):
        found += [
            requirement.catalogue.name,
            requirement.code,
            requirement.title,
            requirement.text[:MOST_LETTERS],
            ", ".join(figures),
        ]
    if said is None:
        return [*found, _("inte bedömd"), "", "", ""]
    return [
        *found,
        said.get_verdict_display(),
        said.reason,
        str(said.judged_by),
        _moment(said.judged_at),
    ]


def _moment(moment) -> str:
    return localtime(moment).strftime("%Y-%m-%d %H.%M")
