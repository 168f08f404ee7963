"""Report: what one reporter told us, and how a message changes it."""

from __future__ import annotations

from tipline.report.merge import merge, retract, take_back
from tipline.report.model import Correction, Fact, Report, State, from_dict, to_dict
from tipline.report.rules import Told

__all__ = ["Correction", "Fact", "Report", "State", "Told", "from_dict", "merge", "retract", "take_back", "to_dict"]
