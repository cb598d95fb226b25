"""A figure of one's own: plain matplotlib on the house's page, with source line, record and files like any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.display import check_name
from pkjp_analysis.figures import marks
from pkjp_analysis.figures.record import not_held, recorded, say_not_held
from pkjp_analysis.figures.sheet import Sheet
from pkjp_analysis.figures.style import COLOURS, WIDTH, style
from pkjp_analysis.indicators.basis import require_one_basis


@contextmanager
def own(
    name: str,
    rows: pd.DataFrame,
    *,
    title: str,
    alt: str,
    notes: Sequence[str] = (),
    width: float = WIDTH,
    height: float = 160.0,
    across: Sequence[str] = (),
    by: Sequence[str] = (),
) -> Iterator[Axes]:
    """A page in the house style with empty Axes, to be drawn on inside `with`; afterwards the Axes are a figure.

    Shown in a notebook they get their fingerprint, and in a run their files: SVG, PNG, PDF and the rows as CSV.

    Parameters
    ----------
    name
        The figure's name, part of its files' names: small letters, digits and underscores.
    rows
        The rows that are drawn. The source line comes from `publisher` and `vintage`. Without rows the page says
        "not held", whatever is drawn.
    title, notes, alt
        What is shown; the sentences under it (unit, basis, what is missing); the figure in words, for whoever does not
        see it.
    width, height
        Width of the page in millimetres, height of the plotting area in points.
    across, by
        Which bases may differ among the rows, as in `require_one_basis`.

    Raises
    ------
    PkjpError
        The name is no file name, or the rows mix bases.

    Examples
    --------
    ::

        with figures.own("my_balance", rows, title="Balance", alt="Bars, one a year.") as axes:
            axes.bar(rows["year"], rows["balance"])
        axes
    """
    check_name(name)
    require_one_basis(rows, across, by)
    with style(name):
        if rows.empty:
            sheet = not_held(title, rows, width)
            yield sheet.axes[0]
            sheet.axes[0].clear()
            say_not_held(sheet, title)
        else:
            sheet = Sheet(rows, title=title, notes=notes, width=width, height=height)
            sheet.axes[0].set_prop_cycle(color=COLOURS)
            marks.light_grid(sheet.axes[0])
            yield sheet.axes[0]
            sheet.alt = f"{sheet.title}. {alt}"
        sheet.finish()
    recorded(sheet, name, rows)
