"""Files that real tools wrote (../shared/data/reqif); skipped where they are not at hand."""

import pytest

from common.workbooks import WorkbookRefused
from requirements_catalog.imports.files import import_file
from tests.factories import CatalogueFactory, UserFactory
from tests.requirements_catalog.reqif_files import SHARED, expected_counts, manifest

LINES = manifest()
FILES = sorted({line["file"] for line in LINES})
# Refused as a whole: not well-formed, or well-formed XML that is no ReqIF.
REFUSED = {
    "invalid/04_empty_file.reqif": "Filen är tom.",
    "invalid/lutaml__eclipse_rmf_sample.reqif": "Filen är inte läsbar XML: felet finns på rad 2.",
    "invalid/strictdoc__not_reqif.reqif": "Filen är inte läsbar XML: felet finns på rad 1.",
    "invalid/rmf__TC1200_A_HREF_ElementOnly.reqif": "Filen är XML men inte ReqIF: den börjar med "
    "elementet <p>.",
}

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db,
    pytest.mark.skipif(not LINES, reason="../shared/data/reqif is not at hand"),
]


@pytest.fixture
def catalogue(db):
    return CatalogueFactory(slug="krav")


@pytest.fixture
def editor(db):
    return UserFactory()


def bring_in(catalogue, name, by, **options):
    """Import one of the files."""
    content = (SHARED / name).read_bytes()
    filename = name.rpartition("/")[2]
    return import_file(
        catalogue=catalogue, path_or_bytes=content, filename=filename, by=by, **options
    )


@pytest.mark.parametrize("name", [name for name in FILES if name not in REFUSED])
def test_every_file_gives_the_counts_of_its_manifest(name, catalogue, editor):
    """Objects, specifications, relations, places, values: as counted by hand in the manifest."""
    report = bring_in(catalogue, name, editor)
    assert report.is_applied
    found = {part["file"]: part for part in report.reqif["contents"]}
    objects = 0
    for line in (line for line in LINES if line["file"] == name):
        part = found[line["inner"] or name.rpartition("/")[2]]
        assert {key: part[key] for key in expected_counts(line)} == expected_counts(line)
        objects += part["spec_objects"]
    if len(found) == 1:
        assert report.counts["created"] == objects
        assert catalogue.reqif_objects.filter(is_specification=False).count() == objects
    again = bring_in(catalogue, name, editor)
    assert again.counts["unchanged"] == report.counts["created"]
    assert (again.counts["created"], again.counts["updated"]) == (0, 0)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_no_reqif_is_refused_with_the_reason(name, catalogue, editor):
    """And nothing is written."""
    with pytest.raises(WorkbookRefused) as refused:
        bring_in(catalogue, name, editor)
    assert refused.value.message == REFUSED[name]
    assert refused.value.remedy
    assert not catalogue.requirements.exists()


def test_a_new_version_updates_by_identity(catalogue, editor):
    """v1 → v2: 4 new, 6 changed, 8 unchanged, 0 removed, as the manifest says."""
    bring_in(catalogue, "reimport/update sample v1.reqif", editor)
    report = bring_in(catalogue, "reimport/update sample v2.reqif", editor)
    assert report.counts == {"created": 4, "updated": 6, "unchanged": 8, "refused": 0}
    assert report.reqif["removed"] == 0
    assert catalogue.requirements.count() == 18
