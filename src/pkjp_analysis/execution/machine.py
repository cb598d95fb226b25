"""What a run was made on: processor, cores, memory, operating system; nothing that names the machine or its user."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

from pkjp_analysis.execution.batch import cores

_GIBIBYTE = 2**30


def machine() -> dict[str, Any]:
    """Processor, architecture, cores that this process may use, memory in GiB, operating system.

    ``largest_process_mib`` is the most memory that this process, or one that it has started and that has ended, has
    held so far, kernels among them; it is left out where the operating system does not tell.
    """
    import psutil

    told: dict[str, Any] = {
        "processor": _processor(),
        "architecture": platform.machine(),
        "cores": cores(),
        "memory_gib": round(psutil.virtual_memory().total / _GIBIBYTE, 1),
        "system": _system(),
    }
    largest = _largest_process()
    return told | ({"largest_process_mib": largest} if largest else {})


def _processor() -> str:
    """The model's name as Linux has it, what the platform says elsewhere."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _system() -> str:
    """Name and version of the distribution on Linux, of the system elsewhere."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return f"{platform.system()} {platform.release()}".strip()


def _largest_process() -> int:
    if os.name == "nt":
        return 0
    import resource

    held = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    # Kilobytes, but bytes on macOS.
    return round(held / (2**20 if platform.system() == "Darwin" else 2**10))
