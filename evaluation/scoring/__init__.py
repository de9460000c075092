"""The mathematics of an award: standard library only, exact numbers, no Django.

The rules stand in prose in docs/scoring.md and the case format in docs/award-case.md.
Reading order: numbers, problems, cases, reading, gates, models, ranking, output.
"""
