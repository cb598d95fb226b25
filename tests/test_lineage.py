"""The rows of data/raw that a figure rests on: enough to work it out again, and not needlessly more."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from pkjp_analysis import Study, figures
from pkjp_analysis.lineage import by_file, compact, expand, lineage_of, of_rows
from pkjp_analysis.store import Store

ROOT = Path(__file__).resolve().parents[1]
# Tables of figures and statements; countries, products and sources say what these are called.
TABLES = ("observations", "grants", "events", "findings", "tariffs", "gravity_coefficients", "gravity_pairs")
LEDGER = ("claims", "inconsistencies")


def _drawn() -> list[str]:
    """The calls in the notebooks that give figures their frames: ``study.chapter_shares("export")``."""
    found: dict[str, None] = {}
    for path in sorted(ROOT.glob("notebooks/[0-9]*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code" and "figures." in source:
                for line in source.splitlines():
                    if line.startswith("figures."):
                        found |= dict.fromkeys(re.findall(r"(?:study|later)\.\w+\([^()]*\)", line))
    return list(found)


DRAWN = _drawn()
# Frames that are rows as they are held: they rest on these and on nothing else.
PLAIN = (
    *("net_aid", "residents", "entries", "entries_compared", "goods_trade", "composition_by_group", "stages"),
    *("companies", "companies_compared", "direct_investment", "investment_over_time", "investment_by_host"),
    *("aid_by_donor", "aid_by_instrument", "aid_by_recipient", "vehicle_sales", "localisation", "used_vehicles"),
    *("floods", "flood_assessment", "ict_exports", "food_cases"),
)


@cache
def study(*who: str) -> Study:
    return Study(*who, root=ROOT)


def worked_out(call: str, whose: Study) -> pd.DataFrame:
    name, words = re.fullmatch(r"\w+\.(\w+)\((?:\"(.*)\")?\)", call).groups()
    of = whose.following() if call.startswith("later.") else whose
    frame: pd.DataFrame = getattr(of, name)(*([words] if words else []))
    return frame


def with_these_rows_alone(whole: Study, rows: set[str]) -> Study:
    """The same study on tables that hold nothing but these rows."""
    store: Store = whole.store
    kept = {
        name: getattr(store, name)[getattr(store, name)["raw"].isin(rows)].reset_index(drop=True) for name in TABLES
    }
    for name in LEDGER:
        table = getattr(store, name)
        places = [f"{name}.csv#{number}" in rows for number in range(1, len(table) + 1)]
        kept[name] = table[places].reset_index(drop=True)
    again = Study(whole.reporter, whole.partner, whole.year, root=ROOT)
    again.store = store.with_tables(**kept)
    return again


def test_the_notebooks_draw_what_is_tested() -> None:
    assert len(DRAWN) > 60 and {"study.robustness()", 'later.scenarios("vehicles")'} <= set(DRAWN)


@pytest.mark.parametrize("call", DRAWN)
def test_a_frame_worked_out_from_its_rows_alone_is_the_same(call: str) -> None:
    frame = worked_out(call, study())
    rows = of_rows(lineage_of(frame))
    again = worked_out(call, with_these_rows_alone(study(), rows))
    # A column of whole numbers is one of floats where another row of the table has a fraction.
    pd.testing.assert_frame_equal(again, frame, check_dtype=False)
    assert {**again.attrs, "lineage": ""} == {**frame.attrs, "lineage": ""}
    if "raw" in frame:
        assert of_rows(by_file(frame["raw"])) <= rows


@pytest.mark.parametrize("who", [("PAK", "USA"), ("VNM", "JPN")], ids=" ".join)
@pytest.mark.parametrize(
    "call",
    [
        *("study.mirror_totals()", "study.export_decline()", "study.trade_intensity()", "study.investment_origins()"),
        *("study.aid_by_donor()", 'study.scenarios("floods")', "study.coverage()", "study.advantage()"),
    ],
)
def test_the_same_holds_for_other_pairs(call: str, who: tuple[str, str]) -> None:
    frame = worked_out(call, study(*who))
    again = worked_out(call, with_these_rows_alone(study(*who), of_rows(lineage_of(frame))))
    pd.testing.assert_frame_equal(again, frame, check_dtype=False)


@pytest.mark.parametrize("name", PLAIN)
def test_rows_as_they_are_held_rest_on_themselves(name: str) -> None:
    frame = getattr(study(), name)()
    assert len(frame) and lineage_of(frame) == by_file(frame["raw"])


@pytest.mark.parametrize(
    ("name", "most"),
    [
        # Each chapter's row with the world, which says that its file is held, and that of the product itself.
        ("composition", 3.0),
        # Both ends' prints of a year: the newest counts.
        ("investment_origins", 1.5),
        ("intentions", 1.5),
        ("shipment_in_proportion", 1.5),
    ],
)
def test_other_rows_rest_on_few_more(name: str, most: float) -> None:
    frame = getattr(study().following() if name.startswith("shipment") else study(), name)()
    assert len(frame) < len(of_rows(lineage_of(frame))) <= most * len(frame)


def test_every_row_is_one_of_data_raw() -> None:
    held: dict[str, set[int]] = {}
    for call in DRAWN:
        for name, rows in lineage_of(worked_out(call, study())).items():
            if name not in held:
                with (ROOT / "data/raw" / name).open(encoding="utf-8", newline="") as file:
                    ids = [row.get("row") for row in csv.DictReader(file)]
                held[name] = {int(id or place) for place, id in enumerate(ids, start=1)}
            assert set(expand(rows)) <= held[name], (call, name)


def test_frames_are_plain_and_a_copy_keeps_its_rows() -> None:
    ours = study()
    frame = ours.composition()
    assert type(frame) is pd.DataFrame and type(ours.rows) is pd.DataFrame
    assert {type(one) for one in ours.made.values()} == {pd.DataFrame}
    assert lineage_of(frame.assign(more=1).sort_values("value")) == lineage_of(frame)
    assert json.loads(json.dumps(frame.attrs))["asked_year"] == ours.year


def test_what_a_user_does_with_a_frame() -> None:
    ours = study()
    trade = ours.goods_trade()
    recent = trade[trade["year"] > 2020]
    assert lineage_of(recent) == by_file(recent["raw"]) != lineage_of(trade)
    shares = ours.world_shares()
    assert lineage_of(shares[shares["year"] == 2020]) == lineage_of(shares) != {}
    two = pd.concat([ours.net_aid(), ours.residents()])
    assert of_rows(lineage_of(two)) == of_rows(lineage_of(ours.net_aid())) | of_rows(lineage_of(ours.residents()))
    by_hand = pd.DataFrame({"raw": ["press/a.csv#2;press/a.csv#3", "oecd/b.csv#7", "", "words", None], "value": 1.0})
    assert lineage_of(by_hand) == {"oecd/b.csv": "7", "press/a.csv": "2-3"}
    assert lineage_of(by_hand.drop(columns="raw")) == {}


def test_a_figure_writes_what_all_its_frames_rest_on(tmp_path: Path) -> None:
    ours = study()

    def written() -> bytes:
        axes = figures.net_aid(ours.net_aid(), spans=ours.freezes())
        path = figures.save(axes, tmp_path, "05_net_aid")[-1]
        told = json.loads(path.read_bytes())
        assert path.name == "05_net_aid.json" and list(told) == ["alt", "figure", "fingerprint", "rows", "title"]
        assert told["fingerprint"] == figures.fingerprint(axes) and told["figure"] == "net_aid"
        assert told["rows"] == lineage_of(ours.net_aid(), ours.freezes())
        assert {name.split("/")[0] for name in told["rows"]} > {"press"}
        return path.read_bytes()

    assert written() == written()
    assert written().endswith(b"}\n")


def test_a_statement_rests_on_its_evidence() -> None:
    rows = of_rows(lineage_of(study().asserted_and_found()))
    shown = set(study().asserted_and_found()["claim_id"])
    for one in study().judgements:
        if one.statement.claim_id in shown:
            assert of_rows(by_file([piece.raw for piece in one.evidence])) <= rows


@pytest.mark.parametrize("numbers", [[], [7], [1, 2, 3], [3, 1, 2, 2], [1, 3, 4, 9, 10, 11, 30]])
def test_ranges_are_read_as_they_were_written(numbers: list[int]) -> None:
    assert expand(compact(numbers)) == sorted(set(numbers))


def test_ranges_are_short() -> None:
    assert compact([8, 1, 2, 3, 4, 5, 12, 13, 20, 14]) == "1-5,8,12-14,20"
    assert by_file(["a.csv#1;a.csv#2"], {"a.csv": "3-5", "b.csv": "9"}) == {"a.csv": "1-5", "b.csv": "9"}


def test_of_a_table_those_rows_count_that_are_used(two_steps: Callable[[], pd.DataFrame]) -> None:
    assert lineage_of(two_steps()) == {"a.csv": "1-3"}


@pytest.fixture
def two_steps() -> Callable[[], pd.DataFrame]:
    """A frame of the sum of three rows, one of which it also looks at alone."""
    from pkjp_analysis.lineage import recorded, watched

    table = pd.DataFrame({"raw": [f"a.csv#{n}" for n in range(1, 7)], "kind": list("xxxyyz"), "value": range(6)})

    def make() -> pd.DataFrame:
        rows = watched(table, once=True)
        ours = rows[rows["kind"] == "x"]
        first = ours[ours["value"] == 0]
        return pd.DataFrame({"sum": [ours["value"].sum()], "first": [first["kind"].iloc[0]]})

    return lambda: recorded("two_steps", make)
