"""Order of texts that are read: as people count, however long the number."""

from common.ordering import in_natural_order


def test_numbers_are_taken_by_size_and_letters_in_swedish_order():
    codes = ["K-10", "Ö-1", "K-2", "k-2", "Z-1", "K-002", "Å-1", "K-2a"]
    # What is the same but for noughts or case comes by its signs: noughts and capitals first.
    assert in_natural_order(codes) == ["K-002", "K-2", "k-2", "K-2a", "K-10", "Z-1", "Å-1", "Ö-1"]


def test_a_number_of_any_length_has_its_place():
    """Python itself makes no number of more than 4,300 digits."""
    long = "1" + "0" * 5000
    assert in_natural_order([f"K-{long}", "K-9", f"K-{'9' * 4999}"]) == [
        "K-9", f"K-{'9' * 4999}", f"K-{long}",
    ]  # fmt: skip
