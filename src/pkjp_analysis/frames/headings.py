"""Headings of the importer's tariff as candidates: their own duties and other laws, beside what their chapter sells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames import duties
from pkjp_analysis.frames.candidates import CHAPTERS, candidates
from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import said_up_to
from pkjp_analysis.frames.screening import DRAWS, EXAMPLES, SHORT
from pkjp_analysis.indicators.screening import SEED, screen_products

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

# An example of the paper in a chapter of which the rest is other goods; any other is in the chapter's list.
_NARROWER = {"1006": "processed rice", "1605": "seafood"}
_CRITERIA = ["size", "growth", "share", "tariff", "standards"]
_RANKED = ["score", "rank", "top_4", "top_5", "top_6", "rank_low", "rank_high"]
_OF_CHAPTER = ["chapter", "chapter_label", "size", "growth", "share", "first_year", "last_year"]
COLUMNS = [
    *("reporter_name", "partner_name", "product", "product_label", *_OF_CHAPTER, "lines", "free", "tariff"),
    *("standards", "laws", *_RANKED, "candidates", "draws", "seed", "example", "columns", "publisher", "vintage"),
]


@once
def tariff_headings(study: Pair) -> pd.DataFrame:
    """Headings of the tariff lines held, ranked by their own tariff and laws and by what their chapter sells.

    No trade by heading is held: size, growth and share are those of the HS chapter that holds the heading (see
    `candidates`), so headings of one chapter differ by tariff and laws alone. The headings are those that are held,
    not all of the tariff.

    Columns reporter_name (exporter), partner_name (importer), product (heading), product_label, chapter,
    chapter_label, size (USD), growth (percent a year), share (percent), first_year, last_year, lines, free (lines
    without duty), tariff (percent of the lines that bear a duty), standards (most marks of other laws on one line),
    laws (all marks), score (0-1), rank, top_4, top_5, top_6 (percent of the draws of weights), rank_low, rank_high
    (5 and 95 percent of the ranks), candidates, draws, seed, example (what the paper names; for its own pair),
    columns (of the tariff, in the order asked), publisher and vintage of the tariff. Best first, by exporter.
    """
    rows = candidates(study)
    chapters = rows[rows["list"] == CHAPTERS]
    codes = dict(zip(study.names, (study.reporter, study.partner), strict=True))
    parts = [
        _ranked(study, codes[str(importer)], codes[str(exporter)], part)
        for (exporter, importer), part in chapters.groupby(["reporter_name", "partner_name"], sort=False)
    ]
    held = [part for part in parts if len(part)]
    frame = pd.concat(held, ignore_index=True) if held else pd.DataFrame(columns=COLUMNS)
    return said_up_to(frame[COLUMNS], study)


def _ranked(study: Pair, importer: str, exporter: str, chapters: pd.DataFrame) -> pd.DataFrame:
    """The headings of one importer's tariff; none where too few are held with every criterion."""
    own = duties.by_heading(study, importer, exporter)
    named = chapters[["product", "product_label", *_OF_CHAPTER[2:], "reporter_name", "partner_name"]]
    named = named.rename(columns={"product": "chapter", "product_label": "chapter_label"})
    own = own.rename(columns={"chapter": "product", "dutiable": "tariff", "laws_most": "standards"})
    table = own.assign(chapter=own["product"].str[:2]).merge(named, on="chapter")
    table = table[table[_CRITERIA].notna().all(axis=1)].reset_index(drop=True)
    if len(table) < SHORT:
        return table.iloc[0:0]
    found = screen_products(table[["product", *_CRITERIA]], draws=DRAWS, seed=SEED, top=(4, 5, SHORT))
    table = table.join(found.ranking[_RANKED])
    table[["top_4", "top_5", "top_6"]] *= 100
    lines = duties.lines_of(study, importer, exporter)
    labels = lines.drop_duplicates("heading").set_index("heading")["label"].str.split(":").str[0]
    table["product_label"] = table["product"].map(labels)
    table["example"] = [_example(study, heading) for heading in table["product"]]
    schedule = duties.tariffs(study)
    for name in ("publisher", "vintage"):
        table[name] = schedule[name].iloc[0]
    told = table.assign(candidates=len(table), draws=found.draws, seed=found.seed)
    return told.sort_values("rank", kind="stable")


def _example(study: Pair, heading: str) -> str:
    if not study.is_papers_pair:
        return ""
    chapter = "" if heading[:2] == "10" else EXAMPLES.get((CHAPTERS, heading[:2]), "")
    return _NARROWER.get(heading, chapter)
