"""Which requirements say nearly the same, and which say different figures of the same thing.

Pure functions over texts: no database, no Django. ``alike.py`` finds the pairs, ``figures.py``
reads figures with their units, ``contradictions.py`` compares them.
"""
