"""Links that people have made to rows that came in a ReqIF file, when the file comes again."""

from requirements_catalog.imports.files import import_file
from requirements_catalog.models import Catalogue, Requirement
from tests.factories import CatalogueFactory, ModuleFactory, UserFactory
from tests.requirements_catalog.reqif_samples import obj, reqif


def test_links_that_people_made_here_stay_where_the_file_has_not_changed(db):
    """The module that the file names since before is not put back, nor another taken away."""
    made, by = CatalogueFactory(slug="krav"), UserFactory()
    vis, jrn, lab = (
        ModuleFactory(programme=made.programme, code=code) for code in ("VIS", "JRN", "LAB")
    )

    def bring_in(first, second):
        rows = [obj("_1", text="a", title=first), obj("_2", text="b", title=second)]
        content = reqif(rows).replace(b"ReqIF.ChapterName", b"Modul")
        catalogue = Catalogue.objects.get(pk=made.pk)
        return import_file(catalogue=catalogue, path_or_bytes=content, filename="krav.reqif", by=by)

    def modules(key):
        return Requirement.objects.get(reqif_object__identifier=key).modules

    bring_in("VIS", "VIS")
    assert [*modules("_1").all(), *modules("_2").all()] == [vis, vis]
    for key in ("_1", "_2"):
        modules(key).set([jrn])
    report = bring_in("VIS", "LAB")
    assert report.counts == {"created": 0, "updated": 1, "unchanged": 1, "refused": 0}
    assert [*modules("_1").all(), *modules("_2").all()] == [jrn, lab]
