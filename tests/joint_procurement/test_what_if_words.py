"""What the report says beside its figures, on the page, on paper and in the workbook.

The figures rest on tests/joint_procurement/test_report.py: Beta leaves, and the value after is
73.4 of 100 million.
"""

import re
from decimal import Decimal as D
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from joint_procurement.exports import report_pdf, report_workbook
from joint_procurement.models import FixedPart
from target_architecture.models import Principle
from tests.factories import UserFactory
from tests.joint_procurement.conftest import TODAY, asked, option_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_page(joint, as_role):
    """The page of those who leave and join, in Swedish."""
    url = reverse("joint_procurement:what-if", args=["prov", joint.procurement.slug])
    reader = as_role("reader")

    def read(leave=(), join=()) -> str:
        keys = {"leave": [one.pk for one in leave], "join": [one.pk for one in join]}
        return reader.get(url, keys).content.decode().replace("\xa0", " ")

    return read


@pytest.fixture
def on_paper(joint, monkeypatch):
    """What is written on paper of those who leave and join."""

    def read(leave=(), join=(), language="sv") -> str:
        sent = {}
        monkeypatch.setattr(
            "joint_procurement.exports.render_pdf", lambda **told: sent.update(told) or b""
        )
        with override(language):
            report_pdf(asked(joint, leave, join), by=UserFactory(), at=timezone.now())
        return sent["html"].replace("\xa0", " ")

    return read


def test_the_formula_in_words_divides_by_those_counted_before(joint, on_page, on_paper):
    """Beta leaves and Delta has an option on all: lot 1 is 8 + 72 × 0.8125 ÷ 1.1125, not × 0.8125.

    What is in V before is more than 100 % where one has an option, so that the sum is not 1.
    """
    option_of(joint, joint.delta)
    told = "summan av vikterna hos dem som räknas med efter ÷ summan hos dem som räknas med före"
    assert told in on_page([joint.beta]) and told in on_paper([joint.beta])
    english = "the sum of the weights of those counted after ÷ the sum of those counted before"
    assert english in on_paper([joint.beta], language="en")


def test_the_rounding_of_shares_is_said_where_they_stand(joint, on_page, on_paper):
    told = "avrundade så att de tillsammans blir 100"
    assert told in on_page([joint.beta]) and told in on_paper([joint.beta])


def workbook_of(report):
    return load_workbook(BytesIO(report_workbook(report)))


def in_workbook(report) -> list[str]:
    rows = workbook_of(report)["Om uträkningen"].iter_rows(min_row=2, values_only=True)
    return [told.replace("\xa0", " ") for label, told in rows if label == "Att veta"]


def plain(told):
    return told.replace("\xa0", " ") if isinstance(told, str) else told


def test_the_workbook_begins_with_what_was_asked_and_what_came_out(joint, programme):
    """Beta leaves: 73.4 of 100 million, as worked out in test_report.py."""
    book = workbook_of(asked(joint, [joint.beta]))
    assert book.sheetnames[0] == "Om uträkningen"
    rows = [
        (label, plain(told))
        for label, told in book.worksheets[0].iter_rows(min_row=2, values_only=True)
    ]
    assert rows[:8] == [
        ("Program", programme.name),
        ("Upphandling", joint.procurement.title),
        ("Fråga", "Vad händer om Beta lämnar?"),
        ("Lämnar", "Beta"),
        ("Ansluter", "–"),
        ("Värdet fördelas", "efter angivna volymer"),
        ("Räknat den", TODAY.isoformat()),
        ("Gäller", "En uträkning. Inget ändras förrän ett beslut är fattat och antecknat."),
    ]
    # By population lot 1 is 8 + 72 × 3/4 = 62 and lot 2 is 15 million. Numbers, to be added up.
    assert rows[8:12] == [
        ("Värde före, kr", 100_000_000),
        ("Värde efter, kr", 73_400_000),
        ("Värde efter (fördelat efter befolkning), kr", 77_000_000),
        ("Skillnad, kr", -26_600_000),
    ]
    told = dict(rows)
    assert told["Krav som förlorar sin enda ägare"] == "2 av 5"
    assert "Krav som får ägare" not in told
    assert (told["Optioner som berörs"], told["Fullmakter som berörs"]) == (0, 0)


def test_what_cannot_be_worked_out_is_said_in_the_workbook_and_on_paper(joint, on_paper):
    """Without the estimated values of the lots there is no value to divide."""
    type(joint.one).objects.update(estimated_value=None)
    sheet = workbook_of(asked(joint, [joint.beta])).worksheets[0]
    told = dict(sheet.iter_rows(min_row=2, values_only=True))
    assert told["Värde före, kr"] == told["Skillnad, kr"] == "går inte att räkna ut"
    assert on_paper([joint.beta]).count('<td class="numeric">går inte att räkna ut</td>') == 3


