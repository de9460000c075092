"""Rows, files and jobs of another programme, asked for by their keys from one's own.

Two programmes have one of everything. At every address of the first each key is exchanged for that
of the second, by somebody who gets in: 404, and nothing is written. And no form offers, or takes,
a row of the second.
"""

from operator import attrgetter

import pytest
from django.apps import apps
from django.db import models, transaction
from django.db.models import ProtectedError
from django.forms import BaseForm, BaseFormSet
from django.forms.models import ModelChoiceField
from django.urls import NoReverseMatch, reverse

from programmes.choices import Role
from programmes.models import Organisation
from programmes.register import REGISTERS
from programmes.roles import Permission, roles_with
from tests.architecture.test_urls import ask, client_of
from tests.architecture.url_samples import SAMPLES
from tests.architecture.world import make_world
from tests.register_rows import ROWS

pytestmark = [pytest.mark.once, pytest.mark.django_db]
# A row that is not removed is not brought back: the list says so, whosever it is.
TOLD = {key: {302, 404} for key in ("programmes:register-restore", "quality:term-restore")}
# The same in every programme: docs/joint-procurement.md says why.
COMMON = {Organisation}


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    """The two programmes, and the rows that are there because of the second."""
    with django_db_blocker.unblock(), transaction.atomic():
        own = _whole_world("prov")
        before = _keys()
        other = _whole_world("annat")
        foreign = {model: keys - before[model] for model, keys in _keys().items()}
        client_of.cache_clear()
        # Signed in here: what a test writes itself is gone after it.
        for person in own.people.values():
            client_of(person)
        yield own, other, foreign
        transaction.set_rollback(True)


def _whole_world(slug: str):
    made = make_world(slug)
    made.rows = {"interfaces": made.interface, "waves": made.wave}
    for name, make in ROWS.items():
        if name not in made.rows:
            made.rows[name] = make(made.programme)
    return made


def _keys() -> dict:
    return {
        model: set(models.QuerySet(model).values_list("pk", flat=True))
        for model in apps.get_models()
        if not model.__name__.startswith("Historical")
    }


def _places(sample) -> dict[str, str]:
    """Arguments of an address that name rows, and where they are in the world.

    Slugs of procurements and catalogues are rows too; ``=csv`` and the numbers of lots are not.
    """
    return {key: place for key, place in sample.arguments.items() if place[0] != "="}


def _address(name: str, own, other, exchanged: set[str]) -> str:
    arguments = {
        key: place[1:] if place[0] == "=" else attrgetter(place)(other if key in exchanged else own)
        for key, place in SAMPLES[name].arguments.items()
    }
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return reverse(name, kwargs={"programme_slug": "prov", **arguments})


def _one_who_gets_in(own, sample, needs):
    if sample.only:
        return own.people[sample.only]
    roles = roles_with(needs) if isinstance(needs, Permission) else [Role.READER]
    return own.people[roles[-1]]


KEYED = [
    name
    for name, sample in sorted(SAMPLES.items())
    if _places(sample) and Permission in (type(sample.get), type(sample.post))
]


@pytest.mark.parametrize("name", KEYED)
def test_keys_of_another_programme_lead_nowhere(name, worlds):
    own, other, _foreign = worlds
    sample, problems = SAMPLES[name], []
    places = _places(sample)
    for exchanged in [*({key} for key in places), set(places)]:
        path = _address(name, own, other, exchanged)
        if path == _address(name, own, other, set()):
            continue  # a number or a format that both have
        for method, needs in (("get", sample.get), ("post", sample.post)):
            if isinstance(needs, Permission):
                user = _one_who_gets_in(own, sample, needs)
                status, wrote, told = ask(user, method, path, sample.data)
                if status not in TOLD.get(name, {404}) or wrote:
                    problems.append(f"{method} {path}: {status} {told} {wrote[:1]}")
    assert not problems, "\n".join(problems)


REGISTER_PAGES = (("detail", "get"), ("edit", "get"), ("edit", "post"), ("remove", "post"))


