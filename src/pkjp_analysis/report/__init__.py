"""The report: what a run built, as a static site or one file that asks nothing of any network."""

from __future__ import annotations

from pkjp_analysis.report.site import write_single, write_site

__all__ = ["write_single", "write_site"]
