"""Measurements against the bare libraries: ``./fvm bench [--quick]``.

Machines are noisy, so every figure is a ratio between our work and a partner that is run in turn
with it, each in a process of its own. Databases and files are temporary ones.
"""
