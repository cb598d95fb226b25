"""The record that a figure carries, and the decorator that makes a figure of a plain function."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.display import check_name
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.figures.fingerprint import figure_of
from pkjp_analysis.figures.sheet import Sheet
from pkjp_analysis.figures.style import MUTED, TEXT_SIZE, WIDTH, style
from pkjp_analysis.figures.text import legible, wrap
from pkjp_analysis.indicators.basis import require_one_basis
from pkjp_analysis.lineage import lineage_of

_ATTRIBUTE = "pkjp_record"


@dataclass(frozen=True)
class Record:
    """What is known of a figure besides its picture."""

    figure: str  #: id: the function's name, with the variant if there is one
    rows: pd.DataFrame  #: the rows that are drawn
    title: str
    alt: str  #: the figure in words
    given: tuple[object, ...] = ()  #: what it was drawn from: frames, and options that can be frames

    @cached_property
    def lineage(self) -> dict[str, str]:
        """The rows of data/raw that it rests on: ranges by file (`pkjp_analysis.lineage`)."""
        return lineage_of(*self.given)


class Drawing(Protocol):
    """A figure function: rows in, Axes (the first panel's) out."""

    __name__: str

    def __call__(self, frame: pd.DataFrame, *, width: float = WIDTH, variant: str = "", **options: Any) -> Axes:
        """Draw the rows."""
        ...


def record_of(axes: Axes) -> Record | None:
    """The record of the figure to which the Axes belong; None for a picture that is not ours."""
    found = getattr(figure_of(axes), _ATTRIBUTE, None)
    return found if isinstance(found, Record) else None


def recorded(sheet: Sheet, name: str, *given: object) -> Axes:
    """The Axes of a finished sheet, whose figure carries its record from now on; `given` is what it was drawn from."""
    made = Record(name, sheet.rows.reset_index(drop=True), sheet.title, " ".join(sheet.alt.split()), given)
    setattr(sheet.figure, _ATTRIBUTE, made)
    return sheet.axes[0]


def figure(
    topic: str, needs: Sequence[str], *, across: Sequence[str] = (), by: Sequence[str] = ()
) -> Callable[[Callable[..., Sheet]], Drawing]:
    """Make a figure of a function that fills a Sheet.

    The made function also takes `variant`, a word that is added to the id where one notebook shows the same
    figure twice. A frame without rows, or without a single value in the column named last in `needs`, gives
    Axes that say "not held". `across` and `by` say which bases may differ, as in `require_one_basis`.

    Raises
    ------
    PkjpError
        A column of `needs` is missing from the frame, or its rows mix bases.
    """

    def decorate(function: Callable[..., Sheet]) -> Drawing:
        @functools.wraps(function)
        def draw(frame: pd.DataFrame, *, width: float = WIDTH, variant: str = "", **options: Any) -> Axes:
            name = f"{function.__name__}_{check_name(variant)}" if variant else function.__name__
            with style(name):
                held = _held(frame, needs, function.__name__)
                if held:
                    sheet = function(require_one_basis(frame, across, by), width=width, **options)
                else:
                    sheet = not_held(topic, frame, width)
                sheet.finish()
            return recorded(sheet, name, frame, *options.values())

        draw.__signature__ = _signature(function)  # type: ignore[attr-defined]
        return draw

    return decorate


def _held(frame: pd.DataFrame, needs: Sequence[str], name: str) -> bool:
    if frame.empty:
        return False
    missing = [column for column in needs if column not in frame]
    if missing:
        raise PkjpError(f"figure {name}: no column {', '.join(missing)}; it needs {', '.join(needs)}")
    return bool(frame[needs[-1]].notna().any())


def not_held(topic: str, frame: pd.DataFrame, width: float) -> Sheet:
    """A page that names the topic and says that there is nothing to draw."""
    sheet = Sheet(frame, title=f"{topic}: not held", width=width, height=40)
    say_not_held(sheet, topic)
    return sheet


def say_not_held(sheet: Sheet, topic: str) -> None:
    """Nothing on the sheet but that there is nothing to draw."""
    axes = sheet.axes[0]
    axes.set_axis_off()
    axes.text(
        0,
        0.5,
        wrap("No figures are held for this pair and year.", sheet.panel_width),
        color=MUTED,
        va="center",
        fontsize=TEXT_SIZE,
    )
    sheet.alt = f"{legible(topic)}: not held. No figures are held for this pair and year."


def _signature(function: Callable[..., Sheet]) -> inspect.Signature:
    """The function's own signature, with `variant`, the default width and Axes as the result."""
    own = [
        p.replace(default=WIDTH) if name == "width" else p for name, p in inspect.signature(function).parameters.items()
    ]
    variant = inspect.Parameter("variant", inspect.Parameter.KEYWORD_ONLY, default="", annotation="str")
    return inspect.Signature([*own, variant], return_annotation="Axes")
