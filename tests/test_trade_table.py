"""A trade table by year: what is written, and that measures over its years are the measures of the whole table."""

from __future__ import annotations

import doctest
import gc
import os
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import dask
import dask.dataframe
import numpy as np
import pandas as pd
import pytest
from distributed import Client, LocalCluster

from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.indicators import (
    MEASURES,
    BasisError,
    InputError,
    concentration,
    constant_market_share,
    economic_complexity,
    gravity_benchmark,
    gravity_ppml,
    growth_contributions,
    grubel_lloyd,
    mirror_comparison,
    revealed_comparative_advantage,
    screen_products,
    trade_complementarity,
    trade_intensity,
)
from pkjp_analysis.trade_table import over_years, write_years
from pkjp_analysis.trade_table.measures import SEPARABLE, WHOLE

SEED = 1955
YEARS = (2000, 2001, 2002, 2003)
COUNTRIES = ("ARG", "BRA", "CHL", "COL", "ECU", "PER", "URY")


@cache
def trade(year: int) -> pd.DataFrame:
    """Exports and imports of a year by reporter, partner and product, unsorted; some not held, some zero, some absent.

    Values are no whole numbers, so that another order of adding up would show. A product is new in each year.
    """
    random = np.random.default_rng([SEED, year])
    products = [f"{code:06}" for code in (10121, 30211, 80300, 100630, 260300, 740311, 870323, 90000 + year)]
    labels = [COUNTRIES, COUNTRIES, ("export", "import"), products]
    index = pd.MultiIndex.from_product(labels, names=["reporter", "partner", "flow", "product"])
    rows = index.to_frame(index=False)[["reporter", "partner", "flow", "product"]]
    size = random.lognormal(0, 1, (len(COUNTRIES), 1, 1, len(products)))
    rows["value"] = (size * random.lognormal(8, 2, [len(part) for part in labels])).ravel()
    draw = random.random(len(rows))
    rows["value"] = rows["value"].mask(draw < 0.05, 0.0).mask(draw > 0.97)
    rows.insert(0, "year", year)
    rows["unit"] = "USD"
    rows["valuation"] = rows["flow"].map({"export": "FOB", "import": "CIF"})
    rows = rows[(rows["reporter"] != rows["partner"]) & (random.random(len(rows)) < 0.7)]
    return rows.sample(frac=1, random_state=year).reset_index(drop=True)


def whole() -> pd.DataFrame:
    """All years under each other, each numbered from 0 as in its file."""
    return pd.concat([trade(year) for year in YEARS])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("a table") / "by year"
    write_years((trade(year) for year in reversed(YEARS)), into)
    return into


def added(rows: pd.DataFrame, flow: str, *keys: str) -> pd.DataFrame:
    """One flow added up over what `keys` do not name; not held where nothing is."""
    names = ["year", "reporter", *keys]
    return rows[rows["flow"] == flow].groupby(names, as_index=False, sort=False)["value"].sum(min_count=1)


def exports(rows: pd.DataFrame) -> pd.DataFrame:
    return added(rows, "export", "product")


def imports(rows: pd.DataFrame) -> pd.DataFrame:
    return added(rows, "import", "product")


def pairs(rows: pd.DataFrame) -> pd.DataFrame:
    return added(rows, "export", "partner")


def with_margins(rows: pd.DataFrame) -> pd.DataFrame:
    """Pairs, and the rows of the world as a statistic would print them."""
    held = pairs(rows)
    outward = held.groupby(["year", "reporter"], as_index=False)["value"].sum().assign(partner="WLD")
    inward = held.groupby(["year", "partner"], as_index=False)["value"].sum().assign(reporter="WLD")
    every = held.groupby(["year"], as_index=False)["value"].sum().assign(reporter="WLD", partner="WLD")
    return pd.concat([held, outward, inward, every], ignore_index=True)


def both_ways(rows: pd.DataFrame) -> pd.DataFrame:
    wide = rows.groupby(["year", "reporter", "product", "flow"])["value"].sum(min_count=1).unstack("flow")
    return wide.reindex(columns=["export", "import"]).rename_axis(columns=None).reset_index()


def rows_of_exports(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["flow"] == "export"]


