"""Running the study's notebooks, without trusting the runner's own record of it."""

from __future__ import annotations

from pkjp_analysis.execution.pool import Limits
from pkjp_analysis.execution.run import Summary, reproduce, write_reference

__all__ = ["Limits", "Summary", "reproduce", "write_reference"]
