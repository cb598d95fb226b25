"""Candidate lines by HS 6-digit code: demand of the importer and supply of the exporter, joined code by code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pkjp_analysis.frames import duties
from pkjp_analysis.frames.advantage import by_code
from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.products import chained, held
from pkjp_analysis.indicators.complexity import economic_complexity
from pkjp_analysis.plain import mapping

if TYPE_CHECKING:
    from pkjp_analysis.study.pair import Pair

CODES = "HS 6-digit products"
_SAID = ("valuation", "recording", "calendar", "publisher", "vintage")


@once
def code_lines(study: Pair, exporter: str, importer: str) -> pd.DataFrame:
    """Every product that the importer buys in the last year of one edition, with all criteria at HS 6-digit.

    Columns of `candidates` and density: size (USD) and growth (percent a year; missing where nothing was bought in the
    first year) of the importer's imports from the world, share of the exporter in them (percent, 0 where it has no
    row), advantage and rsca of the exporter (0 and -1 where it exports nothing; missing where too few countries report
    by code in that edition and year), density (relatedness of the product to the exporter's present exports), tariff
    and standards as by chapter. No rows where the importer's codes are not held for two years of one edition.
    """
    market = chained(held(study, importer, "WLD", "import"))
    if market.empty or market["level"].iloc[0] != 6:
        return pd.DataFrame()
    years = int(market["year"].min()), int(market["year"].max())
    first, last = (market[market["year"] == year].set_index("product") for year in years)
    frame = last[last["value"] > 0][["product_label", "value", "edition"]].rename(columns={"value": "size"})
    bought = first["value"].reindex(frame.index)
    frame["growth"] = 100 * ((frame["size"] / bought.where(bought > 0)) ** (1 / (years[1] - years[0])) - 1)
    sold = _in_year(held(study, importer, exporter, "import"), last)
    frame["share"] = 100 * sold["value"].reindex(frame.index, fill_value=0.0) / frame["size"]
    frame = frame.join(_supply(study, exporter, last)).join(_duties(study, importer, exporter))
    names = mapping(study.store.countries, "code", "name")
    frame = frame.assign(first_year=years[0], last_year=years[1], nomenclature="HS", list=CODES)
    frame = frame.assign(
        reporter_name=names[exporter], partner_name=names[importer], sector="", advantage_year=years[1]
    )
    frame["lines"] = frame["lines"].fillna(0)
    frame = frame.assign(**{name: last[name].iloc[0] for name in _SAID}).rename_axis("product").reset_index()
    frame.attrs.update(kind=last["kind"].iloc[0], left_out=last["left_out"].iloc[0])
    return frame


def _in_year(rows: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    """The rows of the same year and edition, by product."""
    one = like.iloc[0]
    same: pd.Series = (rows["level"] == 6) & (rows["year"] == one["year"]) & (rows["edition"] == one["edition"])
    found: pd.DataFrame = rows[same].set_index("product")
    return found


def _supply(study: Pair, exporter: str, like: pd.DataFrame) -> pd.DataFrame:
    """Advantage, rsca and density of the exporter by product, of the year and edition of `like`."""
    everyone = by_code(study)
    everyone = _in_year(everyone, like).reset_index()
    own = everyone[everyone["reporter"] == exporter].set_index("product")
    if own.empty:
        return pd.DataFrame(columns=["advantage", "rsca", "density"], dtype=float)
    exported = pd.Index(everyone["product"].unique(), name="product")
    found = own[["rca", "rsca"]].reindex(exported).rename(columns={"rca": "advantage"})
    # A product that others export and this one does not: its share is none.
    found = found.fillna({"advantage": 0.0, "rsca": -1.0})
    density: pd.DataFrame = economic_complexity(everyone[["reporter", "product", "value"]]).density.T
    return found.assign(density=density[exporter].reindex(exported))


def _duties(study: Pair, importer: str, exporter: str) -> pd.DataFrame:
    """Tariff, standards and number of lines by code, where tariff lines are held."""
    asked = duties.by_code(study, importer, exporter).set_index("chapter")
    named = {"dutiable": "tariff", "laws_most": "standards", "lines": "lines"}
    return asked[list(named)].rename(columns=named).astype(float)
