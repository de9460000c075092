"""The screens: who sees what and when, what a form answers, and how many queries a page takes."""

from decimal import Decimal

import pytest
from django.test import Client

from evaluation import actions
from evaluation.models import Evaluation, Score

pytestmark = pytest.mark.once


def sign_in(person):
    client = Client()
    client.force_login(person)
    return client


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.headers.get("Location")
    return answer.content.decode()


def score_path(scene, item=0, tender="Alfa"):
    return f"{scene.address}score/{scene.items[item].pk}/{scene.tenders[tender].pk}/"


def test_start_appoints_and_opens(make_scene):
    scene = make_scene()
    scene.tender("Alfa")
    client = sign_in(scene.officer)
    assert "Starta utvärderingen" in page(client, f"{scene.address}start/")
    answer = client.post(
        f"{scene.address}start/", {"users": [person.pk for person in scene.evaluators]}
    )
    assert answer.headers["Location"] == scene.address
    assert Evaluation.objects.get().assignments.count() == 2
    # Asked again it leads to the evaluation that exists.
    assert client.post(f"{scene.address}start/").headers["Location"] == scene.address


def test_nothing_of_the_evaluation_before_the_opening(make_scene):
    scene = make_scene()
    scene.procurement.state, scene.procurement.opened_at = "published", None
    scene.procurement.save()
    client = sign_in(scene.officer)
    for part in ("", "start/", "result/", "lock/"):
        page(client, scene.address + part, status=404)


def test_scoring_goes_from_tender_to_tender_and_requirement_to_requirement(scene):
    client = sign_in(scene.evaluators[0])
    path = client.get(f"{scene.address}score/").headers["Location"]
    walked = []
    while "/score/" in path:
        walked.append(path)
        answer = client.post(path, {"points": "3", "reason": "Motiv."})
        assert answer.status_code == 302
        path = answer.headers["Location"]
    assert walked == [
        score_path(scene, item, tender) for item in range(3) for tender in ("Alfa", "Beta")
    ]
    assert path == scene.address
    assert Score.objects.own(scene.evaluators[0]).count() == 6


def test_what_was_typed_is_still_there_when_refused(scene):
    client = sign_in(scene.evaluators[0])
    answer = client.post(score_path(scene), {"points": "4", "reason": "  "})
    assert answer.status_code == 422
    assert "Skriv en motivering" in answer.content.decode()
    answer = client.post(score_path(scene), {"points": "9", "reason": "En lång motivering."})
    text = answer.content.decode()
    assert "Poängen ska ligga mellan 0 och 5." in text
    assert "En lång motivering." in text
    assert not Score.objects.exists()


def test_decimal_comma_is_understood(scene):
    criterion = scene.items[0].criterion
    criterion.score_step = Decimal("0.05")
    criterion.save()
    client = sign_in(scene.evaluators[0])
    assert 'type="radio"' not in page(client, score_path(scene))
    client.post(score_path(scene), {"points": "2,25", "reason": "Motiv."})
    assert Score.objects.get().points == Decimal("2.25")


def test_an_evaluator_sees_the_answer_but_neither_price_nor_others_scores(scene):
    first, second = scene.evaluators
    scene.score("Alfa", (5, 4, 3), second)
    client = sign_in(first)
    for path in (score_path(scene), scene.address):
        text = page(client, path)
        assert str(second) not in text
        for secret in ("1 025", "1\xa0025", "900", f"{second} om Alfa", "3 av 6"):
            assert secret not in text
    assert "Alfa svarar" in page(client, score_path(scene))
    assert "0 av 4" in page(client, scene.address)
    assert "0 av 2" in page(client, scene.address)


def test_the_officer_sees_how_far_but_never_what(scene):
    scene.score("Alfa", (5, 4, 3), scene.evaluators[0])
    text = page(sign_in(scene.officer), scene.address)
    assert "2 av 4" in text
    assert "om Alfa" not in text


def test_scores_of_others_are_out_of_reach_in_the_queryset(scene, make_person):
    first, second = scene.evaluators
    scene.score("Alfa", (5, 4, 3), first)
    scene.score("Beta", (1, 1, 1))
    auditor = make_person("auditor", scene.programme)
    reader = make_person("reader", scene.programme)
    assert Score.objects.visible_to(first).count() == 6
    assert Score.objects.visible_to(second).count() == 3
    for person in (scene.officer, auditor, reader):
        assert Score.objects.visible_to(person).count() == 0
    scene.score("Alfa", (1, 1, 1), second)
    scene.lock()
    assert Score.objects.visible_to(auditor).count() == 12
    assert Score.objects.visible_to(scene.officer).count() == 12
    assert Score.objects.visible_to(first).count() == 6
    assert Score.objects.visible_to(reader).count() == 0


