"""A catalogue as one JSON document: its values and what a reading would change."""
