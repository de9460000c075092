"""The programme's models, a file for each noun."""

from .goals import Goal, GoalMeasurement
from .governance import Body, Decision
from .jobs import Job
from .organisations import Organisation
from .participation import Participation, ParticipationDecision
from .programme import Membership, Programme
from .timeline import Milestone, ReplannedDay, Replanning, Stream
from .tokens import TOKEN_WARNING_DAYS, ApiToken

__all__ = [
    "TOKEN_WARNING_DAYS",
    "ApiToken",
    "Body",
    "Decision",
    "Goal",
    "GoalMeasurement",
    "Job",
    "Membership",
    "Milestone",
    "Organisation",
    "Participation",
    "ParticipationDecision",
    "Programme",
    "ReplannedDay",
    "Replanning",
    "Stream",
]
