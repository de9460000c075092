"""The models of joint procurement, a file for each noun."""

from .annulment import DecisionAnnulment
from .options import JoiningOption
from .participation import JoiningDecision, Mandate
from .stances import RequirementStance
from .upgrades import OwnUpgrade
from .volumes import FixedPart, VolumeShare

__all__ = [
    "DecisionAnnulment",
    "FixedPart",
    "JoiningDecision",
    "JoiningOption",
    "Mandate",
    "OwnUpgrade",
    "RequirementStance",
    "VolumeShare",
]