def to_peru(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[(rows["flow"] == "export") & (rows["partner"] == "PER")]


def world() -> pd.DataFrame:
    """What everyone exports, of all years."""
    return whole().groupby(["year", "product"], as_index=False)["value"].sum()


# Every separable measure with arguments that it takes; functions make its tables out of rows.
CASES: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    (revealed_comparative_advantage, {"frame": exports}),
    (revealed_comparative_advantage, {"frame": to_peru}),
    (revealed_comparative_advantage, {"frame": to_peru, "world": world()}),
    (revealed_comparative_advantage, {"frame": to_peru, "by": ["year", "partner"], "world": world}),
    (revealed_comparative_advantage, {"frame": rows_of_exports, "by": ("year", "partner")}),
    (trade_intensity, {"frame": pairs}),
    (trade_intensity, {"frame": rows_of_exports, "by": ["year", "product"]}),
    (trade_intensity, {"frame": with_margins}),
    (trade_complementarity, {"exports": exports, "imports": imports}),
    (trade_complementarity, {"exports": exports, "imports": imports(whole())}),
    (grubel_lloyd, {"frame": both_ways, "by": ["year", "reporter"]}),
    (concentration, {"frame": exports, "of": "product", "by": ["year", "reporter"]}),
    (concentration, {"of": "partner", "by": ["year", "flow", "product", "reporter"]}),
    (concentration, {"frame": lambda rows: to_peru(rows)[lambda one: one["reporter"] == "BRA"], "of": "product"}),
    (economic_complexity, {"frame": exports}),
    (economic_complexity, {"frame": rows_of_exports, "by": ["year", "partner"]}),
]
CASES[3][1]["world"] = lambda rows: to_peru(rows).groupby(["year", "partner", "product"], as_index=False)["value"].sum()


def of_whole(measure: Callable[..., Any], arguments: dict[str, Any], rows: pd.DataFrame) -> Any:
    """The measure of the whole table, its tables made by the same functions."""
    made = {name: value(rows) if callable(value) else value for name, value in arguments.items()}
    return measure(**{SEPARABLE[measure.__name__][0]: rows, **made})


def assert_same(found: Any, expected: Any, *, renumbered: bool) -> None:
    """To the last bit, with columns, types, order and index."""
    if is_dataclass(expected):
        for field in fields(expected):
            assert_same(getattr(found, field.name), getattr(expected, field.name), renumbered=renumbered)
        return
    if renumbered and expected.index.nlevels == 1 and expected.index.name is None:
        found, expected = found.reset_index(drop=True), expected.reset_index(drop=True)
    check = pd.testing.assert_frame_equal if isinstance(expected, pd.DataFrame) else pd.testing.assert_series_equal
    assert len(expected)
    check(found, expected, check_exact=True)


def test_the_example_in_the_docstring_runs() -> None:
    result = doctest.testmod(import_module("pkjp_analysis.trade_table.measures"))
    assert result.attempted and not result.failed


