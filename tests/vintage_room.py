"""A study's folder with what a refresh needs of it, and vintages fetched into it from the replay server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from replay.server import Replay

SHIPPED = Path(__file__).resolve().parents[1]


def make(root: Path) -> Path:
    """The smallest study: the manifest's place, countries and products."""
    for name in ("data/raw/datapackage.json", "data/processed/countries.csv", "data/processed/products.csv"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SHIPPED / name, root / name)
    return root


def whole(root: Path) -> Path:
    """A copy of the shipped study that can be run."""
    for name in ("data", "notebooks"):
        shutil.copytree(SHIPPED / name, root / name, ignore=shutil.ignore_patterns("local", ".ipynb_checkpoints"))
    return root


def environment(replay: Replay | None = None, **more: str) -> dict[str, str]:
    """The environment of a command that talks to a replay server, with no key but one that is given."""
    foreign = ("PKJP_", "COMTRADE_", "XDG_CONFIG_HOME")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    places = os.pathsep.join(filter(None, [str(SHIPPED / "src"), os.environ.get("PYTHONPATH", "")]))
    return {**kept, "PYTHONPATH": places, **(replay.settings() if replay else {}), **more}


def pkjp(root: Path, *arguments: str, env: Mapping[str, str], start: bool = False, **options: Any) -> Any:
    """Run the command as a user would; with `start`, return the running process."""
    command = [sys.executable, "-c", "import sys; from pkjp_analysis.cli import main; sys.exit(main())", *arguments]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
    if start:
        return subprocess.Popen(command, cwd=root, env=dict(env), **pipes)
    return subprocess.run(command, cwd=root, env=dict(env), timeout=300, check=False, **pipes)


def vintages(root: Path) -> list[str]:
    """Names of what lies whole in data/raw/local."""
    local = root / "data/raw/local"
    return sorted(path.name for path in local.iterdir() if not path.name.startswith(".")) if local.exists() else []


def files(root: Path, id: str) -> dict[str, bytes]:
    """The files of a vintage but its manifest, which names the time of each question."""
    folder = root / "data/raw/local" / id
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "vintage.json"}