def test_the_paper_begins_with_the_answer(joint, on_paper):
    """The figures of the workbook's first sheet, before who carries it out and what to know."""
    paper = on_paper([joint.beta])
    first = paper[: paper.index("<h2>")]
    assert "<strong>Vad händer om Beta lämnar?</strong>" in first
    assert "Värdet fördelas efter angivna volymer." in first
    cells = re.findall(r'<th scope="row">(.*?)</th><td class="numeric">(.*?)</td>', first)
    assert cells == [
        ("Värde före, kr", "100 000 000"),
        ("Värde efter, kr", "73 400 000"),
        ("Värde efter (fördelat efter befolkning), kr", "77 000 000"),
        ("Skillnad, kr", "−26 600 000"),
        ("Krav som förlorar sin enda ägare", "2 av 5"),
        ("Optioner som berörs", "0"),
        ("Fullmakter som berörs", "0"),
    ]
    english = on_paper([joint.beta], language="en")
    assert (
        "The answer in short" in english and "Value after (divided by population), SEK" in english
    )


def test_the_question_of_the_workbook_names_all_who_are_asked_of(joint):
    both = workbook_of(asked(joint, [joint.beta, joint.gamma], [joint.delta]))
    told = dict(both.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert told["Fråga"] == "Vad händer om Beta, Gamma lämnar och Delta ansluter?"
    assert told["Ansluter"] == "Delta" and "Krav som får ägare" in told


@pytest.mark.parametrize(
    ("leave", "join", "question"),
    [
        ("beta", "", "What would happen if Beta left?"),
        ("beta gamma", "", "What would happen if Beta, Gamma left?"),
        ("", "delta", "What would happen if Delta joined?"),
        ("beta", "delta", "What would happen if Beta left and Delta joined?"),
    ],
)
def test_the_question_is_right_in_english_of_one_and_of_several(joint, leave, join, question):
    report = asked(joint, *([getattr(joint, one) for one in who.split()] for who in (leave, join)))
    with override("en"):
        sheet = workbook_of(report).worksheets[0]
    assert question in [told for _label, told in sheet.iter_rows(min_row=2, values_only=True)]


def test_the_value_that_an_option_states_is_said_not_to_be_what_counts(joint, on_page, on_paper):
    """Delta's option on lot 2 states 3 million; by population its part is 1/9 of 20 million."""
    option = option_of(joint, joint.delta, lot=joint.two, name="Option 2", value=D(3_000_000))
    told = (
        "Option 2 anger värdet 3 000 000 kr. Det är inte det som räknas: Delta räknas "
        "med sin andel efter volym eller befolkning av delkontraktens uppskattade värde."
    )
    differs = f"{told} Den är 2 222 222 kr före ändringen, så beloppen skiljer sig åt."
    chosen = [joint.beta]
    assert differs in on_page(chosen) and differs in on_paper(chosen)
    assert differs in in_workbook(asked(joint, chosen))
    option.value = D(2_222_222)
    option.save()
    same = told.replace("3 000 000", "2 222 222")
    assert same in in_workbook(asked(joint, chosen))
    # Of what is for others, and of what states nothing, nobody is counted by another value.
    for values in ({"is_for_others": True}, {"is_for_others": False, "value": None}):
        type(option).objects.filter(pk=option.pk).update(**values)
        assert not any("anger värdet" in one for one in in_workbook(asked(joint, chosen)))


OF_LEAVING = [
    "Principer som gäller även den som lämnar",
    "Budgetposter för den som lämnar",
    "Krav som förlorar sin enda ägare",
]


def test_only_what_applies_to_the_choice_is_told(joint, programme, on_page, on_paper):
    """Nothing of leaving where somebody only joins, and nothing of joining where one leaves."""
    Principle.objects.create(programme=programme, code="P1", title="Delad", is_shared=True)
    for read in (on_page, on_paper):
        joins, leaves, both = (
            read([], [joint.delta]),
            read([joint.beta]),
            read([joint.beta], [joint.delta]),
        )
        assert not [one for one in (*OF_LEAVING, "P1 Delad") if one in joins]
        assert not [one for one in (*OF_LEAVING, "P1 Delad") if one not in leaves]
        assert "Krav som får ägare" in joins and "Krav som får ägare" not in leaves
        assert not [one for one in (*OF_LEAVING, "Krav som får ägare") if one not in both]
    page = on_page([], [joint.delta])
    assert "krav förlorar sin ägare" not in page and "krav får ägare" in page
    joins, leaves = (
        workbook_of(asked(joint, *choice)) for choice in ([[], [joint.delta]], [[joint.beta]])
    )
    assert set(leaves.sheetnames) - set(joins.sheetnames) == {"Budgetposter", "Andelar av ramen"}
    assert "Delad" in str(list(leaves["Berörs"].values))
    assert "Delad" not in str(list(joins["Berörs"].values))


def test_why_the_value_falls_less_than_the_part_of_who_leaves(joint, on_page, on_paper):
    """Beta has 30 % of 80 and 25 % of 20 million, 29; the value falls by 26.6 million.

    The tenth of lot 1 that is fixed stays: 30 % of 8 million, 2.4, is the difference.
    """
    told = (
        "När Beta lämnar minskar värdet med mindre än den egna delen, för den fasta delen av "
        "värdet finns kvar och faller på de andra."
    )
    assert told in on_page([joint.beta]) and told in on_paper([joint.beta])
    assert told in in_workbook(asked(joint, [joint.beta]))
    for choice in ([[], [joint.delta]], [[joint.alfa, joint.beta, joint.gamma]]):
        assert not any("mindre än den egna" in one for one in asked(joint, *choice).remarks)
    FixedPart.objects.all().delete()
    assert not any("den fasta delen" in one for one in asked(joint, [joint.beta]).remarks)
