"""The scale that an evaluator chooses from."""

from decimal import Decimal

import pytest

from evaluation.forms import ScoreForm, levels_of


def scale(scene, *, step="1", highest="5", levels=()):
    item = scene.items[0]
    item.max_points = Decimal(highest)
    item.criterion.score_step = Decimal(step)
    item.criterion.levels = list(levels)
    return [(level["value"], level["text"]) for level in levels_of(item)]


def test_levels_stand_highest_first_with_their_words(make_scene):
    levels = [{"points": "5", "text": "Mycket bra"}, {"points": 0, "text": "Svarar inte"}, "annat"]
    assert scale(make_scene(), levels=levels) == [
        ("5", "Mycket bra"),
        ("4", ""),
        ("3", ""),
        ("2", ""),
        ("1", ""),
        ("0", "Svarar inte"),
    ]


def test_half_steps_are_written_with_comma(make_scene):
    shown = [value for value, _text in scale(make_scene(), step="0.5", highest="2")]
    assert shown == ["2", "1,5", "1", "0,5", "0"]


def test_the_highest_points_are_on_the_scale_even_off_the_steps(make_scene):
    assert [v for v, _ in scale(make_scene(), step="2")] == ["5", "4", "2", "0"]


def test_a_fine_scale_is_typed(make_scene):
    assert scale(make_scene(), step="0.1") == []


@pytest.mark.parametrize(
    "text", ["", "fem", "NaN", "Infinity", "--1", "1e-999999999", "1e2", "٣", "1" * 10]
)
def test_points_that_are_no_number_are_refused(text):
    form = ScoreForm({"points": text, "reason": "Motiv."})
    assert not form.is_valid()
    assert list(form.errors) == ["points"]
