"""CITATION.cff: what the study is called, by whom, under which licence, and the paper that it reproduces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pkjp_analysis.errors import PkjpError

FILE = "CITATION.cff"


@dataclass(frozen=True)
class Citation:
    """How the study is cited."""

    title: str
    abstract: str
    authors: tuple[str, ...]
    version: str
    released: date
    license: str
    keywords: tuple[str, ...]
    paper: str


def citation(root: Path) -> Citation:
    """Read CITATION.cff.

    Raises
    ------
    PkjpError
        The file is missing, is no YAML, or lacks one of these.
    """
    import yaml

    try:
        held = yaml.safe_load((root / FILE).read_text(encoding="utf-8"))
        return Citation(
            title=held["title"],
            abstract=held["abstract"],
            authors=tuple(_name(one) for one in held["authors"]),
            version=str(held["version"]),
            released=date.fromisoformat(str(held["date-released"])),
            license=held["license"],
            keywords=tuple(held["keywords"]),
            paper=held["references"][0]["title"],
        )
    except (OSError, yaml.YAMLError, ValueError, KeyError, TypeError, IndexError) as error:
        raise PkjpError(f"{FILE} cannot be read ({' '.join(str(error).split())}); restore it") from error


def _name(author: dict[str, Any]) -> str:
    """A person's or a body's name."""
    names = [author.get(part, "") for part in ("given-names", "name-particle", "family-names")]
    return author.get("name") or " ".join(filter(None, names))
