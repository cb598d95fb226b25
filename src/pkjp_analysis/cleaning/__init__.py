"""Cleaning: from data/raw to data/processed, contracts first."""

from __future__ import annotations

from pkjp_analysis.cleaning.build import rebuild, verify, write_processed
from pkjp_analysis.cleaning.manifest import write_manifest

__all__ = ["rebuild", "verify", "write_manifest", "write_processed"]
