"""Tables and figures as a notebook shows them, and the files that a run writes."""

from __future__ import annotations

import os
import re
import sys
import types
from pathlib import Path

import IPython
import nbformat
import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.figure import Figure
from nbclient import NotebookClient

import figure_frames as frames
from pkjp_analysis import display, figures, show
from pkjp_analysis.errors import PkjpError
from pkjp_analysis.tex import as_tex


def numbers(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(columns)


def cells(frame: pd.DataFrame, column: str) -> list[str]:
    """The column's cells as the plain text shows them."""
    text = repr(show(frame[[column]], "t"))
    return [line.strip() for line in text.split("\n")[1:]]


# --- tables -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "printed"),
    [
        ([202341257.749, 1360931588.743], ["202,341,258", "1,360,931,589"]),
        ([202.34, 1360.9], ["202.3", "1,360.9"]),
        ([0.624, 49.04], ["0.62", "49.04"]),
        ([0.9998, 1.24], ["1.000", "1.240"]),
        ([9.91, 18.7, None], ["9.91", "18.70", "–"]),
        ([-23.4, 0.0], ["−23.4", "0.0"]),
        ([0.00034, 0.5], ["0.00034", "0.50000"]),
        ([25334, 964], ["25,334", "964"]),
        ([25334.0, None], ["25,334", "–"]),
        ([True, False], ["yes", "no"]),
        (["text", None], ["text", "–"]),
        ([pd.Timestamp("2024-12-17"), pd.NaT], ["2024-12-17", "–"]),
        ([["a", "b"], []], ["a, b", ""]),
    ],
)
def test_cells_are_formatted_for_reading(values: list[object], printed: list[str]) -> None:
    assert cells(numbers(x=values), "x") == printed


@pytest.mark.parametrize("column", ["year", "start_year", "year_held"])
def test_years_are_plain_integers(column: str) -> None:
    assert cells(numbers(**{column: [2018, 2024]}), column) == ["2018", "2024"]
    assert cells(numbers(**{column: [2018.0, None]}), column) == ["2018", "–"]


def test_plain_text_is_aligned_by_kind_and_headed_in_words() -> None:
    frame = numbers(partner_name=["Chile", "Bolivia"], rank=[5, 12])
    assert repr(show(frame, "ranks", "Partners by rank")) == "\n".join(
        ["Partners by rank", "partner name  rank", "Chile            5", "Bolivia         12"]
    )


def test_long_text_is_cut_in_plain_text_and_whole_in_html() -> None:
    long = "word " * 40
    table = show(numbers(note=[long]), "notes")
    assert max(map(len, repr(table).split("\n"))) == 48 and repr(table).endswith("…")
    assert long in table._repr_html_()


def test_html_is_escaped() -> None:
    table = show(numbers(**{"a<b": ["<script>alert('x')</script> & more"]}), "t", "caption <i>")
    html = table._repr_html_()
    assert "<script" not in html and "<i>" not in html
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; more" in html and "a&lt;b" in html


def test_html_aligns_text_left_and_numbers_right() -> None:
    html = show(numbers(name=["Chile"], value=[1.5]), "t")._repr_html_()
    assert '<td style="text-align: left; white-space: nowrap">Chile</td>' in html
    assert '<td style="text-align: right; white-space: nowrap">1.5</td>' in html


def test_html_is_the_same_every_time() -> None:
    frame = frames.grants()
    assert show(frame, "grants")._repr_html_() == show(frame.copy(), "grants")._repr_html_()


def test_at_most_twenty_rows_and_how_many_more() -> None:
    table = show(numbers(x=list(range(1000))), "many")
    assert table._repr_html_().count("<tr>") == 21
    assert repr(table).split("\n")[-1] == "… 980 more rows in tables/*_many.csv"
    assert "<p>… 980 more rows in tables/*_many.csv</p>" in table._repr_html_()
    assert repr(show(numbers(x=[1, 2]), "few", rows=1)).endswith("… 1 more row in tables/*_few.csv")
    assert "more row" not in repr(show(numbers(x=list(range(20))), "exactly"))


def test_decimals_depend_on_the_whole_column_not_on_the_rows_shown() -> None:
    assert repr(show(numbers(x=[1.0, 2.25]), "t", rows=1)).split("\n")[1] == "1.00"


def test_percentage_points_have_two_decimals_and_the_file_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PKJP_OUTPUT", str(tmp_path))
    frame = pd.DataFrame({"contribution, points": [16.417236, 0.000404]})
    assert repr(show(frame, "t")).split()[-2:] == ["16.42", "<0.01"]
    assert "16.417236" in next(tmp_path.rglob("*.csv")).read_text()


