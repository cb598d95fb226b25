"""About: how to cite, licence and terms, the versions of the run, and what the report does not hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.report.page import Page
from pkjp_analysis.report.report import Report
from pkjp_analysis.tex import escape

CITATION, LICENCE = "CITATION.cff", "LICENSE"
_RULE = re.compile(r"\n-{20,}\n")


def made(report: Report) -> Iterator[Page]:
    """The page."""
    cited = citation(report.root / CITATION)
    licence = _licence(report.root / LICENCE)
    values = {
        "plain": cited and as_text(cited),
        "bibtex": cited and as_bibtex(cited),
        "licence": licence[0],
        "of_figures": licence[1:],
        "terms": _counted(report.store.sources["terms"].tolist()),
        "run": report.results.run,
        "open": [claim for claim in report.results.claims if claim["verdict"] == "unsupported"],
    }
    yield Page("about.html", "About", "about.html", "about", values)


def citation(path: Path) -> dict[str, Any]:
    """What a CITATION.cff says, as text by key, authors as a list of names; empty where there is none.

    Raises
    ------
    PkjpError
        The file is no YAML, or has no title, authors or date-released.
    """
    import yaml

    if not path.exists():
        return {}
    try:
        # Every value as text: a version 1.10 is no number.
        said = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        authors = [_name(author) for author in said["authors"]]
        return {**said, "title": said["title"], "date-released": said["date-released"], "authors": authors}
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        what = str(error).split("\n")[0]
        raise PkjpError(
            f"{path.name}: {type(error).__name__}: {what}; correct it as citation-file-format says"
        ) from None


def as_text(cited: dict[str, Any]) -> str:
    """A citation in a line: authors (year). Title. Version, kind. Address."""
    version = f"Version {cited['version']}. " if "version" in cited else ""
    where = _where(cited)
    authors = ", ".join(cited["authors"])
    return (
        f"{authors} ({cited['date-released'][:4]}). {cited['title']}. {version}Software.{f' {where}' if where else ''}"
    )


def as_bibtex(cited: dict[str, Any]) -> str:
    """The same for BibTeX; a name is kept whole."""
    key = re.sub(r"[^a-z0-9]+", "-", cited["title"].split(":")[0].casefold()).strip("-")
    year, month, *_ = f"{cited['date-released']}-".split("-")
    fields = {
        "author": " and ".join(f"{{{escape(name)}}}" for name in cited["authors"]),
        "title": f"{{{escape(cited['title'])}}}",
        "year": year,
        "month": month,
        "version": escape(cited.get("version", "")),
        "note": escape(f"Software, licence {cited['license']}" if "license" in cited else "Software"),
        "url": _where(cited),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key}-{year},", *lines, "}"])


def _counted(terms: list[str]) -> list[tuple[str, int]]:
    """Terms with the number of sources, the most frequent first."""
    return sorted(Counter(terms).items(), key=lambda one: (-one[1], one[0]))


def _name(author: dict[str, str]) -> str:
    """A person, or a body."""
    parts = [author.get(name, "") for name in ("given-names", "name-particle", "family-names", "name-suffix", "name")]
    return " ".join(part for part in parts if part)


def _where(cited: dict[str, Any]) -> str:
    if "doi" in cited:
        return f"https://doi.org/{cited['doi']}"
    return str(cited.get("url", cited.get("repository-code", "")))


def _licence(path: Path) -> list[str]:
    """The licence of the code, and what it says of the rest, in parts; an empty text where there is none."""
    return [part.strip() for part in _RULE.split(path.read_text(encoding="utf-8"))] if path.exists() else [""]
