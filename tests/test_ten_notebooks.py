"""All ten notebooks on a fetched vintage: another pair, 25 years, HS 6-digit, and what the results say of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import vintage_room as room
from pkjp_analysis import Study
from pkjp_analysis.errors import UsageError
from pkjp_analysis.lineage import of_rows
from replay import comtrade
from replay.server import Replay

ID = f"comtrade-{date.today().isoformat()}"
PAIR = ("--reporter", "PAK", "--partner", "KOR")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with a vintage of Pakistan and Korea, run on it."""
    root = room.whole(tmp_path_factory.mktemp("ten") / "a study")
    with Replay({"comtrade": comtrade.service(comtrade.World(products=97))}, {10: "429", 20: "cut"}) as replay:
        env = room.environment(replay, COMTRADE_API_KEY=comtrade.KEY, HOME=str(root.parent))
        fetched = room.pkjp(root, "refresh", "comtrade", *PAIR, "--years", "2000-2024", env=env)
        assert fetched.returncode == 0, fetched.stderr
    done = room.pkjp(root, "reproduce", *PAIR, "--vintage", ID, "--quiet", env=env)
    assert done.returncode == 0, done.stderr
    return root


def test_all_of_them_ran_and_the_record_names_the_vintage(run: Path) -> None:
    record = json.loads((run / "build/run.json").read_text())
    assert len(record["notebooks"]) == 10
    assert record["parameters"] == {"reporter": "PAK", "partner": "KOR", "year": 2024, "vintage": ID}
    manifest = f"data/raw/local/{ID}/vintage.json"
    assert manifest in record["inputs"] and manifest in record["notebooks"]["03_trade_relations.ipynb"]["reads"]


def test_captions_and_notebooks_name_the_vintage_and_figures_are_by_code(run: Path) -> None:
    composition = (run / "build/figures/03_composition.svg").read_text()
    assert f"UN Comtrade, {ID}" in composition
    assert "HS 6-digit products" in composition
    for number in ("03", "09"):
        (notebook,) = (run / "build/notebooks").glob(f"{number}_*.ipynb")
        assert ID in notebook.read_text()
    advantage = pd.read_csv(run / "build/figures/03_advantage_over_time.csv")
    assert set(advantage["kind"]) == {"HS 6-digit products (edition H6)"} and set(advantage["year"]) == {
        2022,
        2023,
        2024,
    }
    assert advantage["left_out"].str.contains("2017 to 2021 (edition H5)", regex=False).all()


def test_a_figure_by_code_names_the_rows_of_the_vintage_that_it_rests_on(run: Path) -> None:
    told = json.loads((run / "build/figures/03_composition.json").read_text())
    assert set(told["rows"]) and all(name.startswith(f"local/{ID}/") for name in told["rows"])
    drawn = pd.read_csv(run / "build/figures/03_composition.csv", dtype=str)
    assert set(drawn["raw"]) <= of_rows(told["rows"])


def test_the_same_again_runs_nothing_and_without_the_vintage_all_is_stale(run: Path) -> None:
    env = room.environment(HOME=str(run.parent))
    again = room.pkjp(run, "status", *PAIR, "--vintage", ID, env=env)
    assert again.stdout.count(": fresh") == 10
    without = room.pkjp(run, "status", *PAIR, "03", env=env)
    assert f"vintage is none, was {ID}" in without.stdout


def test_no_key_is_in_what_a_run_leaves(run: Path) -> None:
    for path in run.rglob("*"):
        assert not path.is_file() or comtrade.KEY.encode() not in path.read_bytes(), path


def test_a_vintage_that_was_changed_stops_the_run(run: Path) -> None:
    env = room.environment(HOME=str(run.parent))
    path = next((run / "data/raw/local" / ID).glob("PAK_*.csv"))
    content = path.read_bytes()
    path.chmod(0o644)
    try:
        path.write_bytes(content.replace(b"586", b"587", 1))
        done = room.pkjp(run, "reproduce", *PAIR, "03", "--vintage", ID, env=env)
        assert done.returncode == 1 and f"{path.name}: its bytes differ from vintage.json" in done.stderr
    finally:
        path.write_bytes(content)
    wrong = room.pkjp(run, "reproduce", *PAIR, "--vintage", ID + "0", env=env)
    assert wrong.returncode == 2 and f"the nearest is {ID}" in wrong.stderr


def test_a_country_that_the_study_does_not_know_comes_with_its_vintage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(comtrade.ECONOMIES, "FJI", (242, "Fiji", 0.2))
    root = room.whole(tmp_path / "a study")
    with pytest.raises(UsageError, match="no figures on 'FJI'"):
        Study("FJI", "JPN", root=root)
    with Replay({"comtrade": comtrade.service(comtrade.World(products=97))}) as replay:
        env = room.environment(replay, COMTRADE_API_KEY=comtrade.KEY, HOME=str(tmp_path))
        asked = ("--reporter", "FJI", "--partner", "JPN", "--years", "2023-2024", "--peers", "none")
        fetched = room.pkjp(root, "refresh", "comtrade", *asked, env=env)
        assert fetched.returncode == 0, fetched.stderr
    study = Study("FJI", "JPN", 2023, root=root, vintage=ID)
    assert study.names == ("Fiji", "Japan") and repr(study).endswith(f"figures up to 2023, with {ID}")
    assert set(study.composition()["nomenclature"]) == {"HS"}
    assert study.following().goods_trade()["year"].max() == 2024
