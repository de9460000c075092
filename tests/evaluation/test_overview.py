"""What the evaluation tells the programme's overview, and to whom."""

from programmes.stages import strip_of


def stage_of(scene, person):
    person.__dict__.pop("_programme_permissions", None)
    return next(s for s in strip_of(scene.programme, person) if str(s["label"]) == "Utvärdering")


def test_the_stage_strip_follows_the_evaluation(scene, make_person):
    assert stage_of(scene, scene.officer)["state"] == "current"
    for name in ("Alfa", "Beta"):
        scene.score(name, (1, 1, 1))
    scene.lock()
    found = stage_of(scene, scene.officer)
    assert (found["state"], found["url"]) == ("done", scene.address)


def test_a_reader_is_told_nothing(scene, make_person):
    found = stage_of(scene, make_person("reader", scene.programme))
    assert (found["state"], found["note"], found["url"]) == ("todo", "", "")


def test_an_evaluator_finds_the_work_on_the_overview(scene, client):
    client.force_login(scene.evaluators[0])
    scene.score("Alfa", (1, 1, 1), scene.evaluators[0])
    text = client.get(f"/p/{scene.programme.slug}/").content.decode()
    assert "Att poängsätta" in text
    assert "3 av 6 poäng satta" in text
    client.force_login(scene.officer)
    assert "Att poängsätta" not in client.get(f"/p/{scene.programme.slug}/").content.decode()
