"""Figures of the stages of processing: raw materials, intermediate, consumer and capital goods."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from pkjp_analysis.figures import marks, scales, words
from pkjp_analysis.figures.record import figure
from pkjp_analysis.figures.sheet import Sheet, row_height, row_labels
from pkjp_analysis.figures.style import BLUE, SKY, Mark, mark
from pkjp_analysis.figures.text import legible, listed, percent

STAGES = ("Raw materials", "Intermediate goods", "Consumer goods", "Capital goods")


@figure(
    "Stages of processing",
    needs=("reporter_name", "flow", "stage", "year", "share"),
    by=("reporter_name", "flow"),
)
def stages_of_processing(frame: pd.DataFrame, *, width: float) -> Sheet:
    """The share of each stage of processing by year: a panel per reporter and flow.

    Parameters
    ----------
    frame
        `reporter_name`, `flow`, `year`, `stage` (raw materials, intermediate, consumer, capital goods),
        `share` (percent; NaN is a gap); `partner_name` for the headings.
    """
    rows = frame[frame["share"].notna()]
    words.one_row_each(rows, ["reporter_name", "flow", "stage", "year"], "stages_of_processing")
    panels = words.grouped(rows, ["reporter_name", "flow"])
    stages = _in_order(words.distinct(rows, "stage"))
    who = listed(words.distinct(rows, "reporter_name"))
    sheet = Sheet(
        rows,
        title=words.dated(f"Goods trade of {who} by stage of processing", rows, frame),
        notes=[words.basis(rows, "percent of all goods")],
        panels=[_flow_of(part) for _, part in panels],
        width=width,
        height=115,
    )
    told = []
    for index, (_, part) in enumerate(panels):
        told += _stage_lines(sheet, index, part, stages)
        scales.value_axis(sheet.axes[index].yaxis, rows["share"])
    handles = [marks.line_handle(mark(place)) for place in range(len(stages))]
    sheet.page_legend(handles, [legible(stage) for stage in stages], at_ends=True)
    sheet.tell("Line chart", told, most=16)
    return sheet


def _in_order(stages: list[str]) -> list[str]:
    """From raw to capital goods, then whatever else there is."""
    return [s for s in STAGES if s in stages] + [s for s in stages if s not in STAGES]


def _flow_of(part: pd.DataFrame) -> str:
    """`Pakistan: exports to the world`."""
    first = part.iloc[0]
    toward = "from" if first["flow"] == "import" else "to"
    partner = f" {toward} {first['partner_name']}" if "partner_name" in part else ""
    return legible(f"{first['reporter_name']}: {first['flow']}s{partner}")


def _stage_lines(sheet: Sheet, index: int, part: pd.DataFrame, stages: list[str]) -> list[str]:
    """The lines of one panel; returns them in words."""
    axes, told = sheet.axes[index], []
    for place, stage in enumerate(stages):
        one = part[part["stage"] == stage]
        marks.line(axes, one["year"], one["share"], mark(place))
        told.append(words.told(f"{_flow_of(part)}, {stage}", list(one["year"]), list(one["share"]), "percent"))
    scales.year_axis(axes, part["year"], sheet.panel_width)
    marks.light_grid(axes)
    sheet.y_label(index, "Percent")
    return told


@figure("Bounds of the stages of processing", needs=("direction", "stage", "low", "high"), by=("direction",))
def stage_bounds(frame: pd.DataFrame, *, width: float) -> Sheet:
    """What the chapters held allow for each stage: an interval per stage, a panel per direction.

    Parameters
    ----------
    frame
        `direction`, `stage`, `low`, `high` (percent): the share if none, or all, of the mixed chapters
        belong to the stage.
    """
    rows = frame[frame["low"].notna() & frame["high"].notna()]
    words.one_row_each(rows, ["direction", "stage"], "stage_bounds")
    panels = words.grouped(rows, ["direction"])
    stages = _in_order(words.distinct(rows, "stage"))
    names = row_labels(stages, width, len(panels), part=0.4)
    topic = f"Goods trade{words.between(rows)} by stage of processing: lowest and highest share"
    sheet = Sheet(
        rows,
        title=words.dated(topic, rows, frame),
        notes=["A chapter with goods of several stages counts wholly or not at all: the truth lies between."],
        panels=[legible(key[0]) for key, _ in panels],
        width=width,
        height=(row_height(names) + 6) * len(stages),
    )
    for axes, (_, part) in zip(sheet.axes, panels, strict=True):
        _bounds(axes, part, stages)
        marks.row_labels(axes, names)
    sheet.tell(
        "Interval chart",
        [f"{row.direction}, {row.stage}: {_range(row.low, row.high)}." for row in words.each(rows)],
    )
    return sheet


def _bounds(axes: Axes, part: pd.DataFrame, stages: list[str]) -> None:
    for row in words.each(part):
        y = stages.index(row.stage)
        marks.bars(axes, [y], [row.high - row.low], Mark(SKY), left=row.low, thick=0.5)
        marks.ends(axes, y, row.low, row.high, BLUE, reach=0.25)
        marks.beside(axes, row.high, y, _range(row.low, row.high))
    scales.value_axis(axes.xaxis, [0, 100], longer=1.42)
    axes.set_xticks([0, 25, 50, 75, 100], labels=["0", "25", "50", "75", "100"])
    axes.set_xlabel("Percent of the chapters held")


def _range(low: float, high: float) -> str:
    one, other = percent(low), percent(high)
    return one if one == other else f"{one.removesuffix(' %')}–{other}"
