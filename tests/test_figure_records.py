"""Fingerprints, and figures on disk: the same rows give the same digits and bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import matplotlib.style
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image

import figure_frames as frames
from figure_looks import EVERY, draw, drawn
from pkjp_analysis import figures
from pkjp_analysis.errors import PkjpError


@EVERY
def test_fingerprint_is_the_same_when_drawn_again(name: str) -> None:
    first = figures.fingerprint(drawn(name))
    assert figures.fingerprint(draw(name)) == first
    assert len(first) == 16 and set(first) <= set("0123456789abcdef")


@pytest.mark.parametrize("name", ["two_way_trade", "composition", "long_view"])
def test_fingerprint_is_the_same_after_saving(name: str, tmp_path: Path) -> None:
    axes = draw(name)
    figures.save(axes, tmp_path, name)
    assert figures.fingerprint(axes) == figures.fingerprint(drawn(name))


@EVERY
def test_fingerprint_notices_one_changed_value(name: str) -> None:
    rows, column = frames.FRAMES[name](), frames.TELLING.get(name, "value")
    if name in frames.IN_WORDS:
        rows.loc[rows.index[0], column] = frames.IN_WORDS[name]
    else:
        rows[column] = rows[column].astype(float)
        place = rows[column].notna().to_numpy().nonzero()[0][0]
        rows.iloc[place, rows.columns.get_loc(column)] *= 1.01
    changed = figures.fingerprint(draw(name, rows))
    assert changed != figures.fingerprint(drawn(name))


@pytest.mark.parametrize("name", sorted(frames.FRAMES.keys() - frames.IN_WORDS.keys()))
def test_fingerprint_ignores_what_nobody_could_read_off(name: str) -> None:
    rows, column = frames.FRAMES[name](), frames.TELLING.get(name, "value")
    rows[column] = rows[column].astype(float) * (1 + 1e-12)
    assert figures.fingerprint(draw(name, rows)) == figures.fingerprint(drawn(name))


@pytest.mark.parametrize(
    "change",
    [
        lambda axes: axes.set_ylim(0, 999),
        lambda axes: axes.set_xlabel("Years"),
        lambda axes: axes.set_title("Other", loc="left"),
        lambda axes: axes.get_legend().get_texts()[0].set_text("Other"),
        lambda axes: axes.get_legend().legend_handles[0].set_marker("x"),
        lambda axes: axes.get_legend().remove(),
        lambda axes: axes.lines[0].set_color("red"),
        lambda axes: axes.lines[0].set_linestyle(":"),
        lambda axes: axes.lines[0].set_marker("x"),
        lambda axes: axes.lines[0].set_markerfacecolor("white"),
        lambda axes: axes.lines[0].set_visible(False),
        lambda axes: axes.set_xticks([2016], labels=["here"]),
        lambda axes: axes.set_yscale("symlog"),
        lambda axes: axes.text(2016, 100, "note"),
        lambda axes: axes.axhspan(1, 2),
        lambda axes: axes.fill_between([2015, 2016], 1, 2),
        lambda axes: axes.scatter([2015], [1]),
        lambda axes: axes.figure.text(0, 0, "note"),
        lambda axes: axes.figure.axes[1].lines[0].set_ydata([1, 2]),
    ],
)
def test_fingerprint_notices_what_is_drawn_and_said(change: object) -> None:
    axes = draw("two_way_trade")
    before = figures.fingerprint(axes)
    change(axes)
    assert figures.fingerprint(axes) != before


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("composition", lambda axes: axes.patches[3].set_width(1)),
        ("composition", lambda axes: axes.patches[3].set_hatch("+")),
        ("composition", lambda axes: axes.patches[3].set_facecolor("red")),
        ("composition", lambda axes: axes.texts[0].set_text("?")),
        ("evidence_levels", lambda axes: axes.figure.legends[0].get_texts()[0].set_text("Other")),
        ("asserted_and_found", lambda axes: axes.collections[0].set_hatch("+")),
    ],
)
def test_fingerprint_notices_bars_areas_and_page_legends(name: str, change: object) -> None:
    axes = draw(name)
    before = figures.fingerprint(axes)
    change(axes)
    assert figures.fingerprint(axes) != before


@EVERY
def test_session_settings_and_fonts_change_nothing_drawn(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = figures.fingerprint(drawn(name))
    with matplotlib.rc_context({"lines.linewidth": 9, "axes.prop_cycle": matplotlib.cycler(color=["red"])}):
        assert figures.fingerprint(draw(name)) == expected
    monkeypatch.setitem(sys.modules["pkjp_analysis.figures.style"]._HOUSE, "font.family", ["DejaVu Sans Mono"])
    assert figures.fingerprint(draw(name)) == expected


def test_the_house_style_serves_figures_of_ones_own() -> None:
    with matplotlib.style.context("pkjp_analysis.house"):
        used = dict(matplotlib.rcParams)
    with figures.style():
        ours = dict(matplotlib.rcParams)
    assert used["axes.prop_cycle"] != matplotlib.rcParamsDefault["axes.prop_cycle"]
    assert {key for key in used if used[key] != ours[key]} <= {"svg.hashsalt", "backend", "backend_fallback"}


def test_drawing_and_saving_leave_the_session_settings_alone(tmp_path: Path) -> None:
    before = dict(matplotlib.rcParams)
    figures.save(draw("two_way_trade"), tmp_path, "figure")
    assert dict(matplotlib.rcParams) == before
    assert "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()


def test_saves_five_files_with_words_in_them(tmp_path: Path) -> None:
    axes = draw("two_way_trade")
    alt = figures.record_of(axes).alt
    paths = figures.save(axes, tmp_path / "new folder", "03_two_way_trade")
    assert [path.name for path in paths] == [
        f"03_two_way_trade.{kind}" for kind in ("svg", "png", "pdf", "csv", "json")
    ]
    assert sorted(path.name for path in (tmp_path / "new folder").iterdir()) == sorted(path.name for path in paths)
    svg = paths[0].read_text()
    assert alt in svg and ">Goods trade between Chile and Peru, 2015–2019<" in svg and ">2,000<" not in svg
    assert "<text" in svg and "Matplotlib v" not in svg and "dc:date" not in svg
    with Image.open(paths[1]) as picture:
        assert picture.info["Description"] == alt and "Software" not in picture.info
        assert picture.width == int(170 / 25.4 * 200)
    assert b"CreationDate" not in paths[2].read_bytes() and b"Producer" not in paths[2].read_bytes()


@pytest.mark.parametrize("words", ["Peru", "Suffix of a fish in the office", "Ĝis ∀x → Ωμ 😀"])
def test_a_saved_pdf_is_the_one_that_matplotlib_writes(words: str, tmp_path: Path) -> None:
    axes = draw("two_way_trade", frames.FRAMES["two_way_trade"]().assign(publisher=words))
    record = figures.record_of(axes)
    saved = figures.save(axes, tmp_path, "figure")[2].read_bytes()
    nothing = {"CreationDate": None, "Producer": None, "Creator": None}
    with figures.style(record.figure):
        axes.figure.savefig(
            tmp_path / "own.pdf", dpi=200, metadata={**nothing, "Title": record.title, "Subject": record.alt}
        )
    assert saved == (tmp_path / "own.pdf").read_bytes()


def test_a_saved_page_keeps_its_places_whatever_the_session_lays_out(tmp_path: Path) -> None:
    axes = draw("two_way_trade")
    figures.save(axes, tmp_path, "figure")
    before = [one.get_position().bounds for one in axes.figure.axes]
    with matplotlib.rc_context({"figure.constrained_layout.use": True}):
        for name in ("first.png", "second.png"):
            axes.figure.savefig(tmp_path / name)
    assert [one.get_position().bounds for one in axes.figure.axes] == before


def test_the_csv_holds_the_rows_that_are_drawn(tmp_path: Path) -> None:
    rows = frames.grants()
    path = figures.save(draw("grants", rows), tmp_path, "g")[3]
    assert b"\r" not in path.read_bytes()
    saved = pd.read_csv(path)
    drawn = rows[rows["amount_jpy"].notna()].sort_values("date", ignore_index=True)
    pd.testing.assert_frame_equal(saved, drawn, check_dtype=False)


def test_alt_text_tells_the_numbers() -> None:
    alt = figures.record_of(draw("residents")).alt
    assert "Nationals of Chile in Peru, persons: 10,299 in 2010-12-31, 12,500 in 2014-12-31 (4 values)." in alt
    assert "10  Cereals" not in alt and "\n" not in alt


_SAVE = """
import sys, figure_frames as frames
from pkjp_analysis import figures
for name in ("two_way_trade", "composition", "verdicts_by_section"):
    figures.save(getattr(figures, name)(frames.FRAMES[name]()), sys.argv[1], name)
"""


def test_bytes_are_the_same_in_every_process(tmp_path: Path) -> None:
    runs = []
    for seed in ("1", "2"):
        env = {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path), "TZ": f"Etc/GMT+{seed}"}
        runs.append(subprocess.Popen([sys.executable, "-c", _SAVE, str(tmp_path / seed)], env=os.environ | env))
    assert [run.wait() for run in runs] == [0, 0]
    first, second = (
        {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (tmp_path / seed).iterdir()}
        for seed in ("1", "2")
    )
    assert len(first) == 15 and first == second


def test_an_unusable_folder_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PkjpError, match=r"cannot write x\.svg: .*; choose a folder that can be written"):
        figures.save(draw("grants"), tmp_path / "file", "x")


def test_axes_of_others_cannot_be_saved(tmp_path: Path) -> None:
    with pytest.raises(PkjpError, match="carry no record"):
        figures.save(Figure().subplots(), tmp_path, "x")