@pytest.mark.parametrize("part", ["result/", "result/1/", "result/workbook/"])
def test_no_result_for_anybody_before_the_lock(scene, make_person, part):
    scene.score("Alfa", (1, 1, 1))
    for role in ("procurement_officer", "auditor", "programme_lead"):
        page(sign_in(make_person(role, scene.programme)), scene.address + part, status=404)


def test_the_result_is_for_officer_auditor_and_lead(locked_scene, make_person):
    path = f"{locked_scene.address}result/"
    for role in ("procurement_officer", "auditor", "programme_lead"):
        page(sign_in(make_person(role, locked_scene.programme)), path)
    for role in ("evaluator", "reader", "author", "requirements_manager"):
        page(sign_in(make_person(role, locked_scene.programme)), path, status=403)
    page(sign_in(make_person()), path, status=404)


def test_the_result_page_opens_every_figure(locked_scene):
    text = page(sign_in(locked_scene.officer), f"{locked_scene.address}result/")
    code = locked_scene.mandatory.version.content["code"]
    for shown in (
        "645\xa0kr",  # Alfa's comparison figure
        "1\xa0025\xa0kr",  # its price
        "\u2212380\xa0kr",  # its deductions
        "\u2212320\xa0kr",  # usability
        "8 av 10 poäng",
        "4,5",  # the mean of a requirement
        "Utvärderare 2: Utvärderare 2 om Alfa",  # a score's reason
        f"Ska-krav ej uppfyllt: {code} (svar: Nej)",
    ):
        assert shown in text, shown


def test_shared_places_are_named(make_scene):
    scene = make_scene(evaluators=1)
    for name in ("Alfa", "Beta"):
        scene.tender(name)
    scene.start()
    for name in scene.tenders:
        scene.score(name, (3, 3, 3))
    scene.lock()
    text = page(sign_in(scene.officer), f"{scene.address}result/")
    assert text.count("delad plats") == 2
    assert "Delad plats 1: Alfa, Beta." in text


def test_locking_from_the_screen_tells_what_is_missing(scene):
    client = sign_in(scene.officer)
    scene.score("Alfa", (1, 1, 1))
    text = page(client, f"{scene.address}lock/")
    assert "6 poäng saknas" in text
    assert "Utvärderare 1: Beta" in text
    answer = client.post(f"{scene.address}lock/", {"reason": ""})
    assert answer.status_code == 422
    assert Evaluation.objects.get().stage == "scoring"
    scene.score("Beta", (1, 1, 1))
    answer = client.post(f"{scene.address}lock/", {"reason": "Klart."})
    assert answer.headers["Location"] == f"{scene.address}result/"
    assert Evaluation.objects.get().history.first().history_change_reason == "Klart."


def test_the_lock_names_those_who_have_not_handed_in(scene):
    """All is scored, but only the first of the two has said that it is final."""
    for name in ("Alfa", "Beta"):
        scene.score(name, (1, 1, 1))
    actions.submit_scores(evaluation=Evaluation.objects.get(), by=scene.evaluators[0])
    text = page(sign_in(scene.officer), f"{scene.address}lock/")
    waiting = ", ".join(str(person) for person in scene.evaluators[1:])
    assert f"Har inte lämnat in sina poäng än: {waiting}." in text


def test_unlocking_asks_for_a_reason_and_hides_the_result(locked_scene):
    client = sign_in(locked_scene.officer)
    assert client.post(f"{locked_scene.address}unlock/", {"reason": ""}).status_code == 422
    page(client, f"{locked_scene.address}result/")
    client.post(f"{locked_scene.address}unlock/", {"reason": "Fel bilaga."})
    page(client, f"{locked_scene.address}result/", status=404)


def test_submit_and_take_back_from_the_screen(scene):
    person = scene.evaluators[0]
    client = sign_in(person)
    for name in ("Alfa", "Beta"):
        scene.score(name, (1, 1, 1), person)
    client.post(f"{scene.address}submit/", {"reason": ""})
    assert scene.evaluation.assignments.get(user=person).submitted_at
    assert client.post(score_path(scene), {"points": "5", "reason": "x"}).status_code == 422
    client.post(f"{scene.address}reopen/", {"reason": "Läste fel."})
    assert scene.evaluation.assignments.get(user=person).submitted_at is None


