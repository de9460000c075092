"""The command that ranks a case without a database (no test here may open one)."""

import io
import json
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

CASE = {
    "model": "lowest_price",
    "currency": "SEK",
    "tenders": [{"key": "Å", "price": "5"}, {"key": "B", "price": "5"}, {"key": "C", "price": "6"}],
}


def run(*args):
    out = io.StringIO()
    call_command("simulate_award", *args, stdout=out)
    return out.getvalue()


def test_ranks_a_file(tmp_path):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASE), encoding="utf-8")
    text = run(str(path))
    ranks = [(ranked["rank"], ranked["tender"]) for ranked in json.loads(text)["ranking"]]
    assert ranks == [(1, "B"), (1, "Å"), (3, "C")]
    assert "Å" in text


def test_ranks_standard_input(monkeypatch):
    content = io.BytesIO(json.dumps(CASE).encode())
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=content))
    assert json.loads(run("-"))["rejected"] == []


def test_a_bad_case_is_refused_with_code_2_and_the_field(tmp_path):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASE | {"tenders": [{"key": "A", "price": "1e3"}]}))
    with pytest.raises(CommandError) as refused:
        run(str(path))
    assert refused.value.returncode == 2
    assert str(refused.value).startswith("tenders[0].price: ")


def test_a_missing_file_is_wrong_use(tmp_path):
    with pytest.raises(CommandError) as refused:
        run(str(tmp_path / "none.json"))
    assert refused.value.returncode == 2
    assert "none.json" in str(refused.value)


def test_half_characters_do_not_break_the_output(tmp_path):
    path = tmp_path / "case.json"
    path.write_text('{"model": "lowest_price", "tenders": [{"key": "\\ud800", "price": "1"}]}')
    assert "\\ud800" in run(str(path))
