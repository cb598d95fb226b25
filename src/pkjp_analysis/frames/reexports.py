"""Foreign goods that are sent on: how much of a chapter's exports they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkjp_analysis.frames.once import once
from pkjp_analysis.frames.rows import between, outward_first, said_up_to

if TYPE_CHECKING:
    import pandas as pd

    from pkjp_analysis.study.pair import Pair

_KEYS = ["direction", "reporter", "product", "year", "source"]


@once
def reexports(study: Pair) -> pd.DataFrame:
    """Re-exports between the two by HS chapter, beside the exports that they are a part of.

    Listed where they are at least a fifth of the chapter's exports and 100,000 dollars: what is listed is the least.
    Columns direction, product, product_label, year, value (USD), exports (USD, re-exports included), share (percent of
    the chapter's exports), and what the figures rest on.
    """
    rows = between(study, "goods_reexports")
    exports = between(study, "goods_trade")
    exports = exports[(exports["nomenclature"] == "HS") & (exports["flow"] == "export")]
    whole = exports[[*_KEYS, "value"]].rename(columns={"value": "exports"})
    found = rows.merge(whole, on=_KEYS)
    found["share"] = 100 * found["value"] / found["exports"]
    columns = ["direction", "product", "product_label", "year", "value", "exports", "share", "reporter_name"]
    columns += ["publisher", "vintage", "valuation", "recording", "calendar"]
    found = found.sort_values(["direction", "year", "value"], ascending=[True, True, False], kind="stable")
    return said_up_to(outward_first(found, study)[columns], study)
