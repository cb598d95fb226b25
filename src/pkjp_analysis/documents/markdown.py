"""Markdown of the documents: headings, tables with escaped cells, compact ranges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

GENERATED = "Generated from {} by `make {}`; a test holds it equal to them."


def document(
    title: str, introduction: str, *sections: str, made_from: str = "the data", target: str = "documents"
) -> str:
    """A page: title, what it is, the sections, one blank line between them and a line feed at the end."""
    return "\n\n".join([f"# {title}", f"{introduction} {GENERATED.format(made_from, target)}", *sections]) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; a cell is one line, and what Markdown would read as its own is escaped, but in code."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(value: object) -> str:
    parts = " ".join(str(value).split()).replace("|", "\\|").split("`")
    # Between an odd and an even backtick stands code, which shows every sign as itself.
    return "`".join(part if place % 2 else _escaped(part) for place, part in enumerate(parts))


def _escaped(text: str) -> str:
    for sign, shown in (("&", "&amp;"), ("<", "&lt;"), ("*", "\\*"), ("~", "\\~")):
        text = text.replace(sign, shown)
    return text


def ranges(years: Iterable[int]) -> str:
    """Years as compact ranges: ``1960-1964, 1966, 2003-2019``."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and runs[-1][1] == year - 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def listed(values: Iterable[str]) -> str:
    """The different values that are not empty, in order of the alphabet."""
    return ", ".join(sorted({value for value in values if value}))
