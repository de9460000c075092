"""Holes in the architecture: when there is one, where it is mended, and that it may stay."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from quality.actions_coverage import HoleGone, justify_holes, reopen_hole
from quality.architecture_axes import (
    ARCHITECTURE_AXES,
    CONNECTIONS,
    OPEN_STANDARDS,
    SEAMS,
    WAYS_OUT,
)
from quality.axes import summary_of
from quality.models import JustifiedHole
from requirements_catalog.models import Requirement
from target_architecture.models import Interface, Safeguard
from tests.factories import (
    CatalogueFactory,
    ModuleFactory,
    ProgrammeFactory,
    RequirementFactory,
    StandardFactory,
)

pytestmark = pytest.mark.django_db
# Session, person, roles, programme and frame.
FRAME = 6


def seam(code, source, target, *standards) -> Interface:
    row = Interface.objects.create(
        programme=source.programme, code=code, name="Svar", source=source, target=target
    )
    row.standards.add(*standards)
    return row


@pytest.fixture
def world(programme):
    """Two modules to procure, an existing one and a national service; both of the first require
    FHIR and ways out, so that nothing is lacking."""

    class World:
        catalogue = CatalogueFactory(programme=programme, slug="krav")
        one, two = (ModuleFactory(programme=programme, code=code, name=code) for code in "AB")
        old = ModuleFactory(programme=programme, code="OLD", name="OLD", kind="existing")
        service = ModuleFactory(programme=programme, code="NLL", name="NLL", kind="national")
        fhir = StandardFactory(programme=programme, code="FHIR")
        closed = StandardFactory(programme=programme, code="XYZ", is_open=False)

        @classmethod
        def requires(cls, code, *modules, standards=(), **values) -> Requirement:
            row = RequirementFactory(catalogue=cls.catalogue, code=code, **values)
            row.modules.add(*modules)
            row.standards.add(*standards)
            return row

    World.a = World.requires("K-A", World.one, standards=[World.fhir])
    World.b = World.requires("K-B", World.two, standards=[World.fhir])
    for module, row in ((World.one, World.a), (World.two, World.b)):
        for purpose in ("exit", "data_export"):
            Safeguard.objects.create(module=module, requirement=row, purpose=purpose)
    return World


def open_ones(axis, programme) -> list[str]:
    keys = set(axis.rows(programme).order_by().values_list("pk", flat=True))
    return sorted(axis.open_places(programme, keys).values())


def test_nothing_is_lacking_where_both_sides_require_the_standard(programme, world):
    seam("G-1", world.one, world.two, world.fhir)
    for axis in ARCHITECTURE_AXES.values():
        assert open_ones(axis, programme) == []
        assert summary_of(axis, programme).open == 0


@pytest.mark.parametrize("how", ["withdrawn", "unlinked", "information"])
def test_one_side_of_a_seam_is_removed_mended_and_justified(programme, world, anna, how):
    row = seam("G-1", world.one, world.two, world.fhir)
    if how == "unlinked":
        world.b.standards.clear()
    else:
        values = {"status": how} if how == "withdrawn" else {"kind": how}
        Requirement.objects.filter(pk=world.b.pk).update(**values)
    lacking = ["G-1 Svar: inget krav på B hänvisar till FHIR"]
    assert open_ones(SEAMS, programme) == lacking
    # Mended: another requirement of that side refers to it.
    mended = world.requires("K-C", world.two, standards=[world.fhir])
    assert open_ones(SEAMS, programme) == []
    mended.standards.clear()
    assert open_ones(SEAMS, programme) == lacking
    # Justified: no longer listed, and nothing is said of the other side.
    link = Interface.standards.through.objects.get(interface=row)
    place = (link.pk, 2)
    justify_holes(programme=programme, axis=SEAMS, holes=[place], reason="Senare", by=anna)
    assert open_ones(SEAMS, programme) == []
    assert JustifiedHole.objects.get().subject == lacking[0]
    world.a.standards.clear()
    assert open_ones(SEAMS, programme) == ["G-1 Svar: inget krav på A hänvisar till FHIR"]
    found = summary_of(SEAMS, programme)
    assert (found.total, found.open, found.justified) == (1, 1, 1)
    reopen_hole(programme=programme, axis=SEAMS, row=link.pk, column=2, by=anna)
    assert len(open_ones(SEAMS, programme)) == 2


@pytest.mark.parametrize(("kind", "lacking"), [
    ("to_procure", 1), ("shared_platform", 1), ("existing", 0), ("to_replace", 0), ("national", 0),
])  # fmt: skip
def test_only_what_is_bought_is_asked_for_the_standard(programme, world, kind, lacking):
    other = ModuleFactory(programme=programme, code="C", kind=kind)
    seam("G-1", world.one, other, world.fhir)
    assert len(open_ones(SEAMS, programme)) == lacking


def test_a_seam_where_nobody_is_asked_is_no_row(programme, world):
    seam("G-1", world.old, world.service, world.fhir)
    assert summary_of(SEAMS, programme).total == 0


def test_a_foreign_programmes_requirements_mend_nothing(programme, world):
    seam("G-1", world.one, world.two, world.fhir)
    world.b.standards.clear()
    foreign = RequirementFactory(catalogue__programme=ProgrammeFactory())
    foreign.modules.add(world.two)
    foreign.standards.add(world.fhir)
    assert len(open_ones(SEAMS, programme)) == 1


def test_interfaces_without_an_open_standard(programme, world):
    seam("G-1", world.one, world.old)
    seam("G-2", world.one, world.two, world.fhir)
    both = seam("G-3", world.old, world.service, world.fhir, world.closed)
    assert open_ones(OPEN_STANDARDS, programme) == [
        "G-1 Svar: gränssnittet har ingen standard",
        "G-3 Svar: XYZ är inte en öppen standard",
    ]
    both.standards.remove(world.closed)
    assert len(open_ones(OPEN_STANDARDS, programme)) == 1


@pytest.mark.parametrize("way", ["service", "safeguard"])
@pytest.mark.parametrize("is_source", [True, False])
def test_a_national_service_is_used_with_its_connection(programme, world, way, is_source):
    """By a requirement of the using module that belongs to the service, or protects the connection
    to it. That one refers to the standard of the interface says nothing of this service."""
    sides = (world.service, world.one) if is_source else (world.one, world.service)
    riv = StandardFactory(programme=programme, code="RIV")
    seam("G-1", *sides, riv)
    world.a.standards.add(riv)
    assert open_ones(CONNECTIONS, programme) == ["G-1 Svar: inget krav på att A ansluts till NLL"]
    if way == "safeguard":
        Safeguard.objects.create(module=world.service, requirement=world.a, purpose="connection")
    else:
        world.a.modules.add(world.service)
    assert open_ones(CONNECTIONS, programme) == []
    # Another module's requirement does not connect this one.
    Requirement.objects.filter(pk=world.a.pk).update(status="withdrawn")
    world.b.modules.add(world.service)
    assert len(open_ones(CONNECTIONS, programme)) == 1


def test_what_exists_is_not_asked_for_its_connection(programme, world):
    seam("G-1", world.old, world.service)
    assert summary_of(CONNECTIONS, programme).total == 0


def test_a_module_without_a_way_out(programme, world):
    Safeguard.objects.filter(module=world.one, purpose="exit").delete()
    Requirement.objects.filter(pk=world.b.pk).update(status="withdrawn")
    ModuleFactory(programme=programme, code="P", name="P", kind="shared_platform")
    words = {"exit": "avveckling och byte", "data": "uttag av uppgifter"}
    assert open_ones(WAYS_OUT, programme) == sorted(
        f"{module}: modulen saknar krav på {words[purpose]}"
        for module, purpose in [
            ("A A", "exit"), ("B B", "exit"), ("B B", "data"), ("P P", "exit"), ("P P", "data"),
        ]
    )  # fmt: skip


def test_what_is_no_gap_gets_no_reason(programme, world, anna):
    row = seam("G-1", world.one, world.old)
    for place in ((row.pk, 2), (row.pk, 0), (10**9, 1)):
        with pytest.raises(HoleGone):
            justify_holes(
                programme=programme, axis=OPEN_STANDARDS, holes=[place], reason="Nej", by=anna
            )
    assert not JustifiedHole.objects.exists()


# ---------------------------------------------------------------- pages


@pytest.fixture
def lacking(programme, world):
    """One hole of each axis, about A."""
    row = seam("G-1", world.one, world.service)
    seam("G-2", world.one, world.two, StandardFactory(programme=programme, code="NPU"))
    world.requires("K-D", world.two, standards=programme.standards.filter(code="NPU"))
    Safeguard.objects.filter(module=world.one, purpose="exit").delete()
    return row


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("axis", list(ARCHITECTURE_AXES))
def test_a_hole_is_mended_from_its_list(as_role, programme, world, lacking, axis):
    client = as_role("author")
    page = client.get(f"/p/prov/coverage/{axis}/?state=holes")
    assert page.context["total"] == 1
    (row,) = page.context["page"]
    (hole,) = row.holes
    forms = [client.get(mend.url) for mend in hole.mends]
    assert {form.status_code for form in forms} == {200}
    for mend in hole.mends:
        assert mend.url in page.content.decode().replace("&amp;", "&")
    form = forms[0]
    checked = set(_checked(form))
    if axis == "seams":
        standard = programme.standards.get(code="NPU")
        assert checked == {("modules", world.one.pk), ("standards", standard.pk)}
        # The requirement may stand there and only lack its link.
        assert [row.code for row in forms[1].context["page"]] == ["K-A"]
    if axis == "connections":
        assert checked == {("modules", world.one.pk), ("modules", world.service.pk)}
        assert forms[1].context["form"]["purpose"].value() == "connection"
        assert forms[1].context["form"]["module"].value() == str(world.service.pk)
    if axis == "ways-out":
        assert form.context["form"]["purpose"].value() == "exit"
        assert form.context["form"]["module"].value() == str(world.one.pk)


def _checked(response):
    for name in ("modules", "standards"):
        form = response.context["form"]
        if name in form.fields:
            yield from ((name, int(key)) for key in form[name].value() or [])


def test_a_foreign_key_in_the_address_is_offered_nowhere(as_role, programme, world):
    foreign = ModuleFactory(programme=ProgrammeFactory(), code="F")
    address = reverse("requirements_catalog:requirement-create", args=["prov", "krav"])
    page = as_role("author").get(f"{address}?module={foreign.pk}&module=x")
    assert page.status_code == 200
    assert f'value="{foreign.pk}" checked' not in page.content.decode()


@pytest.mark.parametrize("axis", list(ARCHITECTURE_AXES))
def test_a_hole_may_stay_and_the_reason_is_taken_back(as_role, programme, lacking, axis):
    client = as_role("author")
    (row,) = client.get(f"/p/prov/coverage/{axis}/?state=holes").context["page"]
    page = client.get(f"/p/prov/coverage/{axis}/{row.pk}/")
    (hole,) = page.context["holes"]
    address = f"/p/prov/coverage/{axis}/"
    assert client.post(address, {"hole": hole.place, "reason": ""}).status_code == 422
    assert client.post(address, {"hole": hole.place, "reason": "Avvecklas"}).status_code == 302
    assert client.get(f"{address}?state=holes").context["total"] == 0
    assert "Avvecklas" in text_of(client.get(f"{address}?state=justified"))
    assert "hålet får stå kvar: Avvecklas" in text_of(client.get(f"{address}{row.pk}/"))
    client.post(f"{address}reopen/", {"hole": hole.place})
    assert client.get(f"{address}?state=holes").context["total"] == 1
    assert "skälet togs bort" in text_of(client.get(f"{address}{row.pk}/"))


def test_one_list_has_the_holes_that_may_stay_and_those_that_may_not(
    as_role, programme, world, lacking, anna
):
    client = as_role("reader")
    card = "/p/prov/coverage/open-standards/?state=either"
    assert card not in client.get("/p/prov/coverage/").text
    seam("G-10", world.one, world.two, world.closed)
    place = (lacking.pk, 1)
    justify_holes(programme=programme, axis=OPEN_STANDARDS, holes=[place], reason="Lag", by=anna)
    assert f'<a href="{card}">2 hål</a>' in text_of(client.get("/p/prov/coverage/"))
    found = client.get(card)
    assert [row.code for row in found.context["page"]] == ["G-1", "G-10"]
    rows = [one.split("</tr>")[0] for one in text_of(found).split("<tr data-row>")[1:]]
    assert [("motiverat</span>" in one, "utan skäl</span>" in one) for one in rows] == [
        (True, False), (False, True),
    ]  # fmt: skip


def test_a_reader_sees_the_holes_and_changes_nothing(as_role, programme, lacking):
    client = as_role("reader")
    page = text_of(client.get("/p/prov/coverage/open-standards/?state=holes"))
    assert "Gränssnittet har ingen standard" in page and 'name="hole"' not in page
    assert "Ändra gränssnittet" not in page
    data = {"hole": f"{lacking.pk}-1", "reason": "Nej"}
    assert client.post("/p/prov/coverage/open-standards/", data).status_code == 403
    assert not JustifiedHole.objects.exists()


def test_holes_stand_on_the_page_of_what_they_are_about(as_role, programme, world, lacking):
    client = as_role("author")
    page = text_of(client.get(f"/p/prov/r/interfaces/{lacking.pk}/"))
    assert "Gränssnittet har ingen standard" in page
    assert "Inget krav på att A ansluts till NLL" in page and "NPU" not in page
    page = text_of(client.get(f"/p/prov/architecture/{world.one.pk}/"))
    for words in ("har ingen standard", "A ansluts till NLL", "hänvisar till NPU", "avveckling"):
        assert words in page.split('id="holes-about"')[1].split("</section>")[0]
    # Which interface it is about is told, once on each line; the module itself is not named.
    about = page.split('id="holes-about"')[1].split("</section>")[0]
    assert about.count("G-1 Svar</a>") == 2 and about.count("G-2 Svar</a>") == 1
    assert f'href="/p/prov/r/interfaces/{lacking.pk}/"' in about and ">A A<" not in about
    # Its neighbour requires the standard: nothing is lacking there.
    page = text_of(client.get(f"/p/prov/architecture/{world.two.pk}/"))
    assert 'id="holes-about"' not in page


def test_one_returns_to_the_module_after_a_hole_has_been_let_stay(
    as_role, programme, lacking, world
):
    client = as_role("author")
    module = f"/p/prov/architecture/{world.one.pk}/"
    about = client.get(module).content.decode().split('id="holes-about"')[1].split("</section>")[0]
    assert about.count(f"?return={module}") == 4
    address = f"/p/prov/coverage/ways-out/{world.one.pk}/?return={module}"
    page = client.get(address).content.decode()
    assert f'name="return" value="{module}"' in page
    sent = {"hole": f"{world.one.pk}-1", "reason": "Avvecklas", "return": module}
    done = client.post("/p/prov/coverage/ways-out/", sent)
    assert (done.status_code, done.url) == (302, module)
    done = client.post("/p/prov/coverage/ways-out/reopen/", sent)
    assert (done.status_code, done.url) == (302, module)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/p/prov/",
        "//example.org",
        "/p/annat/",
        "javascript:alert(1)",
        "/p/prov/../../accounts/logout/",
        "/p/prov/%2e%2e/%2E./accounts/logout/",
    ],
)
def test_one_returns_to_no_page_of_others(as_role, programme, lacking, world, address):
    client = as_role("author")
    page = client.get(f"/p/prov/coverage/ways-out/{world.one.pk}/", {"return": address})
    assert page.status_code == 200 and 'name="return"' not in page.content.decode()
    sent = {"hole": f"{world.one.pk}-1", "reason": "Avvecklas", "return": address}
    done = client.post("/p/prov/coverage/ways-out/?state=holes", sent)
    assert (done.status_code, done.url) == (302, "/p/prov/coverage/ways-out/?state=holes")


def test_a_module_that_nothing_is_asked_of_says_so_and_may_stay(as_role, programme, world):
    client = as_role("author")
    new = ModuleFactory(programme=programme, code="N", name="N")
    about = text_of(client.get(f"/p/prov/architecture/{new.pk}/")).split('id="holes-about"')[1]
    assert "Modulen har inga krav" in about.split("</section>")[0]
    assert f"/p/prov/requirements/krav/new/?module={new.pk}" in about
    page = client.get(f"/p/prov/coverage/modules/{new.pk}/")
    (hole,) = page.context["holes"]
    sent = {"hole": hole.place, "reason": "Ersätts 2031"}
    assert client.post("/p/prov/coverage/modules/", sent).status_code == 302
    assert "Ersätts 2031" in text_of(client.get(f"/p/prov/architecture/{new.pk}/"))
    # What is asked of is silent, and so is what requirements are not put on.
    assert 'id="holes-about"' not in text_of(client.get(f"/p/prov/architecture/{world.old.pk}/"))
    assert 'id="holes-about"' not in text_of(client.get(f"/p/prov/architecture/{world.one.pk}/"))


def test_the_number_stands_on_the_map_and_on_the_steering_page(as_role, programme, lacking):
    client = as_role("reader")
    assert "4 hål i arkitekturen" in text_of(client.get("/p/prov/architecture/map/"))
    page = text_of(client.get("/p/prov/steering/"))
    tile = page.split("/coverage/#architecture")[1].split("</a>")[0]
    assert ">4</span>" in tile and "hål i arkitekturen" in tile


def test_the_coverage_is_divided_into_requirements_and_architecture(as_role, programme, lacking):
    page = text_of(as_role("reader").get("/p/prov/coverage/"))
    asked, built = page.split('id="architecture"')
    assert "Krav utan modul" in asked and "Gränssnitt utan öppen standard" in built


def test_the_workbook_has_a_line_for_each_gap(as_role, programme, world, lacking, anna):
    place = (lacking.pk, 1)
    justify_holes(programme=programme, axis=OPEN_STANDARDS, holes=[place], reason="Lag", by=anna)
    content = as_role("reader").get("/p/prov/coverage/open-standards/export/").content
    rows = load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    assert list(rows) == [
        ("Gränssnitt", "Från", "Till", "Standarder", "Betydelse", "Hål", "Skäl", "Beslutat av"),
        ("G-1 Svar", "A", "NLL", None, "medel", "gränssnittet har ingen standard", "Lag", "Anna"),
        ("G-2 Svar", "A", "B", "NPU", "medel", None, None, None),
    ]