@pytest.mark.parametrize("register", sorted(REGISTERS))
def test_rows_of_anothers_register_lead_nowhere(register, worlds):
    own, other, _foreign = worlds
    entry, key = REGISTERS[register], other.rows[register].pk
    if entry.model in COMMON:
        return
    for page, method in REGISTER_PAGES:
        user = own.people[roles_with(entry.needs if page == "detail" else entry.edits)[-1]]
        path = reverse(f"programmes:register-{page}", args=["prov", register, key])
        status, wrote, told = ask(user, method, path, {})
        assert (status, wrote) == (404, []), f"{method} {path} {told}"


@pytest.mark.parametrize("register", sorted(REGISTERS))
def test_a_removed_row_of_anothers_register_is_not_brought_back(register, worlds):
    own, other, _foreign = worlds
    entry, row = REGISTERS[register], other.rows[register]
    if entry.model in COMMON:
        return
    user, key = own.people[roles_with(entry.edits)[-1]], row.pk
    path = reverse("programmes:register-restore", args=["prov", register, key])
    # The row is still there, and then it is not: what is brought back is looked for in history.
    for is_there in (True, False):
        with transaction.atomic():
            if not is_there:
                try:
                    type(row)._base_manager.get(pk=key).delete()
                except ProtectedError:
                    return
            status, wrote, told = ask(user, "post", path, {})
            assert type(row)._base_manager.filter(pk=key).exists() == is_there
            transaction.set_rollback(True)
        assert status in (302, 404) and not wrote, told


def _forms(answer) -> list[BaseForm]:
    found = []
    for context in answer.context or ():
        for value in context.flatten().values() if hasattr(context, "flatten") else ():
            found += [value] if isinstance(value, BaseForm) else []
            found += list(value) if isinstance(value, BaseFormSet) else []
    return found


def _offered(forms, foreign) -> list[str]:
    """The fields of forms that take a row of the other programme."""
    found = []
    for form in forms:
        for name, field in form.fields.items():
            model = field.queryset.model if isinstance(field, ModelChoiceField) else None
            if model and model not in COMMON:
                theirs = field.queryset.filter(pk__in=foreign.get(model, ()))
                found += [f"{type(form).__name__}.{name}: {row}" for row in theirs[:2]]
    return found


FORMS = [
    name
    for name, sample in sorted(SAMPLES.items())
    if isinstance(sample.get, Permission) and sample.post
]


@pytest.mark.parametrize("name", FORMS)
def test_no_form_takes_a_row_of_another_programme(name, worlds):
    own, other, foreign = worlds
    user = _one_who_gets_in(own, SAMPLES[name], SAMPLES[name].get)
    answer = client_of(user).get(_address(name, own, other, set()))
    assert "/login" not in answer.headers.get("Location", "")
    assert _offered(_forms(answer), foreign) == []


@pytest.mark.parametrize("register", sorted(REGISTERS))
def test_no_form_of_a_register_takes_a_row_of_another_programme(register, worlds):
    own, _other, foreign = worlds
    user = own.people[roles_with(REGISTERS[register].edits)[-1]]
    answer = client_of(user).get(reverse("programmes:register-create", args=["prov", register]))
    assert answer.status_code == 200 and _forms(answer)
    assert _offered(_forms(answer), foreign) == []


