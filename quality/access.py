"""Loaders of terms, remarks and rules: the only way a view gets one."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from programmes.access import get_programme
from programmes.roles import Permission
from requirements_catalog.models import Catalogue

from .judging import linter, rule_named
from .models import AcceptedFinding, PairJudgement, Term


def get_term(
    user, programme_slug: str, pk: int, *, needs: Permission = Permission.VIEW_CATALOGUE
) -> Term:
    """A term of a programme: 404 to strangers, 403 to the wrong role."""
    programme = get_programme(user, programme_slug, needs=needs)
    return get_object_or_404(Term.objects.select_related("programme"), programme=programme, pk=pk)


def get_acceptance(catalogue: Catalogue, pk: int) -> AcceptedFinding:
    """What somebody has accepted in a catalogue that the person may see."""
    found = AcceptedFinding.objects.select_related("requirement", "accepted_by")
    return get_object_or_404(found, requirement__catalogue=catalogue, pk=pk)


def get_rule(code: str) -> linter.Rule:
    """A rule of the linter; 404 for one that there is not."""
    rule = rule_named(code)
    if rule is None:
        raise Http404
    return rule


def get_judgement(user, programme_slug: str, pk: int) -> PairJudgement:
    """What was said of a pair, for somebody who may say something else."""
    programme = get_programme(user, programme_slug, needs=Permission.EDIT_REQUIREMENTS)
    return get_object_or_404(PairJudgement.objects.in_programme(programme), pk=pk)
