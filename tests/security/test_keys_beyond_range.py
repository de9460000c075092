"""Keys that no column can hold, in every field and filter that takes rows."""

import pytest
from django.db import transaction
from django.forms import BaseForm, BaseFormSet
from django.forms.models import ModelChoiceField, ModelMultipleChoiceField

from programmes.models import Goal
from programmes.register import REGISTERS
from programmes.roles import Permission, roles_with
from tests.architecture.test_urls import address, ask, client_of
from tests.architecture.url_samples import SAMPLES
from tests.architecture.world import make_world

pytestmark = pytest.mark.django_db
KEY = "9" * 23
KEYS = [KEY, f"-{KEY}", str(2**63), str(2**31)]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One of everything, made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        client_of.cache_clear()
        for user in made.people.values():
            client_of(user)
        yield made
        transaction.set_rollback(True)


@pytest.mark.parametrize("key", KEYS)
def test_a_list_of_keys_has_no_row_beyond_the_range(world, key):
    assert list(Goal.objects.filter(pk__in=[int(key)])) == []
    assert list(Goal.objects.filter(pk__in=[int(key), world.goal.pk])) == [world.goal]
    assert world.goal in Goal.objects.exclude(pk__in=[int(key)])


def _rows_of(form) -> dict[str, list[str]]:
    """What a form is sent that says such a key in each field that takes rows."""
    return {
        form.add_prefix(name): [KEY]
        for name, field in form.fields.items()
        if isinstance(field, ModelChoiceField) and not field.disabled
    }


@pytest.mark.parametrize("register", sorted(REGISTERS))
def test_a_register_says_that_there_is_no_such_choice(register, world):
    entry = REGISTERS[register]
    empty = entry.form(instance=entry.new(world.programme), programme=world.programme)
    sent = _rows_of(empty)
    if not sent:
        return
    path = f"/p/prov/r/{register}/new/"
    user = world.people[roles_with(entry.edits)[-1]]
    status, wrote, told = ask(user, "post", path, sent)
    assert (status, wrote) == (422, []), told
    data = {name: keys if _takes_many(empty, name) else keys[0] for name, keys in sent.items()}
    form = entry.form(data, instance=entry.new(world.programme), programme=world.programme)
    assert not form.is_valid()
    assert {name for name in sent if name not in form.errors} == set()


def _takes_many(form, name: str) -> bool:
    return isinstance(form.fields[name], ModelMultipleChoiceField)


def _forms(answer) -> list[BaseForm]:
    found = []
    for context in answer.context or ():
        for value in context.flatten().values() if hasattr(context, "flatten") else ():
            found += [value] if isinstance(value, BaseForm) else []
            found += list(value) if isinstance(value, BaseFormSet) else []
    return found


PAGES = [name for name, one in sorted(SAMPLES.items()) if isinstance(one.get, Permission)]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_falls_over_such_a_key(name, world):
    """In the address, where it narrows a list, and in every form that takes rows."""
    sample, path = SAMPLES[name], address(name, world)
    user = world.people[sample.only or roles_with(sample.get)[-1]]
    answer = client_of(user).get(path)
    fields = {one for form in _forms(answer) for one in form.fields}
    sort = {"sort", "page", "heading", "lot", "module", "parent"}
    query = "&".join(f"{one}={KEY}" for one in sorted(fields | sort))
    joined = f"{path}{'&' if '?' in path else '?'}{query}"
    assert client_of(user).get(joined).status_code < 500
    if not isinstance(sample.post, Permission):
        return
    for form in _forms(answer):
        if sent := _rows_of(form):
            poster = world.people[sample.only or roles_with(sample.post)[-1]]
            status, _wrote, told = ask(poster, "post", path, {**sample.data, **sent})
            assert status < 500, told
