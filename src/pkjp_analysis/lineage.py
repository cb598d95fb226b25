"""Which rows of data/raw a frame rests on: noted while it is worked out, kept with it, written beside its figure.

A frame of a study is worked out under `recorded`. The tables that it selects from (`watched`) look like DataFrames and
follow the selections made in them. Two kinds of selections count: those of which no narrower one was taken, and those
whose figures were read or which went whole into sums, joins or records. A frame of a study that others are made of adds
all that it rests on. What was only looked through on the way to fewer rows is left out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import pandas as pd

RAW = "raw"
# Under which name a frame carries its lineage in `attrs`.
_ATTRIBUTE = "lineage"
# A row of a file below data/raw, as the column `raw` names it: ``comtrade/totals.csv#12``.
_PLACE = re.compile(r"(.+)#(\d+)")


def compact(numbers: Iterable[int]) -> str:
    """Row numbers as ranges: ``1-5,8,12-20``."""
    return _as_text((number, number) for number in numbers)


def expand(text: str) -> list[int]:
    """Row numbers of what `compact` wrote, in order."""
    return [number for first, last in _runs(text) for number in range(first, last + 1)]


def by_file(*pieces: Any) -> dict[str, str]:
    """The rows of some pieces as ranges by file.

    Parameters
    ----------
    pieces
        Columns `raw` (a cell can name several rows, joined by ``;``; other words are left out), lineages, and what
        this function gave.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    cells = set[str]()
    for piece in _unfolded(pieces):
        if isinstance(piece, Mapping):
            for name, text in piece.items():
                found.setdefault(name, []).extend(_runs(text))
        else:
            cells.update(piece)
    for place in chain.from_iterable(str(cell).split(";") for cell in cells):
        if named := _PLACE.fullmatch(place.strip()):
            found.setdefault(named[1], []).append((int(named[2]), int(named[2])))
    return {name: _as_text(found[name]) for name in sorted(found)}


def _unfolded(pieces: Iterable[Any]) -> Iterator[Any]:
    """The pieces that lineages are made of, each once."""
    seen, waiting = set[int](), list(pieces)
    while waiting:
        piece = waiting.pop()
        if id(piece) not in seen:
            seen.add(id(piece))
            if isinstance(piece, Lineage):
                waiting += [*piece.rows, *piece.others]
            else:
                yield piece


def _as_text(runs: Iterable[tuple[int, int]]) -> str:
    merged: list[list[int]] = []
    for first, last in sorted(set(runs)):
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(last, merged[-1][1])
        else:
            merged.append([first, last])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in merged)


def _runs(text: str) -> Iterator[tuple[int, int]]:
    for run in filter(None, text.split(",")):
        first, _, last = run.partition("-")
        yield int(first), int(last or first)


class Lineage(str):
    """What a frame rests on. As text it is the name of what worked the frame out: pandas writes `attrs` as text.

    `rows` of the frame itself stand in its column `raw`, where `selected` says that each stands for itself; `others`
    are what all of it rests on.
    """

    rows: tuple[Any, ...]
    others: tuple[Any, ...]
    selected: bool

    @classmethod
    def of(cls, name: str, rows: Iterable[Any] = (), others: Iterable[Any] = (), selected: bool = False) -> Self:
        """A lineage by its name; pieces are columns `raw`, or other lineages."""
        made = cls(name)
        made.rows, made.others, made.selected = tuple(rows), tuple(others), selected
        return made

    def __deepcopy__(self, memo: object) -> Self:
        """The same: pandas copies `attrs` in every operation."""
        return self

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """Elsewhere only the name is left."""
        return str, (str(self),)

    def __eq__(self, other: object) -> bool:
        """Only with itself: a frame joined from two keeps neither's."""
        return self is other

    __hash__ = str.__hash__


@dataclass(eq=False)
class Selection:
    """Rows selected while a frame is worked out, by their column `raw`.

    `used` where they went whole into sums, joins or records; `narrowed` where fewer of them were taken; `looked_at`
    where a column was asked for, False of a table that was only passed on, else not known.
    """

    raw: Any
    length: int
    narrowed: bool = False
    used: bool = False
    looked_at: bool | None = None

    @property
    def counts(self) -> bool:
        """Whether a frame rests on these rows, not on fewer of them alone."""
        return self.used or not (self.narrowed or self.looked_at is False)


