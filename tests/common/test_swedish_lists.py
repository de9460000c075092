"""Lists of people, suppliers and titles are in Swedish order, and of codes as people count."""

import re

import pytest
from django.urls import reverse

from evaluation.forms import EvaluatorsForm
from joint_procurement.forms import MandateForm, OwnUpgradeForm
from joint_procurement.forms_decisions import JoiningDecisionForm
from programmes.choices import Role
from programmes.forms_registers import BodyForm
from programmes.models import Organisation
from requirements_catalog.registered_chain import dependents_of, start_of
from reviews.actions import may_take_part
from steering.forms import FrameShareForm
from steering.models import Risk
from tenders.matrix import tenders_in_matrix
from tests import factories as make
from tests.architecture.source import app_files, name_of

# By code point Z comes before a, and Å and Ä change places; Swedish has a, z, å, ä, ö.
NAMES = ["Örn", "alfa", "Ärla", "Zeta", "Åsna"]
IN_ORDER = ["alfa", "Zeta", "Åsna", "Ärla", "Örn"]
# Names and titles that people read, as they are stored.
PLAIN = re.compile(r"order_by\([^()]*\"-?(?:\w+__)?(?:full_name|title|name)\"")


@pytest.mark.django_db
def test_tenders_stand_by_supplier(programme):
    procurement = make.ProcurementFactory(programme=programme)
    for name in NAMES:
        operator = make.OperatorFactory(programme=programme, name=name)
        make.TenderFactory(procurement=procurement, operator=operator)
    assert [one.operator.name for one in tenders_in_matrix(procurement)] == IN_ORDER


@pytest.mark.django_db
def test_people_stand_by_name(programme, make_person, as_role):
    for name in NAMES:
        make_person(Role.EVALUATOR, programme, name=name)
    form = EvaluatorsForm(programme=programme)
    assert [one.full_name for one in form.fields["users"].queryset] == IN_ORDER
    for name in NAMES:
        make_person(Role.REVIEWER, programme, name=f"{name} G")
    assert [one.full_name for one in may_take_part(programme)] == [f"{name} G" for name in IN_ORDER]
    path = reverse("programmes:programme-settings", args=[programme.slug])
    page = as_role(Role.PROGRAMME_LEAD).get(path).content.decode()
    assert sorted(IN_ORDER, key=lambda name: page.index(f"{name} G")) == IN_ORDER


@pytest.mark.django_db
def test_organisations_to_choose_stand_by_name(programme):
    for name in NAMES:
        organisation = Organisation.objects.create(name=name)
        programme.participations.create(organisation=organisation, role="buyer")
    for form in (BodyForm, FrameShareForm, OwnUpgradeForm):
        offered = form(programme=programme).fields["organisation"].queryset
        assert [one.name for one in offered] == IN_ORDER, form
    mandate = MandateForm(programme=programme).fields
    assert [one.name for one in mandate["principal"].queryset] == IN_ORDER
    decision = JoiningDecisionForm(programme=programme).fields["organisation"]
    assert [one.name for one in decision.queryset] == IN_ORDER


@pytest.mark.django_db
def test_codes_stand_as_people_count(programme, as_role):
    row = make.RequirementFactory(catalogue=make.CatalogueFactory(programme=programme))
    for number in (10, 9, 1):
        risk = Risk.objects.create(
            programme=programme, code=f"R-{number}", title="Inlåsning", category="lock_in",
            probability=1, consequence=1,
        )  # fmt: skip
        risk.requirements.add(row)
        row.need_links.create(need=make.NeedFactory(programme=programme, code=f"N-{number}"))
    path = reverse("requirements_catalog:requirement-detail", args=[programme.slug, row.pk])
    page = as_role(Role.READER).get(path)
    assert [one.code for one in page.context["needs"]] == ["N-1", "N-9", "N-10"]
    built_on_it = dependents_of(page.wsgi_request, start_of(programme, row.pk))
    [risks] = [shown for shown in built_on_it if shown.link.name == "risks"]
    assert [one.code for one in risks.entries] == ["R-1", "R-9", "R-10"]


def test_no_list_is_sorted_by_names_as_they_are_stored():
    plain = {
        name_of(path): found
        for path in app_files()
        if (found := PLAIN.findall(path.read_text(encoding="utf-8")))
    }
    assert plain == {}