class TestMeasures:
    def test_each_is_separable_or_refused(self) -> None:
        assert sorted([*SEPARABLE, *WHOLE]) == sorted(MEASURES)
        assert {measure.__name__ for measure, _ in CASES} == set(SEPARABLE)

    @pytest.mark.parametrize(("measure", "arguments"), CASES, ids=lambda one: getattr(one, "__name__", ""))
    def test_over_years_is_the_measure_of_the_whole_table(
        self, folder: Path, measure: Callable[..., Any], arguments: dict[str, Any]
    ) -> None:
        result = over_years(folder, measure, **arguments)
        with dask.config.set(scheduler="synchronous"):
            (found,) = dask.compute(result)
        # A function that adds up numbers its rows anew in each year, and so does complementarity.
        assert_same(found, of_whole(measure, arguments, whole()), renumbered=True)

    def test_rows_as_they_are_keep_their_numbers(self, folder: Path) -> None:
        found = over_years(folder, revealed_comparative_advantage, frame=to_peru).compute()
        assert_same(found, revealed_comparative_advantage(to_peru(whole())), renumbered=False)

    def test_frames_are_dasks_a_partition_per_year(self, folder: Path, tmp_path: Path) -> None:
        found = over_years(folder, revealed_comparative_advantage, frame=exports)
        assert isinstance(found, dask.dataframe.DataFrame) and found.npartitions == len(YEARS)
        assert (found.dtypes == revealed_comparative_advantage(exports(whole())).dtypes).all()
        assert found["rca"].max().compute() == revealed_comparative_advantage(exports(whole()))["rca"].max()
        found.to_parquet(tmp_path, write_index=False)
        parts = [pd.read_parquet(path) for path in sorted(tmp_path.glob("part*"))]
        assert [part["year"].unique().tolist() for part in parts] == [[year] for year in YEARS]

    def test_a_dataclass_is_computed_in_one_pass_or_by_field(self, folder: Path) -> None:
        seen: list[int] = []

        def watched(rows: pd.DataFrame) -> pd.DataFrame:
            seen.extend(rows["year"].unique().tolist())
            return both_ways(rows)

        result = over_years(folder, grubel_lloyd, frame=watched, by=["year", "reporter"])
        assert seen == []  # Nothing is read yet.
        dask.compute(result)
        assert sorted(seen) == list(YEARS)
        index = grubel_lloyd(both_ways(whole()), by=["year", "reporter"]).index
        pd.testing.assert_series_equal(result.index.compute(), index, check_exact=True)

    def test_two_processes_give_the_same(self, folder: Path) -> None:
        measure, arguments = CASES[0]
        with (
            LocalCluster(
                n_workers=2,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address=None,
                # The scheduler's own page stands at one port unless told: another test may have a scheduler too.
                scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
                silence_logs=50,
            ) as cluster,
            Client(cluster),
        ):
            found = over_years(folder, measure, **arguments).compute()
            with pytest.raises(InputError, match=r"^200\d\.parquet: row \d+ \(.*\) is there twice"):
                over_years(folder, measure, frame=rows_of_exports).compute()
        assert_same(found, of_whole(measure, arguments, whole()), renumbered=True)


def by_year(measure: Callable[..., Any], rows: pd.DataFrame, *tables: pd.DataFrame, **options: Any) -> list[Any]:
    return [
        measure(part, *(table[table["year"] == year] for table in tables), **options)
        for year, part in rows.groupby("year")
    ]


def two_years() -> pd.DataFrame:
    return exports(whole())[lambda rows: (rows["reporter"] == "PER") & rows["year"].isin(YEARS[:2])]


class TestRefusedMeasures:
    """Each would give something else, or refuse, if a year at a time were all that it saw."""

    @pytest.mark.parametrize("name", WHOLE)
    def test_the_line_says_why(self, folder: Path, name: str) -> None:
        measure = {one.__name__: one for one in (*ASKED, gravity_ppml, gravity_benchmark, screen_products)}[name]
        with pytest.raises(UsageError, match=rf"^{name} is not separable by year: it \w.*; give it all rows") as told:
            over_years(folder, measure)
        assert "\n" not in str(told.value)

    def test_growth_has_two_periods(self) -> None:
        assert len(growth_contributions(two_years()))
        with pytest.raises(UsageError, match="1 periods"):
            by_year(growth_contributions, two_years())

    def test_market_share_has_two_periods(self) -> None:
        lines = two_years().drop(columns="reporter")
        world_lines = world()[world()["year"].isin(YEARS[:2])]
        assert constant_market_share(lines, world_lines).change == constant_market_share(lines, world_lines).change
        with pytest.raises(UsageError, match="1 periods"):
            by_year(constant_market_share, lines, world_lines)

    def test_a_mirror_wants_the_year_before(self) -> None:
        rows = whole()
        apart = pd.concat(by_year(mirror_comparison, rows), ignore_index=True)
        together = mirror_comparison(rows)
        assert apart[["exporter", "importer", "product", "gap"]].equals(
            together[["exporter", "importer", "product", "gap"]]
        )
        assert together["calendar_low"].notna().any() and apart["calendar_low"].isna().all()
        assert not apart["unexplained"].equals(together["unexplained"])

    def test_gravity_is_one_equation(self) -> None:
        rows = pairs(whole()).dropna()
        rows["near"] = (rows["reporter"].str[0] < rows["partner"].str[0]).astype(float)
        together = gravity_ppml(rows, "value", "near").coefficients["coefficient"]
        for apart in by_year(lambda part: gravity_ppml(part, "value", "near"), rows):
            assert abs(apart.coefficients["coefficient"] - together).max() > 0.01

    def test_a_gravity_benchmark_has_one_basis(self) -> None:
        table = pd.DataFrame({"regressor": ["const", "ldist"], "coefficient": [9.0, -1.0]})
        rows = pairs(whole()).rename(columns={"value": "flow"}).assign(ldist=4.0)
        rows["unit"] = np.where(rows["year"] == YEARS[0], "JPY", "USD")
        assert len(by_year(lambda part: gravity_benchmark(table, part), rows)) == len(YEARS)
        with pytest.raises(BasisError, match="rows mix unit: JPY, USD"):
            gravity_benchmark(table, rows)

    def test_screening_ranks_all_candidates(self) -> None:
        lines = two_years().drop_duplicates("product").rename(columns={"value": "size"})
        together = screen_products(lines, draws=10).ranking["score"].sort_index()
        apart = pd.concat([one.ranking["score"] for one in by_year(screen_products, lines, draws=10)]).sort_index()
        assert together.index.equals(apart.index) and not together.equals(apart)


