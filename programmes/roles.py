"""Who may do what in a programme: the one place where roles are given their permissions.

The rows follow the law where it decides: what concerns tenders is under absolute secrecy until
the award decision (OSL 2009:400 19:3), only appointed persons see tenders (LOU 12:8–12:10), and
evaluators do not see prices (docs/scoring.md). The role of evaluator says that a person may be
appointed: the tenders themselves are read by those appointed to that procurement's evaluation
(``tenders/appointments.py``). A programme lead runs the programme but is not thereby one of those
who score.
"""

from enum import StrEnum

from .choices import Role


class Permission(StrEnum):
    """Something that a role allows."""

    VIEW = "view"
    EDIT_PROGRAMME = "edit_programme"
    MANAGE_MEMBERS = "manage_members"
    VIEW_MEMBER_HISTORY = "view_member_history"
    VIEW_CATALOGUE = "view_catalogue"
    EDIT_REQUIREMENTS = "edit_requirements"
    IMPORT_REQUIREMENTS = "import_requirements"
    APPROVE_REQUIREMENTS = "approve_requirements"
    SEND_BACK_REQUIREMENTS = "send_back_requirements"
    PUBLISH_BASELINE = "publish_baseline"
    MANAGE_REVIEWS = "manage_reviews"
    COMMENT = "comment"
    VIEW_PROCUREMENT = "view_procurement"
    EDIT_PROCUREMENT = "edit_procurement"
    ISSUE_DOCUMENTS = "issue_documents"
    VIEW_TENDERS = "view_tenders"
    EDIT_TENDERS = "edit_tenders"
    SCORE = "score"
    VIEW_EVALUATION = "view_evaluation"
    MANAGE_EVALUATION = "manage_evaluation"
    VIEW_RESULT = "view_result"


P = Permission
_EVERYBODY = {P.VIEW, P.VIEW_CATALOGUE, P.VIEW_PROCUREMENT}
_TENDER_INSIGHT = {P.VIEW_TENDERS, P.VIEW_EVALUATION, P.VIEW_RESULT}

ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.READER: frozenset(_EVERYBODY),
    Role.AUTHOR: frozenset(_EVERYBODY | {P.EDIT_REQUIREMENTS, P.SEND_BACK_REQUIREMENTS, P.COMMENT}),
    Role.REVIEWER: frozenset(
        _EVERYBODY | {P.COMMENT, P.APPROVE_REQUIREMENTS, P.SEND_BACK_REQUIREMENTS}
    ),
    Role.REQUIREMENTS_MANAGER: frozenset(
        _EVERYBODY
        | {
            P.EDIT_REQUIREMENTS,
            P.IMPORT_REQUIREMENTS,
            P.COMMENT,
            P.APPROVE_REQUIREMENTS,
            P.SEND_BACK_REQUIREMENTS,
            P.PUBLISH_BASELINE,
            P.MANAGE_REVIEWS,
        }
    ),
    Role.PROCUREMENT_OFFICER: frozenset(
        _EVERYBODY
        | _TENDER_INSIGHT
        | {P.EDIT_PROCUREMENT, P.ISSUE_DOCUMENTS, P.EDIT_TENDERS, P.MANAGE_EVALUATION, P.COMMENT}
    ),
    Role.EVALUATOR: frozenset(_EVERYBODY | {P.SCORE}),
    Role.AUDITOR: frozenset(_EVERYBODY | _TENDER_INSIGHT | {P.VIEW_MEMBER_HISTORY}),
    Role.PROGRAMME_LEAD: frozenset(
        _EVERYBODY
        | {
            P.EDIT_PROGRAMME,
            P.MANAGE_MEMBERS,
            P.VIEW_MEMBER_HISTORY,
            P.EDIT_REQUIREMENTS,
            P.IMPORT_REQUIREMENTS,
            P.COMMENT,
            P.APPROVE_REQUIREMENTS,
            P.SEND_BACK_REQUIREMENTS,
            P.PUBLISH_BASELINE,
            P.MANAGE_REVIEWS,
            P.EDIT_PROCUREMENT,
            P.ISSUE_DOCUMENTS,
            P.VIEW_RESULT,
            P.VIEW_EVALUATION,
        }
    ),
}


def permissions_of(roles: set[str]) -> frozenset[Permission]:
    """Everything that a person with these roles may do."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))


def roles_with(permission: Permission) -> list[str]:
    """The roles that carry a permission, in the order of the dict."""
    return [role for role, allowed in ROLE_PERMISSIONS.items() if permission in allowed]