@dataclass(eq=False)
class Record:
    """What is noted of one frame while it is worked out."""

    selections: list[Selection] = field(default_factory=list)
    noted: list[Any] = field(default_factory=list)
    tables: dict[int, tuple[pd.DataFrame, pd.DataFrame]] = field(default_factory=dict)

    @staticmethod
    def current() -> Record | None:
        """That of the frame that is being worked out, if one is."""
        return _open.get()

    def pieces(self) -> list[Any]:
        """What counts."""
        return [one.raw for one in self.selections if one.counts]


_open: ContextVar[Record | None] = ContextVar("lineage", default=None)


def watched(frame: pd.DataFrame, *, once: bool = False) -> pd.DataFrame:
    """A table with a column `raw`, its selections followed if a frame is being worked out; else the table itself.

    Parameters
    ----------
    frame
        Rows that each stand for themselves.
    once
        Within one frame it is the same selection however often it is asked for: its masks are no use of it.
    """
    record = _open.get()
    if record is None or RAW not in frame.columns:
        return frame
    if once and id(frame) in record.tables:
        return record.tables[id(frame)][1]
    from pkjp_analysis.watched import Watched

    # A table of which only the columns are asked for, or that is only passed on, is not used.
    made = Watched.table(frame, record, looked_at=False if once else None)
    if once:
        record.tables[id(frame)] = (frame, made)
    return made


def note(*pieces: Any) -> None:
    """The frame that is being worked out rests on these too: columns `raw`, or lineages."""
    record = _open.get()
    if record is not None:
        record.noted += pieces


@contextmanager
def apart() -> Iterator[None]:
    """What is worked out here is noted by whoever asked for it, not by following its selections."""
    token = _open.set(None)
    try:
        yield
    finally:
        _open.reset(token)


@contextmanager
def gathered() -> Iterator[set[str]]:
    """The cells of `raw` that count in what is worked out here; complete when it is left."""
    record, found = Record(), set[str]()
    token = _open.set(record)
    try:
        yield found
    finally:
        _open.reset(token)
    # What a statement rests on is noted by columns `raw` alone.
    found.update(*_unfolded([*record.pieces(), *record.noted]))


def passed_on(frame: pd.DataFrame) -> pd.DataFrame:
    """The plain rows; what is taken from them is noted by whoever takes it."""
    if "pkjp_analysis.watched" not in sys.modules:
        return frame
    from pkjp_analysis.watched import Watched

    return frame.plain() if isinstance(frame, Watched) else frame


def recorded(name: str, make: Callable[[], pd.DataFrame], selected: bool = False) -> pd.DataFrame:
    """A plain frame with its lineage; `selected` says that each of its rows stands for itself."""
    import pandas as pd

    record = Record()
    token = _open.set(record)
    try:
        made = make()
    finally:
        _open.reset(token)
    frame = pd.DataFrame(made)
    own = [frame[RAW]] if RAW in frame.columns else []
    pieces = record.pieces()
    if selected:
        frame.attrs = {**made.attrs, _ATTRIBUTE: Lineage.of(name, own, record.noted, selected=True)}
    else:
        frame.attrs = {**made.attrs, _ATTRIBUTE: Lineage.of(name, own, [*pieces, *record.noted])}
    return frame


def asked_for(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame of a study, noted as a part of the one that is being worked out, if one is."""
    found = frame.attrs.get(_ATTRIBUTE)
    if _open.get() is None or not isinstance(found, Lineage):
        return frame
    if found.selected:
        note(*found.others)
        return watched(frame)
    note(found)
    return frame


def lineage_of(*frames: object) -> dict[str, str]:
    """The rows of data/raw that frames rest on: ranges by file.

    A frame of a study, also one of which rows were taken, has the rows that it was worked out from; any other frame
    those of its own column `raw`, if it has one.
    """
    return by_file(*chain.from_iterable(_pieces_of(one) for one in frames if hasattr(one, "attrs")))


def _pieces_of(frame: Any) -> Iterable[Any]:
    found = frame.attrs.get(_ATTRIBUTE)
    own = [frame[RAW]] if RAW in frame else []
    if not isinstance(found, Lineage):
        return own
    return [*own, *found.others] if found.selected and own else [found]


def of_rows(rows: Mapping[str, str]) -> set[str]:
    """The cells of the column `raw` that ranges by file stand for."""
    return {f"{name}#{number}" for name, text in rows.items() for number in expand(text)}
