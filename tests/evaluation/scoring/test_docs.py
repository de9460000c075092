"""The examples of docs/award-case.md are what the engine says."""

import json
import re
from pathlib import Path

import pytest

from evaluation.scoring.award import rank_case
from evaluation.scoring.output import result_as_dict
from evaluation.scoring.problems import CaseRefused
from evaluation.scoring.reading import read_case

TEXT = (Path(__file__).parents[3] / "docs" / "award-case.md").read_text(encoding="utf-8")


def blocks(label):
    return re.findall(rf"```{label}\n(.*?)```", TEXT, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("case", "result"), list(zip(blocks("json case"), blocks("json result"), strict=True))
)
def test_each_example_gives_the_result_beside_it(case, result):
    assert result_as_dict(rank_case(read_case(case))) == json.loads(result)


def test_there_are_two_examples():
    assert len(blocks("json case")) == 2


def test_the_refused_example_gives_the_errors_beside_it():
    (case,), (errors,) = blocks("json refused"), blocks("text errors")
    with pytest.raises(CaseRefused) as refused:
        rank_case(read_case(case))
    assert str(refused.value) == errors.strip()
