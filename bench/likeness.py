"""Comparing requirements with each other against reading them once, and against all with all."""

from functools import partial
from pathlib import Path

from bench.harness import Ratio, Watch, fresh, in_turn

MODULE = "bench.likeness"
# All with all is measured on so many texts, and grows with the square of their number.
SAMPLE = 1000
MODULES = 12


def run(count: int, rounds: int, folder: Path) -> list[Ratio]:
    """Ratios of finding what is alike and what contradicts among ``count`` texts."""
    split, all_with_all, ours = in_turn(
        rounds,
        partial(fresh, MODULE, "split_words", count, folder=folder),
        partial(fresh, MODULE, "compare_all", SAMPLE, folder=folder),
        partial(fresh, MODULE, "compare", count, folder=folder),
    )
    facts = {
        "seconds": round(ours["seconds"], 1),
        "alike": ours["alike"],
        "contradictions": ours["contradictions"],
        "peak MB": ours["peak_mb"],
    }
    name = f"{count:,} requirements compared"
    square = all_with_all["seconds"] * (count / SAMPLE) ** 2
    return [
        Ratio(name, "a pass that only splits the words", ours["seconds"], split["seconds"],
              facts=facts),
        Ratio(name, f"rapidfuzz all with all, from {SAMPLE:,}", ours["seconds"], square, goal=0.5),
    ]  # fmt: skip


# ---------------------------------------------------------------- each in a process of its own


def split_words(count: int) -> dict:
    """The words of every text, and nothing more."""
    from bench.likeness_texts import requirement_texts

    texts = requirement_texts(count)
    with Watch() as watch:
        for text in texts:
            text.lower().split()
    return {"seconds": watch.cpu}


def compare_all(count: int) -> dict:
    """Every text with every other by the library that scores ours."""
    from itertools import combinations

    from rapidfuzz import fuzz

    from bench.likeness_texts import requirement_texts

    texts = requirement_texts(count)
    with Watch() as watch:
        for one, other in combinations(texts, 2):
            fuzz.ratio(one, other, score_cutoff=75)
    return {"seconds": watch.cpu}


def compare(count: int) -> dict:
    """What is alike and what contradicts, as the job finds it; every requirement has a module."""
    from bench.likeness_texts import requirement_texts
    from quality.likeness.alike import alike
    from quality.likeness.contradictions import Subject, contradictions

    texts = dict(enumerate(requirement_texts(count)))
    with Watch() as watch:
        likenesses = alike(texts)
        subjects = [Subject(key, text, frozenset({key % MODULES})) for key, text in texts.items()]
        conflicts = contradictions(subjects)
    return {
        "seconds": watch.cpu,
        "alike": len(likenesses.pairs),
        "contradictions": len(conflicts.found),
    }
