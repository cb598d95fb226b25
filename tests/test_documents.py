"""The generated pages of docs/: equal to what the data give, complete, and plain Markdown."""

from __future__ import annotations

import csv
import inspect
import re
from pathlib import Path

import pytest

from pkjp_analysis import codebook, indicators
from pkjp_analysis.claims import CHECKS
from pkjp_analysis.documents.__main__ import main
from pkjp_analysis.documents.markdown import ranges, table
from pkjp_analysis.documents.pages import PAGES, pages
from pkjp_analysis.store import Store

ROOT = Path(__file__).resolve().parents[1]
each = pytest.mark.parametrize("name", sorted(PAGES))


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages(ROOT)


@each
def test_the_committed_page_is_what_the_data_give(made: dict[str, str], name: str) -> None:
    committed = ROOT / "docs" / name
    assert committed.read_bytes() == made[name].encode(), f"docs/{name} is out of date; run make documents"


@each
def test_every_row_of_a_table_has_as_many_cells_as_its_header(made: dict[str, str], name: str) -> None:
    cells = 0
    for line in made[name].split("\n"):
        many = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert many == cells or 0 in (many, cells), line
        cells = many


@each
def test_a_page_tells_nothing_of_the_machine(made: dict[str, str], name: str) -> None:
    assert str(ROOT) not in made[name] and not re.search(r"/(home|root|tmp)/|0x[0-9a-f]{8}| at 0x", made[name])


def test_two_makings_are_the_same(made: dict[str, str]) -> None:
    assert pages(ROOT) == made


def test_every_series_and_column_is_described_and_no_other() -> None:
    store = Store(ROOT)
    assert set(codebook.SERIES) - codebook.FETCHED == set(store.observations["series"])
    for path in sorted((ROOT / "data" / "processed").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            assert set(next(csv.reader(file))) == set(codebook.COLUMNS[path.name]), path.name


def test_statements_checks_and_sources_are_all_there(made: dict[str, str]) -> None:
    store = Store(ROOT)
    for claim in store.claims["claim_id"]:
        assert f"| `{claim}` |" in made["locator.md"] and f"| `{claim}` |" in made["rules.md"]
    assert all(f"| `{name}` |" in made["rules.md"] for name in CHECKS)
    assert all(f"| `{key}` |" in made["sources.md"] for key in store.sources["source"])
    assert made["sources.md"].startswith(f"# Sources\n\n{len(store.sources)} sources")


def test_every_measure_is_told_with_its_signature_formula_inputs_result_and_sources(made: dict[str, str]) -> None:
    told = made["measures.md"].split("\n## ")[1:]
    assert [part.split("\n")[0] for part in told] == list(indicators.MEASURES)
    for part in told:
        name = part.split("\n")[0]
        for section in (f"```python\n{name}(", "```math\n", "**Inputs**\n\n- `", "**Result**", "**Sources**\n\n- "):
            assert section in part, (name, section)
        for parameter in inspect.signature(getattr(indicators, name)).parameters:
            assert re.search(rf"^- `.*\b{parameter}\b.*`: \S", part, flags=re.MULTILINE), (name, parameter)
        assert ">>> " in part and "``" not in part.replace("```", "") and ":math:" not in part, name


def test_rules_carry_the_verdicts_at_half_and_double(made: dict[str, str]) -> None:
    (line,) = [line for line in made["rules.md"].split("\n") if line.startswith("| `S3.1-05`")]
    assert line.endswith("| 2026-11-24 | conflicting | confirmed | confirmed |")


def test_figures_that_differ_stand_with_the_basis_that_explains_them(made: dict[str, str]) -> None:
    (line,) = [
        line for line in made["disagreements.md"].split("\n") if line.startswith("| aid net") and "| 2011 |" in line
    ]
    assert "| 336,720,000 (OECD DAC2A" in line and "| 1.574 | USD | prices (USD 2022 / current)" in line
    residents = [
        line for line in made["disagreements.md"].split("\n") if line.startswith("| residents") and "2023" in line
    ]
    assert "day of the count (2023-06-30 / 2023-12-31)" in residents[0]


@pytest.mark.parametrize(
    ("years", "printed"), [([], ""), ([2003, 2001, 2002, 2002], "2001-2003"), ([1960, 1962, 1963], "1960, 1962-1963")]
)
def test_years_are_compact_ranges(years: list[int], printed: str) -> None:
    assert ranges(years) == printed


def test_cells_are_escaped_outside_code() -> None:
    assert table(["a"], [["x | y * <b> & `p~q*|`\nnext"]]).split("\n")[2] == (
        "| x \\| y \\* &lt;b> &amp; `p~q*\\|` next |"
    )


def test_the_command_takes_one_word_or_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["all"]) == 2
    assert capsys.readouterr().err == "error: python -m pkjp_analysis.documents takes nothing or replication\n"
