"""The models of steering, a file for each noun."""

from .chain import CarriedOver, TenderPeriodExtension, Undertaking, UnmetRequirement
from .knowledge import Analysis, Lesson
from .money import BudgetFrame, BudgetLine, FrameShare, ReferenceCost
from .risks import Risk, StaffingNeed, Stakeholder
from .rollout import Claim, RolloutWave, WaveReplanning

__all__ = [
    "Analysis",
    "BudgetFrame",
    "BudgetLine",
    "CarriedOver",
    "Claim",
    "FrameShare",
    "Lesson",
    "ReferenceCost",
    "Risk",
    "RolloutWave",
    "StaffingNeed",
    "Stakeholder",
    "TenderPeriodExtension",
    "Undertaking",
    "UnmetRequirement",
    "WaveReplanning",
]
