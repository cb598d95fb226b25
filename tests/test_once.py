"""What is worked out once: frames of a study, parsed tables, judged statements; never stale, never shared in part."""

from __future__ import annotations

import inspect
import os
import shutil
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pkjp_analysis import Study
from pkjp_analysis.claims import judge_all, robustness
from pkjp_analysis.frames import aid, rows
from pkjp_analysis.store import Store

ROOT = Path(__file__).resolve().parents[1]
COUNTRIES = Path("data", "processed", "countries.csv")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The study's data in a place of their own, with files that have been left alone for a while."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


def _age(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files count as left alone at once, so that a test need not wait."""
    monkeypatch.setattr("pkjp_analysis.store._SETTLED", -1)


@pytest.mark.parametrize("name", ["net_aid", "statements", "robustness_by_alternative", "composition"])
def test_a_changed_frame_changes_no_other(name: str) -> None:
    study = Study(root=ROOT)
    first = getattr(study, name)()
    before = first.copy()
    for column in first.columns:
        first.loc[:, column] = first[column].to_numpy()[::-1].copy()
    first["added"] = 1
    first.attrs.clear()
    again = getattr(study, name)()
    pd.testing.assert_frame_equal(again, before)
    assert again.attrs == before.attrs


def test_a_frame_is_worked_out_once_for_the_same_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    study, asked = Study(root=ROOT), []
    monkeypatch.setattr(aid, "between", lambda study, series: asked.append(series) or rows.between(study, series))
    study.net_aid()
    once = list(asked)
    assert once
    study.net_aid()
    assert asked == once
    for series in ("goods_trade", "aid_net", "goods_trade"):
        assert set(rows.between(study, series)["series"]) == {series}


def test_methods_tell_their_names_arguments_and_words() -> None:
    assert list(inspect.signature(aid.net).parameters) == ["study"]
    assert aid.net.__name__ == "net" and aid.net.__doc__
    assert list(inspect.signature(Study.statements).parameters) == ["self", "subsection"]


def test_the_following_year_is_one_study() -> None:
    study = Study(root=ROOT)
    assert study.following() is study.following()


def test_a_file_is_parsed_again_only_when_it_has_changed(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _age(monkeypatch)
    path, reads = copied / COUNTRIES, []
    read_csv = pd.read_csv
    monkeypatch.setattr(pd, "read_csv", lambda *args, **options: reads.append(args) or read_csv(*args, **options))
    first = Store(copied).countries
    kept = first.copy()
    first.iloc[0, 0] = "changed by a user"
    pd.testing.assert_frame_equal(Store(copied).countries, kept)
    assert len(reads) == 1
    state = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("Pakistan", "Pakistam"), encoding="utf-8")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert path.stat().st_size == state.st_size
    assert "Pakistam" in set(Store(copied).countries["name"])


def test_a_file_just_written_is_parsed_every_time(copied: Path) -> None:
    path = copied / COUNTRIES
    text = path.read_text(encoding="utf-8")
    for letter in "mnmnmn":
        path.write_text(text.replace("Pakistan", f"Pakista{letter}"), encoding="utf-8")
        shown = set(Store(copied).countries["name"])
        assert f"Pakista{letter}" in shown


def _verdicts(store: Store) -> list[Any]:
    return [tuple(getattr(one, field.name) for field in fields(one)) for one in judge_all(store)]


def test_statements_are_judged_anew_when_a_cell_differs() -> None:
    store = Store(ROOT)
    before = _verdicts(store)
    assert _verdicts(Store(ROOT)) == before
    judge_all(store).clear()
    assert _verdicts(store) == before
    ledger = store.claims
    ledger.loc[ledger["claim_id"] == before[0][0].claim_id, "paraphrase"] = "another one"
    assert _verdicts(store)[0][0].paraphrase == "another one"


def test_alternatives_are_worked_out_anew_when_a_cell_differs() -> None:
    store = Store(ROOT)
    few = store.with_tables(claims=store.claims.head(4))
    found = robustness(few)
    found[0]["result"] = "changed by a user"
    again = robustness(few)
    assert again[0]["result"] != "changed by a user"
    fewer = robustness(store.with_tables(claims=store.claims.head(3)))
    assert {row["claim_id"] for row in fewer} < {row["claim_id"] for row in again}
