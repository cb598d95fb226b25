"""The tables of data/processed, read once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.indicators.chapters import ChapterYear, chapter_years
from pkjp_analysis.indicators.codes import CUSTOMS_COLUMNS, code_years, customs_rows
from pkjp_analysis.indicators.exchange import PUBLISHERS
from pkjp_analysis.lineage import by_file, note
from pkjp_analysis.plain import mapping, text_type
from pkjp_analysis.reads import note as note_read

if TYPE_CHECKING:
    import pandas as pd

PROCESSED = Path("data", "processed")
RAW = Path("data", "raw")
_TABLES = (
    *("observations", "countries", "products", "sources", "grants", "events", "findings", "tariffs", "claims"),
    *("gravity_coefficients", "gravity_pairs", "inconsistencies"),
)

Result = TypeVar("Result")
# Tables as parsed, by the state of their files: those of two studies, and only files left alone for two seconds.
_kept: dict[tuple[str | int, ...], pd.DataFrame] = {}
_MOST_KEPT = 2 * len(_TABLES)
_SETTLED = 2_000_000_000


@dataclass(frozen=True)
class Store:
    """Tables of one study; every cell is text, as the files hold it.

    `vintages` are names of fetched vintages (`pkjp_analysis.vintages`), whose rows stand below the shipped ones. Where
    a concordance is one of them, the others' rows by HS 6-digit code are there a second time, in the edition that it
    leads to, from a source of their own (`pkjp_analysis.vintages.concordance`).
    """

    root: Path
    vintages: tuple[str, ...] = ()

    @classmethod
    def verified(cls, root: Path, vintages: tuple[str, ...]) -> Store:
        """The tables with vintages whose files are what their manifests say.

        Raises
        ------
        UsageError
            There is no vintage of such a name.
        PkjpError
            A vintage is not whole, or was changed.
        """
        from pkjp_analysis.vintages.folder import find

        for id in vintages:
            find(root, id).verify()
        return cls(root, vintages)

    @cached_property
    def observations(self) -> pd.DataFrame:
        """All observations (columns in the codebook)."""
        return self._with_vintages("observations")

    @cached_property
    def coarse(self) -> pd.DataFrame:
        """Observations but the codes below the HS chapter, of which a vintage can have millions (see `codes`)."""
        below = _below_chapter(self._at_hand)
        frame = self._at_hand[~below] if below.any() else self._at_hand
        if self._is_at_hand:
            return frame
        import pandas as pd

        from pkjp_analysis.vintages.levels import without_codes

        return pd.concat([frame, *(without_codes(self.root, id) for id in self.vintages)], ignore_index=True)

    @cached_property
    def current(self) -> pd.DataFrame:
        """`coarse` with one print of each figure that a vintage has; others stand as they are."""
        if not self.vintages:
            return self.coarse
        from pkjp_analysis.vintages.newest import current

        return current(self.coarse, self.vintages)

    def codes(self, reporter: str, columns: Sequence[str] | None = None, **words: Collection[str]) -> pd.DataFrame:
        """Observations that a country reports by HS code below the chapter.

        Parameters
        ----------
        reporter
            ISO code.
        columns
            Those that are needed; all where none are named.
        words
            Column and the words one of which it must have, as ``partner=["WLD"]``.
        """
        frame = self._codes_at_hand.get(reporter, self._at_hand.iloc[0:0])
        for column, wanted in words.items():
            frame = frame[frame[column].isin(list(wanted))]
        frame = frame if columns is None else frame[list(columns)]
        if self._is_at_hand:
            return frame
        import pandas as pd

        from pkjp_analysis.vintages.levels import codes_of

        wanted_words = {"reporter": [reporter], **words}
        parts = (codes_of(self.root, id, wanted_words, columns) for id in (*self.vintages, *self._by_concordance))
        return pd.concat([frame, *parts], ignore_index=True)

    @cached_property
    def for_statements(self) -> Store:
        """The tables that statements are judged on: the ledger asks for no code below the chapter."""
        return self.with_tables(observations=self.coarse) if self.vintages else self

    @cached_property
    def countries(self) -> pd.DataFrame:
        """Columns code, name, kind."""
        return self._with_vintages("countries")

    @cached_property
    def products(self) -> pd.DataFrame:
        """Columns nomenclature, product, label, kind, stages, trade_classes, chapters."""
        return self._with_vintages("products")

    @cached_property
    def sources(self) -> pd.DataFrame:
        """Columns source, publisher, via, title, url, published, evidence, terms."""
        return self._with_vintages("sources")

    @cached_property
    def grants(self) -> pd.DataFrame:
        """One row per stated amount of a grant."""
        return self._read(PROCESSED / "grants.csv")

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row per event and source."""
        return self._read(PROCESSED / "events.csv")

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Text evidence by source."""
        return self._read(PROCESSED / "findings.csv")

    @cached_property
    def tariffs(self) -> pd.DataFrame:
        """One row per tariff line and column: rate as printed, ad_valorem (percent or empty), rule, laws."""
        return self._read(PROCESSED / "tariffs.csv")

    @cached_property
    def gravity_coefficients(self) -> pd.DataFrame:
        """One row per estimate and regressor: coefficient as printed, precision, multiplier."""
        return self._read(PROCESSED / "gravity_coefficients.csv")

    @cached_property
    def gravity_pairs(self) -> pd.DataFrame:
        """One row per exporter, importer and period: the flow in USD, and the regressors where they are held."""
        return self._read(PROCESSED / "gravity_pairs.csv")

    @cached_property
    def outlines(self) -> pd.DataFrame:
        """Outlines of countries, one row per point: country, name, ring, longitude, latitude."""
        return self._read(PROCESSED / "outlines.csv")

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The ledger as it stands in data/raw."""
        return self._read(RAW / "claims.csv")

    @cached_property
    def inconsistencies(self) -> pd.DataFrame:
        """The paper's internal contradictions as listed in data/raw."""
        return self._read(RAW / "inconsistencies.csv")

    def chapter_years(self, reporter: str, partner: str, flow: str) -> list[ChapterYear]:
        """Years of a flow by HS chapter, worked out once."""
        key = (reporter, partner, flow)
        if key not in self._chapters:
            self._chapters[key] = chapter_years(self._customs, *key, self._customs_prints)
        return self._chapters[key]

    def code_years(self, reporter: str, partner: str, flow: str, *, as_reported: bool = False) -> list[ChapterYear]:
        """Years of a flow by HS 6-digit code, worked out once; none where codes are not held completely enough.

        Where a concordance is named they are in the edition that it leads to, and lack the codes that it cannot lead
        there; `as_reported` asks for all codes, in the edition of each year.
        """
        key = (reporter, partner, flow, as_reported)
        if key not in self._codes:
            self._codes[key] = self._code_years(*key)
        return self._codes[key]

    def code_totals(self, reporter: str, flow: str, as_reported: bool = False) -> list[tuple[int, str, float]]:
        """Year, edition and sum of each year of `code_years` with the world; the rows are not kept.

        What a concordance could not lead to another edition is missing in its sums: `as_reported` has all.
        """
        if reporter not in self._code_totals:
            by_flow = self._by_flow(reporter, self.codes(reporter, CUSTOMS_COLUMNS, partner=["WLD"]))
            self._code_totals[reporter] = {
                (way, own): [
                    ((year.year, year.edition, year.amount), by_file(*year.rests_on))
                    for year in code_years(rows, "WLD")
                ]
                for way, whole in by_flow.items()
                for own, rows in self._with_and_as_reported(whole)
            }
        found = self._code_totals[reporter].get((flow, as_reported and bool(self._by_concordance)), [])
        # Of a world table only the ranges of rows are kept.
        note(*(rows for _, rows in found))
        return [year for year, _ in found]

    def _with_and_as_reported(self, rows: pd.DataFrame) -> list[tuple[bool, pd.DataFrame]]:
        """The rows with those by a concordance and, where there are any, without."""
        own = [(True, rows[rows["source"] == rows["reported"]])] if self._by_concordance else []
        return [(False, rows), *own]

    def code_rows(self, reporter: str, flow: str, years: Collection[int]) -> list[ChapterYear]:
        """Some years of `code_years` with the world, not kept: for frames of many reporters."""
        starts = [f"{year}-01-01" for year in years]
        rows = self._by_flow(reporter, self.codes(reporter, partner=["WLD"], flow=[flow], period_start=starts))
        return code_years(rows[flow], "WLD") if flow in rows else []

    @cached_property
    def by_code(self) -> list[str]:
        """Countries that report by HS code below the chapter."""
        found = set(self._codes_at_hand)
        if not self._is_at_hand:
            from pkjp_analysis.vintages.levels import reporters_by_code

            found |= {who for id in self.vintages for who in reporters_by_code(self.root, id)}
        return sorted(found)

    def warm(self) -> None:
        """Read every table, so that kernels forked from this process find them read."""
        for name in _TABLES:
            getattr(self, "coarse" if name == "observations" else name)

    def rates(self, month: str) -> pd.DataFrame:
        """The few observations of a month (``2024-12``) in which `indicators.exchange` looks for rates of the yen."""
        held = self._rates_by_month
        places = held.get(month) or [one for known in held if known.startswith(month) for one in held[known]]
        return self.coarse.iloc[sorted(places)]

    def with_tables(self, **tables: pd.DataFrame) -> Store:
        """The same study with other rows in some of its tables; the others are shared."""
        other = Store(self.root, self.vintages)
        shared = _TABLES if "observations" in tables else (*_TABLES, "coarse", "current")
        vars(other).update({name: value for name, value in vars(self).items() if name in shared} | tables)
        return other

    def derived(self, key: Hashable, make: Callable[[], Store]) -> Store:
        """Tables derived from these, made once."""
        if key not in self._derived:
            self._derived[key] = make()
        return self._derived[key]

    @cached_property
    def code_labels(self) -> dict[str, str]:
        """What products of the Harmonized System are called, by code."""
        held = self.products[self.products["nomenclature"] == "HS"]
        return mapping(held, "product", "label")

    @cached_property
    def selected(self) -> dict[str, pd.DataFrame]:
        """Rows by the ledger's words that select them, as far as they have been looked up."""
        return {}

    @cached_property
    def _rates_by_month(self) -> dict[str, list[int]]:
        """Places of the rows of those who publish rates, by month: of thousands of days a grant needs few."""
        frame = self.coarse
        starts = frame["period_start"].tolist()
        found: dict[str, list[int]] = {}
        for place in frame["origin"].isin(PUBLISHERS).to_numpy().nonzero()[0].tolist():
            found.setdefault(starts[place][:7], []).append(place)
        return found

    @cached_property
    def _derived(self) -> dict[Hashable, Store]:
        return {}

    @cached_property
    def _chapters(self) -> dict[tuple[str, str, str], list[ChapterYear]]:
        return {}

    @cached_property
    def _codes(self) -> dict[tuple[str, str, str, bool], list[ChapterYear]]:
        return {}

    @cached_property
    def _code_totals(self) -> dict[str, dict[tuple[str, bool], list[tuple[tuple[int, str, float], dict[str, str]]]]]:
        return {}

    @property
    def _is_at_hand(self) -> bool:
        """Whether the observations of the vintages, if there are any, stand in memory."""
        return not self.vintages or "observations" in vars(self)

    @property
    def _at_hand(self) -> pd.DataFrame:
        return self.observations if self._is_at_hand else self._shipped

    @cached_property
    def _shipped(self) -> pd.DataFrame:
        return self._read(PROCESSED / "observations.csv")

    @property
    def _codes_at_hand(self) -> dict[str, pd.DataFrame]:
        """The codes below the chapter that stand in memory, by reporter."""
        # Once `observations` are read, the vintages' codes are among them.
        if self._is_at_hand not in self._codes_in_memory:
            frame = self._at_hand
            parts = frame[_below_chapter(frame)].groupby("reporter")
            self._codes_in_memory[self._is_at_hand] = {str(who): part for who, part in parts}
        return self._codes_in_memory[self._is_at_hand]

    @cached_property
    def _codes_in_memory(self) -> dict[bool, dict[str, pd.DataFrame]]:
        return {}

    def _code_years(self, reporter: str, partner: str, flow: str, as_reported: bool) -> list[ChapterYear]:
        if reporter not in self.by_code:
            return []
        if reporter not in self._customs_by_code:
            # A pair's two are asked for again and again, others in turn.
            while len(self._customs_by_code) > 1:
                del self._customs_by_code[next(iter(self._customs_by_code))]
            self._customs_by_code[reporter] = self._by_flow(reporter, self.codes(reporter))
        rows = self._customs_by_code[reporter].get(flow)
        if rows is not None and as_reported:
            rows = rows[rows["source"] == rows["reported"]]
        return [] if rows is None else code_years(rows, partner)

    @cached_property
    def _by_concordance(self) -> list[str]:
        """Vintages by a concordance: names of tables that stand below the vintages' own."""
        if not self.vintages:
            return []
        from pkjp_analysis.vintages.concordance import converted

        return converted(self.root, self.vintages)

    @cached_property
    def _customs_by_code(self) -> dict[str, dict[str, pd.DataFrame]]:
        return {}

    def _by_flow(self, reporter: str, codes: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """`customs_rows` of a reporter by flow: its codes, and every print of its chapters and totals."""
        import pandas as pd

        coarse = self._customs_prints
        rows = pd.concat([coarse.loc[coarse["reporter"] == reporter, list(codes.columns)], codes], ignore_index=True)
        return {str(flow): part for flow, part in customs_rows(rows).groupby("flow")}

    @cached_property
    def _customs(self) -> pd.DataFrame:
        """The few rows that `chapter_years` needs."""
        return _customs_in(self.current)

    @cached_property
    def _customs_prints(self) -> pd.DataFrame:
        """The same in every print: codes are complete where they are as much as the total of the same print."""
        return _customs_in(self.coarse) if self.vintages else self._customs

    def _with_vintages(self, name: str) -> pd.DataFrame:
        """A shipped table, with the rows of the vintages below it; a country or a code has one row, the first."""
        shipped = self._read(PROCESSED / f"{name}.csv")
        if not self.vintages:
            return shipped
        import pandas as pd

        from pkjp_analysis.vintages.concordance import named
        from pkjp_analysis.vintages.tables import table_of

        # Whatever is read first: two concordances are refused.
        named(self.root, self.vintages)
        ids = [*self.vintages, *(self._by_concordance if name in ("observations", "sources") else ())]
        whole = pd.concat([shipped, *(table_of(self.root, id, name) for id in ids)], ignore_index=True)
        keys = {"countries": ["code"], "products": ["nomenclature", "product"]}.get(name)
        return whole.drop_duplicates(keys, ignore_index=True) if keys else whole

    def _read(self, name: Path) -> pd.DataFrame:
        path = self.root / name
        if not path.is_file():
            raise PkjpError(f"{name.as_posix()}: the file is missing; run make processed or restore it")
        note_read(self.root, path)
        return _parsed(path).copy()


def _customs_in(frame: pd.DataFrame) -> pd.DataFrame:
    """Goods trade in total and by HS product."""
    return frame[(frame["series"] == "goods_trade") & frame["nomenclature"].isin(["HS", "TOTAL"])]


def _below_chapter(frame: pd.DataFrame) -> pd.Series:
    """Where the product is a code of the Harmonized System below its chapter."""
    return (frame["nomenclature"] == "HS") & (frame["product"].str.len() > 2)


def while_tables_are_equal(work: Callable[[Store], Result]) -> Callable[[Store], Result]:
    """Keep what was worked out last in this process, for every store whose tables hold the same cells.

    The cells themselves are compared, of every table that had been read when the work was done.
    """
    kept: list[tuple[dict[str, pd.DataFrame], Result]] = []

    @wraps(work)
    def worked_out(store: Store) -> Result:
        for tables, result in kept:
            if _holds(store, tables):
                return result
        result = work(store)
        kept[:] = [({name: frame.copy() for name, frame in vars(store).items() if name in _TABLES}, result)]
        return result

    return worked_out


def _holds(store: Store, tables: dict[str, pd.DataFrame]) -> bool:
    try:
        return all(frame.equals(getattr(store, name)) for name, frame in tables.items())
    except PkjpError:
        # It lacks a file, and may not need it.
        return False


def _parsed(path: Path) -> pd.DataFrame:
    """The table of a file; a file that has not changed since is parsed once in a process."""
    import pandas as pd

    # Looked at before it is read: what changes meanwhile is another file the next time.
    file, now = path.stat(), time.time_ns()
    state = (os.path.abspath(path), file.st_dev, file.st_ino, file.st_size, file.st_mtime_ns, file.st_ctime_ns)
    if state in _kept:
        return _kept[state]
    frame = pd.read_csv(path, dtype=text_type(), keep_default_na=False, encoding="utf-8")
    # What has just been written could be written again within one tick of the file system's clock.
    if now - max(file.st_mtime_ns, file.st_ctime_ns) > _SETTLED:
        _kept[state] = frame
        while len(_kept) > _MOST_KEPT:
            del _kept[next(iter(_kept))]
    return frame
