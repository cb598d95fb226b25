"""What a new vintage changes: every cell that differs and no other, and the figures and statements that it reaches."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import ministudy
from pkjp_analysis.claims import judge_all
from pkjp_analysis.cli import main
from pkjp_analysis.errors import PkjpError, UsageError
from pkjp_analysis.execution import How, Progress
from pkjp_analysis.execution.differences import Differences, differences
from pkjp_analysis.sources import source
from pkjp_analysis.store import Store
from pkjp_analysis.vintages import refresh
from pkjp_analysis.vintages.diff import STATISTIC, compare
from pkjp_analysis.vintages.source import Request
from replay import comtrade
from replay.server import Replay

SHIPPED = Path(__file__).resolve().parents[1]
YEARS = (2023, 2024)
ASKED = Request(reporter="PAK", partner="JPN", years=YEARS, peers=("IND",))
# What is asked: both countries with each other and the world, the peer with the world.
WAYS = (("PAK", "JPN"), ("PAK", "WLD"), ("JPN", "PAK"), ("JPN", "WLD"), ("IND", "WLD"))
PLAIN = comtrade.World(products=97)
SPRING, AUTUMN, WINTER = "comtrade-2026-05-04", "comtrade-2026-10-06", "comtrade-2026-11-02"
# Pakistan's exports to Japan in 2024, as the paper prints them.
PRINTED = 202_340_000
# Two figures and a table; the second figure has no goods trade in it.
CELLS = (
    "from pkjp_analysis import Study, figures, show, tables\nstudy = Study(reporter, partner, year)",
    "figures.two_way_trade(study.recent_goods_trade())",
    "figures.residents(study.residents())",
    'show(study.statements("3.1"), "statements_3_1", "Statements of section 3.1")',
)

Cell = tuple[str, str, str, str, int]


def worlds() -> tuple[comtrade.World, comtrade.World]:
    """One in which the paper's figure is right, and one of which four cells are otherwise."""
    out, back, codes = PLAIN.flow("PAK", "JPN", 2024), PLAIN.flow("JPN", "PAK", 2023), PLAIN.codes(2024)
    right = {("PAK", "JPN", 2024, code): PRINTED / float(out.sum()) for code in codes}
    largest = ("PAK", "JPN", 2024, codes[int(out.argmax())])
    changed, left_out, late = [("JPN", "PAK", 2023, code) for code, value in zip(codes, back, strict=True) if value][
        -3:
    ]
    before = right | {late: 0.0}
    after = right | {largest: 2 * right[largest], changed: 1.25, left_out: 0.0}
    return (
        comtrade.World(products=97, factors=before),
        comtrade.World(products=97, factors=after, released="2026-10-01T08:00:00.1"),
    )


def cells(world: comtrade.World) -> dict[Cell, float]:
    """Total, chapters and codes of every flow that is asked for: reporter, partner, flow, product, year."""
    found: dict[Cell, float] = {}
    for (reporter, partner), flow, year in ((w, f, y) for w in WAYS for f in ("X", "M") for y in YEARS):
        for code, value in zip(world.codes(year), world.value(reporter, partner, flow, year).tolist(), strict=True):
            for product in ("", code[:2], code) if value else ():
                key = (reporter, partner, {"X": "export", "M": "import"}[flow], product, year)
                found[key] = found.get(key, 0.0) + value
    return found


