"""Work on the demo's needs: what was said twice is merged, what may be the same is looked for."""

from programmes.actions import do_job, prepare_job
from programmes.models import Programme
from quality.actions_need_pairs import judge_needs
from quality.jobs_likeness import COMPARE_NEEDS_KIND
from requirements_catalog.actions.needs import add_needs, merge_needs

from .content import need_content


def merge_what_was_said_twice(*, programme: Programme, by) -> None:
    """A need is written down at the second workshop and merged into the one from the first."""
    said = need_content()["said_twice"]
    change = add_needs(programme=programme, rows=[said["need"]], by=by, source=said["source"])
    keep = programme.needs.get(code=said["same_as"])
    other = programme.needs.get(pk=change.cells[0][0])
    merge_needs(keep=keep, others=[other], by=by)


def find_what_may_be_the_same(*, programme: Programme, by) -> None:
    """Two needs of a later workshop read like others: one pair is judged, the other waits."""
    later = need_content()["later"]
    add_needs(programme=programme, rows=later["needs"], by=by, source=later["source"])
    comparison = prepare_job(
        kind=COMPARE_NEEDS_KIND, programme=programme, title="Jämför behoven", by=by
    )
    do_job(job=comparison)
    for entry in later["apart"]:
        judge_needs(
            programme=programme,
            first=programme.needs.get(code=entry["like"]).pk,
            second=programme.needs.get(title=entry["title"]).pk,
            by=by,
            reason=entry["reason"],
        )
