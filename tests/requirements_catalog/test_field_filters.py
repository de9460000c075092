"""Conditions on any field, built-in or the catalogue's own, and several of them at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programmes.models import Membership
from requirements_catalog.addresses import parameters_of
from requirements_catalog.fields import FIELDS
from requirements_catalog.models import Requirement
from tests.factories import (
    ModuleFactory,
    NeedFactory,
    RequirementFactory,
    StandardFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
GAP = 1 << 20
ODD_KEYS = ["2027", 'a"b', "å\\ö", "x.y", "[0]", "$", "50%", "it's", "from.x"]


@pytest.fixture
def client(as_role):
    return as_role("author")


@pytest.fixture
def codes(client):
    """``codes(kind=["mandatory", "desirable"])``: codes that the list shows; it understands all."""

    def shown(**query):
        found = answer(client, {name.replace("__", "."): value for name, value in query.items()})
        assert found.context["filterset"].problems == []
        return "".join(row.code for row in found.context["page"])

    return shown


def answer(client, query):
    url = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    response = client.get(f"{url}?{urlencode(query, doseq=True)}")
    assert response.status_code == 200
    return response


def make(catalogue, code, **values):
    position = catalogue.requirements.count() + 1
    return RequirementFactory(catalogue=catalogue, code=code, position=position * GAP, **values)


def test_any_of_several_choices(catalogue, codes):
    make(catalogue, "A", kind="mandatory", status="draft", phase="tender", confidentiality=3)
    make(catalogue, "B", kind="desirable", status="approved", phase="delivery", confidentiality=4)
    make(catalogue, "C", kind="information", status="withdrawn", is_minimum_requirement=True)
    assert codes(kind=["mandatory", "desirable"]) == "AB"
    assert codes(kind=["mandatory", "information"], status="all") == "AC"
    assert codes(status=["approved", "withdrawn"]) == "BC"
    assert codes(status=["approved", "all"]) == "ABC"
    assert codes(phase=["delivery", "contract"]) == "B"
    assert codes(confidentiality=["3", "4"]) == "AB"
    assert codes(is_minimum_requirement="yes", status="all") == "C"
    assert codes(is_minimum_requirement="no", status="all") == "AB"


def test_people_and_links(catalogue, codes, client, programme):
    other = UserFactory()
    Membership.objects.create(programme=programme, user=other, role="author")
    first, second = ModuleFactory.create_batch(2, programme=programme)
    need, standard = NeedFactory(programme=programme), StandardFactory(programme=programme)
    a = make(catalogue, "A", owner=client.user, assignee=other)
    b = make(catalogue, "B", owner=other)
    make(catalogue, "C")
    a.module_links.create(module=first)
    a.module_links.create(module=second)
    b.module_links.create(module=second)
    b.need_links.create(need=need)
    a.standards.add(standard)
    assert codes(owner="me") == "A"
    assert codes(owner=["me", other.pk]) == "AB"
    assert codes(assignee=other.pk) == "A"
    assert codes(module=[first.pk, second.pk]) == "AB"
    assert codes(module=first.pk, need=need.pk) == ""
    assert codes(module=second.pk, need=need.pk) == "B"
    assert codes(standard=standard.pk) == "A"


def test_numbers_and_texts(catalogue, codes):
    make(catalogue, "A", max_points="9.5", law_reference="OSL 10 kap. 2 a §")
    make(catalogue, "B", max_points="10", max_value="1000", motive="50 % av Ölands vård")
    make(catalogue, "C")
    assert codes(from__max_points="9,5") == "AB"
    assert codes(from__max_points="9.51") == "B"
    assert codes(from__max_points="9", to__max_points="9.5") == "A"
    assert codes(to__max_value="1000") == "B"
    assert codes(law_reference="osl 10") == "A"
    assert codes(motive="ÖLANDS") == "B"
    assert codes(motive="0 %") == "B"
    assert codes(motive="0_%") == ""
    assert codes(code="c") == "C"


def test_holes_alone_and_together(catalogue, codes, programme):
    whole = make(
        catalogue, "A", motive="Varför", verification="Prov", owner=UserFactory(), max_points=1,
        text="Text", title="Titel", phase="tender", integrity=1,
    )  # fmt: skip
    whole.module_links.create(module=ModuleFactory(programme=programme))
    whole.need_links.create(need=NeedFactory(programme=programme))
    whole.standards.add(StandardFactory(programme=programme))
    make(catalogue, "B", motive="Varför")
    make(catalogue, "C", verification="Prov")
    for hole in ("need", "module", "standard", "owner", "max_points", "phase", "integrity"):
        assert codes(missing=hole) == "BC", hole
    assert codes(missing="motive") == "C"
    assert codes(missing="verification") == "B"
    # Rows that lack all of them.
    assert codes(missing=["need", "motive"]) == "C"
    assert codes(missing=["motive", "verification"]) == ""
    # Or any of them; any of nothing narrows nothing.
    assert codes(missing=["any", "motive", "verification"]) == "BC"
    assert codes(missing=["motive", "any"]) == "C"
    assert codes(missing="any") == "ABC"


@pytest.mark.parametrize("key", ODD_KEYS)
def test_own_fields_with_any_key(catalogue, client, key):
    catalogue.extra_fields.create(key=key, label='Egen "<rubrik>"', kind="text")
    make(catalogue, "A", extra={key: "Röd Ödla", "annat": "x"})
    make(catalogue, "B", extra={"annat": "röd"})
    make(catalogue, "C", extra={key: ""})

    def codes(query):
        found = answer(client, query)
        assert found.context["filterset"].problems == []
        return "".join(row.code for row in found.context["page"])

    assert codes({f"extra.{key}": "röd ö"}) == "A"
    assert codes({"missing": f"extra.{key}"}) == "BC"
    assert codes({"sort": f"-extra.{key}", "columns": f"extra.{key}"}) == "ABC"


def test_typed_own_fields(catalogue, codes, client):
    for key, kind, words in (
        ("tal", "number", ""), ("dag", "date", ""), ("val", "choice", "hög\nlåg"),
        ("klar", "yes_no", ""), ("vem", "person", ""),
    ):  # fmt: skip
        catalogue.extra_fields.create(key=key, label=key.title(), kind=kind, choice_list=words)
    make(catalogue, "A", extra={"tal": "9.5", "dag": "2027-03-01", "val": "hög", "klar": "yes"})
    make(catalogue, "B", extra={"tal": "10", "dag": "2027-12-24", "val": "låg", "klar": "no"})
    make(catalogue, "C", extra={"vem": str(client.user.pk)})
    # From before the fields were of these kinds.
    make(catalogue, "D", extra={"tal": "ungefär 10", "dag": "snart", "val": "annat"})
    assert codes(from__extra__tal="9.5") == "AB"
    assert codes(from__extra__tal="9,6") == "B"
    assert codes(from__extra__tal="-1", to__extra__tal="9.5") == "A"
    assert codes(from__extra__dag="2027-03-02") == "B"
    assert codes(to__extra__dag="2027-03-01") == "A"
    assert codes(extra__val=["hög", "låg"]) == "AB"
    assert codes(extra__klar="no") == "B"
    assert codes(extra__vem="me") == "C"
    assert codes(missing=["extra.tal", "extra.klar"]) == "C"
    assert codes(sort="extra.tal", from__extra__tal="0") == "AB"
    assert codes(sort="-extra.tal") == "BACD"
    assert codes(sort="extra.val") == "ABCD"


def test_changed_since_and_by_whom(catalogue, codes, client, programme):
    other = UserFactory()
    Membership.objects.create(programme=programme, user=other, role="author")
    make(catalogue, "A")
    b = make(catalogue, "B")
    Requirement.history.update(history_user=other)
    long_ago = timezone.now() - timedelta(days=90)
    Requirement.objects.filter(pk=b.pk).update(changed_at=long_ago)
    b.history.update(history_user=client.user, history_date=long_ago)
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert codes(changed_since=yesterday) == "A"
    assert codes(changed_by="me") == "B"
    assert codes(changed_by=["me", other.pk]) == "AB"
    assert codes(changed_by="me", changed_since=yesterday) == ""


def test_bounds_beyond_what_is_stored(catalogue, codes):
    """Numbers that no column holds and days that no clock reaches are compared like any other."""
    catalogue.extra_fields.create(key="dag", label="Dag", kind="date")
    make(catalogue, "A", max_points="9", max_value="5", extra={"dag": "2027-03-01"})
    for name in ("max_points", "max_value"):
        assert codes(**{f"from__{name}": "999999999999,999"}) == ""
        assert codes(**{f"to__{name}": "999999999999,999"}) == "A"
        assert codes(**{f"from__{name}": "0,001"}) == "A"
    for day, found in (("0001-01-01", "A"), ("9999-12-31", "")):
        assert codes(changed_since=day) == found
        assert codes(changed_since=day, changed_by="me") == ""
        assert codes(from__extra__dag=day) == found


def test_an_own_field_that_has_changed_its_kind_is_told(catalogue, client):
    """The old condition is not passed over."""
    catalogue.extra_fields.create(key="pris", label="Pris", kind="number")
    make(catalogue, "A", extra={"pris": "5"})
    (problem,) = answer(client, {"extra.pris": "5"}).context["filterset"].problems
    assert problem["label"] == "pris"
    assert problem["remove_url"] == "?"


def test_any_field_can_be_added_to_the_bar(catalogue, client):
    """Without a script as well: the choice is a part of the form."""
    catalogue.extra_fields.create(key="pris", label="Pris", kind="number")
    page = answer(client, {"with": "extra.pris", "kind": "mandatory"})
    names = [part["field"].html_name for part in page.context["filterset"].further]
    assert names == ["from.extra.pris", "to.extra.pris"]
    assert 'name="from.extra.pris" id="id_from.extra.pris" value=""' in page.content.decode()
    offered = dict(page.context["filterset"].addable)
    assert ("motive", "Motiv") in offered["Kravets fält"]
    assert "Katalogens egna fält" not in offered
    # What is in the bar already, or no field at all, is not added.
    for name in ("kind", "finns-inte"):
        assert answer(client, {"with": name}).context["filterset"].further == []
    # A condition that stands there empty stays, and narrows nothing.
    page = answer(client, {"motive": ""})
    assert [part["field"].html_name for part in page.context["filterset"].further] == ["motive"]


def test_the_part_that_is_renewed_brings_the_new_condition(catalogue, client):
    url = reverse("requirements_catalog:requirement-list", args=["prov", "karnan"])
    part = client.get(f"{url}?with=phase", headers={"HX-Request": "true"}).content.decode()
    assert '<div class="further-conditions" id="further-conditions" hx-swap-oob="true">' in part
    assert (
        "further-conditions" not in client.get(url, headers={"HX-Request": "true"}).content.decode()
    )


def test_chips_say_how_words_are_joined(catalogue, client):
    found = answer(
        client,
        {"kind": ["mandatory", "desirable"], "missing": ["need", "motive"], "from.max_points": "1"},
    )
    chips = found.context["filterset"].chips
    assert [chip["label"] for chip in chips] == [
        "Typ: ska-krav eller bör-krav", "Saknar: behov och motiv", "Högsta poäng från: 1",
    ]  # fmt: skip
    some = answer(client, {"missing": ["any", "need", "motive"]}).context["filterset"]
    assert [chip["label"] for chip in some.chips] == ["Saknar: behov eller motiv"]
    assert answer(client, {"missing": ["any"]}).context["filterset"].chips == []
    assert chips[1]["remove_url"] == "?kind=mandatory&kind=desirable&from.max_points=1"


NAMES = [
    *(name for known in FIELDS for name in parameters_of(known)), "q", "missing", "heading", "sort",
    "view", "columns", "with", "page", "changed_since", "changed_by", "extra.tal", "from.extra.tal",
    "to.extra.dag", "extra.val", "extra.fri", "extra.vem", "extra.", "from.", "to.", "from.q",
    "extra.\0", 'extra.a"b', "chapters",
]  # fmt: skip
VALUES = [
    "", "0", "-1", "1", "9" * 40, "1e5", "NaN", "Infinity", "0,5", "me", "all", "yes", "mandatory",
    "2027-03-01", "0001-01-01", "9999-12-31", "2027-W01-1", "\0", "%", "_", "\\", '"', "'",
    "å" * 40,
    "-title", "-max_points", "extra.tal", "-extra.val", "title,extra.tal,needs", "😀",
    "\u202e", "٣", "need", "x" * 3000,
]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    query=st.lists(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES) | st.text(max_size=12)),
        max_size=6,
    )
)
def test_any_address_is_answered(catalogue, client, query):
    """Whatever stands in it: rows that fit, or none and the reasons; never an error."""
    for key, kind in (("tal", "number"), ("dag", "date"), ("val", "choice"), ("vem", "person"),
                      ("fri", "text")):  # fmt: skip
        catalogue.extra_fields.get_or_create(key=key, defaults={"label": key, "kind": kind})
    if not catalogue.requirements.exists():
        make(catalogue, "A", extra={"tal": "1", "dag": "2027-03-01", "fri": "å%_"}, max_points=1)
    words = urlencode(query)
    for name in ("requirement-list", "requirement-grid", "requirement-columns", "view-create"):
        path = reverse(f"requirements_catalog:{name}", args=["prov", "karnan"])
        response = client.get(f"{path}?{words}")
        assert response.status_code == 200
    look = response.context["look"]
    assert not (look.filterset.troubles and look.rows.exists())
