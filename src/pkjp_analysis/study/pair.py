"""A country pair up to a year, and the rows held for it: what every frame is made from."""

from __future__ import annotations

import os
from collections.abc import Hashable
from datetime import date
from functools import cached_property
from typing import Self

import pandas as pd

from pkjp_analysis.errors import UsageError
from pkjp_analysis.frames.rows import decorated
from pkjp_analysis.lineage import watched
from pkjp_analysis.plain import mapping
from pkjp_analysis.root import find_root
from pkjp_analysis.store import Store
from pkjp_analysis.vintages import vintage_names

FIRST_YEAR = 1947
# Statements are judged on the paper's own pair, whatever pair a notebook shows.
PAPER_PAIR = frozenset({"PAK", "JPN"})


class Pair:
    """A country pair, up to a year; see `Study` for the parameters and errors."""

    def __init__(
        self,
        reporter: str = "PAK",
        partner: str = "JPN",
        year: int = 2024,
        root: str | os.PathLike[str] | None = None,
        vintage: str | None = None,
    ) -> None:
        self.store = Store(
            find_root(root), vintage_names(os.environ.get("PKJP_VINTAGE") if vintage is None else vintage)
        )
        self.reporter, self.partner, self.year = reporter, partner, int(year)
        names = self.store.countries
        known = mapping(names[names["kind"] == "country"], "code", "name")
        for code in (reporter, partner):
            if code not in known:
                raise UsageError(f"no figures on {code!r}; take a code from data/processed/countries.csv or fetch some")
        if reporter == partner:
            raise UsageError(f"reporter and partner are both {reporter}; name two countries")
        if not FIRST_YEAR <= self.year <= date.today().year:
            raise UsageError(f"year {year} is outside {FIRST_YEAR} to {date.today().year}; choose one inside")
        self.names = (known[reporter], known[partner])

    def __repr__(self) -> str:
        """Pair and year in words, and the vintages that stand beside the shipped figures."""
        beside = f", with {' and '.join(self.store.vintages)}" if self.store.vintages else ""
        return f"Study of {self.names[0]} and {self.names[1]}, figures up to {self.year}{beside}"

    @property
    def pair(self) -> frozenset[str]:
        """Both country codes."""
        return frozenset({self.reporter, self.partner})

    @property
    def is_papers_pair(self) -> bool:
        """Whether the ledger of statements is about this pair."""
        return self.pair == PAPER_PAIR

    def following(self) -> Self:
        """The same pair up to a year later (at most the current one): for what was reported just after `year`."""
        return self._later

    @cached_property
    def _later(self) -> Self:
        beside = ",".join(self.store.vintages)
        next_year = min(self.year + 1, date.today().year)
        later = type(self)(self.reporter, self.partner, next_year, self.store.root, beside)
        later.store = self.store
        return later

    @cached_property
    def made(self) -> dict[Hashable, pd.DataFrame]:
        """Frames worked out so far (`pkjp_analysis.frames.once`): pair, year and tables of a study do not change."""
        return {}

    @property
    def rows(self) -> pd.DataFrame:
        """Observations that end by `year`, with the columns that tables and figures need.

        But codes below the HS chapter (`pkjp_analysis.frames.products` has those that are needed); of a table of goods
        trade that a fetched vintage has, one print.
        """
        return watched(self._rows, once=True)

    @property
    def prints(self) -> pd.DataFrame:
        """The same with every print of a figure: for what one source says of many countries."""
        return watched(self._prints, once=True)

    def stated(self, table: str) -> pd.DataFrame:
        """One of the tables of the store that are no observations: grants, events, findings, tariffs, gravity's."""
        return watched(getattr(self.store, table), once=True)

    @cached_property
    def _rows(self) -> pd.DataFrame:
        return decorated(self.store, self.year)

    @cached_property
    def _prints(self) -> pd.DataFrame:
        return decorated(self.store, self.year, self.store.coarse) if self.store.vintages else self._rows