# Measures that take no more than rows, for the refusals.
ASKED = (growth_contributions, constant_market_share, mirror_comparison)


class TestRefusedArguments:
    @pytest.mark.parametrize(
        ("measure", "arguments", "told"),
        [
            (exports, {}, r"exports is no measure; give a function of pkjp_analysis\.indicators"),
            ("rca", {}, "'rca' is no measure"),
            (trade_intensity, {"frame": pairs, "weight": 1}, "trade_intensity: got an unexpected .* 'weight'; docs/"),
            (trade_complementarity, {}, "trade_complementarity: missing .* 'imports'"),
            (trade_intensity, {"frame": pairs(whole())}, "frame= is the table by year; leave it out, or give a"),
            (trade_intensity, {"by": ["product", "year"]}, r"by=\['product', 'year'\] does not begin with year"),
            (trade_intensity, {"by": ()}, r"by=\(\) does not begin with year"),
            (trade_intensity, {"by": 5}, "by=5 names no columns"),
            (concentration, {"frame": exports}, "say of='product' or of='partner'"),
            (trade_intensity, {"frame": lambda rows: 5}, "int given where a pandas DataFrame is needed"),
            (trade_intensity, {"frame": lambda rows: rows.drop(columns="year")}, "without the column year; keep it"),
            (trade_intensity, {"frame": lambda rows: rows[["year"]]}, "no column reporter, partner, value"),
        ],
    )
    def test_in_one_line_before_a_row_is_read(
        self, folder: Path, measure: Any, arguments: dict[str, Any], told: str
    ) -> None:
        with pytest.raises(UsageError, match=told) as error:
            over_years(folder, measure, **arguments)
        assert "\n" not in str(error.value)

    def test_which_column_varies_is_seen_in_all_years_only(self) -> None:
        # Why `of` has to be said: products vary in one year, partners in the other.
        rows = pd.DataFrame(
            {
                "year": [1, 1, 2, 2],
                "partner": ["A", "A", "A", "B"],
                "product": ["x", "y", "x", "x"],
                "value": [1.0, 2.0, 3.0, 4.0],
            }
        )
        assert len(by_year(concentration, rows)) == 2
        with pytest.raises(UsageError, match="both vary"):
            concentration(rows)

    def test_rows_of_the_world_are_in_all_years_or_in_none(self, folder: Path) -> None:
        def in_one_year(rows: pd.DataFrame) -> pd.DataFrame:
            return with_margins(rows) if (rows["year"] == 2001).any() else pairs(rows)

        # A year by itself would add up the margins that the whole table holds to be missing.
        rows = pd.concat([in_one_year(trade(year)) for year in YEARS])
        together, apart = trade_intensity(rows), pd.concat(by_year(trade_intensity, rows))
        assert together["intensity"].isna().sum() > apart["intensity"].isna().sum()
        result = over_years(folder, trade_intensity, frame=in_one_year)
        with pytest.raises(UsageError, match=r"^2001\.parquet has rows of WLD and 2000\.parquet has none"):
            result.compute()

    def test_a_refusal_is_that_of_the_whole_table_and_names_the_file(self, tmp_path: Path) -> None:
        frames = [exports(trade(year)) for year in YEARS]
        frames[2].loc[5, "value"] = -1.0
        write_years(frames, tmp_path)
        with pytest.raises(InputError) as of_the_whole:
            revealed_comparative_advantage(pd.concat(frames))
        with pytest.raises(InputError) as over:
            over_years(tmp_path, revealed_comparative_advantage).compute()
        assert str(over.value) == f"2002.parquet: {of_the_whole.value}"
        assert "row 5 (year 2002, reporter" in str(over.value)

    def test_rows_made_of_another_year(self, folder: Path) -> None:
        result = over_years(folder, trade_intensity, frame=lambda rows: pairs(rows).assign(year=2000))
        with pytest.raises(PkjpError, match=r"^200[123]\.parquet: frame has rows of another year"):
            result.compute()


