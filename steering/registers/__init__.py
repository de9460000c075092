"""The registers of what steers a programme, a file for each noun."""

from . import chain, knowledge, money, risks, rollout

__all__ = ["chain", "knowledge", "money", "risks", "rollout"]
