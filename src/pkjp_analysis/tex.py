"""A table as LaTeX: booktabs and longtable, escaped, numbers as the notebook shows them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pkjp_analysis.cells import formatter, is_number

if TYPE_CHECKING:
    import pandas as pd

# Signs that LaTeX reads as commands, and those that its fonts lack.
_SIGNS = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "−": "$-$",
    "–": "--",
    "—": "---",
    "…": r"\ldots{}",
    "×": r"$\times$",
}
_NEEDS = "% needs the packages booktabs and longtable; UTF-8, and xelatex or lualatex for other scripts than Latin"
# Letters that a line of a heading may always have.
_SHORT = 10
# A column whose widest cell has more letters is a paragraph.
_LONGEST_LINE = 28
# Parts of the line that paragraphs share; what one letter of a short column takes.
_ROOM, _LETTER, _LEAST = 0.96, 0.011, 0.16


def as_tex(frame: pd.DataFrame, caption: str = "") -> str:
    r"""The whole table, every row: for `\input` in a document that loads booktabs and longtable.

    Parameters
    ----------
    frame
        Columns as they are shown; numbers are printed with the decimals that the whole column asks for.
    caption
        Stands above the table; may be empty.
    """
    columns = [frame.iloc[:, place] for place in range(frame.shape[1])]
    cells = [[escape(" ".join(text.split())) for text in map(formatter(column), column)] for column in columns]
    header = [_head(str(c.name).replace("_", " "), held, is_number(c)) for c, held in zip(columns, cells, strict=True)]
    lines = [_NEEDS, rf"\begin{{longtable}}{{{_format(columns, cells)}}}"]
    head = [r"\toprule", _row(header), r"\midrule"]
    # The caption stands over the first page alone: repeated, it would be counted again.
    lines += [rf"\caption{{{escape(caption)}}}\\", *head, r"\endfirsthead"] if caption else []
    lines += [*head, r"\endhead", r"\bottomrule", r"\endfoot"]
    return "\n".join([*lines, *map(_row, zip(*cells, strict=True)), r"\end{longtable}", ""])


def escape(text: str) -> str:
    """The text with every sign printed as itself."""
    return "".join(_SIGNS.get(sign, sign) for sign in text)


def _head(name: str, cells: Sequence[str], number: bool) -> str:
    """The name of a column, in lines no longer than what stands below it or a short word."""
    lines = textwrap.wrap(name, max([_SHORT, *map(len, cells)]), break_long_words=False)
    told = r"\\".join(map(escape, lines))
    return told if len(lines) == 1 else rf"\shortstack[{'r' if number else 'l'}]{{{told}}}"


def _row(cells: Sequence[str]) -> str:
    return rf"{' & '.join(cells)} \\"


def _format(columns: Sequence[pd.Series], cells: Sequence[Sequence[str]]) -> str:
    """Numbers right, short text left, long text as paragraphs that share the rest of the line."""
    widest = [max(map(len, column), default=0) for column in cells]
    long = [width > _LONGEST_LINE for width in widest]
    short = sum(width for width, paragraph in zip(widest, long, strict=True) if not paragraph)
    share = max(_LEAST, (_ROOM - _LETTER * short) / max(1, sum(long)))
    kinds = zip(columns, long, strict=True)
    return "".join("r" if is_number(c) else rf"p{{{share:.2f}\linewidth}}" if p else "l" for c, p in kinds)
