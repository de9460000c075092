"""The catalogue's models, a file for each noun."""

from .approvals import Approval, ApprovalRecall
from .architecture import Module, Standard
from .catalogues import Catalogue, ColumnLayout, ExtraField, SavedView
from .needs import Need, NeedChange, NeedPairJudgement, NeedSource
from .reqif import ReqifObject, ReqifSource
from .requirements import (
    PositionSpread,
    Requirement,
    RequirementModule,
    RequirementNeed,
    RequirementRelation,
    RequirementStandard,
    RequirementVersion,
)
from .templates import ExportTemplate
from .work import Attachment, ChangeSet, Comment, Mention, Presence

__all__ = [
    "Approval",
    "ApprovalRecall",
    "Attachment",
    "Catalogue",
    "ChangeSet",
    "ColumnLayout",
    "Comment",
    "ExportTemplate",
    "ExtraField",
    "Mention",
    "Module",
    "Need",
    "NeedChange",
    "NeedPairJudgement",
    "NeedSource",
    "PositionSpread",
    "Presence",
    "ReqifObject",
    "ReqifSource",
    "Requirement",
    "RequirementModule",
    "RequirementNeed",
    "RequirementRelation",
    "RequirementStandard",
    "RequirementVersion",
    "SavedView",
    "Standard",
]
