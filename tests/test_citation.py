"""CITATION.cff says what the package, the licence and the README say; `.ci/run` holds it against the format."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml

from pkjp_analysis import __version__
from pkjp_analysis.documents.cff import citation
from pkjp_analysis.errors import PkjpError

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_version_licence_authors_and_words_are_the_packages() -> None:
    held = citation(ROOT)
    assert held.version == __version__ and "version" in PROJECT["dynamic"]
    assert held.license == PROJECT["license"]
    assert list(held.authors) == [author["name"] for author in PROJECT["authors"]]
    assert list(held.keywords) == PROJECT["keywords"]
    assert held.title.startswith(f"{PROJECT['name']}: ")


def test_the_date_is_one_and_the_licence_of_its_year() -> None:
    held = citation(ROOT)
    assert date(2026, 1, 1) <= held.released <= date.today()
    years = re.findall(r"Copyright \(c\) (\d{4})", (ROOT / "LICENSE").read_text(encoding="utf-8"))
    assert years == [str(held.released.year)]
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith(f"{held.license} License")


def test_the_paper_is_the_one_that_the_readme_names() -> None:
    assert f"*{citation(ROOT).paper}*" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("lacking", ["abstract", "authors", "version", "date-released", "license", "references"])
def test_a_file_that_lacks_what_is_needed_is_one_line(tmp_path: Path, lacking: str) -> None:
    held = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    del held[lacking]
    (tmp_path / "CITATION.cff").write_text(yaml.safe_dump(held))
    with pytest.raises(PkjpError, match=rf"^CITATION.cff cannot be read \('{lacking}'\); restore it$"):
        citation(tmp_path)


@pytest.mark.parametrize("text", [None, "title: [", "- a list"])
def test_a_file_that_is_none_is_one_line(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "CITATION.cff").write_text(text)
    with pytest.raises(PkjpError, match=r"^CITATION.cff cannot be read \(.+\); restore it$"):
        citation(tmp_path)
