"""A high risk that no requirement lessens may stay so for a reason, and steering counts it."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from programmes.choices import Role
from programmes.register import REGISTERS
from quality.actions_coverage import HoleGone, justify_holes, reopen_hole
from quality.axes import summary_of
from quality.models import JustifiedHole
from quality.risk_axis import HIGH_RISKS
from steering.models import Risk
from tests.factories import NeedFactory, ProgrammeFactory, RequirementFactory

pytestmark = pytest.mark.django_db
REASON = "Risken möts av utbildning, inte av krav."


def risk(programme, code, probability, consequence, **more) -> Risk:
    return Risk.objects.create(
        programme=programme, code=code, title="Något", category="time",
        probability=probability, consequence=consequence, **more,
    )  # fmt: skip


def justify(row, by, reason=REASON) -> None:
    justify_holes(
        programme=row.programme, axis=HIGH_RISKS, holes=[(row.pk, 0)], reason=reason, by=by
    )


def open_codes(programme) -> list[str]:
    return [row.code for row in HIGH_RISKS.open_holes(programme)]


def listed(client, programme, which) -> list[str]:
    page = client.get(REGISTERS["risks"].url("list", programme), {"lacking": which})
    return [row.code for row in page.context["page"].object_list]


def steering_of(client, programme):
    page = client.get(reverse("steering:steering", args=[programme.slug]))
    tiles = {str(one["label"]): one for one in page.context["tiles"]}
    [told] = [one for label, one in tiles.items() if label in ("hög risk", "höga risker")]
    return page.content.decode(), told


def test_what_a_risk_weighs_is_said_in_one_place(programme):
    """3 × 3 is high and 2 × 4 is not; one that is closed may be high and lacks nothing."""
    risk(programme, "A", 3, 3)
    risk(programme, "B", 2, 4)
    risk(programme, "C", 4, 4, state="closed")
    risk(programme, "D", 4, 4).requirements.add(RequirementFactory())
    rows = Risk.objects.in_programme(programme).weighed()
    assert {row.code: (row.weight, row.is_high, row.is_lacking) for row in rows} == {
        "A": (9, True, True),
        "B": (8, False, False),
        "C": (16, True, False),
        "D": (16, True, False),
    }


def test_only_open_high_risks_without_requirements_are_holes(programme):
    """3 × 3 = 9 is high, 2 × 4 = 8 is not; the heaviest stands first, R-9 before R-10."""
    risk(programme, "R-10", 3, 3)
    risk(programme, "R-9", 3, 3)
    risk(programme, "R-1", 4, 4)
    risk(programme, "R-2", 2, 4)
    risk(programme, "R-3", 4, 4, state="closed")
    risk(programme, "R-4", 4, 4).requirements.add(RequirementFactory())
    risk(ProgrammeFactory(), "R-5", 4, 4)
    assert open_codes(programme) == ["R-1", "R-9", "R-10"]
    found = summary_of(HIGH_RISKS, programme)
    assert (found.total, found.open, found.justified) == (4, 3, 0)


def test_a_reason_is_counted_on_styrning_and_in_the_register(programme, as_role, anna):
    kept, lacking = risk(programme, "R-1", 4, 4), risk(programme, "R-2", 3, 3)
    client = as_role(Role.READER)
    page, tile = steering_of(client, programme)
    assert (tile["note"], tile["kind"]) == ("2 utan krav", "refused")
    assert "2 höga risker har inget krav som minskar dem:" in page
    justify(kept, anna)
    page, tile = steering_of(client, programme)
    assert (tile["note"], tile["kind"]) == ("1 utan krav, 1 motiverat utan krav", "refused")
    assert "1 hög risk har inget krav som minskar den:" in page
    assert "1 hög risk får vara utan krav, med skäl:" in page
    assert (listed(client, programme, "open"), listed(client, programme, "justified")) == (
        ["R-2"], ["R-1"],
    )  # fmt: skip
    justify(lacking, anna)
    page, tile = steering_of(client, programme)
    assert (tile["value"], tile["note"], tile["kind"]) == (2, "2 motiverat utan krav", "attention")
    assert "har inget krav" not in page


def test_the_register_says_what_is_missing_and_exports_it(programme, as_role, anna):
    justify(risk(programme, "R-1", 4, 4), anna)
    risk(programme, "R-2", 3, 3)
    risk(programme, "R-3", 1, 1)
    risk(programme, "R-4", 4, 4, state="closed")
    risk(programme, "R-5", 2, 2).requirements.add(RequirementFactory(), RequirementFactory())
    address = REGISTERS["risks"].url("export", programme)
    content = as_role(Role.READER).get(address, {"sort": "c0"}).content
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert [(row[0], row[-1]) for row in rows[1:]] == [
        ("R-1", "utan krav, motiverat"), ("R-2", "krav saknas"), ("R-3", 0), ("R-4", 0), ("R-5", 2),
    ]  # fmt: skip


def test_the_reason_is_written_and_taken_back_on_the_risks_page(programme, as_role):
    row = risk(programme, "R-1", 4, 4)
    lead = as_role(Role.PROGRAMME_LEAD)
    own = REGISTERS["risks"].url("detail", programme, row.pk)
    page = lead.get(own).content.decode()
    assert "Risken är hög och inget krav är kopplat till den." in page
    hole = reverse("quality:coverage-row", args=[programme.slug, "high-risks", row.pk])
    assert f"{hole}?return={own}" in page
    axis = reverse("quality:coverage-axis", args=[programme.slug, "high-risks"])
    sent = {"hole": f"{row.pk}-0", "return": own}
    assert lead.post(axis, sent | {"reason": " "}).status_code == 422
    assert lead.post(axis, sent | {"reason": REASON}).url == own
    said = JustifiedHole.objects.get()
    assert (said.reason, said.decided_by) == (REASON, lead.user)
    page = lead.get(own).content.decode()
    assert REASON in page and "Risken är hög och får vara utan krav." in page
    lead.post(reverse("quality:hole-reopen", args=[programme.slug, "high-risks"]), sent)
    assert "Risken är hög och inget krav är kopplat till den." in lead.get(own).content.decode()
    # What was said stays written.
    assert REASON in lead.get(hole).content.decode()


# A reason takes a risk out of what Styrning warns of: it is for who edits the register of risks.
DECIDES = {
    Role.READER: False,
    Role.AUTHOR: False,
    Role.REVIEWER: False,
    Role.REQUIREMENTS_MANAGER: False,
    Role.PROCUREMENT_OFFICER: False,
    Role.EVALUATOR: False,
    Role.AUDITOR: False,
    Role.PROGRAMME_LEAD: True,
}


@pytest.mark.parametrize("role", Role.values)
def test_only_who_edits_the_register_gives_a_reason_and_takes_it_back(programme, as_role, role):
    row, kept = risk(programme, "R-1", 4, 4), risk(programme, "R-2", 3, 3)
    client = as_role(role)
    justify(kept, client.user)
    axis = reverse("quality:coverage-axis", args=[programme.slug, "high-risks"])
    reopen = reverse("quality:hole-reopen", args=[programme.slug, "high-risks"])
    shown = [
        ("Ge ett skäl", REGISTERS["risks"].url("detail", programme, row.pk)),
        ("Låt hålet stå kvar", f"{axis}{row.pk}/"),
        ("Ta bort skälet", f"{axis}{kept.pk}/"),
        ('type="checkbox" name="hole"', axis),
        ("Ta bort skälet", axis),
    ]
    may = DECIDES[role]
    for words, address in shown:
        assert (words in client.get(address).content.decode()) == may, address
    answer = client.post(axis, {"hole": f"{row.pk}-0", "reason": REASON})
    assert answer.status_code == (302 if may else 403)
    assert client.post(reopen, {"hole": f"{kept.pk}-0"}).status_code == (302 if may else 403)
    assert open_codes(programme) == (["R-2"] if may else ["R-1"])


def test_who_writes_requirements_gives_a_reason_elsewhere_still(programme, as_role):
    """The author who may not decide about risks lets a need without requirements stay."""
    need = NeedFactory(programme=programme)
    axis = reverse("quality:coverage-axis", args=[programme.slug, "needs"])
    author = as_role(Role.AUTHOR)
    page = author.get(axis).content.decode()
    assert "Ett hål kan få stå kvar med ett skäl: kryssa för det" in page
    assert author.post(axis, {"hole": str(need.pk), "reason": REASON}).status_code == 302
    page = author.get(axis).content.decode()
    assert REASON in page and "Ett hål kan få stå kvar" not in page


def test_a_reason_holds_while_the_risk_is_high_without_requirement(programme, anna):
    """As for other holes: it returns with the hole when the risk was met for a while."""
    row = risk(programme, "R-1", 4, 4)
    justify(row, anna)
    requirement = RequirementFactory()
    row.requirements.add(requirement)
    assert summary_of(HIGH_RISKS, programme).justified == 0
    with pytest.raises(HoleGone):
        justify(row, anna)
    row.requirements.remove(requirement)
    assert (open_codes(programme), summary_of(HIGH_RISKS, programme).justified) == ([], 1)
    reopen_hole(programme=programme, axis=HIGH_RISKS, row=row.pk, column=0, by=anna)
    assert open_codes(programme) == ["R-1"]


def test_a_reason_of_another_axis_or_programme_lets_no_risk_lack(programme, anna):
    row = risk(programme, "R-1", 4, 4)
    for where, axis in ((programme, "needs"), (ProgrammeFactory(), HIGH_RISKS.name)):
        JustifiedHole.objects.create(
            programme=where, axis=axis, row=row.pk, subject="X", reason="Y", decided_by=anna
        )
    assert open_codes(programme) == ["R-1"]
    assert not Risk.objects.weighed().get().may_lack
