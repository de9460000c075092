"""Small ReqIF files of our own, and the real tools' files where they are at hand."""

import csv
import json
from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "reqif"
IS_AT_HAND = (SHARED / "MANIFEST.csv").is_file()


def manifest() -> list[dict]:
    """Each line of the manifest of the real files; nothing where they are not at hand."""
    if not IS_AT_HAND:
        return []
    with (SHARED / "MANIFEST.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def expected_counts(line: dict) -> dict:
    """The counts that the manifest gives for a file."""
    names = (
        "spec_objects", "specifications", "spec_relations", "spec_hierarchies", "max_depth",
        "enum_values", "xhtml_objects", "xhtml_tables", "dangling_object_refs",
        "objects_not_in_hierarchy_or_relation",
    )  # fmt: skip
    return {name: int(line[name]) for name in names} | {
        "attr_values": json.loads(line["attr_values"])
    }
