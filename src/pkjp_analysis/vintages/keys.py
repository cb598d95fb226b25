"""Keys of services: from the environment or from the user's own file, and nowhere else."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path

from pkjp_analysis.errors import UsageError


def keys_file() -> Path:
    """``pkjp/keys.toml`` in the user's configuration folder; lines such as ``COMTRADE_API_KEY = "..."``."""
    import click

    return Path(click.get_app_dir("pkjp")) / "keys.toml"


def find(name: str) -> str:
    """The key of that name, or an empty text where the user has none.

    Raises
    ------
    UsageError
        The user's file cannot be read, can be read by others, or the key is no plain text.
    """
    if not name:
        return ""
    key = os.environ.get(name) or _from_file(name)
    if not key.isascii() or any(letter.isspace() or not letter.isprintable() for letter in key):
        raise UsageError(f"{name}: the key has blanks or signs that no key has; copy it again")
    return key


def _from_file(name: str) -> str:
    path = keys_file()
    try:
        mode = path.stat().st_mode
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ""
    except (OSError, ValueError):
        # What the parser says would quote the line, and with it the key.
        raise UsageError(f'{path} cannot be read; write lines such as {name} = "..."') from None
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UsageError(f"{path} can be read by others; say chmod 600 {path}")
    key = held.get(name, "")
    if not isinstance(key, str):
        raise UsageError(f'{path}: {name} is no text; write {name} = "..."')
    return key


def without(text: str, key: str) -> str:
    """The text with the key blotted out, however it came there."""
    return text.replace(key, "***") if key else text