def test_a_column_with_large_numbers_has_at_most_three_decimals() -> None:
    assert repr(show(numbers(x=[0.0021, 56.4549]), "t")).split()[-2:] == ["0.002", "56.455"]
    assert repr(show(numbers(x=[0.000075, 0.4]), "u")).split()[-2:] == ["0.000075", "0.400000"]


def test_a_small_number_is_not_printed_as_zero() -> None:
    assert repr(show(numbers(x=[-0.01, -1500.5]), "t")).split()[-2:] == [">−0.1", "−1,500.5"]
    assert repr(show(numbers(x=[0.01, 1e-15, 0.0, 1500.5]), "w")).split()[-4:] == ["<0.1", "0.0", "0.0", "1,500.5"]


def test_an_empty_frame_is_not_held() -> None:
    empty = numbers(x=[])
    assert repr(show(empty, "aid", "Aid by donor")) == "not held: Aid by donor"
    assert show(empty, "aid", "Aid <by> donor")._repr_html_() == "<p>not held: Aid &lt;by&gt; donor</p>"
    assert repr(show(pd.DataFrame(), "aid")) == "not held: aid"


def test_a_named_index_is_shown_and_an_unnamed_one_is_not() -> None:
    frame = numbers(x=[1.5])
    assert "who" in repr(show(frame.set_axis(pd.Index(["Chile"], name="who")), "t"))
    assert "Chile" not in repr(show(frame.set_axis(pd.Index(["Chile"])), "t"))


def test_the_frame_stays_as_it_was() -> None:
    frame = frames.grants()
    before = frame.copy()
    repr(show(frame, "t"))
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("name", ["", "../up", "Upper", "two words", "a.b"])
def test_a_name_that_is_no_file_name_is_refused(name: str) -> None:
    with pytest.raises(PkjpError, match="small letters, digits and underscores"):
        show(numbers(x=[1]), name)


# --- within a run -------------------------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run of notebook 03 whose outputs go to the folder."""
    monkeypatch.setenv("PKJP_OUTPUT", str(tmp_path))
    monkeypatch.setenv("PKJP_NOTEBOOK", "03")
    return tmp_path


