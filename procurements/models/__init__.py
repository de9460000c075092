"""The models of procurements, a file for each noun."""

from .documents import DocumentWithdrawal, ProcurementDocument
from .package import PriceItem, ProcurementRequirement
from .procurement import AwardCriterion, AwardPlan, Lot, Procurement

__all__ = [
    "AwardCriterion",
    "AwardPlan",
    "DocumentWithdrawal",
    "Lot",
    "PriceItem",
    "Procurement",
    "ProcurementDocument",
    "ProcurementRequirement",
]
