"""docs/measures.md: every measure with its signature, formula, inputs, result and sources, from its docstring."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pkjp_analysis import indicators
from pkjp_analysis.documents.markdown import document
from pkjp_analysis.trade_table.measures import SEPARABLE, WHOLE

if TYPE_CHECKING:
    from pkjp_analysis.store import Store

_WHAT = (
    "Functions of `pkjp_analysis.indicators`: tidy frame in, tidy frame or small dataclass out; they read no file. "
    "`by` names the columns whose groups are computed one by one. In all of them a row that is absent says that no "
    "trade was reported, and NaN that the figure is not held: it is never counted as zero. What cannot be used is "
    "refused in one line that names row or column: besides what each says, anything but a pandas DataFrame, a column "
    "that is there twice, and keys that are text and numbers mixed, in one table or between two."
)
_BY_YEAR = (
    "A table of many years need not be in memory: `pkjp_analysis.trade_table.over_years` gives a measure of the files "
    "that `write_years` wrote, a year at a time, where it is separable by year: "
)
_WIDTH = 100


def page(store: Store) -> str:
    """A section per measure, in the order of `indicators.MEASURES`."""
    measures = [getattr(indicators, name) for name in indicators.MEASURES]
    separable = ", ".join(f"`{name}`" for name in SEPARABLE)
    whole = "\n".join(f"- `{name}` {why}" for name, why in WHOLE.items())
    by_year = f"{_BY_YEAR}{separable}. The others need all rows at once and are refused there:\n\n{whole}"
    contents = "\n".join(f"- [`{one.__name__}`](#{one.__name__}): {_summary(one)}" for one in measures)
    return document("Measures", _WHAT, contents, by_year, *map(_section, measures), made_from="the docstrings")


def _section(measure: Callable[..., Any]) -> str:
    said = sections(inspect.getdoc(measure) or "")
    parts = [f"## {measure.__name__}", _fenced("python", _signature(measure)), _prose(said[""])]
    parts += ["**Inputs**", _entries(said["Parameters"]), "**Result**"]
    parts += [*([_entries(said["Returns"])] if "Returns" in said else []), *_dataclass(measure)]
    parts += ["**Refused**", _entries(said["Raises"])]
    if "References" in said:
        parts += ["**Sources**", "\n".join(f"- {_line(text)}" for text in said["References"].split("\n\n"))]
    if "Examples" in said:
        parts += ["**Example**", _fenced("pycon", said["Examples"])]
    return "\n\n".join(parts)


def sections(text: str) -> dict[str, str]:
    """Sections of a numpy docstring by title; what stands before the first one is under the empty title."""
    parts = re.split(r"^(\w[\w ]*)\n-{3,}$", text, flags=re.MULTILINE)
    return {"": parts[0].strip(), **{title: body.strip() for title, body in zip(parts[1::2], parts[2::2], strict=True)}}


def _summary(measure: Callable[..., Any]) -> str:
    return _line((inspect.getdoc(measure) or "").split("\n\n")[0])


def _signature(measure: Callable[..., Any]) -> str:
    """Name, parameters with their defaults, and what is returned; a line per parameter where it is long."""
    signature = inspect.signature(measure)
    bare = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in signature.parameters.values()]
    returned = f" -> {str(signature.return_annotation).removeprefix('pd.')}"
    whole = f"{measure.__name__}{inspect.Signature(bare)}{returned}"
    if len(whole) <= _WIDTH:
        return whole
    lines = [str(parameter) for parameter in bare]
    kinds = [parameter.kind for parameter in bare]
    if inspect.Parameter.KEYWORD_ONLY in kinds:
        lines.insert(kinds.index(inspect.Parameter.KEYWORD_ONLY), "*")
    return f"{measure.__name__}(\n" + "".join(f"    {line},\n" for line in lines) + f"){returned}"


def _dataclass(measure: Callable[..., Any]) -> list[str]:
    """What a returned dataclass and its fields hold, from its docstring and the comments before the fields."""
    kind = getattr(sys.modules[measure.__module__], str(inspect.signature(measure).return_annotation), None)
    if kind is None:
        return []
    commented = re.findall(r"((?:^ +#: .*\n)+) +(\w+):", inspect.getsource(kind), flags=re.MULTILINE)
    fields = [f"- `{name}`: {_line(re.sub('#: ', '', told))}" for told, name in commented]
    return [_prose(inspect.getdoc(kind) or ""), *(["\n".join(fields)] if fields else [])]


def _entries(text: str) -> str:
    """Named entries of a section as a list; an entry is a line that is not indented and the lines under it."""
    entries = re.findall(r"^(\S.*)\n((?:[ ]+.*\n?|\n)*)", f"{text}\n", flags=re.MULTILINE)
    return "\n".join(f"- `{name}`: {_line(told)}" for name, told in entries)


def _prose(text: str) -> str:
    """Paragraphs without their line breaks, lists as they are, formulas in blocks."""
    blocks = re.split(r"^\.\. math::((?:.*\n)(?:(?:[ ]+.*)?\n)*)", f"{text}\n", flags=re.MULTILINE)
    parts = []
    for place, block in enumerate(blocks):
        if place % 2:
            parts += [_fenced("math", formula) for formula in inspect.cleandoc(block).split("\n\n")]
        else:
            parts += [_paragraph(one) for one in block.strip().split("\n\n") if one.strip()]
    return "\n\n".join(parts)


def _paragraph(text: str) -> str:
    """One line, or a line per point of a list or per name that is told about."""
    if re.match(r"\S.*\n[ ]+\S", text) and not re.match(r"[*-] ", text):
        return _entries(text)
    points = re.split(r"^[*-] ", text, flags=re.MULTILINE)
    told = [_line(points[0])] if points[0].strip() else []
    return "\n".join([*told, *(f"- {_line(point)}" for point in points[1:])])


def _line(text: str) -> str:
    return " ".join(re.sub(r":math:`([^`]*)`", r"$`\1`$", text).replace("``", "`").split())


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"
