"""What waits in rounds, on the page of a person's own work."""

from programmes.access import permissions_in
from programmes.roles import Permission
from requirements_catalog.registered_work import WorkPart, register

from .lists import comments_waiting_for, rounds_waiting_for


def waiting(programme, user) -> dict | None:
    """Rounds in which something is left, and comments that nobody has answered for."""
    allowed = permissions_in(user, programme)
    rounds = rounds_waiting_for(user, programme) if Permission.COMMENT in allowed else []
    answers = (
        comments_waiting_for(user, programme) if Permission.EDIT_REQUIREMENTS in allowed else []
    )
    if not rounds and not answers:
        return None
    return {"rounds": rounds, "answers": answers}


register(WorkPart(template="reviews/_my_work.html", build=waiting, order=10))
