"""Tables that follow the selections made in them while a frame is worked out (`pkjp_analysis.lineage`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import pandas as pd

from pkjp_analysis.lineage import RAW, Record, Selection

# What the tables hold their figures in.
FIGURES = ("value", "amount")


class Watched(pd.DataFrame):
    """A table whose selections are followed while a frame is worked out; in all else a DataFrame."""

    followed: Selection | None = None

    @classmethod
    def table(cls, frame: pd.DataFrame, record: Record, looked_at: bool | None) -> Watched:
        """The rows of a frame that has a column `raw`, as a new selection."""
        made = cls(frame)
        made.attrs = frame.attrs
        made.followed = _selection(made, record)
        made.followed.looked_at = looked_at
        return made

    def plain(self) -> pd.DataFrame:
        """The rows without their selection, which was only passed on unless a column had been asked for."""
        if self.followed is not None and self.followed.looked_at is None:
            self.followed.looked_at = False
        return pd.DataFrame(self)

    @property
    def _constructor(self) -> Callable[..., Watched]:
        return Watched

    def __finalize__(self, other: Any, method: str | None = None, **kwargs: Any) -> Self:
        """Follow the rows of what this was made from."""
        super().__finalize__(other, method, **kwargs)  # type: ignore[misc]
        several = getattr(other, "input_objs", getattr(other, "objs", ()))
        self._follow([other] if isinstance(other, pd.DataFrame) else several)
        return self

    def __getitem__(self, key: Any) -> Any:
        """A column, columns or rows."""
        if self.followed is not None:
            self.followed.looked_at = True
            # Whatever becomes of its figures, also where fewer rows are taken as well.
            self.followed.used |= isinstance(key, str) and key in FIGURES
        return super().__getitem__(key)

    def merge(self, right: Any, *args: Any, **kwargs: Any) -> Any:
        """The rows of the side that keeps its column `raw` are followed on; all of the other count."""
        made = Watched(pd.DataFrame(self).merge(right, *args, **kwargs))
        made._follow([self, right])
        return made

    def groupby(self, *args: Any, **kwargs: Any) -> Any:
        """All rows count; the groups are plain."""
        self._use()
        return pd.DataFrame(self).groupby(*args, **kwargs)

    def to_dict(self, *args: Any, **kwargs: Any) -> Any:
        """All rows count."""
        self._use()
        return super().to_dict(*args, **kwargs)

    def to_numpy(self, *args: Any, **kwargs: Any) -> Any:
        """All rows count."""
        self._use()
        return super().to_numpy(*args, **kwargs)

    def _use(self) -> None:
        if self.followed is not None:
            self.followed.used = True

    def _follow(self, made_from: Any) -> None:
        record = Record.current()
        parents = [one for one in made_from if isinstance(one, Watched) and one.followed is not None]
        if record is None or not parents:
            return
        if len(parents) == len(made_from) == 1 and len(self) == parents[0].followed.length:  # type: ignore[union-attr]
            self.followed = parents[0].followed
            return
        for parent in parents:
            if RAW in self.columns and RAW in parent.columns:
                parent.followed.narrowed = True  # type: ignore[union-attr]
                self.followed = self.followed or _selection(self, record)
            else:
                parent._use()


def _selection(frame: Watched, record: Record) -> Selection:
    made = Selection(pd.DataFrame.__getitem__(frame, RAW), len(frame))
    record.selections.append(made)
    return made
