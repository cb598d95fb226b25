"""Results do not depend on how pandas holds text: with or without pyarrow, in our tables and in a user's frames."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import figure_frames
from figure_looks import draw
from pkjp_analysis import Study, figures, tables
from pkjp_analysis.narrative import SUBSECTIONS

ROOT = Path(__file__).resolve().parents[1]
# Without these there is one storage alone, and nothing to compare.
pytest.importorskip("pyarrow")
pytestmark = pytest.mark.skipif(int(pd.__version__.split(".")[0]) < 3, reason="pandas 2 holds text as objects")
FRAMES = [
    *("economies", "world_shares", "partner_concentration", "recent_goods_trade", "partner_ranks", "mirror_totals"),
    *("market_shares", "export_decline", "trade_intensity", "advantage", "coverage", "tariff_lines"),
]


def _study(storage: str, reporter: str, partner: str) -> Study:
    """A study whose tables hold text as a user may have given them."""
    study = Study(reporter, partner, root=ROOT)
    text = pd.StringDtype(storage, na_value=float("nan"))
    names = ("observations", "countries", "products", "sources", "tariffs", "grants", "events", "gravity_pairs")
    study.store = study.store.with_tables(**{name: getattr(study.store, name).astype(text) for name in names})
    return study


def _results(storage: str, reporter: str, partner: str) -> dict[str, object]:
    with pd.option_context("mode.string_storage", storage):
        study = _study(storage, reporter, partner)
        told: dict[str, object] = {name: getattr(study, name)().to_csv() for name in FRAMES}
        told["table"] = tables.economies(study.economies()).to_csv()
        return told | {f"words of {one}": repr(study.narrate(one)) for one in SUBSECTIONS if one != "10"}


@pytest.mark.parametrize("pair", [("PAK", "JPN"), ("USA", "CHN")], ids="-".join)
def test_frames_tables_and_words_are_the_same(pair: tuple[str, str]) -> None:
    assert _results("pyarrow", *pair) == _results("python", *pair)


def test_tables_that_are_read_hold_text_in_one_way() -> None:
    held = []
    for storage in ("pyarrow", "python"):
        with pd.option_context("mode.string_storage", storage):
            held.append(Study(root=ROOT).store.countries.dtypes.map(repr).tolist())
    assert held[0] == held[1]


@pytest.mark.parametrize("name", ["affiliated_companies", "two_way_trade", "residents", "partner_rank"])
def test_figures_are_the_same_with_and_without_rows(name: str) -> None:
    drawn = []
    for storage in ("pyarrow", "python"):
        with pd.option_context("mode.string_storage", storage):
            rows = figure_frames.FRAMES[name]()
            drawn.append([figures.fingerprint(draw(name, part)) for part in (rows, rows.iloc[0:0])])
    assert drawn[0] == drawn[1]
