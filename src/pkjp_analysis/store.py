"""The tables of data/processed, read once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pkjp_analysis.errors import PkjpError
from pkjp_analysis.indicators.chapters import ChapterYear, chapter_years
from pkjp_analysis.indicators.codes import code_years, customs_rows
from pkjp_analysis.indicators.exchange import PUBLISHERS
from pkjp_analysis.plain import text_type
from pkjp_analysis.reads import note

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

    `vintages` are names of fetched vintages (`pkjp_analysis.vintages`), whose rows stand below the shipped ones.
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
            self._chapters[key] = chapter_years(self._customs_by_year, *key)
        return self._chapters[key]

    def code_years(self, reporter: str, partner: str, flow: str) -> list[ChapterYear]:
        """Years of a flow by HS 6-digit code, worked out once; none where codes are not held completely enough."""
        key = (reporter, partner, flow)
        if key not in self._codes:
            rows = self._customs_by_code.get((reporter, flow))
            self._codes[key] = [] if rows is None else code_years(rows, partner)
        return self._codes[key]

    @property
    def by_code(self) -> list[str]:
        """Countries that report exports by HS 6-digit code."""
        return sorted(reporter for reporter, flow in self._customs_by_code if flow == "export")

    def warm(self) -> None:
        """Read every table, so that kernels forked from this process find them read."""
        for name in _TABLES:
            getattr(self, name)

    def rates(self, month: str) -> pd.DataFrame:
        """The few observations of a month (``2024-12``) in which `indicators.exchange` looks for rates of the yen."""
        held = self._rates_by_month
        places = held.get(month) or [one for known in held if known.startswith(month) for one in held[known]]
        return self.observations.iloc[sorted(places)]

    def with_tables(self, **tables: pd.DataFrame) -> Store:
        """The same study with other rows in some of its tables; the others are shared."""
        other = Store(self.root, self.vintages)
        vars(other).update({name: value for name, value in vars(self).items() if name in _TABLES} | tables)
        return other

    def derived(self, key: Hashable, make: Callable[[], Store]) -> Store:
        """Tables derived from these, made once."""
        if key not in self._derived:
            self._derived[key] = make()
        return self._derived[key]

    @cached_property
    def selected(self) -> dict[str, pd.DataFrame]:
        """Rows by the ledger's words that select them, as far as they have been looked up."""
        return {}

    @cached_property
    def _rates_by_month(self) -> dict[str, list[int]]:
        """Places of the rows of those who publish rates, by month: of thousands of days a grant needs few."""
        frame = self.observations
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
    def _codes(self) -> dict[tuple[str, str, str], list[ChapterYear]]:
        return {}

    @cached_property
    def _customs_by_code(self) -> dict[tuple[str, str], pd.DataFrame]:
        """`customs_rows` of every reporter and flow of which HS 6-digit codes are held."""
        frame = self._customs_by_year
        if not (frame["product"].str.len() == 6).any():
            return {}
        rows = customs_rows(frame).groupby(["reporter", "flow"])
        return {(str(who), str(flow)): part for (who, flow), part in rows if (part["level"] == 6).any()}

    @cached_property
    def _customs_by_year(self) -> pd.DataFrame:
        """The few rows that `chapter_years` needs."""
        frame = self.observations
        return frame[(frame["series"] == "goods_trade") & frame["nomenclature"].isin(["HS", "TOTAL"])]

    def _with_vintages(self, name: str) -> pd.DataFrame:
        """A shipped table, with the rows of the vintages below it; a country or a code has one row, the first."""
        shipped = self._read(PROCESSED / f"{name}.csv")
        if not self.vintages:
            return shipped
        import pandas as pd

        from pkjp_analysis.vintages.tables import table_of

        whole = pd.concat([shipped, *(table_of(self.root, id, name) for id in self.vintages)], ignore_index=True)
        keys = {"countries": ["code"], "products": ["nomenclature", "product"]}.get(name)
        return whole.drop_duplicates(keys, ignore_index=True) if keys else whole

    def _read(self, name: Path) -> pd.DataFrame:
        path = self.root / name
        if not path.is_file():
            raise PkjpError(f"{name.as_posix()}: the file is missing; run make processed or restore it")
        note(self.root, path)
        return _parsed(path).copy()


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