def many(year: int) -> pd.DataFrame:
    """20,000 exports of a year."""
    random = np.random.default_rng([SEED, year])
    cells = pd.Index(random.permutation(60 * 60 * 40)[:20_000])
    return pd.DataFrame(
        {
            "year": year,
            "reporter": [f"R{cell // 2400:02}" for cell in cells],
            "partner": [f"P{cell // 40 % 60:02}" for cell in cells],
            "product": [f"{cell % 40:06}" for cell in cells],
            "value": random.lognormal(10, 2, len(cells)),
        }
    )


class Counted:
    """How many frames of those seen are alive, and how many were at most."""

    def __init__(self) -> None:
        self.alive = self.most = self.seen = 0

    def see(self, frame: pd.DataFrame) -> pd.DataFrame:
        self.alive += 1
        self.seen += 1
        self.most = max(self.most, self.alive)
        weakref.finalize(frame, self._gone)
        return frame

    def _gone(self) -> None:
        self.alive -= 1


MANY = range(2000, 2005)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("large")
    counted = Counted()
    write_years((counted.see(many(year)) for year in MANY), into)
    assert (counted.seen, counted.most, counted.alive) == (5, 1, 0)
    return into


class TestMemory:
    """One year is held at a time, however many there are."""

    @pytest.mark.parametrize("measure", [trade_intensity, revealed_comparative_advantage, concentration])
    def test_one_year_is_alive_at_a_time(self, large: Path, tmp_path: Path, measure: Callable[..., Any]) -> None:
        counted = Counted()

        def watched(rows: pd.DataFrame) -> pd.DataFrame:
            if len(rows):
                counted.see(rows)
            return rows

        kind = {
            trade_intensity: {"by": ["year", "product"]},
            revealed_comparative_advantage: {"by": ["year", "partner"]},
            concentration: {"of": "partner", "by": ["year", "reporter", "product"]},
        }
        result = over_years(large, measure, frame=watched, **kind[measure])
        assert counted.seen == 0  # Nothing is read yet.
        gc.disable()  # Rows are let go of by themselves, not when the collector comes by.
        try:
            with dask.config.set(scheduler="synchronous"):
                if measure is concentration:
                    assert 1 <= result.effective_number.max().compute() <= 60
                else:
                    result.to_parquet(tmp_path, write_index=False)
        finally:
            gc.enable()
        assert counted.seen >= len(MANY)
        assert (counted.most, counted.alive) == (1, 0)

    def test_the_result_is_that_of_the_whole(self, large: Path) -> None:
        expected = trade_intensity(pd.concat([many(year) for year in MANY]), by=["year", "product"])
        found = over_years(large, trade_intensity, by=["year", "product"]).compute()
        pd.testing.assert_frame_equal(found, expected, check_exact=True)


ROWS = pd.DataFrame(
    {"year": 2001, "reporter": "PER", "partner": ["CHL", "BRA"], "product": ["010121", "010121"], "value": [1.0, 2.0]}
)