def fetch(root: Path, world: comtrade.World, day: str) -> str:
    """A vintage as it would be fetched that day."""

    class Clock(date):
        @classmethod
        def today(cls) -> date:  # type: ignore[override]
            return date.fromisoformat(day)

    with Replay({"comtrade": comtrade.service(world)}) as replay, pytest.MonkeyPatch.context() as patch:
        for name, value in {**replay.settings(), "COMTRADE_API_KEY": comtrade.KEY}.items():
            patch.setenv(name, value)
        patch.setattr(refresh, "date", Clock)
        return refresh.refresh(root, source("comtrade"), ASKED).vintage.id


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped data with a small notebook, and three vintages; the last holds again what the first does."""
    root = tmp_path_factory.mktemp("diff") / "a study"
    shutil.copytree(SHIPPED / "data", root / "data", ignore=shutil.ignore_patterns("local"))
    (root / "notebooks").mkdir()
    ministudy.save(root, "03_trade.ipynb", ministudy.notebook(*CELLS))
    before, after = worlds()
    days = (before, "2026-05-04"), (after, "2026-10-06"), (before, "2026-11-02")
    assert [fetch(root, *one) for one in days] == [SPRING, AUTUMN, WINTER]
    return root


@pytest.fixture(scope="module")
def found(root: Path) -> Differences:
    return differences(root, SPRING, AUTUMN)


def by_cell(found: Differences, change: str) -> dict[Cell, tuple[str, str]]:
    rows = found.observations.rows
    rows = rows[rows["change"] == change]
    assert set(rows["series"]) <= {"goods_trade"}
    keys = [rows[name] for name in ("reporter", "partner", "flow", "product")]
    years = rows["period_start"].str[:4].astype(int)
    return dict(
        zip(zip(*keys, years, strict=True), zip(rows["old_value"], rows["new_value"], strict=True), strict=True)
    )


def test_exactly_the_cells_that_differ_come_out(found: Differences) -> None:
    old, new = (cells(world) for world in worlds())
    both = old.keys() & new.keys()
    revised = {key for key in both if old[key] != new[key]}
    told = by_cell(found, "revised")
    assert told.keys() == revised
    assert {key: tuple(map(float, pair)) for key, pair in told.items()} == {
        key: pytest.approx((old[key], new[key])) for key in revised
    }
    assert {key: float(one) for key, (one, _) in by_cell(found, "dropped").items()} == {
        key: pytest.approx(old[key]) for key in old.keys() - both
    }
    assert {key: float(other) for key, (_, other) in by_cell(found, "added").items()} == {
        key: pytest.approx(new[key]) for key in new.keys() - both
    }
    # A code reaches its chapter, the total, the exporter's world rows and the importer's mirror: none is left out.
    assert {key[:3] for key in told} >= {("PAK", "JPN", "export"), ("PAK", "WLD", "export"), ("JPN", "WLD", "import")}
    assert found.observations.counts["dropped"] == found.observations.counts["added"] == 4
    assert found.observations.counts["restated"] == 0


def test_differences_are_exact_and_the_largest_come_first(found: Differences) -> None:
    rows = found.observations.rows[found.observations.rows["change"] == "revised"]
    old, new, difference = (rows[name].astype(float) for name in ("old_value", "new_value", "difference"))
    assert difference.tolist() == pytest.approx((new - old).tolist())
    assert rows["percent"].tolist() == pytest.approx((100 * (new - old) / old).tolist())
    assert difference.abs().is_monotonic_decreasing
    assert rows["old_raw"].str.startswith(f"local/{SPRING}/").all()
    assert rows["new_raw"].str.startswith(f"local/{AUTUMN}/").all()


def test_figures_that_they_reach_and_no_other(found: Differences) -> None:
    assert [item["name"] for item in found.figures] == ["03_two_way_trade"]
    assert [item["name"] for item in found.tables] == ["03_statements_3_1"]
    assert (found.shown["figures"], found.shown["tables"]) == (2, 1)


def test_verdicts_that_move(root: Path, found: Differences) -> None:
    old, new = (
        {one.statement.claim_id: one.verdict for one in judge_all(Store(root, (id,)))} for id in (SPRING, AUTUMN)
    )
    moved = {item["claim_id"]: (item["old_verdict"], item["new_verdict"]) for item in found.statements}
    verdicts = {claim: pair for claim, pair in moved.items() if len(set(pair)) == 2}
    assert verdicts == {claim: (old[claim], new[claim]) for claim in old if old[claim] != new[claim]}
    assert verdicts["S3.1-01"] == ("confirmed", "conflicting")
    exports = next(item for item in found.statements if item["claim_id"] == "S3.1-01")
    assert [piece["value"] for piece in exports["old_evidence"]] == [pytest.approx(PRINTED)]
    assert [piece["vote"] for piece in exports["new_evidence"]] == ["no"]
    # A share that moves within its bounds is told too; what rests on no trade is not.
    assert moved["S8-02"] == ("confirmed", "confirmed")
    assert not {claim for claim in moved if claim.startswith(("S5", "S6"))}


def test_nothing_runs_where_no_observation_differs(root: Path) -> None:
    said = io.StringIO()
    again = differences(root, SPRING, WINTER, how=How(progress=Progress(stream=said)))
    assert again.observations.rows.empty and not again.shown and not again.statements
    assert "checking" not in said.getvalue()


def test_nothing_fresh_runs_again_and_the_way_back_is_the_reverse(root: Path, found: Differences) -> None:
    said = io.StringIO()
    back = differences(root, AUTUMN, SPRING, how=How(progress=Progress(stream=said)))
    assert "running" not in said.getvalue()
    assert back.observations.counts["added"] == found.observations.counts["dropped"]
    assert back.figures == found.figures
    assert {(item["claim_id"], item["new_verdict"], item["old_verdict"]) for item in back.statements} == {
        (item["claim_id"], item["old_verdict"], item["new_verdict"]) for item in found.statements
    }


def test_against_the_shipped_figures_nothing_of_theirs_is_dropped(root: Path) -> None:
    told = differences(root, "shipped", SPRING)
    assert told.observations.counts["dropped"] == 0
    shipped = Store(root).observations
    assert told.observations.same + told.observations.counts["revised"] == len(
        shipped.drop_duplicates(list(STATISTIC)),
    )
    exports = by_cell(told, "revised")[("PAK", "JPN", "export", "", 2024)]
    assert (exports[0], float(exports[1])) == ("202341257.749", pytest.approx(PRINTED))
    back = differences(root, SPRING, "shipped")
    assert back.observations.counts["dropped"] == told.observations.counts["added"]


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    same = {name: "" for name in STATISTIC} | {"coverage": "full", "precision": "0", "qualifier": "exact", "raw": ""}
    return pd.DataFrame([{**same, "series": "gdp", "vintage": "2026", **row} for row in rows])


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ({"value": "7"}, {"value": "8"}, "revised"),
        ({"value": "7"}, {"value": "7.0"}, ""),
        ({"value": "7"}, {"value": ""}, "revised"),
        ({"value": "7", "precision": "0.5"}, {"value": "7"}, "restated"),
        ({"value": "7", "source": "a", "vintage": "2025"}, {"value": "7", "source": "b"}, ""),
        ({"value": "7", "nomenclature": "HS", "product": "10", "edition": "H5"}, {"value": "7"}, "dropped added"),
        (
            {"value": "7", "nomenclature": "HS", "product": "10", "edition": "H5"},
            {"value": "8", "nomenclature": "HS", "product": "10", "edition": "H6"},
            "revised",
        ),
        (
            {"value": "7", "nomenclature": "HS", "product": "1006", "edition": "H5"},
            {"value": "7", "nomenclature": "HS", "product": "1006", "edition": "H6"},
            "dropped added",
        ),
    ],
)
def test_what_counts_as_a_change(before: dict[str, Any], after: dict[str, Any], change: str) -> None:
    told = compare(frame(before), frame(after))
    assert " ".join(told.rows["change"]) == change
    assert told.same == (not change)


def test_the_newest_print_of_a_statistic_stands() -> None:
    shipped = {"value": "7", "vintage": "2026-04-01"}
    older, newer = ({"value": value, "vintage": day} for value, day in (("6", "2026-03-31"), ("8", "2026-04-02")))
    assert compare(frame(shipped), frame(older, shipped)).rows.empty
    assert compare(frame(shipped), frame(shipped, older)).rows.empty
    assert compare(frame(shipped), frame(newer, shipped)).rows["new_value"].tolist() == ["8"]
    # The newer print is gone, the statistic is not.
    assert compare(frame(shipped, newer), frame(shipped)).rows["change"].tolist() == ["revised"]


def test_two_empty_sets() -> None:
    assert compare(frame({"value": "7"}).iloc[:0], frame({"value": "7"}).iloc[:0]).same == 0


@pytest.fixture
def command(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    monkeypatch.setenv("PKJP_ROOT", str(root))
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["diff", *arguments])
        return status, *capsys.readouterr()

    yield run


def test_lines_csv_and_json_tell_the_same(command: Any, found: Differences) -> None:
    status, lines, _ = command(SPRING, AUTUMN)
    counts = found.observations.counts
    assert status == 0
    assert f"{counts['revised']} revised, 0 restated, 4 dropped, 4 added" in lines
    assert "  S3.1-01  confirmed to conflicting  " in lines
    largest = found.observations.rows.iloc[0]
    assert (
        f": {int(largest['old_value']):,} to {int(largest['new_value']):,}, +" in lines.split("observations revised")[1]
    )
    assert f"and {counts['revised'] - 20} more" in lines
    _, text, _ = command(SPRING, AUTUMN, "--format", "csv", "--quiet")
    rows = list(csv.DictReader(io.StringIO(text)))
    kinds = [row["kind"] for row in rows]
    assert kinds == sorted(kinds, key=["observation", "figure", "table", "statement"].index)
    assert kinds.count("observation") == sum(counts.values())
    assert [row["name"] for row in rows if row["kind"] == "statement"] == [one["claim_id"] for one in found.statements]
    _, text, error = command(SPRING, AUTUMN, "--format", "json", "--quiet")
    told = json.loads(text)
    assert error == ""
    assert told["compared"]["observations"] == {"same": found.observations.same, **counts}
    assert [row["new_value"] for row in told["observations"] if row["change"] == "revised"] == [
        float(row["new_value"]) for row in rows if row["change"] == "revised" and row["kind"] == "observation"
    ]
    assert [told[kind] for kind in ("figures", "tables", "statements")] == [
        found.figures,
        found.tables,
        found.statements,
    ]


def test_a_vintage_and_itself(command: Any) -> None:
    status, lines, _ = command(SPRING, SPRING)
    assert (status, lines.count("\n")) == (0, 1)
    assert lines.startswith(f"{SPRING} and {SPRING}: no difference in ")
    _, text, _ = command(SPRING, SPRING, "--format", "csv")
    assert text.startswith("kind,name,change,") and text.count("\n") == 1
    _, text, _ = command("shipped", "shipped", "--format", "json")
    assert json.loads(text)["observations"] == []


def test_an_unknown_vintage_is_one_line(command: Any) -> None:
    status, out, error = command(SPRING, "comtrade-2026-10-05")
    assert (status, out) == (2, "")
    assert error == f"error: no vintage 'comtrade-2026-10-05' in data/raw/local; the nearest is {AUTUMN}\n"


def test_a_broken_vintage_is_said_before_anything_is_compared(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root, tmp_path / "study", ignore=shutil.ignore_patterns("build", ".results"))
    file = tmp_path / f"study/data/raw/local/{AUTUMN}/PAK_2023-2024.csv"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-1] + b" ")
    said = io.StringIO()
    for pair in ((AUTUMN, SPRING), (SPRING, AUTUMN), (AUTUMN, AUTUMN)):
        with pytest.raises(PkjpError, match=r"local/.*PAK_2023-2024\.csv: its bytes differ"):
            differences(tmp_path / "study", *pair, how=How(progress=Progress(stream=said)))
    assert said.getvalue() == ""
    assert not (tmp_path / "study/build").exists()


def test_a_wrong_country_is_said_before_anything_is_compared(root: Path) -> None:
    said = io.StringIO()
    with pytest.raises(UsageError, match="--partner JAP: no such country"):
        differences(root, SPRING, AUTUMN, given={"partner": "JAP"}, how=How(progress=Progress(stream=said)))
    assert said.getvalue() == ""