# (address, what is sent, made of the two worlds): each key of the second that a form would send.
FORGED = [
    ("requirements_catalog:need-withdraw", lambda own, other: {"need": [other.need.pk]}),
    ("requirements_catalog:need-withdraw",
     lambda own, other: {"need": [own.need.pk, other.need.pk]}),
    ("requirements_catalog:need-merge",
     lambda own, other: {"need": [own.need.pk, other.need.pk], "survivor": other.need.pk,
                         "kept": other.need.pk, "title": "T", "reason": "Skäl"}),
    ("requirements_catalog:need-create",
     lambda own, other: {"title": "T", "perspective": "personal", "dimension": "information",
                         "goals": [other.goal.pk], "modules": [other.module.pk]}),
    ("requirements_catalog:need-capture",
     lambda own, other: {"title": "T", "perspective": "personal", "dimension": "information",
                         "goals": [other.goal.pk], "modules": [other.module.pk]}),
    ("requirements_catalog:requirement-tree-do",
     lambda own, other: {"act": "move", "row": other.requirement.pk,
                         "keys": [other.requirement.pk], "after": other.heading.pk}),
    ("requirements_catalog:requirement-tree-do",
     lambda own, other: {"act": "move", "row": own.requirement.pk, "key": own.requirement.pk,
                         "parent": other.heading.pk}),
    ("packages:module-move",
     lambda own, other: {"module": other.module.pk, "lot": own.package_lot.pk}),
    ("packages:module-move",
     lambda own, other: {"module": own.module.pk, "lot": other.package_lot.pk}),
    ("packages:alternative-choose",
     lambda own, other: {"decision": other.rows["decisions"].pk, "reason": "Skäl",
                         "body": other.rows["bodies"].pk, "decided_on": "2026-01-02"}),
    ("joint_procurement:decision-create",
     lambda own, other: {"organisation": other.participation.organisation_id,
                         "outcome": "joins", "decided_on": "2026-01-02", "decided_by": "KS",
                         "body": other.rows["bodies"].pk}),
    ("joint_procurement:volume-edit",
     lambda own, other: {
         f"v-{other.draft.price_item.pk}-{other.participation.organisation_id}": "5",
         f"v-{own.draft.price_item.pk}-{other.participation.organisation_id}": "5"}),
    ("procurements:item-add", lambda own, other: {"requirements": [other.requirement.pk]}),
    ("procurements:item-change",
     lambda own, other: {"items": [other.draft.item.pk], "role": "information"}),
    ("procurements:item-remove", lambda own, other: {"items": [other.draft.item.pk]}),
    ("requirements_catalog:relation-add",
     lambda own, other: {"target": other.requirement.pk, "kind": "depends_on"}),
    ("programmes:decision-create",
     lambda own, other: {"outcome": "joins", "decided_on": "2026-01-02", "decided_by": "KS",
                         "body": other.rows["bodies"].pk}),
]  # fmt: skip


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize(
    ("name", "sent"), FORGED, ids=[f"{n}-{f[0]}" for n, f in enumerate(FORGED)]
)
def test_keys_of_another_programme_in_what_is_sent_change_nothing(name, sent, role, worlds):
    """By those who may send it: told or not found; by the others: refused."""
    own, other, _foreign = worlds
    sample = SAMPLES[name]
    path = _address(name, own, other, set())
    status, wrote, told = ask(own.people[role], "post", path, sent(own, other))
    may = isinstance(sample.post, Permission) and role in roles_with(sample.post)
    assert status in ({200, 302, 404, 409, 422} if may else {403, 404}), told
    assert not wrote


@pytest.mark.parametrize("register", sorted(REGISTERS))
def test_a_register_takes_no_link_to_a_row_of_another_programme(register, worlds):
    own, other, _foreign = worlds
    entry, row = REGISTERS[register], other.rows[register]
    user = own.people[roles_with(entry.edits)[-1]]
    form = entry.form(instance=row, programme=other.programme)
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value not in (None, "")}
    links = [name for name in data if getattr(form.fields[name], "queryset", None) is not None
             and form.fields[name].queryset.model not in COMMON and data[name]]  # fmt: skip
    if not links:
        return
    path = reverse("programmes:register-create", args=["prov", register])
    status, wrote, told = ask(user, "post", path, data)
    assert status == 422 and not wrote, told


def test_an_organisation_is_offered_by_its_name_and_nothing_else(worlds):
    """Organisations are common: what they do in another programme is not told with them."""
    own, other, _foreign = worlds
    theirs = other.participation.organisation
    user = own.people[Role.PROGRAMME_LEAD]
    page = client_of(user).get(reverse("programmes:register-create", args=["prov", "participants"]))
    offered = dict(page.context["form"].fields["organisation"].choices)
    assert theirs.name in offered.values()
    text = page.content.decode()
    assert other.programme.name not in text and "annat" not in text
    path = reverse("programmes:organisation-edit", args=["prov", theirs.pk])
    assert ask(user, "get", path, {})[0] == 404