def written(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_nothing_is_written_outside_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        show(numbers(x=[1]), "again")
    assert written(tmp_path) == []


def test_a_run_writes_every_row_of_a_table(run: Path) -> None:
    show(numbers(x=[1.5, None, 202341257.749], who=["a", "b,c", "é"]), "values", rows=1)
    assert written(run) == ["tables/03_values.csv", "tables/03_values.tex"]
    assert (run / "tables/03_values.csv").read_bytes() == 'x,who\n1.5,a\n,"b,c"\n202341257.749,é\n'.encode()


def test_a_run_writes_the_table_as_latex_too(run: Path) -> None:
    show(numbers(who=["R&D_{5 %}", None], value=[-1.5, 1360.25]), "signs", "Costs & gains", rows=1)
    assert (run / "tables/03_signs.tex").read_text().split("\n") == [
        "% needs the packages booktabs and longtable; UTF-8, and xelatex or lualatex for other scripts than Latin",
        r"\begin{longtable}{lr}",
        r"\caption{Costs \& gains}\\",
        r"\toprule",
        r"who & value \\",
        r"\midrule",
        r"\endfirsthead",
        r"\toprule",
        r"who & value \\",
        r"\midrule",
        r"\endhead",
        r"\bottomrule",
        r"\endfoot",
        r"R\&D\_\{5 \%\} & $-$1.5 \\",
        r"-- & 1,360.2 \\",
        r"\end{longtable}",
        "",
    ]


def test_long_text_is_a_paragraph_in_latex() -> None:
    text = as_tex(numbers(note=["word " * 20], x=[1]))
    assert r"\begin{longtable}{p{0.95\linewidth}r}" in text and "caption" not in text
    assert as_tex(numbers(x=[])).count("\n") == 9, "a table without rows is a header"


def test_a_long_heading_is_broken_and_every_row_has_as_many_cells_in_latex() -> None:
    text = as_tex(numbers(**{"growth, percent a year": [1.5], "who & what": ["a & b"], "note": ["x_{1} " * 9]}))
    assert r"\shortstack[r]{growth,\\percent a\\year} & who \& what & note \\" in text
    rows = [line for line in text.split("\n") if line.endswith(r" \\")]
    assert [len(re.findall(r"(?<!\\)&", line)) for line in rows] == [2, 2]
    plain = re.sub(r"\\[{}]", "", text)
    assert plain.count("{") == plain.count("}")


def test_a_table_twice_in_one_notebook_is_an_error(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    show(numbers(x=[1]), "values")
    with pytest.raises(PkjpError, match="table values appears twice in notebook 03; give one another name"):
        show(numbers(x=[2]), "values")
    monkeypatch.setenv("PKJP_NOTEBOOK", "05")
    show(numbers(x=[2]), "values")
    assert written(run) == [f"tables/{number}_values.{kind}" for number in ("03", "05") for kind in ("csv", "tex")]


def test_an_unusable_output_folder_is_one_clear_line(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (run / "tables").write_text("in the way")
    with pytest.raises(PkjpError, match=r"cannot write 03_values\.csv: "):
        show(numbers(x=[1]), "values")
    assert written(run) == ["tables"]


# --- figures ------------------------------------------------------------------------------------------------


@pytest.fixture
def formatter(monkeypatch: pytest.MonkeyPatch) -> DisplayFormatter:
    """IPython's own formatters, as if it were running."""
    formatter = DisplayFormatter()
    shell = types.SimpleNamespace(display_formatter=formatter)
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    display.register()
    return formatter


def test_a_figure_is_its_id_its_fingerprint_and_a_picture(formatter: DisplayFormatter) -> None:
    axes = figures.grants(frames.grants())
    data, metadata = formatter.format(axes)
    assert data["text/plain"] == f"figure grants {figures.fingerprint(axes)}"
    assert data["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"].startswith("Bar chart. Grants from Peru to Chile with a yen amount")
    assert metadata["image/png"]["width"] == round(170 / 25.4 * 120)
    assert set(data) == {"text/plain", "image/png"}


def test_any_panel_shows_the_whole_figure(formatter: DisplayFormatter) -> None:
    axes = figures.two_way_trade(frames.two_way_trade())
    first, other = (formatter.format(panel)[0] for panel in axes.figure.axes)
    assert first == other


def test_axes_of_others_look_as_they_always_did(formatter: DisplayFormatter) -> None:
    axes = Figure().subplots()
    assert formatter.format(axes) == ({"text/plain": repr(axes)}, {})


def test_a_run_writes_a_figure_when_it_is_shown(run: Path, formatter: DisplayFormatter) -> None:
    axes = figures.grants(frames.grants())
    assert written(run) == []
    formatter.format(axes)
    formatter.format(axes)
    assert written(run) == [f"figures/03_grants.{kind}" for kind in ("csv", "json", "pdf", "png", "svg")]


def test_a_figure_that_is_not_held_is_written_too(run: Path, formatter: DisplayFormatter) -> None:
    formatter.format(figures.grants(frames.grants().iloc[:0]))
    assert (run / "figures/03_grants.csv").read_text().startswith("date,title,theme")


def test_without_ipython_nothing_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    display.register()
    assert "IPython" not in sys.modules


NOTEBOOK = (
    "import figure_frames as frames\nfrom pkjp_analysis import figures, show",
    "figures.grants(frames.grants())",
    "figures.grants(frames.grants(), variant='again')",
    "show(frames.grants(), 'grants', 'Grants')",
    "figures.grants(frames.grants())",
)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_real_kernel_shows_and_writes(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in NOTEBOOK])
    NotebookClient(notebook, timeout=60, allow_errors=True).execute()
    outputs = [cell.outputs for cell in notebook.cells]
    expected = figures.fingerprint(figures.grants(frames.grants()))
    assert [kept.data["text/plain"] for kept in outputs[1] + outputs[2]] == [
        f"figure grants {expected}",
        f"figure grants_again {expected}",
    ]
    assert outputs[1][0].metadata["image/png"]["alt"] and "image/png" in outputs[1][0].data
    assert outputs[3][0].data["text/plain"].startswith("Grants\n") and "text/html" in outputs[3][0].data
    errors = [kept for kept in outputs[4] if kept.output_type == "error"]
    assert [kept.evalue for kept in errors] == ["figure grants appears twice in notebook 03; give one variant='...'"]
    assert written(run) == [
        *(f"figures/03_grants.{kind}" for kind in ("csv", "json", "pdf", "png", "svg")),
        *(f"figures/03_grants_again.{kind}" for kind in ("csv", "json", "pdf", "png", "svg")),
        "tables/03_grants.csv",
        "tables/03_grants.tex",
    ]
