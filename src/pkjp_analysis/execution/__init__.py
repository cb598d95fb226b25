"""Running the study's notebooks, without trusting the runner's own record of it."""

from __future__ import annotations

from pkjp_analysis.execution.batch import How
from pkjp_analysis.execution.pool import Limits
from pkjp_analysis.execution.progress import Progress
from pkjp_analysis.execution.run import Summary, reproduce, write_reference

__all__ = ["How", "Limits", "Progress", "Summary", "reproduce", "write_reference"]
