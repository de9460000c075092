"""A second, independent reckoning of the four models, from JSON-like dicts and plain loops.

It shares no code with the engine and is written from the formulas of docs/scoring.md.
"""

from fractions import Fraction


def naive_ranking(case):
    """Return ({tender: (rank, value)}, {rejected tender keys})."""
    valid, rejected = [], set()
    for tender in case["tenders"]:
        out = bool(tender["failed_requirements"])
        for criterion in case["criteria"]:
            minimum = criterion.get("minimum_points")
            if minimum is not None and Fraction(tender["points"][criterion["key"]]) < Fraction(
                minimum
            ):
                out = True
        if out:
            rejected.add(tender["key"])
        else:
            valid.append(tender)

    figures = {}
    for tender in valid:
        price = Fraction(tender["price"])
        figure = price
        if case["model"] == "weighted_points":
            rule = case["price"]
            if rule["method"] == "lowest_over_price":
                lowest = min(Fraction(other["price"]) for other in valid)
                figure = Fraction(rule["weight"]) * lowest / price
            else:
                full, zero = Fraction(rule["full_points_at"]), Fraction(rule["zero_points_at"])
                share = (zero - price) / (zero - full)
                figure = Fraction(rule["weight"]) * (share if share > 0 else 0)
        for criterion in case["criteria"]:
            share = Fraction(tender["points"][criterion["key"]]) / Fraction(criterion["max_points"])
            if case["model"] == "monetary_deduction":
                figure -= Fraction(criterion["max_deduction"]) * share
            elif case["model"] == "monetary_addition":
                worth = Fraction(criterion["max_deduction"])
                figure += worth - worth * share
            elif case["model"] == "weighted_points":
                figure += Fraction(criterion["weight"]) * share
        figures[tender["key"]] = figure

    ranked = {}
    for key, figure in figures.items():
        if case["model"] == "weighted_points":
            better = [other for other in figures.values() if other > figure]
        else:
            better = [other for other in figures.values() if other < figure]
        ranked[key] = (1 + len(better), figure)
    return ranked, rejected
