"""Whatever a catalogue holds goes out to a workbook and comes back the same."""

import io

import openpyxl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.directions import straight
from requirements_catalog.exports.tables import export_requirements_workbook
from requirements_catalog.import_core.roundtrip_order import longest_rising
from requirements_catalog.import_core.stamp import cell_text, row_digests, split_digests
from requirements_catalog.imports.files import import_file
from requirements_catalog.models import ExtraField, Requirement
from tests.factories import CatalogueFactory, UserFactory

ODD = ["", " ", "=1+1", "@x", "-5", "007", "2.10", "1e5", "TRUE", "#REF!", "2027-01-01", "'x",
       "_x000D_", "_x005F_x0041_", "a\r\nb", "a\tb", "\u00a0", "\u2028", "\u200b", "e\u0301", "𝔘",
       "<b>&amp;", "]]>", "rubrik", "ska"]  # fmt: skip
# Signs that turn the direction of text are taken out, and a text of nothing that is seen is none
# (common/directions.py).
TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
signs = st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters=TURNS)
texts = st.one_of(
    st.sampled_from(ODD),
    st.text(signs, max_size=60),
    st.text(st.one_of(signs, st.just("\n")), max_size=200),
    st.builds(lambda sign, count: sign * count, signs, st.integers(2000, 16_000)),
).map(straight)
rows = st.fixed_dictionaries(
    {
        "deeper": st.sampled_from([-2, -1, 0, 1]),
        "is_heading": st.booleans(),
        "code": st.text(st.sampled_from("=0.1-Aå漢'_"), max_size=8),
        "title": texts.map(lambda text: straight(text[:500])),
        "text": texts,
        "motive": texts,
        "extra": texts,
        "day": st.sampled_from(
            ["", "0001-01-01", "1900-02-28", "1900-03-01", "2027-03-01", "9999-12-31"]
        ),
        "kind": st.sampled_from(["mandatory", "desirable", "information"]),
        "max_points": st.sampled_from([None, 0, 1, "2.5", "0.125", "999999.999"]),
        "integrity": st.sampled_from([None, 1, 4]),
        "is_minimum_requirement": st.booleans(),
    }
)


def make(catalogue, generated):
    """The rows of a catalogue: a tree in which each row stands at most one deeper than the last."""
    stack, made = [], []
    for number, row in enumerate(generated, 1):
        del stack[
            max(0, len(stack) + min(row["deeper"], 1) - 1) if row["deeper"] < 1 else len(stack) :
        ]
        values = {name: row[name] for name in ("title", "text", "motive")}
        if not values["title"].strip() and (row["is_heading"] or not values["text"].strip()):
            values["title"] = "T"
        if not row["is_heading"]:
            values |= {name: row[name] for name in (
                "kind", "max_points", "integrity", "is_minimum_requirement")}  # fmt: skip
        made.append(
            Requirement(
                catalogue=catalogue, parent=stack[-1] if stack else None, depth=len(stack),
                position=number << 20, is_heading=row["is_heading"],
                code=f"{number}{row['code']}",
                extra={k: row[n] for k, n in (("prio", "extra"), ("dag", "day")) if row[n]},
                **values,
            )
        )  # fmt: skip
        made[-1].save()
        stack.append(made[-1])


def content_of(catalogue):
    return [
        (r.code, r.depth, r.parent.code if r.parent else None, r.is_heading, cell_text(r.title),
         cell_text(r.text), cell_text(r.motive), r.kind, r.max_points, r.integrity,
         r.is_minimum_requirement, cell_text(r.extra.get("prio", "")), r.extra.get("dag", ""))
        for r in catalogue.requirements.order_by("position").select_related("parent")
    ]  # fmt: skip


def without_hidden(content):
    """The same workbook as if somebody had taken our ids and digests out."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    del book["fvm-export"]
    book.active.delete_cols(book.active.max_column - 1, 2)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.django_db
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(rows, min_size=1, max_size=7))
def test_export_and_import_is_the_identity(db, generated):
    with transaction.atomic():
        catalogue = CatalogueFactory()
        other = CatalogueFactory(programme=catalogue.programme)
        by = UserFactory()
        for one in (catalogue, other):
            ExtraField.objects.create(catalogue=one, key="prio", label="Prioritet")
            ExtraField.objects.create(catalogue=one, key="dag", label="Dag", kind="date")
        make(catalogue, generated)
        content = export_requirements_workbook(catalogue.requirements.all(), catalogue)
        before = Requirement.history.count()
        for file in (content, without_hidden(content)):
            report = import_file(catalogue=catalogue, path_or_bytes=file, filename="ut.xlsx", by=by)
            assert [r for r in report.rows if r["outcome"] != "unchanged"] == []
            assert len(report.rows) == len(generated)
        assert Requirement.history.count() == before
        report = import_file(catalogue=other, path_or_bytes=content, filename="ut.xlsx", by=by)
        assert report.refused == 0
        assert content_of(other) == content_of(catalogue)
        transaction.set_rollback(True)


@given(st.lists(st.one_of(st.none(), st.integers(), texts), max_size=12))
def test_each_cell_has_its_digest(values):
    parts = split_digests(row_digests(values))
    assert len(parts) == len(values)
    assert [part == "-" for part in parts] == [cell_text(value) == "" for value in values]


@given(st.permutations(range(9)))
def test_the_rows_that_stay_are_a_longest_rising_part(order):
    kept = sorted(longest_rising(order))
    stay = [order[index] for index in kept]
    assert stay == sorted(stay)
    # The plain way to the same length: the longest that ends at each place.
    best = []
    for index, number in enumerate(order):
        best.append(1 + max((best[i] for i in range(index) if order[i] < number), default=0))
    assert len(kept) == max(best)
