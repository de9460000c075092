"""A second, small catalogue of the demo, and what its people say of what is alike and of holes."""

from programmes.models import Programme
from quality.actions_coverage import justify_holes
from quality.actions_findings import check_everything
from quality.actions_likeness import compare_requirements, judge_pairs
from quality.coverage import EVERY
from quality.models import RequirementPair
from requirements_catalog.actions.requirements import create_catalogue, create_requirement

from . import content


def compare_catalogues(*, programme: Programme, by) -> None:
    """Bring in the catalogue, compare it with the other, judge some pairs, let some holes stay."""
    data = content.sameness_content()
    catalogue = create_catalogue(programme=programme, by=by, **data["catalogue"])
    modules = {module.code: module for module in programme.modules.all()}
    needs = {need.code: need for need in programme.needs.all()}
    for entry in data["requirements"]:
        fields = dict(entry)
        create_requirement(
            catalogue=catalogue,
            by=by,
            owner=by,
            modules=[modules[code] for code in fields.pop("modules")],
            needs=[needs[code] for code in fields.pop("needs")],
            **fields,
        )
    check_everything(catalogue=catalogue)
    compare_requirements(programme=programme, by=by)
    for entry in data["judged"]:
        pair = RequirementPair.objects.in_programme(programme).get(
            kind=entry["kind"], first__code=entry["first"], second__code=entry["second"]
        )
        judge_pairs(
            programme=programme,
            pairs=[pair.pk],
            verdict=entry["verdict"],
            reason=entry["reason"],
            by=by,
        )
    for entry in data["holes"]:
        axis = EVERY[entry["axis"]]
        row = axis.open_holes(programme).get(code=entry["code"])
        place = (row.pk, modules[entry["column"]].pk if "column" in entry else 0)
        justify_holes(programme=programme, axis=axis, holes=[place], reason=entry["reason"], by=by)