def test_own_scores_can_be_read_from_first_to_last_when_all_are_set(scene):
    """Also handed in and locked, when they can no longer be changed."""
    person = scene.evaluators[0]
    client = sign_in(person)
    link = f'href="{scene.address}score/"'
    for someone in scene.evaluators:
        for name in ("Alfa", "Beta"):
            scene.score(name, (1, 1, 1), someone)
    assert link in page(client, scene.address)
    assert client.get(f"{scene.address}score/").headers["Location"] == score_path(scene)
    client.post(f"{scene.address}submit/", {"reason": ""})
    assert link in page(client, scene.address)
    scene.lock()
    assert link in page(client, scene.address)
    assert client.get(f"{scene.address}score/").headers["Location"] == score_path(scene)
    assert f"{person} om Alfa" in page(client, score_path(scene))


def test_a_changed_answer_shows_on_the_scoring_page_and_is_next(scene):
    person = scene.evaluators[0]
    for name in ("Alfa", "Beta"):
        scene.score(name, (1, 1, 1), person)
    client = sign_in(person)
    assert "se över igen" not in page(client, score_path(scene, 1))
    response = scene.tenders["Beta"].responses.get(item=scene.items[1])
    response.comment = "Rättat svar"
    response.save()
    path = score_path(scene, 1, "Beta")
    assert client.get(f"{scene.address}score/").headers["Location"] == path
    text = page(client, path)
    assert "Svaret har ändrats sedan du satte poängen" in text
    assert "5 av 6 poäng satta" in text
    # The answer changes once more while the person reads.
    seen = text.split('name="seen" value="')[1].split('"')[0]
    response.save()
    values = {"points": "1", "reason": f"{person} om Beta", "seen": seen}
    answer = client.post(path, values)
    assert answer.status_code == 422
    seen = answer.content.decode().split('name="seen" value="')[1].split('"')[0]
    assert client.post(path, values | {"seen": seen}).headers["Location"] == scene.address
    assert "se över igen" not in page(client, path)


def test_one_who_is_not_appointed_gets_403_from_the_scoring(scene, make_person):
    client = sign_in(make_person("evaluator", scene.programme))
    page(client, f"{scene.address}score/", status=403)
    page(client, score_path(scene), status=403)
    page(client, scene.address, status=403)


def test_a_requirement_and_tender_that_do_not_belong_together_are_404(scene):
    client = sign_in(scene.evaluators[0])
    alfa = scene.tenders["Alfa"].pk
    page(client, f"{scene.address}score/{scene.mandatory.pk}/{alfa}/", status=404)
    page(client, f"{scene.address}score/{scene.items[0].pk}/999999/", status=404)


def test_the_workbook_is_downloaded(locked_scene):
    answer = sign_in(locked_scene.officer).get(f"{locked_scene.address}result/workbook/")
    assert answer.content[:2] == b"PK"
    assert "journal-utvardering.xlsx" in answer.headers["Content-Disposition"]


def several_tenders(make_scene, count):
    scene = make_scene()
    for number in range(count):
        scene.tender(f"Anbud {number}")
    scene.start()
    return scene


@pytest.mark.parametrize("tenders", [1, 3])
def test_the_overview_takes_19_queries(make_scene, django_assert_num_queries, tenders):
    scene = several_tenders(make_scene, tenders)
    client = sign_in(scene.officer)
    with django_assert_num_queries(19):
        page(client, scene.address)


@pytest.mark.parametrize("tenders", [1, 3])
def test_the_result_takes_19_queries(make_scene, django_assert_num_queries, tenders):
    scene = several_tenders(make_scene, tenders)
    for name in scene.tenders:
        scene.score(name, (1, 2, 3))
    scene.lock()
    client = sign_in(scene.officer)
    with django_assert_num_queries(19):
        page(client, f"{scene.address}result/")


@pytest.mark.parametrize("tenders", [1, 3])
def test_the_scoring_screen_takes_27_queries(make_scene, django_assert_num_queries, tenders):
    """The chain is not among them: it is fetched when it is opened."""
    scene = several_tenders(make_scene, tenders)
    client = sign_in(scene.evaluators[0])
    path = score_path(scene, tender="Anbud 0")
    with django_assert_num_queries(27):
        page(client, path)
