"""Models say what they are; history has no holes; migrations are named and whole."""

import ast

import pytest
from django.apps import apps
from django.core.management import call_command
from simple_history.models import registered_models

from common.append_only import AppendOnly, AppendOnlyQuerySet
from tests.architecture.source import LINE, ROOT, app_files, name_of, parsed

OWN_MODELS = [
    model
    for app in LINE
    for model in (apps.get_app_config(app).get_models() if apps.is_installed(app) else [])
    if not model.__name__.startswith("Historical")
]
# Written past the library on purpose: the one module that writes history set by set.
SET_BASED = {"common/history.py"}
# "file:line's text" -> why it is right. Rows of models without history need no entry.
BARE_WRITES: dict[str, str] = {
    'requirements_catalog/tree.py:Requirement._base_manager.bulk_update(rows, ["position"], '
    "batch_size=500)": "spreads the sort keys; no row changes its place or its content",
    "common/append_only.py:return super().bulk_create(objs, *args, update_conflicts=False, "
    "**options)": "rows that are written once keep no history: they are their own",
    "programmes/actions_tokens.py:ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)": (
        "that a key was used is no change of it; its history does not hold the moment"
    ),
    "demo/reset.py:queryset._raw_delete(queryset.db)": "only rows of models without history",
    "procurements/package_tree.py:ItemLot.objects.bulk_create(rows, batch_size=5000)": (
        "the table between items and lots has no history of its own; the item's history says it"
    ),
    "requirements_catalog/actions/need_rows.py:through.objects.bulk_create("
    "rows, batch_size=CHUNK)": (
        "links of needs are kept by the need's own records, which are written after them"
    ),
    "common/history_links.py:through._base_manager.bulk_create(new, batch_size=CHUNK)": (
        "links are kept by the row's own records, which are written after them"
    ),
    "common/history_links.py:kept._base_manager.bulk_create(rows, batch_size=CHUNK)": (
        "these rows are the history"
    ),
    "requirements_catalog/actions/needs.py:through.objects.bulk_create(": (
        "links of needs are kept by the need's own records, which are written after them"
    ),
}
FORBIDDEN = {"bulk_create", "bulk_update", "update", "_raw_delete"}


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)
def test_a_model_says_what_it_is(model):
    """One sentence in the docstring, and names that people read."""
    written = (model.__doc__ or "").strip()
    assert written, f"{model._meta.label} has no docstring"
    assert not written.startswith(f"{model.__name__}("), f"{model._meta.label} has no docstring"
    assert "verbose_name" in model._meta.original_attrs, f"{model._meta.label}: no verbose_name"


def test_rows_that_are_written_once_refuse_sets_too():
    """A queryset of its own must not open a way round the base of such rows."""
    kept = [model for model in OWN_MODELS if issubclass(model, AppendOnly)]
    assert kept
    for model in kept:
        for manager in model._meta.managers:
            assert issubclass(type(manager.all()), AppendOnlyQuerySet), model._meta.label


def test_history_has_no_holes():
    """``update(`` and ``bulk_*`` leave no history: audited rows go through common/history.py."""
    wrong = []
    for path in app_files():
        if name_of(path) in SET_BASED:
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        for call in _writes(parsed(path)):
            place = f"{name_of(path)}:{lines[call.lineno - 1].strip()}"
            if place not in BARE_WRITES and not _is_harmless(call):
                wrong.append(f"{name_of(path)}:{call.lineno} {ast.unparse(call)[:100]}")
    assert not wrong, "\n".join(wrong)


def _writes(tree: ast.Module):
    """Calls that write rows without history, as far as the text tells."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr not in FORBIDDEN:
            continue
        by_name_only = bool(node.keywords) and not node.args
        if node.func.attr != "update" or by_name_only or _manager_of(node) is not None:
            yield node


def _manager_of(call: ast.Call) -> str | None:
    """``Job`` in ``Job.objects.filter(…).update(…)``; None where no manager is in sight."""
    node = call.func
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute):
            if node.attr in {"objects", "_base_manager", "_default_manager"}:
                return ast.unparse(node.value)
            node = node.value
        else:
            node = node.func
    return None


def _is_harmless(call: ast.Call) -> bool:
    """Whether the rows belong to a model that keeps no history."""
    name = _manager_of(call)
    if name is None:
        # dict(…).update(a=1) and the like have no manager; related managers have none either,
        # so these are judged by eye and noted in BARE_WRITES.
        return False
    audited = {model.__name__ for model in registered_models.values()}
    known = {model.__name__ for model in apps.get_models()}
    last = name.split(".")[-1]
    return last in known and last not in audited


def test_audited_models_name_the_person():
    """Every history table has a person, a reason and a date."""
    for model in registered_models.values():
        if not hasattr(model, "history"):
            continue  # rows of a many-to-many: kept with the row they belong to
        fields = {field.name for field in model.history.model._meta.get_fields()}
        assert {"history_user", "history_change_reason", "history_date"} <= fields, model


def test_migrations_have_names():
    """A name says what changes; Django's "_auto_" says nothing."""
    for app in LINE:
        names = [path.stem for path in sorted((ROOT / app / "migrations").glob("[0-9]*.py"))]
        assert not [name for name in names if "_auto_" in name]
        numbers = [name[:4] for name in names]
        assert len(numbers) == len(set(numbers)), f"{app}: two migrations share a number"


@pytest.mark.django_db
def test_migrations_are_complete():
    """The migrations make exactly the tables of the models."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