class TestWriting:
    def test_what_is_written_is_read(self, tmp_path: Path) -> None:
        shuffled = ROWS.set_axis([7, 3]).astype({"reporter": "category"})
        (path,) = write_years([shuffled], tmp_path / "new" / "table")
        assert path == tmp_path / "new" / "table" / "2001.parquet"
        pd.testing.assert_frame_equal(pd.read_parquet(path), ROWS)
        assert [one.name for one in path.parent.iterdir()] == ["2001.parquet"]

    def test_words_are_written_once(self, tmp_path: Path) -> None:
        from pyarrow import parquet

        (path,) = write_years([many(2000)], tmp_path)
        group = parquet.ParquetFile(path).metadata.row_group(0)
        written = {group.column(place).path_in_schema: group.column(place) for place in range(group.num_columns)}
        for name in ("reporter", "partner", "product"):
            assert written[name].has_dictionary_page and written[name].total_compressed_size < 20_000

    def test_csv_keeps_codes_and_empty_cells(self, tmp_path: Path) -> None:
        one, other = tmp_path / "one.csv", tmp_path / "other.csv"
        one.write_text("year,reporter,partner,product,edition,value\n2001,NA,CHL,010121,,5\n", encoding="utf-8")
        other.write_text("year,reporter,partner,product,edition,value\n2002,PER,NA,010121,,\n", encoding="utf-8")
        files = write_years([one, str(other)], tmp_path / "table")
        first, second = (pd.read_parquet(path) for path in files)
        assert first.loc[0, ["reporter", "product", "value"]].tolist() == ["NA", "010121", 5.0]
        assert second["value"].isna().all() and second["partner"].tolist() == ["NA"]
        assert first.dtypes.equals(second.dtypes) and first["year"].dtype == "int64"

    @pytest.mark.parametrize(
        ("rows", "kind", "told"),
        [
            (ROWS.drop(columns="year"), PkjpError, "has no column year; add it"),
            (ROWS.iloc[:0], PkjpError, "has no rows; leave it out"),
            (ROWS.assign(year=[2001, None]), PkjpError, "has years that are no whole numbers"),
            (ROWS.assign(year="2001"), PkjpError, "has years that are no whole numbers"),
            (ROWS.assign(year=[2001, 2002]), PkjpError, r"holds 2 years \(2001 to 2002\); give each year by itself"),
            (ROWS.assign(year=2000), PkjpError, r"2000\.parquet is there already; remove it first"),
            (ROWS.assign(partner="CHL"), InputError, r"row 1 \(year 2001, reporter PER, .*\) is there twice; add"),
            (ROWS.assign(product=["010121", None]), InputError, r"row 1 \(.*\) has no product"),
            (ROWS.assign(product=[10121, 10122]), PkjpError, r"2001\.parquet has product \(int64\) where 2000"),
            (ROWS.assign(unit="USD"), PkjpError, r"2001\.parquet has unit \(.*\) where 2000\.parquet has nothing"),
            (ROWS.drop(columns="value"), PkjpError, r"2001\.parquet has nothing where 2000.parquet has value \(float"),
            (ROWS.assign(value=["1", 2.0]), PkjpError, "a column is of no one type"),
            (5, UsageError, "int given where a pandas DataFrame is needed"),
        ],
    )
    def test_a_year_that_is_refused_leaves_no_file(
        self, tmp_path: Path, rows: Any, kind: type[PkjpError], told: str
    ) -> None:
        before = ROWS.assign(year=2000)
        with pytest.raises(kind, match=rf"^table 2: {told}") as error:
            write_years([before, rows], tmp_path)
        assert "\n" not in str(error.value)
        assert [path.name for path in tmp_path.iterdir()] == ["2000.parquet"]
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "2000.parquet"), before)

    def test_by_names_what_else_tells_rows_apart(self, tmp_path: Path) -> None:
        rows = ROWS.assign(partner="CHL", regime=["general", "special"])
        with pytest.raises(InputError, match="is there twice"):
            write_years([rows], tmp_path)
        assert len(write_years([rows], tmp_path, by="regime")) == 1
        with pytest.raises(UsageError, match="no column regime"):
            write_years([ROWS.assign(year=2002)], tmp_path, by="regime")

    @pytest.mark.parametrize("table", [ROWS, "2001.csv", Path("2001.csv")])
    def test_one_table_is_no_list_of_years(self, tmp_path: Path, table: Any) -> None:
        with pytest.raises(UsageError, match=r"one table given; give a list"):
            write_years(table, tmp_path)

    def test_a_bad_csv_file_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "bad.csv").write_bytes(b"year,reporter\n2001,\xff\n")
        for name, why in (("bad.csv", "utf-8"), ("none.csv", "No such file")):
            with pytest.raises(PkjpError, match=rf"^{name}: cannot be read \(.*{why}") as error:
                write_years([tmp_path / name], tmp_path / "table")
            assert "\n" not in str(error.value)

    def test_an_interrupted_write_leaves_whole_years(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*paths: object) -> None:
            raise OSError(28, "No space left on device")

        def years() -> Iterator[pd.DataFrame]:
            yield ROWS
            monkeypatch.setattr(os, "replace", full)
            yield ROWS.assign(year=2002)

        with pytest.raises(PkjpError, match=r"^table 2: cannot write 2002\.parquet: No space left on device"):
            write_years(years(), tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["2001.parquet"]


class TestReading:
    def test_a_folder_without_a_table(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match=r"holds no table by year; write one with write_years"):
            over_years(tmp_path / "none", trade_intensity)

    def test_a_file_that_is_no_year(self, tmp_path: Path) -> None:
        write_years([ROWS], tmp_path)
        (tmp_path / "notes.parquet").write_bytes(b"")
        with pytest.raises(PkjpError, match=r"^notes\.parquet is named after no year"):
            over_years(tmp_path, trade_intensity)

    def test_a_damaged_file(self, tmp_path: Path) -> None:
        write_years([ROWS, ROWS.assign(year=2002)], tmp_path)
        (tmp_path / "2002.parquet").write_bytes(b"PAR1")
        with pytest.raises(PkjpError, match=r"^2002\.parquet cannot be read \(.*\); write the year again$"):
            over_years(tmp_path, trade_intensity)

    def test_a_file_that_is_gone_when_its_turn_comes(self, tmp_path: Path) -> None:
        rows = ROWS.drop(columns="product")
        write_years([rows, rows.assign(year=2002)], tmp_path)
        result = over_years(tmp_path, trade_intensity)
        (tmp_path / "2002.parquet").unlink()
        with pytest.raises(PkjpError, match=r"^2002\.parquet cannot be read"):
            result.compute()

    def test_years_of_different_columns(self, tmp_path: Path) -> None:
        write_years([ROWS], tmp_path)
        ROWS.assign(year=2002, product=[1, 2]).to_parquet(tmp_path / "2002.parquet", index=False)
        with pytest.raises(PkjpError, match=r"^2002\.parquet has product \(int64\) where 2001\.parquet has product"):
            over_years(tmp_path, trade_intensity)

    def test_a_file_named_after_another_year(self, tmp_path: Path) -> None:
        (path,) = write_years([ROWS.drop(columns="product")], tmp_path)
        path.rename(tmp_path / "2009.parquet")
        with pytest.raises(PkjpError, match=r"^2009\.parquet: frame has rows of another year"):
            over_years(tmp_path, trade_intensity).compute()

    def test_columns_keep_the_type_that_pandas_gives_them(self, tmp_path: Path) -> None:
        rows = ROWS.drop(index=1).assign(printed=date(2003, 2, 1))
        write_years([rows], tmp_path)
        found = over_years(tmp_path, revealed_comparative_advantage).compute()
        pd.testing.assert_frame_equal(found, revealed_comparative_advantage(rows))


class TestExtra:
    @pytest.mark.parametrize("module", ["dask", "dask.dataframe", "pyarrow.parquet"])
    def test_missing_is_one_line(self, folder: Path, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
        monkeypatch.setitem(sys.modules, module, None)
        for use in (lambda: over_years(folder, trade_intensity), lambda: write_years([ROWS], folder)):
            with pytest.raises(UsageError, match=r"needs dask and pyarrow; pip install 'pkjp-analysis\[sweep\]'$"):
                use()

    def test_it_is_loaded_when_it_is_used(self) -> None:
        code = "import sys, pkjp_analysis.trade_table; print({'dask', 'pyarrow', 'pandas'} & set(sys.modules))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout == "set()\n"
