"""The garbage collector is off within the block and as before after it, whatever happens there."""

import gc

import pytest

from common.collecting import collecting_afterwards


def test_off_within_and_on_after():
    with collecting_afterwards():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_on_again_after_an_error():
    with pytest.raises(ValueError, match="fel"), collecting_afterwards():
        raise ValueError("fel")
    assert gc.isenabled()


def test_one_within_another_leaves_it_off_until_the_outer_ends():
    with collecting_afterwards():
        with collecting_afterwards():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
